// The common exit routine: saves the registers, walks the native levels, runs the recipe programs from the outermost level to
// the innermost, releases what they gave up, and goes back to the interpreter (unwind.ts if there is more than one frame).
// See docs/runtime-protocol.md.

import {
  byte, dword, eax, ecx, edx, gpr64, mem, qword, r12, r13, r13d, r14, r15, rax, rbp, rbx, rcx, rdi, rdx, rsi, rsp, xmm, ripLabel,
} from './machine';
import type { Label, Register } from './machine';
import type { Emitter } from './emitter';
import { Context, context } from './context';
import { Allowance, ExitFlags, ExitRecord, OsrStatus } from '../data-layout';

/** The callee-saved registers in the order in which a frame unit finds them above its base. */
const savedRegisters: readonly Register[] = [r15, r14, r13, r12, rbx, rbp];

/** Gives the C caller of a frame unit its registers back; rsp must be the unit's base. */
export function emitRestoreCaller(emitter: Emitter): void {
  for (const register of savedRegisters) emitter.asm.pop(register);
}

export function emitExit(emitter: Emitter): void {
  const { asm } = emitter;
  emitter.begin('exitCommon', 64);
  asm.lea(rsp, mem(rsp, 8 - Context.size));
  for (const register of gpr64) if (register !== rsp) asm.mov(mem(rsp, Context.gpr + 8 * register.number), register);
  for (const register of xmm) asm.movsd(mem(rsp, Context.xmm + 8 * register.number), register);
  asm.mov(rbx, rsp);
  asm.lea(rax, mem(rbx, Context.size));
  asm.mov(mem(rbx, Context.gpr + 8 * rsp.number), rax);
  asm.mov(context('levelStack'), rax);
  asm.inc(emitter.data('exitCount'));
  asm.inc(emitter.data('exitsUnderWay'));
  const ready = asm.label();
  asm.cmp(emitter.data('reserveLow'), 0);
  asm.je(ready);
  asm.call(emitter.at('fillReserve'));
  asm.bind(ready);
  asm.mov(edx, dword(context('exitNumber')));
  emitRecordAddress(emitter);
  asm.mov(context('record'), rax);
  asm.mov(qword(context('error')), 0); // and newFrames
  asm.mov(dword(context('repositioned')), 0);
  emitSetErrorAside(emitter);
  emitWalk(emitter);
  emitBuild(emitter);
  emitReleaseAndLeave(emitter);
}

/** rax = the exit record with the number in edx. Destroys rcx. */
function emitRecordAddress(emitter: Emitter): void {
  const { asm, options } = emitter;
  asm.mov(eax, edx);
  asm.shl(rax, Math.log2(ExitRecord.size));
  asm.mov(rcx, options.exitTable);
  asm.add(rax, rcx);
}

/** Recipes call C code, which must not be called with an exception set. Expects the record in rax. */
function emitSetErrorAside(emitter: Emitter): void {
  const { asm } = emitter;
  const none = asm.label();
  asm.test(dword(mem(rax, ExitRecord.flags)), ExitFlags.error);
  asm.je(none);
  asm.mov(dword(context('error')), 1);
  asm.lea(rdi, context('errorType'));
  asm.lea(rsi, context('errorValue'));
  asm.lea(rdx, context('errorTraceback'));
  emitter.callAligned('PyErr_Fetch');
  asm.mov(rax, context('record'));
  asm.bind(none);
}

/**
 * From the innermost level outwards: counts, runs the first section of each program (which takes references, before anything
 * can be freed), and pushes {stack pointer, program counter of the second section} for each level. Expects the record in rax.
 */
