// Safe points: the stubs through which the compiler gets the program's attention. Both run the commit program in the mailbox.

import { eax, edx, mem, qword, r12, r13, rax, rbx, rcx, rdi, rdx, rsi, rsp } from './machine';
import type { Emitter } from './emitter';
import { loadCodeRecord } from './hook';
import { testServed } from './served';

const NANOSLEEP = 35; // Linux system call number on x86-64
const WAIT_NANOSECONDS = 50_000;
/** Waits without a change of the heartbeat word before the program goes on alone: some 10 seconds with what scheduling adds. */
const WAIT_LIMIT = 80_000;

/** int pendingCall(void *): for interp->ceval.pending; the interpreter calls it between two instructions of the main thread. */
export function emitPendingCall(emitter: Emitter): void {
  const { asm } = emitter;
  emitter.begin('pendingCall', 16);
  asm.inc(qword(emitter.data('pendingCallCount')));
  asm.call(emitter.at('runCommit'));
  asm.xor(eax, eax);
  asm.ret();
}

/** A frame hook that takes itself out at the next call of a Python function, runs the commit program, and goes on with that call. */
export function emitOneShotHook(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const standard = asm.label();
  emitter.begin('oneShotHook', 16);
  asm.test(edx, edx);
  asm.jne(standard); // an exception is on its way into a generator: not here
  asm.push(rdi);
  asm.push(rsi);
  asm.push(rdx);
  asm.mov(rax, mem(rdi, offsets.threadInterpreter));
  asm.mov(rcx, emitter.data('hookAfterOneShot'));
  asm.mov(mem(rax, offsets.interpreterEvalFrame), rcx);
  asm.inc(qword(emitter.data('oneShotCount')));
  asm.call(emitter.at('runCommit'));
  asm.pop(rdx);
  asm.pop(rsi);
  asm.pop(rdi);
  asm.mov(rax, mem(rdi, offsets.threadInterpreter));
  asm.mov(rax, mem(rax, offsets.interpreterEvalFrame));
  asm.test(rax, rax);
  asm.je(standard);
  asm.jmp(rax);
  asm.bind(standard);
  emitter.jump('_PyEval_EvalFrameDefault');
}

/**
 * The frame hook of sync mode (tests): a function that has no code record yet is shown to the compiler, and the call waits until the
 * compiler has answered. The GIL is held all the while.
 */
export function emitSyncHook(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const ask = asm.label('syncAsk');
  const wait = asm.label('syncWait');
  const alive = asm.label();
  const answered = asm.label();
  const hook = emitter.at('frameHook');
  emitter.begin('syncHook', 16);
  asm.test(edx, edx);
  asm.jne(hook);
  asm.cmp(qword(emitter.data('syncDisabled')), 0);
  asm.jne(hook);
  asm.mov(rax, mem(rsi, offsets.frameCode));
  loadCodeRecord(emitter, rax, ask);
  asm.jmp(hook);

  asm.bind(ask);
  const ours = asm.label();
  testServed(emitter);
  asm.je(ours);
  asm.mov(qword(emitter.data('syncDisabled')), 1);
  asm.jmp(hook);
  asm.bind(ours);
  for (const register of [rdi, rsi, rdx, rbx, r12, r13]) asm.push(register);
  asm.sub(rsp, 24);
  asm.mov(rax, mem(rsi, offsets.frameCode));
  asm.mov(emitter.data('syncCode'), rax);
  asm.mov(emitter.data('syncFrame'), rsi);
  asm.mov(emitter.data('syncThread'), rdi);
  asm.mov(rbx, emitter.data('syncRequest'));
  asm.inc(rbx);
  asm.mov(emitter.data('syncRequest'), rbx);
  asm.mov(r12, emitter.data('heartbeat'));
  asm.mov(r13, WAIT_LIMIT);
  asm.bind(wait);
  asm.cmp(rbx, emitter.data('syncAnswer'));
  asm.je(answered);
  asm.mov(rax, emitter.data('heartbeat'));
  asm.cmp(rax, r12);
  asm.je(alive);
  asm.mov(r12, rax);
  asm.mov(r13, WAIT_LIMIT);
  asm.bind(alive);
  asm.mov(qword(mem(rsp)), 0);
  asm.mov(qword(mem(rsp, 8)), WAIT_NANOSECONDS);
  asm.mov(rdi, rsp);
  asm.xor(rsi, rsi);
  asm.mov(eax, NANOSLEEP);
  asm.syscall();
  asm.dec(r13);
  asm.jne(wait);
  asm.mov(qword(emitter.data('syncDisabled')), 1);
  asm.bind(answered);
  asm.call(emitter.at('runCommit'));
  asm.add(rsp, 24);
  for (const register of [r13, r12, rbx, rdx, rsi, rdi]) asm.pop(register);
  asm.jmp(hook);
}
