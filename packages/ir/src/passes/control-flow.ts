// Tidies control flow: jumps to blocks that only jump go straight on; a block with one way in and its only predecessor
// with one way out become one.

import { computeOrder } from '../analysis/order';
import { countUses } from '../analysis/uses';
import { type Block, Instruction, type IrFunction, type Target } from '../types';
import { removeUnreachable, type Replacements } from './rewrite';

/** Whether a block does nothing but jump elsewhere, with parameters that only its jump uses. */
function isTrivial(fn: IrFunction, block: Block, uses: { code: Int32Array; exits: Int32Array }): boolean {
  if (block === fn.entry || block.instructions.length !== 1 || fn.loopEntryExits.has(block)) return false;
  const jump = block.instructions[0];
  if (jump.op !== 'jump' || jump.targets[0].block === block) return false;
  const { args } = jump.targets[0];
  return block.params.every((parameter) => {
    const own = args.reduce((count, arg) => count + (arg === parameter ? 1 : 0), 0);
    return uses.exits[parameter.id] === 0 && uses.code[parameter.id] === own;
  });
}

function throughTrivial(target: Target): Target {
  const { block, args } = target;
  const next = block.instructions[0].targets[0];
  return { block: next.block, args: next.args.map((arg) => (arg.parameterOf === block ? args[block.params.indexOf(arg)] : arg)) };
}

/** Sends edges past trivial blocks. */
export function threadJumps(fn: IrFunction): number {
  const uses = countUses(fn);
  const trivial = new Uint8Array(fn.blockCount);
  let any = false;
  for (const block of fn.blocks) if (isTrivial(fn, block, uses)) any = Boolean((trivial[block.id] = 1));
  if (!any) return 0;
  let changes = 0;
  for (const block of fn.blocks) {
    const last = block.terminator as Instruction;
    for (let position = 0; position < last.targets.length; position++) {
      // A ring of trivial blocks would go on for ever.
      for (let steps = 0; trivial[last.targets[position].block.id] && steps < fn.blocks.length; steps++) {
        const now = throughTrivial(last.targets[position]);
        // A branch with two ways to the same block, with different values, needs a block on one of them.
        const twice = last.targets.some((other, index) => index !== position && other.block === now.block);
        if ((twice && now.args.length > 0) || now.block === block) break;
        last.targets[position] = now;
        changes++;
      }
    }
    if (last.targets.length === 2 && last.targets[0].block === last.targets[1].block && last.targets[0].args.length === 0) {
      const jump = new Instruction('jump', [], {}, null, null, [last.targets[0]]);
      jump.block = block;
      block.instructions[block.instructions.length - 1] = jump;
      changes++;
    }
  }
  if (changes > 0) removeUnreachable(fn);
  return changes;
}

/** Joins straight lines of blocks. Uses of the parameters that go are left to `replacements.apply`. */
export function mergeBlocks(fn: IrFunction, replacements: Replacements): number {
  const { blocks, predecessors } = computeOrder(fn);
  const gone = new Uint8Array(fn.blockCount);
  let merged = 0;
  for (const block of blocks) {
    if (gone[block.id]) continue;
    for (;;) {
      const last = block.terminator as Instruction;
      const next = last.op === 'jump' ? last.targets[0].block : block;
      if (next === block || next === fn.entry || predecessors[next.id].length !== 1) break;
      next.params.forEach((parameter, index) => replacements.set(parameter, last.targets[0].args[index]));
      block.instructions.pop();
      for (const instruction of next.instructions) {
        instruction.block = block;
        block.instructions.push(instruction);
      }
      next.instructions = [];
      block.comment ||= next.comment;
      gone[next.id] = 1;
      fn.loopEntryExits.delete(next);
      merged++;
    }
  }
  if (merged === 0) return 0;
  let kept = 0;
  for (const block of fn.blocks) if (!gone[block.id]) fn.blocks[kept++] = block;
  fn.blocks.length = kept;
  return merged;
}
