// `s += t` as the interpreter does it: a string that nobody else has grows in place. In CPython 3.11 that is PyUnicode_Append, which wants the
// address of the variable (Python/ceval.c, BINARY_OP_INPLACE_ADD_UNICODE); compiled code has its variables in registers.
import { mem, rax, rdi, rsp } from './machine';
import type { Emitter } from './emitter';

/** PyObject *append(PyObject *left, PyObject *right): takes over the reference to `left`; NULL, and an exception, if memory runs out. */
export function emitAppendString(emitter: Emitter): void {
  const { asm } = emitter;
  emitter.begin('appendString', 16);
  // On entry the stack is 8 off: with these three words it is aligned for the call. `right` is in its register already.
  asm.sub(rsp, 24);
  asm.mov(mem(rsp, 8), rdi);
  asm.lea(rdi, mem(rsp, 8));
  emitter.call('PyUnicode_Append');
  asm.mov(rax, mem(rsp, 8));
  asm.add(rsp, 24);
  asm.ret();
}
