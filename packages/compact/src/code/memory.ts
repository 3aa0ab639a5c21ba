// The slots that the garbage collector and reference counts use: tp_dealloc, tp_traverse, tp_clear, and the release of a data
// block. Mirror subtype_dealloc's contract (3.11, Objects/typeobject.c): the base type's slot gets an object that the collector
// tracks, and gives up the reference to the type, because the base is a heap type itself.

import { byte, eax, mem, qword, r12, r13, r14, rax, rbp, rbx, rcx, rdi, rdx, rsi } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { DATA, INSTANCE, python, SHAPE, WORD_KINDS } from '../layout';
import type { Writer } from './writer';

const { PyBytesObject, PyObject, PyTypeObject, PyVarObject } = python;

/**
 * Subroutine: releases what the data block in rdi (or NULL) holds, and the block. Attributes go in their order, as those of ordinary instances do (3.11,
 * Objects/dictobject.c, _PyObject_FreeInstanceAttributes). Words that have gone to another block are 0.
 */
export function releaseData(w: Writer, entry: Label): void {
  const { asm } = w;
  asm.bind(entry);
  const { leave } = w.enter(4);
  const done = asm.label();
  const next = asm.label();
  const free = asm.label();
  asm.mov(rbx, rdi);
  asm.test(rbx, rbx);
  asm.je(done);
  asm.mov(rbp, mem(rbx, DATA.shape));
  asm.mov(rbp, mem(rbp, SHAPE.kinds));
  asm.mov(r12, mem(rbp, PyVarObject.ob_size));
  asm.mov(r13, 0);
  asm.bind(next);
  asm.add(r13, 1);
  asm.cmp(r13, r12);
  asm.jae(free);
  asm.cmp(byte(mem(rbp, r13, 1, PyBytesObject.ob_sval)), WORD_KINDS.object);
  asm.jne(next);
  asm.mov(rdi, mem(rbx, r13, 8, 0));
  asm.test(rdi, rdi);
  asm.je(next);
  w.release();
  asm.jmp(next);
  asm.bind(free);
  asm.mov(rdi, rbx);
  w.call('PyMem_Free');
  asm.bind(done);
  leave();
  asm.ret();
}

/** Takes the data block of the instance in rbx into rdi. */
function detach(w: Writer): void {
  w.asm.mov(rdi, mem(rbx, INSTANCE.data));
  w.asm.mov(qword(mem(rbx, INSTANCE.data)), 0);
}

/** void tp_dealloc(self) */
export function dealloc(w: Writer, entry: Label, release: Label): void {
  const { asm } = w;
  const noWeakReferences = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(2);
  asm.mov(rbx, rdi);
  w.call('PyObject_GC_UnTrack');
  asm.cmp(qword(mem(rbx, INSTANCE.weakReferences)), 0);
  asm.je(noWeakReferences);
  asm.mov(rdi, rbx);
  w.call('PyObject_ClearWeakRefs');
  asm.bind(noWeakReferences);
  detach(w);
  asm.call(release);
  asm.mov(rbp, mem(rbx, PyObject.ob_type));
  asm.mov(rdi, rbx);
  asm.call(qword(mem(rbp, PyTypeObject.tp_free)));
  asm.mov(rdi, rbp);
  w.release();
  leave();
  asm.ret();
}

/** int tp_clear(self) */
export function clear(w: Writer, entry: Label, release: Label): void {
  const { asm } = w;
  asm.bind(entry);
  const { leave } = w.enter(1);
  asm.mov(rbx, rdi);
  detach(w);
  asm.call(release);
  asm.mov(rax, 0);
  leave();
  asm.ret();
}

/** int tp_traverse(self, visit, arg) */
export function traverse(w: Writer, entry: Label): void {
  const { asm } = w;
  const next = asm.label();
  const done = asm.label();
  const out = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(5);
  asm.mov(rbx, mem(rdi, INSTANCE.data));
  asm.mov(r13, rsi);
  asm.mov(r14, rdx);
  asm.mov(rdi, mem(rdi, PyObject.ob_type));
  asm.mov(rsi, rdx);
  asm.call(r13);
  asm.test(eax, eax);
  asm.jne(out);
  asm.test(rbx, rbx);
  asm.je(done);
  asm.mov(rcx, mem(rbx, DATA.shape));
  asm.mov(rbp, mem(rcx, SHAPE.kinds));
  asm.mov(r12, mem(rbp, PyVarObject.ob_size));
  asm.bind(next);
  asm.sub(r12, 1);
  asm.jle(done);
  asm.cmp(byte(mem(rbp, r12, 1, PyBytesObject.ob_sval)), WORD_KINDS.object);
  asm.jne(next);
  asm.mov(rdi, mem(rbx, r12, 8, 0));
  asm.mov(rsi, r14);
  asm.call(r13);
  asm.test(eax, eax);
  asm.je(next);
  asm.jmp(out);
  asm.bind(done);
  asm.mov(rax, 0);
  asm.bind(out);
  leave();
  asm.ret();
}
