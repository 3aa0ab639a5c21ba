// Reading what an instance itself has: words that become objects again.

import { byte, eax, ecx, edi, edx, mem, qword, r12, r13, r14, r14d, r15, rax, rbp, rbx, rcx, rdi, rdx, rsi, xmm0 } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { DATA, INSTANCE, PLACE, SHAPE, WORD_KINDS, python } from '../layout';
import { exactName } from './names';
import type { Writer } from './writer';

const { PyBytesObject, PyLongObject, PyObject, PyTupleObject } = python;

/** Subroutine: a new reference in rax to the object that the word rdi, of the kind in edx, stands for; NULL and an error set if memory is out. */
export function box(w: Writer, entry: Label): void {
  const { asm } = w;
  const int = asm.label();
  const float = asm.label();
  asm.bind(entry);
  asm.cmp(edx, WORD_KINDS.int);
  asm.je(int);
  asm.ja(float);
  asm.add(qword(mem(rdi, PyObject.ob_refcnt)), 1);
  asm.mov(rax, rdi);
  asm.ret();
  asm.bind(int);
  w.jump('PyLong_FromLongLong');
  asm.bind(float);
  asm.movq(xmm0, rdi);
  w.jump('PyFloat_FromDouble');
}

/** Subroutine: a new reference to the attribute of self (rdi) with the name (rsi, an exact str); NULL, with or without an error, if there is none. */
export function read(w: Writer, entry: Label, boxed: Label): void {
  const { asm } = w;
  const again = asm.label();
  const missing = asm.label();
  const large = asm.label();
  const tuple = asm.label();
  const out = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(6);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.bind(again);
  asm.mov(r12, mem(rbx, INSTANCE.data));
  asm.test(r12, r12);
  asm.je(missing);
  asm.mov(r13, mem(r12, DATA.shape));
  asm.mov(rdi, mem(r13, SHAPE.names));
  asm.mov(rsi, rbp);
  asm.cmp(rdi, w.outside('_Py_NoneStruct'));
  asm.je(large);
  w.call('PyDict_GetItemWithError');
  asm.test(rax, rax);
  asm.je(missing);
  asm.mov(r14d, mem(rax, PyLongObject.ob_digit));
  asm.mov(rsi, mem(r13, SHAPE.kinds));
  asm.mov(eax, r14d);
  asm.shr(eax, PLACE.offsetBits);
  asm.jne(tuple);
  asm.mov(rdi, mem(r12, r14, 1, 0));
  asm.shr(r14d, 3);
  asm.movzx(edx, byte(mem(rsi, r14, 1, PyBytesObject.ob_sval)));
  asm.call(boxed);
  asm.bind(out);
  leave();
  asm.ret();

  asm.bind(missing);
  asm.mov(rax, 0);
  asm.jmp(out);

  asm.bind(large);
  asm.mov(rdi, mem(r12, DATA.first));
  w.call('PyDict_GetItemWithError');
  asm.test(rax, rax);
  asm.je(out);
  asm.add(qword(mem(rax, PyObject.ob_refcnt)), 1);
  asm.jmp(out);

  // The new tuple first: making it may start the garbage collector, which may run code that changes the instance.
  const unchanged = asm.label();
  const stale = asm.label();
  const next = asm.label();
  const filled = asm.label();
  const failed = asm.label();
  asm.bind(tuple);
  asm.mov(edi, eax);
  w.call('PyTuple_New');
  asm.test(rax, rax);
  asm.je(out);
  asm.cmp(r12, mem(rbx, INSTANCE.data));
  asm.jne(stale);
  asm.cmp(r13, mem(r12, DATA.shape));
  asm.je(unchanged);
  asm.bind(stale);
  asm.mov(rdi, rax);
  w.release();
  asm.jmp(again);
  asm.bind(unchanged);
  asm.mov(r15, rax);
  asm.mov(r13, mem(r13, SHAPE.kinds));
  asm.mov(eax, r14d);
  asm.shr(eax, PLACE.offsetBits);
  asm.mov(ecx, PLACE.offsetMask);
  asm.and(rcx, r14);
  asm.shr(ecx, 3); // the first word
  asm.mov(r14d, eax); // how many are left
  asm.mov(rbp, rcx);
  asm.lea(rbx, mem(r15, PyTupleObject.ob_item)); // where the next one goes
  asm.bind(next);
  asm.mov(rdi, mem(r12, rbp, 8, 0));
  asm.movzx(edx, byte(mem(r13, rbp, 1, PyBytesObject.ob_sval)));
  asm.call(boxed);
  asm.test(rax, rax);
  asm.je(failed);
  asm.mov(mem(rbx), rax);
  asm.add(rbx, 8);
  asm.add(rbp, 1);
  asm.sub(r14, 1);
  asm.jne(next);
  asm.bind(filled);
  asm.mov(rax, r15);
  asm.jmp(out);
  asm.bind(failed);
  asm.mov(rdi, r15);
  w.release();
  asm.jmp(missing);
}

/** Calls `reading`, and goes to `out` with what it read, or with NULL if that failed; goes on if the instance has no such attribute. */
export function readOrElse(w: Writer, reading: Label, out: Label): void {
  const { asm } = w;
  asm.call(reading);
  asm.test(rax, rax);
  asm.jne(out);
  w.call('PyErr_Occurred');
  asm.test(rax, rax);
  asm.mov(rax, 0);
  asm.jne(out);
}

/** PyObject *load(self, name): the value that the instance itself has; KeyError if none. The name is an exact str. */
export function load(w: Writer, entry: Label, reading: Label): void {
  const { asm } = w;
  const missing = asm.label();
  const out = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(1);
  asm.mov(rbx, rsi);
  exactName(w, missing);
  readOrElse(w, reading, out);
  asm.bind(missing);
  asm.mov(rdi, w.outside('PyExc_KeyError'));
  asm.mov(rdi, mem(rdi)); // a variable, not the object
  asm.mov(rsi, rbx);
  w.call('PyErr_SetObject');
  asm.mov(rax, 0);
  asm.bind(out);
  leave();
  asm.ret();
}

/** PyObject *shape(self): the shape of the instance, or the dict of one that has too many attributes for a shape. */
export function shape(w: Writer, entry: Label): void {
  const { asm } = w;
  const empty = asm.label();
  const found = asm.label();
  asm.bind(entry);
  asm.mov(rdx, mem(rdi, INSTANCE.data));
  asm.test(rdx, rdx);
  asm.je(empty);
  asm.mov(rax, mem(rdx, DATA.shape));
  asm.mov(rcx, mem(rax, SHAPE.names));
  asm.cmp(rcx, w.outside('_Py_NoneStruct'));
  asm.jne(found);
  asm.mov(rax, mem(rdx, DATA.first));
  asm.jmp(found);
  asm.bind(empty);
  asm.mov(rax, w.outside('emptyShape'));
  asm.bind(found);
  asm.add(qword(mem(rax, PyObject.ob_refcnt)), 1);
  asm.ret();
}
