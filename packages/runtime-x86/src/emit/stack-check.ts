// Whether the machine stack has room for more. The limit of the main thread is one word; the stacks of other threads are anywhere, so
// their limits are in a table, which the frame hook fills when it meets a thread, and the compiler when it sees one (packages/engine,
// ThreadStacks). For native units threads that are not in it count as full.
import { eax, ecx, mem, r11, r15, rax, rcx, rdi, rdx, ripAddress, rsi, rsp } from './machine';
import type { Label } from './machine';
import type { Emitter } from './emitter';
import { HOOK_RESERVE, RuntimeData, ThreadStack } from '../data-layout';

/**
 * Looks the thread up and compares: carry if `rsp + above` is below its limit. Goes to `unknown` if it is not in the table.
 * @param thread register with the thread state
 */
function compareStack(emitter: Emitter, thread: typeof r15 | typeof rdi, above: number, limit: 'limit' | 'hookLimit', unknown: Label): void {
  const { asm, offsets, options } = emitter;
  asm.mov(rax, mem(thread, offsets.threadId));
  asm.mov(ecx, mem(thread, offsets.threadId));
  asm.and(ecx, ThreadStack.count - 1);
  asm.shl(ecx, Math.log2(ThreadStack.size));
  asm.lea(r11, ripAddress(options.dataBase + RuntimeData.threadStacks));
  asm.add(r11, rcx);
  asm.cmp(rax, mem(r11, ThreadStack.id));
  asm.jne(unknown);
  asm.lea(rax, mem(rsp, above));
  asm.cmp(rax, mem(r11, ThreadStack[limit]));
}

/** Called by native units, r15 = thread state; keeps everything but r11. Carry: no room. */
export function emitStackCheck(emitter: Emitter): void {
  const { asm } = emitter;
  const unknown = asm.label();
  const done = asm.label();
  emitter.begin('stackCheck', 16);
  asm.push(rax);
  asm.push(rcx);
  compareStack(emitter, r15, 24, 'limit', unknown);
  asm.bind(done);
  asm.pop(rcx);
  asm.pop(rax);
  asm.ret();
  asm.bind(unknown);
  asm.cmp(rsp, -1); // carry
  asm.jmp(done);
}

/** At the start of the frame hook, rdi = thread state: goes to `full` if the thread has no room. Destroys rax, rcx, r11. */
export function emitHookStackCheck(emitter: Emitter, full: Label, unknown: Label): void {
  const { asm } = emitter;
  const enough = asm.label('hookStackEnough');
  asm.cmp(rsp, emitter.data('hookStackLimit'));
  asm.jae(enough);
  compareStack(emitter, rdi, 0, 'hookLimit', unknown);
  asm.jb(full);
  asm.bind(enough);
}

/** Room for pthread_attr_t, whose size is 56 in glibc and musl, and for two results. */
const ATTRIBUTES = 64;
const RESULTS = 16;

/**
 * Asks the C library for the stack of the present thread, the first time that the hook meets it, and enters it into the table. As in
 * the hook: rdi, rsi and edx are kept. Goes to `again`, or to `unknowable`.
 */
export function emitRegisterThread(emitter: Emitter, again: Label, unknowable: Label): void {
  const { asm, offsets, options } = emitter;
  const { getAttributes, getStack, destroyAttributes } = options.threadFunctions!;
  const small = asm.label();
  const failed = asm.label();
  const call = (address: number): void => {
    asm.mov(rax, address);
    asm.call(rax);
  };
  for (const register of [rdi, rsi, rdx]) asm.push(register);
  asm.sub(rsp, ATTRIBUTES + RESULTS);
  asm.mov(rdi, mem(rdi, offsets.threadNativeHandle));
  asm.mov(rsi, rsp);
  call(getAttributes);
  asm.test(eax, eax);
  asm.jne(failed);
  asm.mov(rdi, rsp);
  asm.lea(rsi, mem(rsp, ATTRIBUTES));
  asm.lea(rdx, mem(rsp, ATTRIBUTES + 8));
  call(getStack);
  asm.mov(rdi, rsp);
  call(destroyAttributes);
  asm.mov(rdi, mem(rsp, ATTRIBUTES));
  asm.mov(rcx, mem(rsp, ATTRIBUTES + 8));
  // As limitsOf in packages/engine/src/thread-stacks.ts has it.
  asm.mov(rax, rcx);
  asm.shr(rax, 1);
  asm.mov(rsi, rcx);
  asm.shr(rsi, 3);
  asm.add(rsi, rax);
  asm.add(rsi, rdi); // the limit of native units: five eighths
  asm.shr(rcx, 2);
  asm.cmp(rcx, HOOK_RESERVE);
  asm.jbe(small);
  asm.mov(ecx, HOOK_RESERVE);
  asm.bind(small);
  asm.add(rdi, rcx);
  asm.mov(rax, mem(rsp, ATTRIBUTES + RESULTS + 16));
  asm.mov(rax, mem(rax, offsets.threadId));
  asm.mov(ecx, eax);
  asm.and(ecx, ThreadStack.count - 1);
  asm.shl(ecx, Math.log2(ThreadStack.size));
  asm.lea(r11, ripAddress(options.dataBase + RuntimeData.threadStacks));
  asm.add(r11, rcx);
  asm.mov(mem(r11, ThreadStack.limit), rsi);
  asm.mov(mem(r11, ThreadStack.hookLimit), rdi);
  asm.mov(mem(r11, ThreadStack.id), rax);
  const leave = (target: Label): void => {
    asm.add(rsp, ATTRIBUTES + RESULTS);
    for (const register of [rdx, rsi, rdi]) asm.pop(register);
    asm.jmp(target);
  };
  leave(again);
  asm.bind(failed);
  leave(unknowable);
}
