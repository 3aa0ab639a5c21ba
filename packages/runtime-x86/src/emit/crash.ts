// A SIGSEGV handler that writes down where the program crashed, then lets the fault happen again with the default action.
// The compiler reads the record from the data region after the process has died. Linux on x86-64: struct sigcontext, siginfo_t.

import { eax, ecx, mem, r10d, rax, rcx, rdi, rdx, rsi, rsp } from './machine';
import type { Emitter } from './emitter';
import { CrashRecord, RuntimeData } from '../data-layout';

const RT_SIGACTION = 13;
const SIGINFO_ADDRESS = 16;
const UCONTEXT_REGISTERS = 40; // uc_mcontext.gregs
const REGISTER_RIP = 16; // gregs[REG_RIP]
const REGISTER_COUNT = 23;

/** void crashHandler(edi = signal, rsi = siginfo_t *, rdx = ucontext_t *): install with SA_SIGINFO. */
export function emitCrashHandler(emitter: Emitter, codeSize: number): void {
  const { asm, options } = emitter;
  emitter.begin('crashHandler', 16);
  asm.mov(rax, options.dataBase + RuntimeData.crash);
  asm.mov(mem(rax, CrashRecord.signal), rdi);
  asm.mov(rcx, mem(rsi, SIGINFO_ADDRESS));
  asm.mov(mem(rax, CrashRecord.faultAddress), rcx);
  asm.mov(rcx, mem(rdx, UCONTEXT_REGISTERS + 8 * REGISTER_RIP));
  asm.mov(mem(rax, CrashRecord.instructionPointer), rcx);
  asm.mov(rsi, options.codeBase);
  asm.sub(rcx, rsi);
  asm.mov(rsi, codeSize);
  asm.cmp(rcx, rsi);
  asm.sbb(rcx, rcx); // -1 if inside
  asm.mov(mem(rax, CrashRecord.inCode), rcx);
  asm.push(rdi);
  asm.lea(rsi, mem(rdx, UCONTEXT_REGISTERS));
  asm.lea(rdi, mem(rax, CrashRecord.registers));
  asm.mov(ecx, REGISTER_COUNT);
  asm.repMovsq();
  asm.pop(rdi);
  // rt_sigaction(signal, {SIG_DFL, flags 0, restorer 0, mask 0}, NULL, 8)
  for (let word = 0; word < 4; word++) asm.push(0);
  asm.mov(rsi, rsp);
  asm.xor(rdx, rdx);
  asm.mov(r10d, 8);
  asm.mov(eax, RT_SIGACTION);
  asm.syscall();
  asm.add(rsp, 32);
  asm.ret();
}
