// On-stack replacement on CPython 3.11: a C trace function (installed in tstate->c_tracefunc by whoever arms it) that waits for
// a loop header with compiled code, enters it, and lands the interpreter where the compiled code left.
// Relies on Python/ceval.c of 3.11: DO_TRACING, maybe_call_line_trace and call_trace. While the callback runs the frame's stack top
// is valid, prev_instr is the instruction about to run, and both are read again when it returns.

import { byte, dword, eax, edx, mem, qword, r12, r13, r14, r8, rax, rbp, rbx, rcx, rdi, rdx, ripLabel, rsi } from './machine';
import type { Register } from './machine';
import type { Emitter } from './emitter';
import { loadCodeRecord } from './hook';
import { emitLandError } from './osr-error';
import { CodeRecord, OsrStatus, OuterKind } from '../data-layout';

/** Subroutine armThread(rdi = thread state): arms on-stack replacement unless somebody traces or profiles. Destroys rax, rcx only. */
export function emitArmThread(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const refused = asm.label();
  const ours = asm.label();
  const waits = asm.label();
  emitter.begin('armThread', 16);
  asm.lea(rax, ripLabel(emitter.at('osrCallback')));
  asm.cmp(rax, mem(rdi, offsets.threadTraceFunction));
  asm.je(ours);
  asm.cmp(qword(mem(rdi, offsets.threadTraceFunction)), 0);
  asm.jne(refused);
  asm.cmp(qword(mem(rdi, offsets.threadProfileFunction)), 0);
  asm.jne(refused);
  asm.cmp(dword(mem(rdi, offsets.threadTracing)), 0);
  asm.jne(refused);
  asm.mov(mem(rdi, offsets.threadTraceFunction), rax);
  asm.bind(ours);
  // Hooks for audit events run with tracing off (Python/sysmodule.c, sys_audit_tstate, and Python/pystate.c, PyThreadState_EnterTracing): who has turned it
  // off turns it on again, as there is a trace function; the interpreter must not see an event before.
  asm.cmp(dword(mem(rdi, offsets.threadTracing)), 0);
  asm.jne(waits);
  asm.mov(rcx, mem(rdi, offsets.threadCframe));
  asm.mov(byte(mem(rcx, offsets.cframeUseTracing)), 255);
  asm.bind(waits);
  asm.mov(qword(emitter.data('armedEvents')), 0);
  asm.inc(qword(emitter.data('armedCount')));
  asm.ret();
  asm.bind(refused);
  asm.inc(qword(emitter.data('armRefusedCount')));
  asm.ret();
}

/** int osrCallback(rdi = traceobj, rsi = PyFrameObject *, edx = what, rcx = arg) */
export function emitOsr(emitter: Emitter): void {
  const { asm, offsets, dialect } = emitter;
  const noMatch = asm.label('osrNoMatch');
  const notLine = asm.label('osrNotLine');
  const next = asm.label();
  const match = asm.label('osrMatch');
  const give = asm.label();
  emitter.begin('osrCallback', 64);
  asm.inc(qword(emitter.data('traceEventCount')));
  asm.cmp(edx, dialect.traceLine);
  asm.jne(notLine);
  asm.mov(r8, mem(rsi, offsets.frameObjectFrame));
  asm.mov(rax, mem(r8, offsets.frameCode));
  asm.mov(rdx, mem(r8, offsets.framePreviousInstruction));
  asm.sub(rdx, rax);
  asm.sub(rdx, offsets.codeAdaptive); // byte offset of the instruction about to run
  loadCodeRecord(emitter, rax, noMatch);
  asm.mov(rcx, mem(rax, CodeRecord.osrCount));
  asm.lea(rdi, mem(rax, CodeRecord.pairs));
  asm.bind(next);
  asm.dec(rcx);
  asm.js(noMatch);
  asm.cmp(edx, mem(rdi));
  asm.je(match);
  asm.add(rdi, CodeRecord.pairSize);
  asm.jmp(next);

  asm.bind(notLine);
  asm.cmp(edx, dialect.traceReturn); // the armed frame ends: nothing to wait for
  asm.jne(noMatch);
  asm.mov(r8, mem(rsi, offsets.frameObjectFrame));
  asm.cmp(r8, emitter.data('armedFrame'));
  asm.je(give);
  asm.bind(noMatch);
  asm.inc(qword(emitter.data('armedEvents')));
  asm.mov(rax, emitter.data('armedEvents'));
  asm.cmp(rax, emitter.data('armedLimit'));
  asm.jae(give);
  asm.xor(eax, eax);
  asm.ret();
  asm.bind(give); // call_trace clears use_tracing when it sees that there is no trace function
  asm.inc(qword(emitter.data('gaveUpCount')));
  asm.push(rax);
  emitter.call('PyThreadState_Get');
  asm.mov(qword(mem(rax, offsets.threadTraceFunction)), 0);
  asm.pop(rcx);
  asm.xor(eax, eax);
  asm.ret();

  asm.bind(match);
  asm.cmp(qword(mem(rdi, 8)), 0);
  asm.je(noMatch);
  for (const register of [rbx, rbp, r12, r13, r14]) asm.push(register);
  asm.mov(rbx, r8); // frame
  asm.mov(r12, rax); // code record
  asm.mov(r13, mem(rdi, 8)); // unit
  asm.mov(r14, rsi); // frame object
  emitEnterUnit(emitter);
  emitLand(emitter);
}

