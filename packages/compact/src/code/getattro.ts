// `getattro` puts the type's descriptors before what the instance stores, as PyObject_GenericGetAttr does (3.11, Objects/object.c).

import { mem, qword, rbp, rbx, rdi, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { INSTANCE, MAGIC } from '../layout';
import { dataDescriptor, exactName, otherName } from './names';
import { readOrElse } from './read';
import type { Writer } from './writer';

/** PyObject *tp_getattro(self, name) */
export function getattro(w: Writer, entry: Label, reading: Label): void {
  const { asm } = w;
  const generic = asm.label();
  const out = asm.label();
  const other = asm.label();
  asm.align(16);
  asm.bytes(MAGIC);
  asm.bind(entry);
  exactName(w, other);
  const { leave } = w.enter(2);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.cmp(qword(mem(rdi, INSTANCE.data)), 0);
  asm.je(generic);
  dataDescriptor(w, generic);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rbp);
  readOrElse(w, reading, out);
  asm.bind(generic);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rbp);
  leave();
  w.jump('PyObject_GenericGetAttr');
  asm.bind(out);
  leave();
  asm.ret();

  asm.bind(other);
  otherName(w, entry, { generic: 'PyObject_GenericGetAttr', failure: 0 });
}
