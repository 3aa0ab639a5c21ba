// Clears a finished interpreter frame and takes it off the data stack. Repeats CPython 3.11: Python/ceval.c
// (_PyEvalFrameClearAndPop), Python/frame.c (_PyFrame_Clear, take_ownership), Python/pystate.c (_PyThreadState_PopFrame); none of these is
// exported.

import { byte, dword, eax, mem, qword, r12, r15, rax, rbp, rbx, rcx, rdi, rdx, rsi, rsp } from './machine';
import type { Emitter } from './emitter';

/** Subroutine clearAndPop(rdi = frame): an exception may be set. Called with the stack aligned before the call; uses only r15 of the registers' meanings. */
export function emitClearAndPop(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const notTaken = asm.label();
  const dropObject = asm.label();
  const cleared = asm.label();
  const next = asm.label();
  const locals = asm.label();
  emitter.begin('clearAndPop', 16);
  asm.push(rbx);
  asm.push(rbp);
  asm.push(r12);
  asm.mov(rbx, rdi);
  asm.dec(dword(mem(r15, offsets.threadRecursionRemaining)));
  asm.mov(r12, mem(rbx, offsets.frameObject));
  asm.test(r12, r12);
  asm.je(notTaken);
  asm.mov(qword(mem(rbx, offsets.frameObject)), 0);
  asm.cmp(qword(mem(r12, offsets.objectRefcount)), 1);
  asm.jle(dropObject);
  emitTakeOwnership(emitter);
  asm.mov(rdi, r12);
  emitter.release();
  asm.jmp(cleared);
  asm.bind(dropObject);
  asm.mov(rdi, r12);
  emitter.release();
  asm.bind(notTaken);
  asm.xor(eax, eax);
  asm.mov(r12, rax);
  asm.bind(next);
  asm.movsxd(rax, dword(mem(rbx, offsets.frameStackTop)));
  asm.cmp(r12, rax);
  asm.jge(locals);
  asm.mov(rdi, mem(rbx, r12, 8, offsets.frameLocalsPlus));
  emitter.release();
  asm.inc(r12);
  asm.jmp(next);
  asm.bind(locals);
  for (const field of [offsets.frameLocals, offsets.frameFunction, offsets.frameCode]) {
    asm.mov(rdi, mem(rbx, field));
    emitter.release();
  }
  asm.bind(cleared);
  asm.inc(dword(mem(r15, offsets.threadRecursionRemaining)));
  emitPop(emitter);
  asm.pop(r12);
  asm.pop(rbp);
  asm.pop(rbx);
  asm.ret();
}

/** rbx = frame, r12 = its frame object, which somebody holds: the frame moves into the object (Python/frame.c, take_ownership). */
function emitTakeOwnership(emitter: Emitter): void {
  const { asm, offsets, dialect } = emitter;
  const complete = asm.label();
  const noBack = asm.label();
  const tracked = asm.label();
  asm.movsxd(rcx, dword(mem(rbx, offsets.frameStackTop)));
  asm.lea(rcx, mem(null, rcx, 8, offsets.frameLocalsPlus));
  asm.mov(rsi, rbx);
  asm.lea(rdi, mem(r12, offsets.frameObjectData));
  asm.mov(mem(r12, offsets.frameObjectFrame), rdi);
  asm.repMovsb();
  asm.lea(rdi, mem(r12, offsets.frameObjectData));
  asm.mov(byte(mem(rdi, offsets.frameOwner)), dialect.frameOwnedByFrameObject);
  asm.mov(rax, mem(rdi, offsets.frameCode));
  asm.movsxd(rcx, dword(mem(rax, offsets.codeFirstTraceable)));
  asm.lea(rax, mem(rax, rcx, 2, offsets.codeAdaptive));
  asm.cmp(rax, mem(rdi, offsets.framePreviousInstruction));
  asm.jbe(complete);
  asm.mov(mem(rdi, offsets.framePreviousInstruction), rax);
  asm.bind(complete);
  // The dying frame is unlinked, so the thread's current frame is the one before it.
  asm.mov(rdi, r15);
  emitter.callAligned('PyThreadState_GetFrame');
  asm.test(rax, rax);
  asm.je(noBack);
  asm.mov(mem(r12, offsets.frameObjectBack), rax);
  asm.mov(qword(mem(r12, offsets.frameObjectData + offsets.framePrevious)), 0);
  asm.bind(noBack);
  asm.mov(rdi, r12);
  emitter.callAligned('PyObject_GC_IsTracked');
  asm.test(eax, eax);
  asm.jne(tracked);
  asm.mov(rdi, r12);
  emitter.callAligned('PyObject_GC_Track');
  asm.bind(tracked);
}

/** Takes frame rbx off the thread's data stack, with its chunk if it is the first there (Python/pystate.c, _PyThreadState_PopFrame). */
function emitPop(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const inChunk = asm.label();
  const done = asm.label();
  asm.mov(rsi, mem(r15, offsets.threadDataStackChunk));
  asm.lea(rax, mem(rsi, offsets.chunkData));
  asm.cmp(rax, rbx);
  asm.jne(inChunk);
  asm.mov(rcx, mem(rsi, offsets.chunkPrevious));
  asm.mov(rax, mem(rcx, offsets.chunkTop));
  asm.lea(rax, mem(rcx, rax, 8, offsets.chunkData));
  asm.mov(mem(r15, offsets.threadDataStackTop), rax);
  asm.mov(mem(r15, offsets.threadDataStackChunk), rcx);
  asm.mov(rax, mem(rcx, offsets.chunkSize));
  asm.add(rax, rcx);
  asm.mov(mem(r15, offsets.threadDataStackLimit), rax);
  // allocator = {ctx, alloc, free}: the one behind _PyObject_VirtualAlloc and _PyObject_VirtualFree.
  asm.mov(rbp, rsp);
  asm.mov(rbx, rsi);
  asm.sub(rsp, 32);
  asm.and(rsp, -16);
  asm.mov(rdi, rsp);
  emitter.call('PyObject_GetArenaAllocator');
  asm.mov(rdi, mem(rsp));
  asm.mov(rsi, rbx);
  asm.mov(rdx, mem(rbx, offsets.chunkSize));
  asm.call(mem(rsp, 16));
  asm.mov(rsp, rbp);
  asm.jmp(done);
  asm.bind(inChunk);
  asm.mov(mem(r15, offsets.threadDataStackTop), rbx);
  asm.bind(done);
}