function emitWalk(emitter: Emitter): void {
  const { asm } = emitter;
  const level = asm.label('level');
  const frameUnit = asm.label('frameUnit');
  asm.bind(level);
  asm.mov(context('levelRecord'), rax);
  asm.inc(qword(mem(rax, ExitRecord.count)));
  asm.mov(r12, mem(rax, ExitRecord.recipe));
  asm.jmp(mem(r12));
  emitter.begin('levelRetained');
  asm.push(r12);
  asm.push(qword(context('levelStack')));
  asm.mov(rax, context('levelRecord'));
  asm.mov(ecx, dword(mem(rax, ExitRecord.frameSize)));
  asm.mov(rdx, context('levelStack'));
  asm.add(rdx, rcx); // the unit's base
  asm.test(dword(mem(rax, ExitRecord.flags)), ExitFlags.native);
  asm.je(frameUnit);
  asm.mov(rcx, mem(rdx)); // return address: `nop dword [rax + exit number]` of the call site is there
  asm.add(rdx, 8);
  asm.mov(context('levelStack'), rdx);
  asm.mov(edx, dword(mem(rcx, 3)));
  emitRecordAddress(emitter);
  asm.jmp(level);
  asm.bind(frameUnit);
  asm.mov(context('base'), rdx);
  asm.mov(rax, mem(rdx, -8));
  asm.mov(context('frame'), rax);
  asm.mov(rax, mem(rdx, -16));
  asm.mov(context('outerKind'), rax);
}

/** From the outermost level inwards: runs the second section of each program. The values that end up on the operand stack are released later. */
function emitBuild(emitter: Emitter): void {
  const { asm } = emitter;
  const built = asm.label('built');
  asm.mov(r14, rsp);
  asm.mov(context('releaseEnd'), rsp);
  asm.xor(r13d, r13d);
  emitter.begin('buildLevels');
  asm.cmp(r14, rbx);
  asm.je(built);
  asm.mov(context('levelStart'), rsp);
  asm.mov(context('memoBase'), rsp); // none yet
  asm.mov(rax, mem(r14));
  asm.mov(context('levelStack'), rax);
  asm.mov(r12, mem(r14, 8));
  asm.add(r14, 16);
  asm.jmp(mem(r12));
  asm.bind(built);
}

function emitReleaseAndLeave(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const next = asm.label();
  const released = asm.label();
  const noError = asm.label();
  const noResume = asm.label();
  asm.bind(next);
  asm.cmp(rsp, context('releaseEnd'));
  asm.je(released);
  asm.pop(rdi);
  emitter.release();
  asm.jmp(next);
  asm.bind(released);
  asm.cmp(dword(context('error')), 0);
  asm.je(noError);
  asm.mov(rdi, context('errorType'));
  asm.mov(rsi, context('errorValue'));
  asm.mov(rdx, context('errorTraceback'));
  emitter.callAligned('PyErr_Restore');
  asm.bind(noError);
  asm.test(r13, r13);
  asm.cmove(r13, context('frame')); // no frame in the recipe: the existing one, as it is
  emitCheckMemory(emitter, noResume);
  emitTakeAllowance(emitter, noResume);
  asm.mov(rax, context('record'));
  asm.cmp(qword(mem(rax, ExitRecord.resume)), 0);
  asm.je(noResume);
  asm.lea(rax, ripLabel(emitter.at('osrCallback')));
  asm.cmp(rax, mem(r15, offsets.threadTraceFunction));
  asm.je(noResume); // a frame further out waits already: loops of others on the way are entered too
  asm.mov(rdi, r15);
  asm.call(emitter.at('armThread'));
  // The outermost frame has the loop; those above it return before it is met.
  asm.mov(rcx, context('frame'));
  asm.mov(emitter.data('armedFrame'), rcx);
  asm.bind(noResume);
  emitUnlink(emitter);
  asm.dec(emitter.data('exitsUnderWay'));
  asm.cmp(r13, context('frame'));
  asm.jne(emitter.at('several'));
  emitLeaveOneFrame(emitter);
}

/** Events of tracing since its last exit that one exit is charged with at most: what other units wait for is not its fault. */
const MOST_EVENTS = 2000;

