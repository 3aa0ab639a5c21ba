// Handlers of the signals of faults: write down where the program crashed, then let the fault happen again with the action that was
// there before (none, faulthandler's, the program's own). The compiler reads the record from the data region after the process has
// died. Linux on x86-64: struct sigcontext, siginfo_t, the kernel's struct sigaction. Knows nothing of units.

import { dword, eax, ebx, ecx, edi, esi, edx, mem, qword, r10d, r12, r13, rax, rbp, rbx, rcx, rdi, rdx, rsi, ripLabel, rsp, r14, r15 } from './machine';
import type { Emitter } from './emitter';
import { CRASH_SIGNALS, CRASH_STACK_WORDS, CrashRecord, RuntimeData, SIGNAL_ACTION_SIZE } from '../data-layout';

const WRITE = 1; // Linux system calls on x86-64
const RT_SIGACTION = 13;
const RT_SIGRETURN = 15;
const GETPID = 39;
const GETTID = 186;
const TGKILL = 234;

const SIGINFO_CODE = 8;
const SIGINFO_ADDRESS = 16;
const UCONTEXT_REGISTERS = 40; // uc_mcontext.gregs
const REGISTER_RSP = 15; // gregs[REG_RSP]
const REGISTER_RIP = 16;
const REGISTER_COUNT = 23;

const SIG_IGN = 1; // SIG_DFL is 0
const SA_SIGINFO = 4;
const SA_RESTORER = 0x0400_0000; // the kernel needs one on x86-64
const SA_ONSTACK = 0x0800_0000; // faulthandler gives the main thread another stack

/**
 * There are two handlers, which differ in what they hand on to. The first one is what was there before any was installed. Where a handler that came later is
 * found, the second one is put in front of it: that handler may know the first one as what was there before it, and put it back when it is
 * disabled (Modules/faulthandler.c, faulthandler_disable_fatal_handler). The first one must not lead to it then: faulthandler's, disabled, raises
 * the signal for itself for ever.
 */
const HANDLERS = [
  { place: 'crashHandler', actions: RuntimeData.crashActions, fired: RuntimeData.crashFired },
  { place: 'crashHandlerInFront', actions: RuntimeData.crashFrontActions, fired: RuntimeData.crashFrontFired },
] as const;

/** void crashHandler(edi = signal, rsi = siginfo_t *, rdx = ucontext_t *), and the other one. The kernel restores all registers afterwards. */
export function emitCrashHandler(emitter: Emitter, codeSize: number): void {
  const { asm, options } = emitter;
  const common = asm.label();
  HANDLERS.forEach(({ place, actions, fired }, index) => {
    emitter.begin(place, 16);
    asm.mov(r14, actions);
    asm.mov(r15, fired);
    if (index < HANDLERS.length - 1) asm.jmp(common);
  });
  asm.bind(common);
  const record = asm.label();
  const recorded = asm.label();
  const standard = asm.label();
  const set = asm.label();
  const done = asm.label();
  const silent = asm.label();
  asm.mov(ebx, edi);
  asm.mov(rbp, rsi);
  asm.mov(r12, rdx);
  asm.mov(r13, options.dataBase);
  asm.add(r14, r13);
  asm.add(r15, r13);
  asm.push(r14);
  // A signal that somebody has sent (si_code <= 0) says nothing of the place where it arrives.
  asm.cmp(dword(mem(rbp, SIGINFO_CODE)), 0);
  asm.jle(recorded);
  asm.mov(r14, mem(r12, UCONTEXT_REGISTERS + 8 * REGISTER_RIP));
  asm.mov(rcx, r14);
  asm.mov(rsi, options.codeBase);
  asm.sub(rcx, rsi);
  asm.mov(rsi, codeSize);
  asm.cmp(rcx, rsi);
  asm.sbb(rcx, rcx); // -1 if inside
  // One that the program survived gives way to one in compiled code.
  asm.cmp(qword(mem(r13, RuntimeData.crash + CrashRecord.signal)), 0);
  asm.je(record);
  asm.test(rcx, rcx);
  asm.je(recorded);
  asm.bind(record);
  asm.mov(mem(r13, RuntimeData.crash + CrashRecord.instructionPointer), r14);
  asm.mov(mem(r13, RuntimeData.crash + CrashRecord.inCode), rcx);
  asm.mov(r14, rcx);
  asm.mov(rax, mem(rbp, SIGINFO_ADDRESS));
  asm.mov(mem(r13, RuntimeData.crash + CrashRecord.faultAddress), rax);
  asm.lea(rsi, mem(r12, UCONTEXT_REGISTERS));
  asm.lea(rdi, mem(r13, RuntimeData.crash + CrashRecord.registers));
  asm.mov(ecx, REGISTER_COUNT);
  asm.repMovsq();
  asm.mov(mem(r13, RuntimeData.crash + CrashRecord.signal), rbx);
  asm.test(r14, r14);
  asm.je(silent);
  asm.mov(edi, 2); // standard error
  asm.mov(rsi, mem(r13, RuntimeData.crashMessage));
  asm.mov(rdx, mem(r13, RuntimeData.crashMessageLength));
  asm.mov(eax, WRITE);
  asm.syscall();
  asm.bind(silent);
  // Last: if this faults, too, the kernel ends the process, as the signals of faults are blocked here.
  asm.mov(rsi, mem(r12, UCONTEXT_REGISTERS + 8 * REGISTER_RSP));
  asm.lea(rdi, mem(r13, RuntimeData.crashStack));
  asm.mov(ecx, CRASH_STACK_WORDS);
  asm.repMovsq();
  asm.bind(recorded);
  asm.pop(r14);
  // What was there before; the default action if that has led here again (faulthandler raises the signal once more). Forked children share the
  // memory with their parent, and fail for themselves.
  asm.mov(eax, GETPID);
  asm.syscall();
  asm.cmp(mem(r15, rbx, 8, 0), rax);
  asm.je(standard);
  asm.mov(mem(r15, rbx, 8, 0), rax);
  asm.mov(rsi, rbx);
  asm.shl(rsi, Math.log2(SIGNAL_ACTION_SIZE));
  asm.add(rsi, r14);
  asm.jmp(set);
  asm.bind(standard);
  for (let word = 0; word < SIGNAL_ACTION_SIZE / 8; word++) asm.push(0); // SIG_DFL
  asm.mov(rsi, rsp);
  asm.bind(set);
  asm.mov(edi, ebx);
  asm.xor(edx, edx);
  emitSigaction(emitter);
  // A fault happens again by itself, a signal that was sent does not.
  asm.mov(rsp, r12); // the ucontext is right above the handler's return address
  asm.cmp(dword(mem(rbp, SIGINFO_CODE)), 0);
  asm.jg(done);
  asm.mov(eax, GETPID);
  asm.syscall();
  asm.mov(edi, eax);
  asm.mov(eax, GETTID);
  asm.syscall();
  asm.mov(esi, eax);
  asm.mov(edx, ebx);
  asm.mov(eax, TGKILL);
  asm.syscall();
  asm.bind(done);
  emitter.begin('signalRestorer');
  asm.mov(eax, RT_SIGRETURN); // with rsp at the ucontext
  asm.syscall();
}

