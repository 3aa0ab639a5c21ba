// `fill` gives an instance a new data block.

import { byte, mem, qword, r12, r13, r14, r15, rax, rbp, rbx, rdi, rdx, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { DATA, INSTANCE, SHAPE, WORD_KINDS, python } from '../layout';
import type { Writer } from './writer';

const { PyBytesObject, PyFloatObject, PyObject, PyTupleObject, PyVarObject } = python;

/** int fill(self, shape, words): a new data block of that shape with the words, a tuple of objects; then the old one goes. */
export function fill(w: Writer, entry: Label, release: Label): void {
  const { asm } = w;
  const next = asm.label();
  const object = asm.label();
  const float = asm.label();
  const put = asm.label();
  const filled = asm.label();
  const outOfMemory = asm.label();
  const done = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(6);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.mov(r12, rdx);
  asm.mov(r13, mem(rsi, SHAPE.kinds));
  asm.mov(r14, mem(r13, PyVarObject.ob_size));
  asm.mov(r15, 0);
  asm.cmp(r14, 1);
  asm.je(filled);
  asm.lea(rdi, mem(null, r14, 8, 0));
  w.call('PyMem_Malloc');
  asm.test(rax, rax);
  asm.je(outOfMemory);
  asm.mov(r15, rax);
  asm.mov(mem(r15, DATA.shape), rbp);
  asm.bind(next);
  asm.sub(r14, 1);
  asm.je(filled);
  asm.mov(rdi, mem(r12, r14, 8, PyTupleObject.ob_item - 8));
  asm.cmp(byte(mem(r13, r14, 1, PyBytesObject.ob_sval)), WORD_KINDS.int);
  asm.jb(object);
  asm.ja(float);
  w.call('PyLong_AsLongLong');
  asm.jmp(put);
  asm.bind(object);
  asm.mov(rax, rdi);
  asm.add(qword(mem(rdi, PyObject.ob_refcnt)), 1);
  asm.jmp(put);
  asm.bind(float);
  asm.mov(rax, mem(rdi, PyFloatObject.ob_fval));
  asm.bind(put);
  asm.mov(mem(r15, r14, 8, 0), rax);
  asm.jmp(next);
  asm.bind(filled);
  asm.mov(rdi, mem(rbx, INSTANCE.data));
  asm.mov(mem(rbx, INSTANCE.data), r15);
  asm.call(release);
  asm.mov(rax, 0);
  asm.bind(done);
  leave();
  asm.ret();
  asm.bind(outOfMemory);
  w.call('PyErr_NoMemory');
  asm.mov(rax, -1);
  asm.jmp(done);
}
