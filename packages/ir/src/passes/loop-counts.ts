// Reference counts of constants are kept in registers while a loop runs, and added where the loop or any of its exits leaves:
// each addition to one word in memory waits for the one before. The loop must not run code that could see the counts.
//
// Meanwhile the count in memory is too low by what the register has. So that nothing in the loop that gives up a reference to
// the same object takes it for the last one, or for one that nobody shares, a large number is added while the loop runs.

import { effectOf } from '../analysis/memory';
import type { Loop, Loops } from '../analysis/loops';
import type { ExitCount } from '../recipe';
import { type Block, Instruction, type IrFunction, type Target, type Value } from '../types';
import { withPreheaders } from './preheaders';

/** More than a loop can give up between two polls, and 0 in its lower half: backends may add the upper half alone. */
const bias = 1n << 48n;

/** A change of the count of a constant: its sign and by how much; null = by one. */
interface Change {
  address: number;
  name: string;
  negative: boolean;
  amount: Value | null;
}

function changeOf({ op, args }: Instruction): Change | null {
  if (op !== 'incref' && op !== 'refcount.add' && op !== 'refcount.sub') return null;
  const { definition } = args[0];
  if (definition?.op !== 'const.ref') return null;
  const { address = 0, name = '' } = definition.attributes;
  return { address, name, negative: op === 'refcount.sub', amount: args[1] ?? null };
}

/** Whether counts may be out of date while the instruction runs. A call site's exit is not left through: nothing would add them. */
function isBlind(instruction: Instruction): boolean {
  const effect = effectOf(instruction);
  return effect !== 'python' && effect !== 'collect' && instruction.op !== 'call.native' && instruction.op !== 'frame.link';
}

/** Objects whose counts change together, each up or down: one register has the changes of all. */
interface Group {
  objects: { address: number; name: string; negative: boolean }[];
  /** Where, and by what the register changes. */
  changes: Map<Instruction, { negative: boolean; amount: Value | null } | 'with another'>;
}

/** The constants that are counted in the loop's usual way. Two that always change by the same, side by side, share a register. */
function findGroups(loop: Loop): Group[] {
  const byAddress = new Map<number, { name: string; hot: boolean; key: string[]; first: Change; sites: { instruction: Instruction; change: Change }[] }>();
  let run = 0;
  for (const block of loop.blocks) {
    run++;
    for (const instruction of block.instructions) {
      const change = changeOf(instruction);
      if (!change) {
        run++;
        continue;
      }
      let found = byAddress.get(change.address);
      if (!found) byAddress.set(change.address, (found = { name: change.name, hot: false, key: [], first: change, sites: [] }));
      found.hot ||= !block.cold;
      found.key.push(`${run} ${change.amount?.id ?? 'one'} ${change.negative === found.first.negative}`);
      found.sites.push({ instruction, change });
    }
  }
  const groups = new Map<string, Group>();
  for (const [address, { name, hot, key, first, sites }] of byAddress) {
    if (!hot) continue;
    const text = key.join();
    const known = groups.get(text);
    const group: Group = known ?? { objects: [], changes: new Map() };
    groups.set(text, group);
    group.objects.push({ address, name, negative: first.negative });
    for (const { instruction, change } of sites) {
      group.changes.set(instruction, known ? 'with another' : { negative: change.negative !== first.negative, amount: change.amount });
    }
  }
  return [...groups.values()];
}

class LoopCounts {
  private readonly inside: Set<Block>;
  /** By block: the register at its end. */
  private readonly ends = new Map<Block, Value>();
  private readonly parameters = new Map<Block, Value>();

  constructor(
    private readonly fn: IrFunction,
    private readonly loop: Loop,
    private readonly group: Group,
    private readonly predecessors: (block: Block) => Block[],
  ) {
    this.inside = new Set(loop.blocks);
  }

  private insert(block: Block, at: number, op: Instruction['op'], args: Value[], attributes: Instruction['attributes'] = {}, type: 'i64' | 'ref' | null = null): Instruction {
    const result = type ? this.fn.newValue(type) : null;
    const instruction = new Instruction(op, args, attributes, result);
    if (result) result.definition = instruction;
    instruction.block = block;
    block.instructions.splice(at, 0, instruction);
    return instruction;
  }

  private constant(block: Block, at: number, value: bigint): Value {
    return this.insert(block, at, 'const.i64', [], { value }, 'i64').result as Value;
  }

