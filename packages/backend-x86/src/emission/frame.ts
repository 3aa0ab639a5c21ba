// Prologue and epilogue of both kinds of unit, as docs/runtime-protocol.md has them.

import { mem, qword, r11, r12, r13, r14, r14d, r15, rbp, rbx, rdi, rdx, rsi, rsp } from '@psyco/x86';
import type { IrFunction } from '@psyco/ir';
import type { Emitter } from './emitter';
import type { MachineRegister } from '../machine/registers';

const saved = [rbp, rbx, r12, r13, r14, r15];
/** Below the base: the frame, and how the unit was entered. */
export const FRAME_UNIT_HEADER = 16;

/** Bytes for slots and outgoing arguments, rounded so that the stack pointer is 16-byte aligned at calls. */
export function frameSizeFor(kind: 'frame' | 'native', slotBytes: number): number {
  const needed = slotBytes + (kind === 'frame' ? FRAME_UNIT_HEADER : 0);
  // Entered by a call (8) and, in frame units, after six pushes (48): both leave the stack pointer at 8 modulo 16.
  return ((needed + 7) & ~15) + 8;
}

export function emitPrologue(e: Emitter, arrivals: readonly MachineRegister[]): void {
  if (e.context.fn.kind === 'frame') framePrologue(e);
  else nativePrologue(e, arrivals);
}

function framePrologue(e: Emitter): void {
  const { asm, frameSize } = e;
  for (const register of saved) asm.push(register);
  asm.sub(rsp, frameSize);
  asm.mov(r15, rdi);
  asm.mov(mem(rsp, frameSize - 8), rsi);
  asm.mov(mem(rsp, frameSize - 16), rdx);
}

/** How many frames are inlined in one another at most: those that exits make besides the unit's own. */
export function inlinedFrames(fn: IrFunction): number {
  return Math.max(1, ...fn.exits.map(({ frames }) => frames.length)) - 1;
}

/** Counts recursion, room for inlined frames included, and tests the stack, and leaves by exit 0 (the arguments still in their registers) if there is no room. */
function nativePrologue(e: Emitter, arrivals: readonly MachineRegister[]): void {
  const { asm, frameSize, context, target } = e;
  const { fn } = context;
  asm.sub(rsp, frameSize);
  asm.sub(r14d, 1);
  const [entryExit] = fn.exits;
  if (!entryExit) return;
  const leave = e.exits.entryStub(entryExit, fn.entry.params, arrivals);
  const inlined = inlinedFrames(fn);
  if (inlined > 0) {
    asm.cmp(r14d, inlined);
    asm.jl(leave);
  } else asm.js(leave);
  if (context.isNear(target.stackLimit)) asm.cmp(rsp, qword(e.address(target.stackLimit)));
  else {
    // r11 carries no argument.
    asm.mov(r11, target.stackLimit);
    asm.cmp(rsp, mem(r11));
  }
  const { stackCheck } = target;
  if (stackCheck === undefined) {
    asm.jb(leave);
    return;
  }
  const enough = asm.label();
  asm.jb(e.cold(() => {
    asm.call({ address: stackCheck });
    asm.jb(leave);
    asm.jmp(enough);
  }));
  asm.bind(enough);
}

export function emitEpilogue(e: Emitter): void {
  const { asm, frameSize } = e;
  if (e.context.fn.kind === 'native') {
    asm.add(r14d, 1);
    asm.add(rsp, frameSize);
  } else {
    asm.add(rsp, frameSize);
    for (let i = saved.length - 1; i >= 0; i--) asm.pop(saved[i]);
  }
  asm.ret();
}
