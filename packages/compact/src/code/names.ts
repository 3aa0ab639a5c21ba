// What a name is to the slots of compact instances: an exact str is looked up by this package's code; all others by way of one, or by CPython.

import { mem, qword, r12, r13, rax, rbp, rbx, rdi, rdx, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { python } from '../layout';
import type { Outside, Writer } from './writer';

const { PyObject, PyTypeObject } = python;

/** The flag Py_TPFLAGS_UNICODE_SUBCLASS as a bit number. */
const STR_SUBCLASS_BIT = Math.log2(python.constants.Py_TPFLAGS_UNICODE_SUBCLASS as number);

/** Goes to `other` unless the name in rsi is an exact str. Leaves the name's type in rax. */
export function exactName(w: Writer, other: Label): void {
  const { asm } = w;
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(rax, w.outside('PyUnicode_Type'));
  asm.jne(other);
}

/** Goes to `found` if the type of the instance in rdi has a data descriptor of the name in rsi. */
export function dataDescriptor(w: Writer, found: Label): void {
  const { asm } = w;
  const none = asm.label();
  asm.mov(rdi, mem(rdi, PyObject.ob_type));
  w.call('_PyType_Lookup');
  asm.test(rax, rax);
  asm.je(none);
  asm.mov(rax, mem(rax, PyObject.ob_type));
  asm.cmp(qword(mem(rax, PyTypeObject.tp_descr_set)), 0);
  asm.jne(found);
  asm.bind(none);
}

/**
 * What a slot (self, name, perhaps a value; it begins at `entry`) does with a name whose type, in rax, is not exactly str. A subclass of
 * str may compare as it likes, so only its characters count: the slot is called with them. What is no str at all gets the message
 * that every object gives.
 */
export function otherName(w: Writer, entry: Label, to: { generic: Outside; failure: number }): void {
  const { asm } = w;
  const noName = asm.label();
  const failed = asm.label();
  const done = asm.label();
  asm.mov(rax, mem(rax, PyTypeObject.tp_flags));
  asm.bt(rax, STR_SUBCLASS_BIT);
  asm.jae(noName);
  const { leave } = w.enter(4);
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
  asm.mov(rax, to.failure);
  asm.bind(done);
  leave();
  asm.ret();
  asm.bind(noName);
  w.jump(to.generic);
}
