// What the handler of faults has written down (runtime-x86, emit/crash.ts), read after the process has died. Linux on x86-64.
import { CRASH_STACK_WORDS, CrashRecord, RuntimeData } from '@psyco/runtime-x86';
import type { Region } from './regions';

/** The order of gregs in struct sigcontext (sys/ucontext.h). */
const REGISTERS = ['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15', 'rdi', 'rsi', 'rbp', 'rbx', 'rdx', 'rax', 'rcx', 'rsp', 'rip', 'eflags'] as const;

const SIGNAL_NAMES: Readonly<Record<number, string>> = { 4: 'SIGILL', 7: 'SIGBUS', 8: 'SIGFPE', 11: 'SIGSEGV' };

export interface Crash {
  readonly signal: string;
  readonly faultAddress: bigint;
  readonly instruction: number;
  /** Whether the instruction is in the code region. */
  readonly inCode: boolean;
  readonly registers: readonly { readonly name: string; readonly value: bigint }[];
  readonly stackPointer: number;
  /** Words from the stack pointer on; 0 where nothing could be read. */
  readonly stack: readonly bigint[];
}

/** The crash of the process, if there was one. */
export function readCrash(data: Region, runtimeData: number): Crash | undefined {
  const record = data.read(runtimeData + RuntimeData.crash, CrashRecord.count);
  const word = (offset: number): bigint => record.readBigUInt64LE(offset);
  const signal = Number(word(CrashRecord.signal));
  if (signal === 0) return undefined;
  const stack = data.read(runtimeData + RuntimeData.crashStack, 8 * CRASH_STACK_WORDS);
  const registers = REGISTERS.map((name, index) => ({ name, value: word(CrashRecord.registers + 8 * index) }));
  return {
    signal: SIGNAL_NAMES[signal] ?? `signal ${signal}`,
    faultAddress: word(CrashRecord.faultAddress),
    instruction: Number(word(CrashRecord.instructionPointer)),
    inCode: word(CrashRecord.inCode) !== 0n,
    registers,
    stackPointer: Number(registers.find(({ name }) => name === 'rsp')!.value),
    stack: Array.from({ length: CRASH_STACK_WORDS }, (_, index) => stack.readBigUInt64LE(8 * index)),
  };
}
