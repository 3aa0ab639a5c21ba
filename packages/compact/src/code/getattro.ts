// `getattro` puts the type's descriptors before what the instance stores, as PyObject_GenericGetAttr does (3.11, Objects/object.c).

import { mem, qword, r12, rax, rbp, rbx, rdi, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { INSTANCE, MAGIC, python } from '../layout';
import { STR_SUBCLASS_BIT } from './values';
import type { Writer } from './writer';

const { PyObject, PyTypeObject } = python;

/** PyObject *tp_getattro(self, name) */
export function getattro(w: Writer, entry: Label, reading: Label): void {
  const { asm } = w;
  const generic = asm.label();
  const onInstance = asm.label();
  const out = asm.label();
  const odd = asm.label();
  asm.align(16);
  asm.bytes(MAGIC);
  asm.bind(entry);
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(rax, w.outside('PyUnicode_Type'));
  asm.jne(odd);
  const { leave } = w.enter(2);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.cmp(qword(mem(rdi, INSTANCE.data)), 0);
  asm.je(generic);
  asm.mov(rdi, mem(rdi, PyObject.ob_type));
  w.call('_PyType_Lookup');
  asm.test(rax, rax);
  asm.je(onInstance);
  asm.mov(rax, mem(rax, PyObject.ob_type));
  asm.cmp(qword(mem(rax, PyTypeObject.tp_descr_set)), 0);
  asm.jne(generic);
  asm.bind(onInstance);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rbp);
  asm.call(reading);
  asm.test(rax, rax);
  asm.jne(out);
  w.call('PyErr_Occurred');
  asm.test(rax, rax);
  asm.mov(rax, 0);
  asm.jne(out);
  asm.bind(generic);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rbp);
  leave();
  w.jump('PyObject_GenericGetAttr');
  asm.bind(out);
  leave();
  asm.ret();

  // A subclass of str may compare as it likes: only its characters count.
  const noName = asm.label();
  const failed = asm.label();
  asm.bind(odd);
  asm.mov(rax, mem(rax, PyTypeObject.tp_flags));
  asm.bt(rax, STR_SUBCLASS_BIT);
  asm.jae(noName);
  const converted = w.enter(3);
  asm.mov(rbx, rdi);
  asm.mov(rdi, rsi);
  w.call('PyUnicode_FromObject');
  asm.test(rax, rax);
  asm.je(failed);
  asm.mov(rbp, rax);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rax);
  asm.call(entry);
  asm.mov(r12, rax);
  asm.mov(rdi, rbp);
  w.release();
  asm.mov(rax, r12);
  asm.bind(failed);
  converted.leave();
  asm.ret();
  asm.bind(noName);
  w.jump('PyObject_GenericGetAttr');
}
