// Moves what gives the same in every turn of a loop to the loop's preheader: computations, loads that nothing in the loop
// writes, and guards. A guard that moves leaves through a copy of the loop's entry exit: the interpreter then runs the
// loop from its beginning. So it must not move if the loop has no such exit, or if it would not run in every turn.
// Tests of an index that counts are replaced by one of its limit (range-checks.ts).

import type { Dominators } from '../analysis/dominators';
import type { Loop, Loops } from '../analysis/loops';
import { BoundsProofs } from '../analysis/bounds-proofs';
import { KeptTests } from '../analysis/kept-tests';
import { memoryIndex, writeMask } from '../analysis/memory';
import { isUnheld, Validity } from '../analysis/validity';
import { isFixedType } from '../effects';
import { ops } from '../ops';
import { cloneExit } from '../recipe';
import { type Block, Instruction, type IrFunction, type Value } from '../types';
import { withPreheaders } from './preheaders';
import { type Condition, findCounter, holdsAlways, rangeCheck } from './range-checks';

const typeBit = 1 << memoryIndex('object.type');
const listBits = (1 << memoryIndex('list.size')) | (1 << memoryIndex('list.items'));

class LoopMotion {
  moved = 0;
  private readonly homes: (Block | undefined)[];
  private readonly masks: Int32Array;
  private readonly validity: Validity;
  private readonly bounds: BoundsProofs | null;
  private nextExit = 0;

  constructor(
    private readonly fn: IrFunction,
    private readonly dominators: Dominators,
    private readonly loops: Loops,
  ) {
    this.homes = new Array<Block | undefined>(fn.valueCount);
    this.masks = new Int32Array(fn.blockCount);
    for (const block of fn.blocks) {
      for (const parameter of block.params) this.homes[parameter.id] = block;
      for (const instruction of block.instructions) {
        if (instruction.result) this.homes[instruction.result.id] = block;
        this.masks[block.id] |= writeMask(instruction);
      }
    }
    for (const exit of fn.exits) this.nextExit = Math.max(this.nextExit, exit.id + 1);
    this.validity = new Validity(fn, dominators);
    this.bounds = fn.blocks.some(({ instructions }) => instructions.some(isItemLoad)) ? new BoundsProofs(fn, dominators) : null;
  }

  run(): void {
    // Inner loops first: what leaves them may then leave the outer ones.
    for (const loop of this.loops.loops) this.moveOut(loop);
  }

  private isInvariant(loop: Loop, value: Value): boolean {
    const home = this.homes[value.id];
    return home !== undefined && !this.loops.contains(loop, home);
  }

  private moveOut(loop: Loop): void {
    const preheader = loop.preheader;
    if (!preheader) return;
    let written = 0;
    for (const block of loop.blocks) written |= this.masks[block.id];
    const { instructions } = preheader;
    const jump = instructions.pop() as Instruction;
    // As long as nothing that stays behind may leave the loop, whatever comes next certainly runs.
    let certain: Block | null = loop.header;
    const tests = new KeptTests((value) => this.isInvariant(loop, value));
    for (const block of loop.blocks) {
      const everyTurn = loop.latches.every((latch) => this.dominators.dominates(block, latch));
      if (block.cold) {
        if (everyTurn) for (const instruction of block.instructions) tests.add(instruction);
        continue;
      }
      let surely = certain === block;
      let kept = 0;
      const old = block.instructions;
      for (const instruction of old) {
        if (this.mayMove(instruction, loop, preheader, written, everyTurn, surely, tests)) this.move(instruction, loop, preheader, jump);
        else {
          if (instruction.exit || ops[instruction.op].effect) surely = false;
          if (everyTurn) tests.add(instruction);
          old[kept++] = instruction;
        }
      }
      old.length = kept;
      const last = old[kept - 1];
      if (surely) certain = last.op === 'jump' && last.targets[0].block !== loop.header ? last.targets[0].block : null;
    }
    this.moveRangeChecks(loop, preheader, jump);
    instructions.push(jump);
  }

  /** Tests of indices that a test of the limit before the loop makes needless. */
  private moveRangeChecks(loop: Loop, preheader: Block, jump: Instruction): void {
    const isInvariant = (value: Value): boolean => this.isInvariant(loop, value);
    const counter = this.fn.loopEntryExits.has(loop.header) ? findCounter(loop, jump, isInvariant) : null;
    if (!counter) return;
    for (const block of loop.blocks) {
      if (block.cold || block === loop.header || !loop.latches.every((latch) => this.dominators.dominates(block, latch))) continue;
      for (const instruction of [...block.instructions]) {
        const check = rangeCheck(instruction, counter, isInvariant);
        if (!check || check.conditions.some((condition) => holdsAlways(condition) === false)) continue;
        for (const condition of check.conditions) if (holdsAlways(condition) === null) this.require(condition, instruction, loop, preheader, jump);
        block.instructions.splice(block.instructions.indexOf(instruction), 1);
        if (check.difference?.op === 'subo.i64') this.makeWrapping(check.difference);
        this.moved++;
      }
    }
  }

