// An exception that leaves compiled code entered by on-stack replacement. The trace callback cannot let the interpreter raise
// it (the handler would be looked up at the loop header), so this does what the interpreter does, at the right place:
// Python/ceval.c of 3.11, labels `error` and `exception_unwind`, and get_exception_handler.
//
// With a handler in the function, the interpreter goes on at the handler. Without one, it executes a private RERAISE 1, which takes
// the exception with its traceback as it is, sets the frame's position to the one given on the stack, and, since the private unit
// is outside of every range of the exception table, leaves the function.

import { byte, dword, eax, mem, r10, r12, r13, r14, r8, r9, rax, rbx, rcx, rdi, rdx, ripAddress, rsi, rsp } from './machine';
import type { Emitter } from './emitter';
import type { Label, Register } from './machine';
import { emitDropStack } from './osr';
import { RuntimeData } from '../data-layout';

/** rbx = frame (prev_instr: the failing instruction), r14 = frame object. Uses r12, r13, rbp; aligned stack. */
export function emitLandError(emitter: Emitter): void {
  const { asm, offsets, options } = emitter;
  const unhandled = asm.label('osrUnhandled');
  const noIndex = asm.label();
  const push = asm.label();
  asm.mov(dword(mem(r14, offsets.frameObjectLineNumber)), 0);
  asm.mov(rdi, r14);
  emitter.callAligned('PyTraceBack_Here');
  emitFindHandler(emitter, unhandled); // rcx = handler, rdx = depth and lasti bit, rdi = index of the instruction
  asm.mov(r13, rcx);
  asm.mov(r12, rdx);
  asm.mov(r14, rdi);
  asm.push(r12);
  asm.push(r14);
  asm.shr(r12, 1);
  emitDropStack(emitter, r12);
  asm.pop(r14);
  asm.pop(r12);
  asm.mov(rax, mem(rbx, offsets.frameCode));
  asm.lea(rax, mem(rax, r13, 2, offsets.codeAdaptive));
  asm.mov(mem(rbx, offsets.framePreviousInstruction), rax);
  asm.and(r12, 1);
  asm.je(noIndex);
  asm.jmp(push);
  asm.bind(unhandled);
  asm.mov(r14, rdi);
  emitDropStack(emitter, null);
  asm.lea(rax, ripAddress(options.dataBase + RuntimeData.reraiseUnit));
  asm.mov(mem(rbx, offsets.framePreviousInstruction), rax);
  asm.bind(push);
  // No constructor is called with an exception set.
  asm.sub(rsp, 32);
  errorArguments(emitter, 'lea');
  emitter.callAligned('PyErr_Fetch');
  asm.mov(rdi, r14);
  emitter.construct('PyLong_FromLong');
  emitPush(emitter, rax);
  errorArguments(emitter, 'mov');
  emitter.callAligned('PyErr_Restore');
  asm.add(rsp, 32);
  asm.bind(noIndex);
  emitPushException(emitter);
}

/** Type, value and traceback at rsp, or their addresses, as arguments. */
function errorArguments({ asm }: Emitter, how: 'lea' | 'mov'): void {
  [rdi, rsi, rdx].forEach((register, index) => asm[how](register, mem(rsp, 8 * index)));
}

function emitPush(emitter: Emitter, value: Register): void {
  const { asm, offsets } = emitter;
  asm.movsxd(rcx, dword(mem(rbx, offsets.frameStackTop)));
  asm.mov(mem(rbx, rcx, 8, offsets.frameLocalsPlus), value);
  asm.inc(dword(mem(rbx, offsets.frameStackTop)));
}

/** Takes the exception out of the thread state, normalized and with its traceback, and pushes it on the frame's stack. */
function emitPushException(emitter: Emitter): void {
  const { asm, options } = emitter;
  const traceback = asm.label();
  asm.sub(rsp, 32); // type, value, traceback
  for (const call of ['PyErr_Fetch', 'PyErr_NormalizeException']) {
    errorArguments(emitter, 'lea');
    emitter.callAligned(call);
  }
  asm.mov(rdi, mem(rsp, 8));
  asm.mov(rsi, mem(rsp, 16));
  asm.test(rsi, rsi);
  asm.jne(traceback);
  asm.mov(rsi, options.symbol('_Py_NoneStruct'));
  asm.bind(traceback);
  emitter.callAligned('PyException_SetTraceback');
  asm.mov(rdi, mem(rsp, 16));
  emitter.release();
  asm.mov(rdi, mem(rsp, 0));
  emitter.release();
  asm.mov(rax, mem(rsp, 8));
  emitPush(emitter, rax);
  asm.add(rsp, 32);
}

/**
 * get_exception_handler: entries of the table are start, length, target and depth * 2 + lasti, in instruction units, each in
 * groups of six bits, most significant first, bit 6 set in all but the last. Results: rcx = target, rdx = depth * 2 + lasti; or jumps to
 * `unhandled`. In both cases rdi = index of the instruction.
 */
function emitFindHandler(emitter: Emitter, unhandled: Label): void {
  const { asm, offsets } = emitter;
  const next = asm.label();
  const end = r10;
  asm.mov(rcx, mem(rbx, offsets.frameCode));
  asm.mov(rdi, mem(rbx, offsets.framePreviousInstruction));
  asm.sub(rdi, rcx);
  asm.sub(rdi, offsets.codeAdaptive);
  asm.sar(rdi, 1);
  asm.mov(rcx, mem(rcx, offsets.codeExceptionTable));
  asm.lea(rsi, mem(rcx, offsets.bytesData));
  asm.mov(end, mem(rcx, offsets.varObjectSize));
  asm.add(end, rsi);
  asm.bind(next);
  asm.cmp(rsi, end);
  asm.jae(unhandled);
  emitReadVarint(emitter, r8); // start
  emitReadVarint(emitter, r9); // length
  emitReadVarint(emitter, rcx);
  emitReadVarint(emitter, rdx);
  asm.cmp(rdi, r8);
  asm.jb(unhandled); // the table is sorted
  asm.add(r9, r8);
  asm.cmp(rdi, r9);
  asm.jae(next);
}

/** `target` = the number at rsi, which moves on. Destroys rax. */
function emitReadVarint(emitter: Emitter, target: Register): void {
  const { asm } = emitter;
  const more = asm.label();
  asm.xor(target, target);
  asm.bind(more);
  asm.movzx(eax, byte(mem(rsi)));
  asm.inc(rsi);
  asm.shl(target, 6);
  asm.push(rax);
  asm.and(eax, 63);
  asm.or(target, rax);
  asm.pop(rax);
  asm.test(eax, 64);
  asm.jne(more);
}