/** rt_sigaction(edi = signal, rsi = new action, rdx = old action). Destroys rax, rcx, r10, r11. */
function emitSigaction(emitter: Emitter): void {
  const { asm } = emitter;
  asm.mov(r10d, 8);
  asm.mov(eax, RT_SIGACTION);
  asm.syscall();
}

/**
 * void watchFaults(void): installs the handler for the signals of faults where it is not installed, and keeps what was there. To be called again now
 * and then: faulthandler and others that come later would not know the registers of the fault when they hand it on.
 */
export function emitWatchFaults(emitter: Emitter): void {
  const { asm, options } = emitter;
  emitter.begin('watchFaults', 16);
  for (const register of [rbx, r12, r13]) asm.push(register);
  asm.mov(r13, options.dataBase);
  asm.sub(rsp, SIGNAL_ACTION_SIZE);
  const mask = CRASH_SIGNALS.reduce((bits, signal) => bits | (1 << (signal - 1)), 0);
  for (const signal of CRASH_SIGNALS) {
    const first = asm.label();
    const install = asm.label();
    const installed = asm.label();
    const known = mem(r13, RuntimeData.crashInstalled + 8 * signal);
    /** Keeps the action at rsp as what this handler hands on to; r12 = the handler. */
    const takePlace = (index: 0 | 1): void => {
      const { place, actions } = HANDLERS[index];
      for (let offset = 0; offset < SIGNAL_ACTION_SIZE; offset += 8) {
        asm.mov(rax, mem(rsp, offset));
        asm.mov(mem(r13, actions + signal * SIGNAL_ACTION_SIZE + offset), rax);
      }
      asm.lea(r12, ripLabel(emitter.at(place)));
    };
    asm.mov(ebx, signal);
    asm.mov(edi, signal);
    asm.xor(esi, esi);
    asm.mov(rdx, rsp);
    emitSigaction(emitter);
    for (const { place } of HANDLERS) {
      asm.lea(r12, ripLabel(emitter.at(place)));
      asm.cmp(mem(rsp), r12);
      asm.je(installed);
    }
    // The second one, if the first one is known to somebody perhaps: in front of handlers, not of SIG_DFL and SIG_IGN.
    asm.cmp(qword(mem(rsp)), SIG_IGN);
    asm.jbe(first);
    asm.cmp(qword(known), 0);
    asm.je(first);
    takePlace(1);
    asm.jmp(install);
    asm.bind(first);
    takePlace(0);
    asm.mov(qword(known), 1);
    asm.bind(install);
    for (const { fired } of HANDLERS) asm.mov(qword(mem(r13, fired + 8 * signal)), 0);
    asm.mov(mem(rsp), r12);
    asm.mov(qword(mem(rsp, 8)), SA_SIGINFO | SA_RESTORER | SA_ONSTACK);
    asm.lea(rax, ripLabel(emitter.at('signalRestorer')));
    asm.mov(mem(rsp, 16), rax);
    asm.mov(qword(mem(rsp, 24)), mask);
    asm.mov(edi, signal);
    asm.mov(rsi, rsp);
    asm.xor(edx, edx);
    emitSigaction(emitter);
    asm.bind(installed);
  }
  asm.add(rsp, SIGNAL_ACTION_SIZE);
  for (const register of [r13, r12, rbx]) asm.pop(register);
  asm.ret();
}
