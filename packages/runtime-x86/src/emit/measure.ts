// An entry that measures: it stands in a code record in the place of a unit for some calls, calls what the record says (that unit, or the
// interpreter) as the frame hook would, and counts the processor's clock. Calls within a measured one are part of it.
// The record says it, and no word that is for whichever function is measured: a thread may have been on its way here since before another one is
// (the kernel runs others, the process was stopped), and the records of a forked child are as they were at some moment of its copying.

import { CodeRecord } from '../data-layout';
import { edx, mem, qword, r12, r13, rax, rbp, rbx, rcx, rdi, rdx, rsp } from './machine';
import type { Emitter } from './emitter';

/** The prefix: the compiler writes this word from another processor. */
const LOCK = [0xf0];

/** As a unit is entered, by the frame hook: rax = the code record. */
export function emitMeasuredEntry(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const direct = asm.label('measuredDirect');
  const lost = asm.label('measuredLost');
  const hooked = asm.label('measuredHooked');
  const restored = asm.label('measuredRestored');
  const readClock = (): void => {
    asm.rdtsc();
    asm.shl(rdx, 32);
    asm.or(rax, rdx);
  };
  emitter.begin('measuredEntry', 64);
  asm.mov(rcx, mem(rax, CodeRecord.measured)); // kept until the call
  asm.cmp(emitter.data('measureOwner'), 0);
  asm.jne(direct);
  asm.push(rbx);
  asm.push(rbp);
  asm.push(r12);
  asm.push(r13);
  asm.sub(rsp, 8);
  asm.mov(emitter.data('measureOwner'), rsp);
  // For calls in the interpreter: without the frame hook, as it was before there was compiled code. Another hook stays.
  asm.mov(r13, emitter.data('measureHook'));
  asm.mov(r12, mem(rdi, offsets.threadInterpreter));
  asm.test(r13, r13);
  asm.je(hooked);
  asm.mov(rax, r13);
  asm.xor(edx, edx);
  asm.bytes(LOCK);
  asm.cmpxchg(qword(mem(r12, offsets.interpreterEvalFrame)), rdx);
  asm.bind(hooked);
  readClock();
  asm.mov(rbx, rax);
  asm.xor(edx, edx);
  asm.call(rcx);
  asm.mov(rbp, rax);
  readClock();
  asm.sub(rax, rbx);
  asm.cmp(emitter.data('measureOwner'), rsp);
  asm.jne(lost);
  asm.add(emitter.data('measureTicks'), rax);
  asm.inc(emitter.data('measureCalls'));
  asm.mov(emitter.data('measureOwner'), 0);
  asm.bind(lost);
  asm.test(r13, r13);
  asm.je(restored);
  asm.xor(rax, rax);
  asm.bytes(LOCK);
  asm.cmpxchg(qword(mem(r12, offsets.interpreterEvalFrame)), r13);
  asm.bind(restored);
  asm.mov(rax, rbp);
  asm.add(rsp, 8);
  asm.pop(r13);
  asm.pop(r12);
  asm.pop(rbp);
  asm.pop(rbx);
  asm.ret();
  asm.bind(direct);
  asm.jmp(rcx);
}
