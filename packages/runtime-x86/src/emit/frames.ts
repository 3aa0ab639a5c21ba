// Handlers of recipe operations that make and fill interpreter frames.
// Repeats Python/ceval.c and pycore_frame.h of 3.11 (_PyFrame_InitializeSpecials) and Python/pystate.c
// (_PyThreadState_BumpFramePointerSlow, push_chunk), which are not exported.

import { al, byte, dword, eax, ecx, edx, mem, qword, r12, r13, r15, r8, r9, rax, rcx, rdi, rdx, rsi, rsp } from './machine';
import type { Emitter } from './emitter';
import { context } from './context';
import { nextWord } from './handlers';
import type { Handler } from './handlers';
import type { RecipeOp } from '../recipe-ops';

const existingFrame: Handler = ({ asm, offsets }) => {
  const next = asm.label();
  const done = asm.label();
  asm.mov(r13, context('frame'));
  asm.mov(dword(context('repositioned')), 1);
  asm.mov(rax, mem(r13, offsets.frameCode));
  asm.movsxd(rcx, dword(mem(rax, offsets.codeLocalsPlusCount)));
  asm.movsxd(rax, dword(mem(r13, offsets.frameStackTop)));
  asm.mov(mem(r13, offsets.frameStackTop), ecx);
  asm.bind(next);
  asm.cmp(rax, rcx);
  asm.jle(done);
  asm.dec(rax);
  asm.push(qword(mem(r13, rax, 8, offsets.frameLocalsPlus)));
  asm.jmp(next);
  asm.bind(done);
  asm.mov(context('frameBase'), rsp);
};

/** r8 = a new chunk's first `r9` words: Python/pystate.c, push_chunk. */
function emitPushChunk(emitter: Emitter): void {
  const { asm, offsets, dialect } = emitter;
  const grow = asm.label();
  const allocated = asm.label();
  const enough = asm.label();
  const notRoot = asm.label();
  const first = asm.label();
  asm.mov(rsi, dialect.dataStackChunkSize);
  asm.lea(rax, mem(null, r9, 8, 8 * dialect.dataStackOverhead));
  asm.bind(grow);
  asm.cmp(rsi, rax);
  asm.jge(enough);
  asm.add(rsi, rsi);
  asm.jmp(grow);
  asm.bind(enough);
  asm.push(r9);
  emitter.allocateChunk();
  asm.pop(r9);
  asm.test(rax, rax);
  asm.jne(allocated);
  // The reserve has one of the usual size.
  asm.cmp(rsi, dialect.dataStackChunkSize);
  asm.jne(emitter.at('outOfMemory'));
  asm.mov(emitter.data('reserveLow'), 1);
  asm.mov(rax, emitter.data('reserveChunk'));
  emitter.requireObject(emitter.at('outOfMemory'));
  asm.mov(emitter.data('reserveChunk'), 0);
  asm.bind(allocated);
  asm.mov(rcx, mem(r15, offsets.threadDataStackChunk));
  asm.mov(mem(rax, offsets.chunkPrevious), rcx);
  asm.mov(mem(rax, offsets.chunkSize), rsi);
  asm.mov(qword(mem(rax, offsets.chunkTop)), 0);
  asm.test(rcx, rcx);
  asm.je(first);
  asm.mov(rdx, mem(r15, offsets.threadDataStackTop));
  asm.sub(rdx, rcx);
  asm.sub(rdx, offsets.chunkData);
  asm.sar(rdx, 3);
  asm.mov(mem(rcx, offsets.chunkTop), rdx);
  asm.bind(first);
  asm.mov(mem(r15, offsets.threadDataStackChunk), rax);
  asm.add(rsi, rax);
  asm.mov(mem(r15, offsets.threadDataStackLimit), rsi);
  asm.lea(r8, mem(rax, offsets.chunkData));
  asm.test(rcx, rcx);
  asm.jne(notRoot);
  asm.add(r8, 8); // the root chunk is never popped
  asm.bind(notRoot);
  asm.lea(rax, mem(r8, r9, 8, 0));
  asm.mov(mem(r15, offsets.threadDataStackTop), rax);
}