  run(): void {
    const { loop } = this;
    const preheader = loop.preheader as Block;
    const start = this.before(preheader);
    for (const block of loop.blocks) this.rewrite(block);
    (preheader.terminator as Instruction).targets[0].args.push(start);
    for (const block of loop.blocks) {
      for (const target of (block.terminator as Instruction).targets) {
        if (!this.inside.has(target.block)) this.leave(block, target);
        else if (this.parameters.has(target.block)) target.args.push(this.ends.get(block) as Value);
      }
    }
  }

  /** The large number is added; the register begins at 0. */
  private before(preheader: Block): Value {
    const at = (): number => preheader.instructions.length - 1;
    const start = this.constant(preheader, at(), 0n);
    const added = this.constant(preheader, at(), bias);
    for (const { address, name } of this.group.objects) {
      const object = this.insert(preheader, at(), 'const.ref', [], { address, name }, 'ref').result as Value;
      this.insert(preheader, at(), 'refcount.add', [object, added]);
    }
    return start;
  }

  private rewrite(block: Block): void {
    const sources = this.predecessors(block);
    let now: Value;
    if (block === this.loop.header || sources.length > 1) {
      now = this.fn.addParameter(block, 'i64', 'count');
      this.parameters.set(block, now);
    } else now = this.ends.get(sources[0]) as Value;
    const old = block.instructions;
    block.instructions = [];
    for (const instruction of old) {
      const change = this.group.changes.get(instruction);
      if (change === 'with another') continue;
      if (change) now = this.change(block, now, change.negative, change.amount);
      else {
        if (instruction.exit) this.count(instruction, now);
        block.instructions.push(instruction);
      }
    }
    this.ends.set(block, now);
  }

  private change(block: Block, now: Value, negative: boolean, amount: Value | null): Value {
    const by = amount ?? this.constant(block, block.instructions.length, 1n);
    return this.insert(block, block.instructions.length, negative ? 'sub.i64' : 'add.i64', [now, by], {}, 'i64').result as Value;
  }

  private count({ exit }: Instruction, value: Value): void {
    if (!exit) return;
    const counts: ExitCount[] = this.group.objects.map(({ address, name, negative }) => ({ address, name, value, negative, constant: -bias }));
    exit.counts = [...(exit.counts ?? []), ...counts];
  }

  /** On the way from a block to one outside. */
  private leave(block: Block, target: Target): void {
    const { fn } = this;
    const between = fn.newBlock('counts');
    fn.blocks.pop();
    fn.blocks.splice(fn.blocks.indexOf(target.block), 0, between);
    between.cold = target.block.cold;
    const jump = this.insert(between, 0, 'jump', []);
    jump.targets = [{ block: target.block, args: target.args }];
    target.block = between;
    target.args = [];
    const at = (): number => between.instructions.length - 1;
    const less = this.constant(between, at(), bias);
    for (const { address, name, negative } of this.group.objects) {
      const object = this.insert(between, at(), 'const.ref', [], { address, name }, 'ref').result as Value;
      this.insert(between, at(), negative ? 'refcount.sub' : 'refcount.add', [object, this.ends.get(block) as Value]);
      this.insert(between, at(), 'refcount.sub', [object, less]);
    }
  }
}

function isInside(loop: Loop, outer: ReadonlySet<Loop>): boolean {
  for (let at: Loop | null = loop; at; at = at.parent) if (outer.has(at)) return true;
  return false;
}

function qualifies(loop: Loop): boolean {
  return loop.preheader !== null && loop.blocks.every(({ instructions }) => instructions.every(isBlind));
}

/** The outermost loops that may do it. */
function chooseLoops(loops: Loops): Set<Loop> {
  const chosen = new Set<Loop>();
  for (const loop of [...loops.loops].reverse()) if (!isInside(loop, chosen) && qualifies(loop)) chosen.add(loop);
  return chosen;
}

/** Counts constants in registers while loops run. Must come after all passes that move exits. Returns the number of registers. */
export function loopCounts(fn: IrFunction): number {
  const counted = fn.blocks.some(({ instructions }) => instructions.some((instruction) => changeOf(instruction) !== null));
  if (!counted) return 0;
  const { loops, dominators } = withPreheaders(fn);
  if (loops.irreducible) return 0;
  let made = 0;
  for (const loop of chooseLoops(loops)) {
    for (const group of findGroups(loop)) {
      made++;
      new LoopCounts(fn, loop, group, (block) => dominators.order.predecessors[block.id]).run();
    }
  }
  return made;
}