/** One exit less for the outermost unit; the last one takes it out of use. Neither it nor one after too much tracing is followed by on-stack replacement. */
function emitTakeAllowance(emitter: Emitter, noResume: Label): void {
  const { asm } = emitter;
  const unlimited = asm.label();
  const remaining = asm.label();
  asm.mov(rax, context('levelRecord'));
  asm.mov(rax, mem(rax, ExitRecord.allowance));
  asm.test(rax, rax);
  asm.je(unlimited);
  asm.mov(rcx, emitter.data('traceEventCount'));
  asm.mov(rdx, rcx);
  asm.sub(rdx, mem(rax, Allowance.eventsSeen));
  asm.mov(mem(rax, Allowance.eventsSeen), rcx);
  asm.mov(ecx, MOST_EVENTS);
  asm.cmp(rdx, rcx);
  asm.cmova(rdx, rcx);
  asm.sub(mem(rax, Allowance.events), rdx);
  asm.dec(qword(mem(rax, Allowance.exits)));
  asm.jg(remaining);
  asm.mov(rcx, mem(rax, Allowance.entryWord));
  asm.mov(rdx, mem(rax, Allowance.entry));
  asm.cmp(mem(rcx), rdx);
  asm.jne(noResume);
  asm.mov(qword(mem(rcx)), 0);
  asm.jmp(noResume);
  asm.bind(remaining);
  asm.cmp(qword(mem(rax, Allowance.events)), 0);
  asm.jl(noResume);
  asm.bind(unlimited);
}

/**
 * On-stack replacement has the interpreter make a frame object for each frame that it traces: without memory that raises MemoryError at lines that
 * need none, and leaves the thread's count of tracers too high (Python/ceval.c of 3.11, call_trace).
 */
function emitCheckMemory(emitter: Emitter, noResume: Label): void {
  const { asm, offsets, options } = emitter;
  const enough = asm.label();
  const none = asm.label();
  asm.cmp(emitter.data('reserveLow'), 0);
  asm.jne(none);
  asm.cmp(dword(context('error')), 0);
  asm.je(enough);
  asm.mov(rax, options.symbol('PyExc_MemoryError'));
  asm.mov(rax, mem(rax));
  asm.cmp(rax, context('errorType'));
  asm.jne(enough);
  asm.bind(none);
  // One that waits already gives up.
  asm.lea(rax, ripLabel(emitter.at('osrCallback')));
  asm.cmp(rax, mem(r15, offsets.threadTraceFunction));
  asm.jne(noResume);
  asm.mov(qword(mem(r15, offsets.threadTraceFunction)), 0);
  asm.cmp(qword(mem(r15, offsets.threadProfileFunction)), 0);
  asm.jne(noResume);
  asm.mov(rcx, mem(r15, offsets.threadCframe));
  asm.mov(byte(mem(rcx, offsets.cframeUseTracing)), 0);
  asm.jmp(noResume);
  asm.bind(enough);
}

/** A frame unit entered from the hook may have linked its frame; the interpreter links it again. A frame entered by OSR stays linked. */
function emitUnlink(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const done = asm.label();
  asm.cmp(qword(context('outerKind')), 0);
  asm.jne(done);
  asm.mov(rax, mem(r15, offsets.threadCframe));
  asm.mov(rcx, context('frame'));
  asm.cmp(rcx, mem(rax, offsets.cframeCurrentFrame));
  asm.jne(done);
  asm.mov(rcx, mem(rcx, offsets.framePrevious));
  asm.mov(mem(rax, offsets.cframeCurrentFrame), rcx);
  asm.inc(dword(mem(r15, offsets.threadRecursionRemaining)));
  asm.bind(done);
}

function emitLeaveOneFrame(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const osr = asm.label();
  const stay = asm.label();
  asm.mov(rsi, context('frame'));
  asm.mov(edx, dword(context('error')));
  asm.mov(rcx, context('base'));
  asm.cmp(qword(context('outerKind')), 0);
  asm.jne(osr);
  asm.mov(rdi, r15);
  asm.mov(rsp, rcx);
  emitRestoreCaller(emitter);
  asm.jmp(emitter.at('evaluate'));

  asm.bind(osr);
  asm.lea(eax, mem(rdx, OsrStatus.exit));
  asm.test(edx, edx);
  asm.jne(stay);
  // The tracing interpreter wants the instruction to run, not the one before it.
  asm.mov(edx, dword(context('repositioned')));
  asm.lea(rdx, mem(rdx, rdx, 1, 0));
  asm.add(mem(rsi, offsets.framePreviousInstruction), rdx);
  asm.bind(stay);
  asm.mov(rsp, rcx);
  emitRestoreCaller(emitter);
  asm.ret();
}
