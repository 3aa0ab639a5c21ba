// Instruction selection: an ir function into machine blocks. Blocks and instructions are visited backwards, so that what
// nobody uses, or what its user has swallowed, gets no code. Knows the tables of the families.

import { BackendError, type Target } from '@psyco/backend';
import { type Block, type Instruction, type IrFunction } from '@psyco/ir';
import { type Edge, MachineBlock, MachineInstruction } from '../machine/instruction';
import { boxes } from './boxes';
import { calls } from './calls';
import { conditions } from './conditions';
import { LoweringContext } from './context';
import { division } from './division';
import { doubles } from './doubles';
import { guards } from './guards';
import { integers } from './integers';
import { memory } from './memory';
import { references } from './references';
import { running } from './running';
import type { LoweringTable } from './table';
import { emitBlockJump, terminators } from './terminators';
import { values } from './values';

const table: LoweringTable = { ...values, ...integers, ...division, ...doubles, ...conditions, ...memory, ...guards, ...references, ...boxes, ...calls, ...running, ...terminators };

const leaves: ReadonlySet<string> = new Set(['exit', 'unreachable']);

/** What every block starts with: its label, which the emitter binds. Parameters are defined at its position. */
const label = (): MachineInstruction => new MachineInstruction(() => {}, null);

export interface Selected {
  context: LoweringContext;
  entry: MachineBlock;
  blocks: MachineBlock[];
}

/** @throws BackendError for ops that the tables do not have. */
export function select(fn: IrFunction, target: Target): Selected {
  const context = new LoweringContext(fn, target);
  const blocks: MachineBlock[] = [];
  const byBlock = new Map<Block, MachineBlock>();
  for (const block of fn.blocks) {
    const machine = new MachineBlock(block.id);
    // What leaves for good is not on the way of what stays.
    machine.cold = block.cold || (block !== fn.entry && leaves.has(block.terminator!.op));
    machine.params = block.params.map((param) => param.id);
    byBlock.set(block, machine);
    blocks.push(machine);
  }
  for (let i = fn.blocks.length - 1; i >= 0; i--) lowerBlock(context, fn.blocks[i], byBlock.get(fn.blocks[i])!);
  const entries = countEntries(fn);
  for (const block of fn.blocks) connect(context, block, byBlock, blocks, entries);
  return { context, entry: entryOf(fn, byBlock), blocks };
}

function lowerBlock(context: LoweringContext, block: Block, machine: MachineBlock): void {
  const reversed: MachineInstruction[] = [];
  for (let place = block.instructions.length - 1; place >= 0; place--) {
    const instruction = block.instructions[place];
    if (context.needsNoCode(instruction)) continue;
    const lower = table[instruction.op];
    if (!lower) throw new BackendError(`${context.fn.name}: the op ${instruction.op} is not known to this backend: add it to a table in lowering/`);
    context.begin(instruction, place);
    lower(context);
    const made = context.take();
    for (let i = made.length - 1; i >= 0; i--) reversed.push(made[i]);
  }
  context.lowered.add(block);
  reversed.push(label());
  machine.instructions = reversed.reverse();
}

/** How many edges lead to each block. */
function countEntries(fn: IrFunction): Map<Block, number> {
  const entries = new Map<Block, number>();
  for (const { terminator } of fn.blocks) for (const { block } of terminator!.targets) entries.set(block, (entries.get(block) ?? 0) + 1);
  return entries;
}

/** Makes the edges. One from a branch to a block that others lead to as well gets a block of its own, for its moves. */
function connect(context: LoweringContext, block: Block, byBlock: Map<Block, MachineBlock>, blocks: MachineBlock[], entries: Map<Block, number>): void {
  const from = byBlock.get(block)!;
  const targets = (block.terminator as Instruction).targets;
  for (const target of targets) {
    const to = byBlock.get(target.block)!;
    const args = target.args.map((arg) => context.plain(arg));
    if (targets.length === 1 || entries.get(target.block) === 1) addEdge(from, to, args);
    else {
      // Empty ones vanish when the bytes are written.
      const between = new MachineBlock(-1 - blocks.length);
      between.cold = to.cold || from.cold;
      between.instructions = [label(), new MachineInstruction((e) => emitBlockJump(e, e.block), block.terminator!)];
      blocks.push(between);
      addEdge(from, between, []);
      addEdge(between, to, args);
    }
  }
}

function addEdge(from: MachineBlock, to: MachineBlock, args: Edge['args']): void {
  const edge: Edge = { from, to, args };
  from.successors.push(edge);
  to.predecessors.push(edge);
}

/** The block that the unit starts with: one that nothing jumps to. */
function entryOf(fn: IrFunction, byBlock: Map<Block, MachineBlock>): MachineBlock {
  const first = byBlock.get(fn.entry)!;
  if (first.predecessors.length > 0) throw new BackendError(`${fn.name}: the entry block is jumped to: give the unit an entry block of its own`);
  return first;
}
