// Removes what nothing needs: unreachable blocks, unused results and parameters (cycles of them too), needless blocks.

import { ops } from '../ops';
import { forEachExitValue } from '../recipe';
import type { Instruction, IrFunction, Target, Value } from '../types';
import { incomingTargets, removeParameters, replaceParameters } from './block-parameters';
import { mergeBlocks, threadJumps } from './control-flow';
import { removeUnreachable, Replacements } from './rewrite';

/**
 * Whether the instruction may go if nobody uses its result. A checked op may: its exit only says that there is no result.
 */
export function isRemovable({ op, attributes, exit, result }: Instruction): boolean {
  const info = ops[op];
  if (!result) return false;
  if (info.pure || info.reads || op === 'box.int' || op === 'box.float') return true;
  return op === 'call' && !exit && (attributes.effect === 'pure' || attributes.effect === 'read');
}

/** Values that are looked through for exits. */
const MOST_LOOKED_THROUGH = 40;

/** Whether computing a number may leave: there are exits on the way to it, or what is a parameter of a block, or too long a way, is not known. */
function mayLeave(value: Value): boolean {
  const seen = new Set([value]);
  for (const { definition } of seen) {
    if (!definition || definition.exit || seen.size > MOST_LOOKED_THROUGH) return true;
    for (const arg of definition.args) if (arg.type !== 'ref' && arg.type !== 'ptr') seen.add(arg);
  }
  return false;
}

/** A use of what is computed without an exit in any case. */
const isNeedless = ({ op, args }: Instruction): boolean => op === 'use' && !mayLeave(args[0]);

/** By value id: 1 if something with an effect needs it. */
function findLive(fn: IrFunction, incoming: Target[][]): Uint8Array {
  const live = new Uint8Array(fn.valueCount);
  const work: Value[] = [];
  const need = (value: Value): void => {
    if (live[value.id]) return;
    live[value.id] = 1;
    work.push(value);
  };
  for (const exit of fn.loopEntryExits.values()) forEachExitValue(exit, need);
  for (const block of fn.blocks) {
    for (const instruction of block.instructions) {
      if (isRemovable(instruction) || isNeedless(instruction)) continue;
      for (const arg of instruction.args) need(arg);
      if (instruction.exit) forEachExitValue(instruction.exit, need);
    }
  }
  while (work.length > 0) {
    const value = work.pop() as Value;
    const { definition, parameterOf } = value;
    if (definition) {
      for (const arg of definition.args) need(arg);
      if (definition.exit) forEachExitValue(definition.exit, need);
    } else if (parameterOf) {
      const position = parameterOf.params.indexOf(value);
      for (const target of incoming[parameterOf.id]) need(target.args[position]);
    }
  }
  return live;
}

function sweep(fn: IrFunction): number {
  const incoming = incomingTargets(fn);
  const live = findLive(fn, incoming);
  let removed = 0;
  for (const block of fn.blocks) {
    const { instructions } = block;
    let kept = 0;
    for (const instruction of instructions) {
      if (isNeedless(instruction) || (instruction.result && !live[instruction.result.id] && isRemovable(instruction))) removed++;
      else instructions[kept++] = instruction;
    }
    instructions.length = kept;
    if (block !== fn.entry) removed += removeParameters(block, incoming[block.id], (parameter) => !live[parameter.id]);
  }
  return removed;
}

/** Removes dead code. Returns the number of changes. */
export function deadCode(fn: IrFunction): number {
  let changes = removeUnreachable(fn);
  for (;;) {
    const replacements = new Replacements();
    let round = replaceParameters(fn, replacements);
    replacements.apply(fn);
    round += sweep(fn);
    let shape = threadJumps(fn);
    const merged = new Replacements();
    shape += mergeBlocks(fn, merged);
    merged.apply(fn);
    changes += round + shape;
    // Only a change of shape makes new work for the other steps.
    if (shape === 0) return changes;
  }
}
