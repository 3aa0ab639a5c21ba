// Tuples of numbers that are stored item by item, without a tuple object.

import { byte, dword, mem, r10, r11, r12, r13, r14, r15, r15d, r8, r9, r9d, rax, rcx, rdi, rsi } from '@psyco/x86';
import type { Label, Memory } from '@psyco/x86';
import { DATA, PLACE, SHAPE, WORD_KINDS, python } from '../layout';
import { TUPLE } from './values';
import { growData } from './transitions';
import type { Writer } from './writer';

const { PyBytesObject, PyFloatObject, PyObject, PyTupleObject, PyVarObject } = python;

/**
 * A tuple of numbers whose items have the kinds that the shape r14 says (kinds in rdi, place in r15, how many in rcx): checked first,
 * then written. If r14 is not the shape of the data block r13 yet, the block grows before.
 */
export function tupleInPlace(w: Writer, at: { tupleEntry: Label; sameTuple: Label; slow: Label; stored: Label; outOfMemory: Label; small: Label; kindAt: Memory }): void {
  const { asm } = w;
  const check = asm.label();
  const checkFloat = asm.label();
  const checked = asm.label();
  const grow = asm.label();
  const grown = asm.label();
  const write = asm.label();
  const writeFloat = asm.label();
  const written = asm.label();
  const begin = (): void => {
    asm.mov(r9d, r15d);
    asm.shr(r9d, 3);
    asm.mov(rdi, mem(r14, SHAPE.kinds));
    asm.lea(r9, mem(rdi, r9, 1, PyBytesObject.ob_sval)); // kinds of the words
    asm.mov(r11, mem(r12, PyVarObject.ob_size));
    asm.mov(r8, 0);
  };
  asm.bind(at.tupleEntry);
  asm.cmp(dword(at.kindAt), TUPLE);
  asm.jne(at.slow);
  asm.bind(at.sameTuple);
  asm.cmp(rcx, mem(r12, PyVarObject.ob_size));
  asm.jne(at.slow);
  asm.and(r15d, PLACE.offsetMask);
  begin();

  asm.bind(check);
  asm.mov(rsi, mem(r12, r8, 8, PyTupleObject.ob_item));
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(byte(mem(r9, r8, 1, 0)), WORD_KINDS.int);
  asm.jb(at.slow);
  asm.ja(checkFloat);
  asm.cmp(rax, w.outside('PyLong_Type'));
  asm.jne(at.slow);
  asm.call(at.small);
  asm.jae(at.slow);
  asm.jmp(checked);
  asm.bind(checkFloat);
  asm.cmp(rax, w.outside('PyFloat_Type'));
  asm.jne(at.slow);
  asm.bind(checked);
  asm.add(r8, 1);
  asm.cmp(r8, r11);
  asm.jb(check);

  asm.test(r13, r13);
  asm.je(grow);
  asm.cmp(r14, mem(r13, DATA.shape));
  asm.je(grown);
  asm.bind(grow);
  growData(w, at.outOfMemory);
  asm.bind(grown);
  begin();
  asm.lea(r10, mem(r13, r15, 1, 0)); // the words
  asm.bind(write);
  asm.mov(rsi, mem(r12, r8, 8, PyTupleObject.ob_item));
  asm.cmp(byte(mem(r9, r8, 1, 0)), WORD_KINDS.int);
  asm.jne(writeFloat);
  asm.call(at.small);
  asm.jmp(written);
  asm.bind(writeFloat);
  asm.mov(rax, mem(rsi, PyFloatObject.ob_fval));
  asm.bind(written);
  asm.mov(mem(r10, r8, 8, 0), rax);
  asm.add(r8, 1);
  asm.cmp(r8, r11);
  asm.jb(write);
  asm.jmp(at.stored);
}
