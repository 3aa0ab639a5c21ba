// `setattro` puts the type's data descriptors before what the instance stores, as PyObject_GenericSetAttr does (3.11, Objects/object.c).

import { ecx, r12, rbp, rbx, rdi, rdx, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { dataDescriptor, exactName, otherName } from './names';
import { callPython } from './values';
import type { Writer } from './writer';

/** int tp_setattro(self, name, value or NULL) */
export function setattro(w: Writer, entry: Label, storing: Label): void {
  const { asm } = w;
  const other = asm.label();
  const generic = asm.label();
  const put = asm.label();
  asm.align(16);
  asm.bind(entry);
  exactName(w, other);
  const { leave } = w.enter(4);
  const restore = (): void => {
    asm.mov(rdi, rbx);
    asm.mov(rsi, rbp);
    asm.mov(rdx, r12);
    leave();
  };
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.mov(r12, rdx);
  dataDescriptor(w, generic);
  asm.test(r12, r12);
  asm.jne(put);
  callPython(w, 'slowDelete', () => {
    asm.mov(rsi, rbx);
    asm.mov(rdx, rbp);
    asm.xor(ecx, ecx);
  });
  leave();
  asm.ret();

  asm.bind(put);
  restore();
  asm.jmp(storing);

  asm.bind(generic);
  restore();
  w.jump('PyObject_GenericSetAttr');

  asm.bind(other);
  otherName(w, entry, { generic: 'PyObject_GenericSetAttr', failure: -1 });
}