  /** A guard before the loop, which leaves as `instead` would have. */
  private require({ left, right }: Condition, instead: Instruction, loop: Loop, preheader: Block, jump: Instruction): void {
    const value = (side: Value | bigint): Value => (typeof side === 'bigint' ? this.add(preheader, 'const.i64', [], { value: side }, 'i64') : side);
    const holds = this.add(preheader, 'le.i64', [value(left), value(right)], {}, 'bool');
    const guard = new Instruction('guard.true', [holds], {}, null, instead.exit);
    guard.block = preheader;
    this.giveEntryExit(guard, loop, jump);
    preheader.instructions.push(guard);
  }

  private add(preheader: Block, op: 'const.i64' | 'le.i64', args: Value[], attributes: Instruction['attributes'], type: 'i64' | 'bool'): Value {
    const result = this.fn.newValue(type);
    const instruction = new Instruction(op, args, attributes, result);
    result.definition = instruction;
    instruction.block = preheader;
    preheader.instructions.push(instruction);
    this.homes[result.id] = preheader;
    return result;
  }

  /** A difference that is known not to overflow. */
  private makeWrapping(old: Instruction): void {
    const result = old.result as Value;
    const { instructions } = old.block as Block;
    const difference = new Instruction('sub.i64', old.args, {}, result);
    difference.block = old.block;
    result.definition = difference;
    instructions[instructions.indexOf(old)] = difference;
  }

  private mayMove(instruction: Instruction, loop: Loop, preheader: Block, written: number, everyTurn: boolean, surely: boolean, tests: KeptTests): boolean {
    const { op, args, attributes, exit } = instruction;
    const info = ops[op];
    if (info.terminator || info.writes) return false;
    if (exit && (!everyTurn || !this.fn.loopEntryExits.has(loop.header))) return false;
    for (const arg of args) if (!this.isInvariant(loop, arg)) return false;
    // The test of the version in front of it leaves the loop as well.
    const isTestedBefore = (): boolean => isUnheld(args[0]) && everyTurn && this.fn.loopEntryExits.has(loop.header) && !(written & (1 << memoryIndex('type.version')));
    const readable = (offset: number): boolean => surely || (!tests.protects(instruction) && (this.validity.isReadable(args[0], offset, preheader) || isTestedBefore()));
    if (info.pure) {
      if (op === 'unbox.int') return !(written & (1 << memoryIndex('int.value'))) && readable(headerOffset);
      return !info.traps || (everyTurn && (surely || this.dividesSafely(args[1])));
    }
    if (info.reads) {
      if (!everyTurn || written & (1 << memoryIndex(attributes.memory ?? 'any'))) return false;
      if (surely) return true;
      // An index may have been checked by something that stays in the loop. What is beyond the end of a list is in its memory still, perhaps, but no object.
      if (attributes.memory !== 'list.item' && args.length === info.args.length && readable(attributes.offset ?? 0)) return true;
      return (written & listBits) === 0 && this.bounds !== null && this.bounds.isInBounds(instruction, preheader);
    }
    switch (op) {
      case 'guard.true':
      case 'guard.false':
      case 'guard.nonnull':
        return true;
      case 'guard.type':
        return (isFixedType(attributes.name) || !(written & typeBit)) && readable(headerOffset);
      case 'call':
        return everyTurn && attributes.effect === 'pure' && !exit && instruction.result !== null && instruction.result.type !== 'ref';
      default:
        return false;
    }
  }

  private dividesSafely(divisor: Value): boolean {
    const value = divisor.definition?.op === 'const.i64' ? divisor.definition.attributes.value : undefined;
    return value !== undefined && value !== 0n && value !== -1n;
  }

  private move(instruction: Instruction, loop: Loop, preheader: Block, jump: Instruction): void {
    this.moved++;
    if (instruction.exit) this.giveEntryExit(instruction, loop, jump);
    instruction.block = preheader;
    preheader.instructions.push(instruction);
    if (instruction.result) this.homes[instruction.result.id] = preheader;
    this.validity.record(instruction, preheader);
    this.bounds?.record(instruction, preheader);
  }

  private giveEntryExit(instruction: Instruction, loop: Loop, jump: Instruction): void {
    const old = instruction.exit as NonNullable<Instruction['exit']>;
    const template = this.fn.loopEntryExits.get(loop.header) as NonNullable<Instruction['exit']>;
    const { params } = loop.header;
    const { args } = jump.targets[0];
    const exit = cloneExit(template, this.nextExit++, (value) => (value.parameterOf === loop.header ? args[params.indexOf(value)] : value));
    exit.reason = old.reason;
    exit.error = false;
    exit.origin = old.origin ?? old.id;
    exit.saw = old.saw && this.isInvariant(loop, old.saw) ? old.saw : null;
    instruction.exit = exit;
    this.fn.exits.push(exit);
  }
}

const isItemLoad = ({ op, attributes }: Instruction): boolean => op === 'load.ref' && attributes.memory === 'list.item';

const headerOffset = 8;

/** Moves invariant instructions out of loops. Returns how many moved. */
export function loopInvariantMotion(fn: IrFunction): number {
  const { dominators, loops } = withPreheaders(fn);
  if (loops.loops.length === 0) return 0;
  const motion = new LoopMotion(fn, dominators, loops);
  motion.run();
  return motion.moved;
}
