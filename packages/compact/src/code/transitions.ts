// An instance on its way to another shape: one word more, or a word of another kind, where somebody went before.

import { byte, dword, eax, ecx, mem, qword, r12, r13, r14, r15, r15d, rax, rbp, rbx, rcx, rdi, rsi } from '@psyco/x86';
import type { Label, Memory } from '@psyco/x86';
import { DATA, INSTANCE, PLACE, SHAPE, WORD_KINDS, python } from '../layout';
import { TUPLE } from './values';
import type { Writer } from './writer';

const { PyBytesObject, PyLongObject, PyObject, PyVarObject } = python;

/** Makes the data block r13 (or NULL) of the instance rbx as long as the shape r14 says, and gives it that shape. The new words are set by who calls. */
export function growData(w: Writer, outOfMemory: Label): void {
  const { asm } = w;
  asm.mov(rdi, r13);
  asm.mov(rsi, mem(r14, SHAPE.kinds));
  asm.mov(rsi, mem(rsi, PyVarObject.ob_size));
  asm.shl(rsi, 3);
  w.call('PyMem_Realloc');
  asm.test(rax, rax);
  asm.je(outOfMemory);
  asm.mov(r13, rax);
  asm.mov(mem(rbx, INSTANCE.data), r13);
  asm.mov(mem(r13, DATA.shape), r14);
}

/** To the shape that has this name with this kind, if somebody went there before: one word more, or one word of another kind. */
export function transitions(w: Writer, at: { absent: Label; otherKind: Label; sameTuple: Label; slow: Label; stored: Label; out: Label; outOfMemory: Label; kindAt: Memory; rawAt: Memory }): void {
  const { asm } = w;
  const known = asm.label();
  const noObject = asm.label();
  const append = asm.label();
  const appendTuple = asm.label();
  // r15 is 0, or the place of a single word.
  asm.bind(at.absent);
  asm.bind(at.otherKind);
  asm.mov(eax, at.kindAt);
  asm.mov(rdi, mem(r14, rax, 8, SHAPE.toObject));
  asm.mov(rsi, rbp);
  w.call('PyDict_GetItemWithError');
  asm.test(rax, rax);
  asm.je(at.slow);
  asm.test(r15, r15);
  asm.je(append);
  asm.cmp(dword(at.kindAt), TUPLE);
  asm.je(at.slow);
  asm.mov(mem(r13, DATA.shape), rax);
  asm.mov(rsi, mem(rax, SHAPE.kinds));
  asm.mov(ecx, r15d);
  asm.shr(ecx, 3);
  // The old word was a number (a word with an object takes all kinds), so nothing is to be released.
  asm.lea(rdi, mem(r13, r15, 1, 0));
  asm.jmp(known);

  asm.bind(append);
  asm.mov(r14, rax);
  asm.cmp(dword(at.kindAt), TUPLE);
  asm.je(appendTuple);
  growData(w, at.outOfMemory);
  asm.mov(rsi, mem(r14, SHAPE.kinds));
  asm.mov(rcx, mem(rsi, PyVarObject.ob_size));
  asm.sub(rcx, 1);
  asm.lea(rdi, mem(r13, rcx, 8, 0));

  asm.bind(known); // word number rcx at rdi, kinds in rsi
  asm.mov(rax, at.rawAt);
  asm.cmp(byte(mem(rsi, rcx, 1, PyBytesObject.ob_sval)), WORD_KINDS.object);
  asm.jne(noObject);
  asm.mov(rax, r12);
  asm.add(qword(mem(r12, PyObject.ob_refcnt)), 1);
  asm.bind(noObject);
  asm.mov(mem(rdi), rax);
  asm.jmp(at.stored);

  // The tuple that this name had in the last instance that came this way; tuples of other kinds are left to Python.
  asm.bind(appendTuple);
  asm.mov(rdi, mem(r14, SHAPE.names));
  asm.mov(rsi, rbp);
  w.call('PyDict_GetItemWithError');
  asm.mov(r15d, mem(rax, PyLongObject.ob_digit));
  asm.mov(ecx, r15d);
  asm.shr(ecx, PLACE.offsetBits);
  asm.jmp(at.sameTuple);

  asm.bind(at.outOfMemory);
  w.call('PyErr_NoMemory');
  asm.mov(rax, -1);
  asm.jmp(at.out);
}
