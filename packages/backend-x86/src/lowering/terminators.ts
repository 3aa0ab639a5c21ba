// Terminators. Where a branch or jump lands is known only once the blocks are in order and the moves on edges are known,
// so everything is decided when the bytes are written.

import { type MachineBlock, Policy, type Use } from '../machine/instruction';
import { RAX, XMM0 } from '../machine/registers';
import { emitEpilogue } from '../emission/frame';
import { conditionOperands, emitJump, lowerCondition } from './conditions';
import type { LoweringContext } from './context';
import type { LoweringTable } from './table';
import type { Emitter } from '../emission/emitter';

/** The moves of a jump's edge are made before it. */
export function emitBlockJump(e: Emitter, block: MachineBlock): void {
  const [edge] = block.successors;
  e.moves(e.allocation.edges.get(edge));
  if (e.jumpIsWritten) e.jumpIsWritten = false;
  else if (e.control.isNext(edge.to)) return;
  else if (!repeatTest(e, block, e.control.forward(edge.to))) e.asm.jmp(e.control.labelOf(edge.to));
}

/** At the end of a loop, a loop header that is nothing but a test is repeated instead of jumped to. */
function repeatTest(e: Emitter, latch: MachineBlock, header: MachineBlock): boolean {
  if (header.place > latch.place || header.successors.length !== 2 || header.instructions.length !== 2 || e.control.hasGap(header)) return false;
  const [, test] = header.instructions;
  e.block = header;
  e.current = test;
  test.emit(e);
  return true;
}

function jump(context: LoweringContext): void {
  context.make([], (e) => emitBlockJump(e, e.block));
}

function branch(context: LoweringContext): void {
  const condition = lowerCondition(context, context.instruction.args[0]);
  context.make(conditionOperands(condition), (e) => {
    const { block } = e;
    const [then, otherwise] = block.successors;
    if (e.control.isNext(then.to)) emitJump(e, condition, e.control.labelOf(otherwise.to), false);
    else {
      emitJump(e, condition, e.control.labelOf(then.to), true);
      if (!e.control.isNext(otherwise.to)) e.asm.jmp(e.control.labelOf(otherwise.to));
    }
  });
}

function returnFromUnit(context: LoweringContext): void {
  const [value] = context.instruction.args;
  const uses: Use[] = value ? [context.plain(value, Policy.fixed, false, value.type === 'f64' ? XMM0 : RAX)] : [];
  context.make(uses, (e) => emitEpilogue(e));
}

function exit(context: LoweringContext): void {
  context.make([], (e) => e.asm.jmp(e.exit())).exitLate = false;
}

export const terminators: LoweringTable = {
  jump,
  branch,
  return: returnFromUnit,
  exit,
  unreachable: (context) => {
    context.make([], (e) => e.asm.ud2());
  },
};
