// Gives every loop a preheader: a block that all entries of the loop go through and that goes nowhere else.

import { findLoops, type Loop, type Loops } from '../analysis/loops';
import { computeDominators, type Dominators } from '../analysis/dominators';
import { Instruction, type IrFunction, type Target } from '../types';

function entryTargets(loop: Loop, dominators: Dominators): Target[] {
  const inside = new Set(loop.blocks);
  const targets: Target[] = [];
  for (const predecessor of new Set(dominators.order.predecessors[loop.header.id])) {
    if (inside.has(predecessor)) continue;
    for (const target of (predecessor.terminator as Instruction).targets) if (target.block === loop.header) targets.push(target);
  }
  return targets;
}

function makePreheader(fn: IrFunction, loop: Loop, targets: Target[]): void {
  const { header } = loop;
  const preheader = fn.newBlock('loop entry');
  // Near its loop in the layout.
  fn.blocks.pop();
  fn.blocks.splice(fn.blocks.indexOf(header), 0, preheader);
  preheader.cold = header.cold;
  let args = targets[0].args;
  if (targets.length > 1) args = header.params.map(({ type, hint }) => fn.addParameter(preheader, type, hint));
  for (const target of targets) {
    target.block = preheader;
    if (targets.length === 1) target.args = [];
  }
  const jump = new Instruction('jump', [], {}, null, null, [{ block: header, args }]);
  jump.block = preheader;
  preheader.instructions.push(jump);
}

/** The loops, with a preheader each, and the dominators that fit. */
export function withPreheaders(fn: IrFunction): { dominators: Dominators; loops: Loops; made: number } {
  const dominators = computeDominators(fn);
  const loops = findLoops(fn, dominators);
  const missing = loops.loops.filter((loop) => loop.preheader === null);
  if (missing.length === 0) return { dominators, loops, made: 0 };
  for (const loop of missing) makePreheader(fn, loop, entryTargets(loop, dominators));
  const now = computeDominators(fn);
  return { dominators: now, loops: findLoops(fn, now), made: missing.length };
}