/** Calls the unit with the tracing state of an untraced program. Leaves the thread state in rbp, the unit's answer in rax. */
function emitEnterUnit(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  asm.inc(qword(emitter.data('matchedCount')));
  emitter.call('PyThreadState_Get');
  asm.mov(rbp, rax);
  asm.mov(qword(mem(rbp, offsets.threadTraceFunction)), 0);
  asm.dec(dword(mem(rbp, offsets.threadTracing)));
  asm.mov(dword(mem(r14, offsets.frameObjectLineNumber)), 0); // call_trace fixed it; the line changes while compiled code runs
  asm.mov(rdi, rbp);
  asm.mov(rsi, rbx);
  asm.mov(edx, OuterKind.osr);
  asm.call(r13);
  asm.inc(dword(mem(rbp, offsets.threadTracing)));
  asm.mov(rcx, mem(rbp, offsets.threadCframe));
  asm.mov(byte(mem(rcx, offsets.cframeUseTracing)), 0); // as PyThreadState_LeaveTracing expects it
}

/**
 * A loop of another frame than the armed one was met on the way: the armed one still is to come. call_trace sees the trace function. What the program
 * has set meanwhile, in what the compiled code called, stays.
 */
function emitGoOnWaiting(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const done = asm.label();
  for (const field of [offsets.threadTraceFunction, offsets.threadProfileFunction]) {
    asm.cmp(qword(mem(rbp, field)), 0);
    asm.jne(done);
  }
  asm.mov(rcx, emitter.data('armedFrame'));
  asm.test(rcx, rcx);
  asm.je(done);
  asm.cmp(rcx, rbx);
  asm.je(done);
  asm.lea(rax, ripLabel(emitter.at('osrCallback')));
  asm.mov(mem(rbp, offsets.threadTraceFunction), rax);
  asm.mov(qword(emitter.data('armedEvents')), 0);
  asm.bind(done);
}

/** rbx = frame, rbp = thread state, r12 = code record, r14 = frame object, rax = the unit's answer. */
function emitLand(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const done = asm.label('osrDone');
  const landed = asm.label('osrLanded');
  const error = asm.label('osrError');
  asm.cmp(rax, OsrStatus.exit);
  asm.je(done);
  asm.cmp(rax, OsrStatus.error);
  asm.je(error);
  // An object: returned. The interpreter finds it on an otherwise empty stack, at one of the code's RETURN_VALUE instructions.
  asm.mov(r13, rax);
  asm.mov(rax, mem(rbx, offsets.frameCode));
  asm.mov(rcx, mem(r12, CodeRecord.returnOffset));
  asm.lea(rcx, mem(rax, rcx, 1, offsets.codeAdaptive));
  asm.mov(mem(rbx, offsets.framePreviousInstruction), rcx);
  emitDropStack(emitter, null);
  asm.movsxd(rax, dword(mem(rbx, offsets.frameStackTop)));
  asm.mov(mem(rbx, rax, 8, offsets.frameLocalsPlus), r13);
  asm.inc(dword(mem(rbx, offsets.frameStackTop)));
  asm.bind(done);
  emitGoOnWaiting(emitter);
  asm.bind(landed);
  asm.xor(eax, eax);
  for (const register of [r14, r13, r12, rbp, rbx]) asm.pop(register);
  asm.ret();
  asm.bind(error);
  emitLandError(emitter);
  asm.jmp(landed);
}

/** Takes the entries of the evaluation stack of frame rbx above `level` (a register that survives calls; null for 0) off. */
export function emitDropStack(emitter: Emitter, level: Register | null): void {
  const { asm, offsets } = emitter;
  const next = asm.label();
  const done = asm.label();
  asm.bind(next);
  asm.mov(rax, mem(rbx, offsets.frameCode));
  asm.movsxd(rcx, dword(mem(rax, offsets.codeLocalsPlusCount)));
  if (level) asm.add(rcx, level);
  asm.movsxd(rax, dword(mem(rbx, offsets.frameStackTop)));
  asm.cmp(rax, rcx);
  asm.jle(done);
  asm.dec(rax);
  asm.mov(mem(rbx, offsets.frameStackTop), eax);
  asm.mov(rdi, mem(rbx, rax, 8, offsets.frameLocalsPlus));
  emitter.release();
  asm.jmp(next);
  asm.bind(done);
}