const newFrame: Handler = (emitter) => {
  const { asm, offsets } = emitter;
  const slow = asm.label();
  const initialize = asm.label();
  asm.mov(rcx, mem(r12)); // code
  asm.mov(eax, dword(mem(rcx, offsets.codeLocalsPlusCount)));
  asm.mov(edx, dword(mem(rcx, offsets.codeStackSize)));
  asm.lea(r9, mem(rax, rdx, 1, offsets.frameLocalsPlus / 8)); // words
  asm.mov(r8, mem(r15, offsets.threadDataStackTop));
  asm.mov(rsi, mem(r15, offsets.threadDataStackLimit));
  asm.sub(rsi, r8);
  asm.sar(rsi, 3);
  asm.cmp(r9, rsi);
  asm.jge(slow);
  asm.lea(rax, mem(r8, r9, 8, 0));
  asm.mov(mem(r15, offsets.threadDataStackTop), rax);
  asm.jmp(initialize);
  asm.bind(slow);
  emitPushChunk(emitter);
  asm.bind(initialize);
  asm.inc(dword(context('newFrames')));
  asm.test(r13, r13);
  asm.cmove(r13, context('frame'));
  asm.mov(mem(r8, offsets.framePrevious), r13);
  asm.mov(r13, r8);
  asm.pop(rax); // the function object, whose reference the frame takes
  nextWord(emitter, rcx);
  emitter.retain(rcx);
  asm.mov(mem(r13, offsets.frameFunction), rax);
  asm.mov(mem(r13, offsets.frameCode), rcx);
  asm.mov(rdx, mem(rax, offsets.functionGlobals));
  asm.mov(mem(r13, offsets.frameGlobals), rdx);
  asm.mov(rdx, mem(rax, offsets.functionBuiltins));
  asm.mov(mem(r13, offsets.frameBuiltins), rdx);
  asm.mov(edx, dword(mem(rcx, offsets.codeLocalsPlusCount)));
  asm.mov(mem(r13, offsets.frameStackTop), edx);
  asm.mov(byte(mem(r13, offsets.frameIsEntry)), 0);
  asm.mov(byte(mem(r13, offsets.frameOwner)), 0);
  asm.xor(eax, eax);
  asm.mov(mem(r13, offsets.frameLocals), rax);
  asm.mov(mem(r13, offsets.frameObject), rax);
  asm.lea(rdi, mem(r13, offsets.frameLocalsPlus));
  asm.mov(ecx, edx);
  asm.repStosq();
  asm.mov(context('frameBase'), rsp);
};

/** Slots are byte offsets in the frame, entries byte offsets from frameBase. */
const exchange: Handler = (emitter) => {
  const { asm } = emitter;
  nextWord(emitter, rcx);
  nextWord(emitter, rdx);
  asm.add(rdx, context('frameBase'));
  asm.mov(rax, mem(rdx));
  asm.mov(rsi, mem(r13, rcx, 1, 0));
  asm.mov(mem(r13, rcx, 1, 0), rax);
  asm.mov(mem(rdx), rsi);
};

const place: Handler = (emitter) => {
  const { asm } = emitter;
  nextWord(emitter, rcx);
  nextWord(emitter, rdx);
  asm.add(rdx, context('frameBase'));
  asm.mov(rax, mem(rdx));
  asm.mov(mem(r13, rcx, 1, 0), rax);
  asm.mov(qword(mem(rdx)), 0);
};

const position: Handler = (emitter) => {
  const { asm, offsets } = emitter;
  nextWord(emitter, rax);
  asm.mov(mem(r13, offsets.framePreviousInstruction), rax);
  nextWord(emitter, rax);
  asm.mov(mem(r13, offsets.frameStackTop), eax);
  nextWord(emitter, rax);
  asm.mov(byte(mem(r13, offsets.framePadding)), al);
};

/**
 * Leaves on the operand stack only what is to be released when all frames are built, in its order: what a level leaves there adds up over the
 * levels of deep native chains, which may take three eighths of the machine stack (packages/engine/src/thread-stacks.ts). So NULLs go, and the
 * references of the memo table, which are one of several: the frame, or another object, has the object by then. One that is the only reference all the
 * same stays, since what dies runs code.
 */
const end: Handler = (emitter) => {
  const { asm, offsets } = emitter;
  const next = asm.label();
  const keep = asm.label();
  const done = asm.label();
  asm.mov(rcx, context('levelStart'));
  asm.mov(rdx, context('memoBase'));
  asm.mov(rsi, rcx); // where what stays goes
  asm.bind(next);
  asm.cmp(rcx, rsp);
  asm.je(done);
  asm.sub(rcx, 8);
  asm.mov(rdi, mem(rcx));
  asm.test(rdi, rdi);
  asm.je(next);
  asm.cmp(rcx, rdx);
  asm.jb(keep);
  asm.cmp(qword(mem(rdi, offsets.objectRefcount)), 1);
  asm.jle(keep);
  emitter.releaseOneOfSeveral(rdi);
  asm.jmp(next);
  asm.bind(keep);
  asm.sub(rsi, 8);
  asm.mov(mem(rsi), rdi);
  asm.jmp(next);
  asm.bind(done);
  asm.mov(rsp, rsi);
  asm.jmp(emitter.at('buildLevels'));
  return 'jumps';
};

export const frameHandlers = {
  existingFrame,
  newFrame,
  exchange,
  place,
  position,
  end,
} as const satisfies Partial<Record<RecipeOp, Handler>>;
