// Leaving with several frames: runs the innermost in the interpreter, then clears and pops it and goes on in the one that called
// it, and so on; the outermost is left as if it were the only one. Repeats what CPython 3.11 does for calls that it inlines:
// Python/ceval.c (_PyEvalFrameClearAndPop), Python/frame.c (_PyFrame_Clear, take_ownership), Python/pystate.c
// (_PyThreadState_PopFrame); none of these is exported.

import { byte, dword, eax, edx, esi, mem, qword, r12, r13, r14, r15, rax, rbp, rbx, rcx, rdi, rdx, ripLabel, rsi, rsp } from './machine';
import type { Emitter } from './emitter';
import { context } from './context';
import { emitRestoreCaller } from './exit';
import { continuationCodes, OsrStatus } from '../data-layout';

/** Continues the exit: registers as in context.ts, r13 = innermost frame. From here on rbx = outermost frame, r12 = outer kind, r14 = result. */
export function emitUnwind(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const run = asm.label('runInner');
  const outermost = asm.label('outermost');
  const fromHook = asm.label();
  emitter.begin('several');
  asm.mov(r12, context('outerKind'));
  asm.mov(esi, dword(context('newFrames')));
  asm.mov(r14, context('base'));
  asm.mov(edx, dword(context('error')));
  asm.mov(rbx, context('frame'));
  asm.lea(rsp, mem(r14, -8));
  // Link all but the innermost; each linked frame takes one from recursion_remaining. The frame of an OSR entry is linked already.
  asm.mov(rax, mem(r15, offsets.threadCframe));
  asm.test(r12, r12);
  asm.je(fromHook);
  asm.dec(esi);
  asm.mov(rcx, mem(rbx, offsets.framePrevious));
  asm.mov(mem(rax, offsets.cframeCurrentFrame), rcx);
  asm.bind(fromHook);
  asm.mov(rcx, mem(rax, offsets.cframeCurrentFrame));
  asm.mov(mem(rbx, offsets.framePrevious), rcx);
  asm.mov(rcx, mem(r13, offsets.framePrevious));
  asm.mov(mem(rax, offsets.cframeCurrentFrame), rcx);
  asm.sub(dword(mem(r15, offsets.threadRecursionRemaining)), esi);

  asm.bind(run); // r13 = frame, edx = throwflag
  asm.mov(rdi, r15);
  asm.mov(rsi, r13);
  emitter.call('_PyEval_EvalFrameDefault');
  asm.mov(r14, rax);
  asm.mov(rdi, r13);
  asm.mov(r13, mem(r13, offsets.framePrevious));
  asm.call(emitter.at('clearAndPop'));
  emitContinuation(emitter); // edx = throwflag for r13
  asm.cmp(r13, rbx);
  asm.je(outermost);
  emitUnlinkCurrent(emitter);
  asm.jmp(run);

  asm.bind(outermost);
  const osr = asm.label();
  const thrown = asm.label();
  asm.test(r12, r12);
  asm.jne(osr);
  emitUnlinkCurrent(emitter);
  asm.mov(rdi, r15);
  asm.mov(rsi, rbx);
  asm.add(rsp, 8);
  emitRestoreCaller(emitter);
  emitter.jump('_PyEval_EvalFrameDefault');
  asm.bind(osr);
  asm.lea(eax, mem(rdx, OsrStatus.exit));
  asm.test(edx, edx);
  asm.jne(thrown);
  asm.add(qword(mem(rbx, offsets.framePreviousInstruction)), 2);
  asm.bind(thrown);
  asm.add(rsp, 8);
  emitRestoreCaller(emitter);
  asm.ret();
}

/** The interpreter links r13 itself when it runs it: takes it off. */
function emitUnlinkCurrent(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  asm.mov(rax, mem(r15, offsets.threadCframe));
  asm.mov(rcx, mem(r13, offsets.framePrevious));
  asm.mov(mem(rax, offsets.cframeCurrentFrame), rcx);
  asm.inc(dword(mem(r15, offsets.threadRecursionRemaining)));
}

/** Does with the result r14 what frame r13 wants; edx = 1 if an exception goes on there. */
function emitContinuation(emitter: Emitter): void {
  const { asm, offsets, options } = emitter;
  const done = asm.label();
  const thrown = asm.label();
  const drop = asm.label();
  const push = asm.label();
  const message = asm.label();
  asm.test(r14, r14);
  asm.je(thrown);
  asm.movzx(eax, byte(mem(r13, offsets.framePadding)));
  asm.cmp(eax, continuationCodes.push);
  asm.je(push);
  asm.cmp(eax, continuationCodes.discard);
  asm.je(drop);
  asm.mov(rax, options.symbol('_Py_NoneStruct'));
  asm.cmp(r14, rax);
  asm.je(drop);
  // Objects/typeobject.c, slot_tp_init: __init__ must return None.
  asm.mov(rax, options.symbol('PyExc_TypeError'));
  asm.mov(rdi, mem(rax));
  asm.lea(rsi, ripLabel(message));
  asm.mov(rdx, mem(r14, offsets.objectType));
  asm.mov(rdx, mem(rdx, offsets.typeName));
  asm.xor(eax, eax);
  emitter.call('PyErr_Format');
  asm.mov(rdi, r14);
  emitter.release();
  asm.bind(thrown);
  asm.mov(edx, 1);
  asm.jmp(done);
  asm.bind(message);
  asm.bytes(new TextEncoder().encode("__init__() should return None, not '%.200s'\0"));
  asm.bind(drop);
  asm.mov(rdi, r14);
  emitter.release();
  asm.xor(edx, edx);
  asm.jmp(done);
  asm.bind(push);
  asm.movsxd(rax, dword(mem(r13, offsets.frameStackTop)));
  asm.mov(mem(r13, rax, 8, offsets.frameLocalsPlus), r14);
  asm.inc(dword(mem(r13, offsets.frameStackTop)));
  asm.xor(edx, edx);
  asm.bind(done);
}

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
