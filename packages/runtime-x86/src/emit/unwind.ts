// Leaving with several frames: runs the innermost in the interpreter, then clears and pops it and goes on in the one that called
// it, and so on; the outermost is left as if it were the only one. This is what CPython 3.11 does for calls that it inlines
// (Python/ceval.c, RETURN_VALUE and exit_unwind).

import { byte, dword, eax, ecx, edx, esi, mem, qword, r12, r13, r14, r15, rax, rbx, rcx, rdi, rdx, ripLabel, rsi, rsp } from './machine';
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
  emitGrace(emitter);

  asm.bind(run); // r13 = frame, edx = throwflag
  asm.mov(rdi, r15);
  asm.mov(rsi, r13);
  asm.call(emitter.at('evaluate'));
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
  asm.mov(eax, dword(grace));
  asm.sub(dword(mem(r15, offsets.threadRecursionRemaining)), eax);
  const osr = asm.label();
  const thrown = asm.label();
  asm.test(r12, r12);
  asm.jne(osr);
  emitUnlinkCurrent(emitter);
  asm.mov(rdi, r15);
  asm.mov(rsi, rbx);
  asm.add(rsp, 8);
  emitRestoreCaller(emitter);
  asm.jmp(emitter.at('evaluate'));
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

/** On the machine stack while the inner frames run: how much higher recursion_remaining is. */
const grace = mem(rsp);

/**
 * Compiled code has not counted the frames of inlined functions and of native units that call nothing, so fewer may remain than the new frames take. The
 * interpreter, which counts each frame that it is given, would raise RecursionError in the middle of such a function, past its handlers (Python/ceval.c,
 * start_frame and throwflag: exit_unwind): `finally` would not run. So the thread gets what they take until they are done. Only an innermost frame that has
 * not begun gets none: it raises where a call raises. Keeps edx; destroys rax and rcx.
 */
function emitGrace(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const begun = asm.label();
  const enough = asm.label();
  asm.mov(ecx, 1); // what must remain for the innermost frame
  asm.test(edx, edx);
  asm.jne(begun);
  asm.mov(rax, mem(r13, offsets.frameCode));
  asm.lea(rax, mem(rax, offsets.codeAdaptive - 2));
  asm.cmp(rax, mem(r13, offsets.framePreviousInstruction));
  asm.jne(begun);
  asm.xor(ecx, ecx);
  asm.bind(begun);
  asm.sub(ecx, dword(mem(r15, offsets.threadRecursionRemaining)));
  asm.jg(enough);
  asm.xor(ecx, ecx);
  asm.bind(enough);
  asm.mov(grace, rcx);
  asm.add(dword(mem(r15, offsets.threadRecursionRemaining)), ecx);
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
