// What values are to compact instances, and calls of what is left to Python: shared by all that reads and writes.

import { eax, edx, mem, rax, rcx, rdi, rdx, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { python } from '../layout';
import type { Outside, Writer } from './writer';

const { PyLongObject, PyVarObject } = python;

/** What a value is: the kinds of words, and tuples. */
export const TUPLE = 3;

/** Subroutine: the value of the int in rsi in rax, and carry set; carry clear if it has more than two digits. Destroys rcx, rdx, rdi. */
export function smallInt(w: Writer, entry: Label): void {
  const { asm } = w;
  const positive = asm.label();
  const single = asm.label();
  const done = asm.label();
  asm.bind(entry);
  asm.mov(rcx, mem(rsi, PyVarObject.ob_size));
  asm.mov(rdi, rcx);
  asm.mov(rax, 0);
  asm.test(rcx, rcx);
  asm.je(done);
  asm.jns(positive);
  asm.neg(rdi);
  asm.bind(positive);
  asm.cmp(rdi, 2);
  asm.ja(done);
  asm.mov(eax, mem(rsi, PyLongObject.ob_digit));
  asm.jb(single);
  asm.mov(edx, mem(rsi, PyLongObject.ob_digit + 4));
  asm.shl(rdx, python.constants.PyLong_SHIFT as number);
  asm.or(rax, rdx);
  asm.bind(single);
  asm.test(rcx, rcx);
  asm.jns(done);
  asm.neg(rax);
  asm.bind(done);
  asm.cmp(rdi, 3);
  asm.ret();
}

/** Calls one of the functions in Python with the operands, a NULL after the last, and has its result as a status in rax. */
export function callPython(w: Writer, target: Outside, load: () => void): void {
  load();
  w.asm.mov(rdi, w.outside(target));
  w.asm.mov(eax, 0);
  w.call('PyObject_CallFunctionObjArgs');
  w.statusOfResult();
}
