// `move` gives an instance a new data block.

import { byte, dword, eax, mem, qword, r12, r13, r14, r15, rax, rbp, rbx, rcx, rdi, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { DATA, INSTANCE, SHAPE, WORD_KINDS, python } from '../layout';
import type { Writer } from './writer';

const { PyBytesObject, PyFloatObject, PyObject, PyTupleObject, PyVarObject } = python;

/**
 * PyObject *move(self, (shape, target, sources, words)): from one shape to another, all at once: None, and nothing is changed, if the
 * instance has not the shape any more for which this was planned, because other code ran meanwhile (any shape fits if None is asked for); else
 * `target`. `sources` says of each word of the new block (4 bytes each) which one of the old block it is, so that what others have stored
 * in the meantime is kept; 0: it is made of the object in `words`. The dict of a large instance is given empty, and gets the attributes.
 */
export function move(w: Writer, entry: Label, release: Label, unpacking: Label): void {
  const { asm } = w;
  const argument = (index: number) => mem(rbp, PyTupleObject.ob_item + 8 * index);
  const [shape, target, sources, words] = [0, 1, 2, 3].map(argument);
  const haveShape = asm.label();
  const planned = asm.label();
  const stale = asm.label();
  const next = asm.label();
  const made = asm.label();
  const object = asm.label();
  const float = asm.label();
  const put = asm.label();
  const filled = asm.label();
  const outOfMemory = asm.label();
  const failed = asm.label();
  const done = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(6);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.mov(r13, mem(rbx, INSTANCE.data));
  asm.mov(r14, target);
  asm.mov(rcx, shape);
  asm.cmp(rcx, w.outside('_Py_NoneStruct'));
  asm.je(planned);
  asm.mov(rax, w.outside('emptyShape'));
  asm.test(r13, r13);
  asm.je(haveShape);
  asm.mov(rax, mem(r13, DATA.shape));
  asm.bind(haveShape);
  asm.cmp(rax, rcx);
  asm.jne(stale);
  asm.bind(planned);
  asm.mov(rax, mem(r14, SHAPE.kinds));
  asm.mov(r12, mem(rax, PyVarObject.ob_size));
  asm.mov(r15, 0);
  asm.cmp(r12, 1);
  asm.je(filled);
  asm.lea(rdi, mem(null, r12, 8, 0));
  w.call('PyMem_Malloc');
  asm.test(rax, rax);
  asm.je(outOfMemory);
  asm.mov(r15, rax);
  asm.mov(mem(r15, DATA.shape), r14);
  asm.mov(rax, mem(r14, SHAPE.names));
  asm.cmp(rax, w.outside('_Py_NoneStruct'));
  asm.jne(next);
  asm.mov(rdi, rbx);
  asm.mov(rsi, words);
  asm.mov(rsi, mem(rsi, PyTupleObject.ob_item));
  asm.call(unpacking);
  asm.test(rax, rax);
  asm.jne(failed);
  asm.bind(next);
  asm.sub(r12, 1);
  asm.je(filled);
  asm.mov(rcx, sources);
  asm.mov(eax, dword(mem(rcx, r12, 4, PyBytesObject.ob_sval)));
  asm.test(eax, eax);
  asm.je(made);
  asm.lea(rcx, mem(r13, rax, 8, 0));
  asm.mov(rax, mem(rcx));
  asm.mov(qword(mem(rcx)), 0); // it is the new block's
  asm.jmp(put);
  asm.bind(made);
  asm.mov(rdi, words);
  asm.mov(rdi, mem(rdi, r12, 8, PyTupleObject.ob_item - 8));
  asm.mov(rsi, mem(r14, SHAPE.kinds));
  asm.cmp(byte(mem(rsi, r12, 1, PyBytesObject.ob_sval)), WORD_KINDS.int);
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
  asm.mov(mem(r15, r12, 8, 0), rax);
  asm.jmp(next);
  asm.bind(filled);
  asm.mov(rdi, r13);
  asm.mov(mem(rbx, INSTANCE.data), r15);
  asm.call(release);
  asm.mov(rax, r14);
  asm.add(qword(mem(rax, PyObject.ob_refcnt)), 1);
  asm.bind(done);
  leave();
  asm.ret();

  asm.bind(stale);
  asm.mov(rax, w.outside('_Py_NoneStruct'));
  asm.add(qword(mem(rax, PyObject.ob_refcnt)), 1);
  asm.jmp(done);
  asm.bind(failed);
  asm.mov(rdi, r15);
  w.call('PyMem_Free');
  asm.mov(rax, 0);
  asm.jmp(done);
  asm.bind(outOfMemory);
  w.call('PyErr_NoMemory');
  asm.mov(rax, 0);
  asm.jmp(done);
}
