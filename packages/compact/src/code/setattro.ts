// `setattro` puts the type's data descriptors before what the instance stores.

import { ecx, mem, qword, r12, r13, rax, rbp, rbx, rdi, rdx, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { python } from '../layout';
import { STR_SUBCLASS_BIT, callPython } from './values';
import type { Writer } from './writer';

const { PyObject, PyTypeObject } = python;

/** int tp_setattro(self, name, value or NULL) */
export function setattro(w: Writer, entry: Label, storing: Label): void {
  const { asm } = w;
  const odd = asm.label();
  const own = asm.label();
  const put = asm.label();
  asm.align(16);
  asm.bind(entry);
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(rax, w.outside('PyUnicode_Type'));
  asm.jne(odd);
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
  asm.mov(rdi, mem(rdi, PyObject.ob_type));
  w.call('_PyType_Lookup');
  asm.test(rax, rax);
  asm.je(own);
  asm.mov(rax, mem(rax, PyObject.ob_type));
  asm.cmp(qword(mem(rax, PyTypeObject.tp_descr_set)), 0);
  asm.je(own);
  restore();
  w.jump('PyObject_GenericSetAttr');

  asm.bind(own);
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

  // A subclass of str counts as its characters; what is no str at all gets the message that every object gives.
  const noName = asm.label();
  const failed = asm.label();
  const done = asm.label();
  asm.bind(odd);
  asm.mov(rax, mem(rax, PyTypeObject.tp_flags));
  asm.bt(rax, STR_SUBCLASS_BIT);
  asm.jae(noName);
  const converted = w.enter(4);
  asm.mov(rbx, rdi);
  asm.mov(r12, rdx);
  asm.mov(rdi, rsi);
  w.call('PyUnicode_FromObject');
  asm.test(rax, rax);
  asm.je(failed);
  asm.mov(rbp, rax);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rax);
  asm.mov(rdx, r12);
  asm.call(entry);
  asm.mov(r13, rax);
  asm.mov(rdi, rbp);
  w.release();
  asm.mov(rax, r13);
  asm.jmp(done);
  asm.bind(failed);
  asm.mov(rax, -1);
  asm.bind(done);
  converted.leave();
  asm.ret();
  asm.bind(noName);
  w.jump('PyObject_GenericSetAttr');
}
