// What the lowering of a function knows of its values: use counts, values that are the same bits, constants, and which
// definitions melt into their users. Knows the ir only.

import { type Block, type Instruction, type IrFunction, forEachExitValue, ops, type Value } from '@psyco/ir';
import { isBarrier } from './barriers';

/** Ops whose result is the same bits as their operand. */
const sameBits = new Set(['ptr.from.ref', 'ref.from.ptr', 'i64.from.ptr', 'ptr.from.i64', 'i64.from.bool']);

/** How far apart a load and the instruction that swallows it may be: each step between is looked at. */
const FOLD_DISTANCE = 48;

export class Definitions {
  /** What an SSA value is the same bits as, by value id; null = itself. */
  private readonly roots: (Value | null)[];
  /** Uses of each root value that are still to be lowered or are in machine code, by value id. */
  private readonly useCounts: Int32Array;
  /** Place of each value's definition in its block, by value id. */
  private readonly places: Int32Array;
  /** Definitions that some user has swallowed, by value id. */
  private readonly folded: Uint8Array;
  /** Blocks whose instructions all have their code. */
  readonly lowered = new Set<Block>();
  /** The ir instruction being lowered, and its place in its block. */
  instruction!: Instruction;
  protected place = 0;

  constructor(readonly fn: IrFunction) {
    const count = fn.valueCount;
    this.roots = new Array<Value | null>(count).fill(null);
    this.useCounts = new Int32Array(count);
    this.places = new Int32Array(count);
    this.folded = new Uint8Array(count);
    this.survey();
  }

  private survey(): void {
    for (const block of this.fn.blocks) {
      block.instructions.forEach((instruction, place) => {
        const { result, op, args } = instruction;
        if (!result) return;
        this.places[result.id] = place;
        if (sameBits.has(op)) this.roots[result.id] = args[0];
      });
    }
    const count = (value: Value): void => {
      this.useCounts[this.root(value).id]++;
    };
    for (const block of this.fn.blocks) {
      for (const instruction of block.instructions) {
        if (!sameBits.has(instruction.op)) instruction.args.forEach(count);
        for (const target of instruction.targets) target.args.forEach(count);
        if (instruction.exit) forEachExitValue(instruction.exit, count);
      }
    }
  }

  /** The value that holds the same bits and has a register of its own. */
  root(value: Value): Value {
    let root = value;
    for (let next = this.roots[root.id]; next; next = this.roots[root.id]) root = next;
    if (root !== value) this.roots[value.id] = root;
    return root;
  }

  /** Whether the instruction needs no code: swallowed by a user, a mere renaming, or its result is not used. */
  needsNoCode(instruction: Instruction): boolean {
    const { op, result } = instruction;
    if (sameBits.has(op)) return true;
    if (!result) return false;
    if (this.folded[result.id]) return true;
    if (this.useCounts[result.id] > 0 || instruction.exit) return false;
    const info = ops[op];
    if (!info.pure && !info.reads) return false;
    for (const arg of instruction.args) this.useCounts[this.root(arg).id]--;
    return true;
  }

  /** The definition of a value if its only use is the instruction at hand, in the same block, with nothing between that could change what it reads. */
  private foldableDefinition(value: Value): Instruction | null {
    const root = this.root(value);
    const definition = root.definition;
    if (!definition || definition.block !== this.instruction.block || this.useCounts[root.id] !== 1) return null;
    return definition;
  }

  /** Swallows a load of one of the given ops, if that is safe; returns its address. */
  foldLoad(value: Value, loads: ReadonlySet<string>): Instruction | null {
    const definition = this.foldableDefinition(value);
    if (!definition || !loads.has(definition.op)) return null;
    const from = this.places[definition.result!.id];
    if (this.place - from > FOLD_DISTANCE) return null;
    const { instructions } = definition.block!;
    for (let i = from + 1; i < this.place; i++) if (isBarrier(instructions[i], definition)) return null;
    this.folded[definition.result!.id] = 1;
    return definition;
  }

  /**
   * Takes a definition over into the instruction at hand: either it has no other use, or (`repeat`) computing it again
   * is as good as keeping it: in the same block, or where it needs no more registers than its result.
   * Returns null if it must come from a register.
   */
  foldDefinition(value: Value, accepts: (op: string) => boolean, repeat: boolean, suits: (args: readonly Value[]) => boolean = () => true): Instruction | null {
    const root = this.root(value);
    const definition = root.definition;
    if (!definition || definition.exit || !accepts(definition.op) || !suits(definition.args)) return null;
    if (definition.block !== this.instruction.block && !(repeat && this.isLight(definition))) return null;
    if (this.useCounts[root.id] === 1) {
      this.folded[root.id] = 1;
      return definition;
    }
    if (!repeat) return null;
    this.useCounts[root.id]--;
    for (const arg of definition.args) this.useCounts[this.root(arg).id]++;
    return definition;
  }

  /** Whether a definition of another block can move here: it has one operand that is no constant, and no code yet. */
  private isLight(definition: Instruction): boolean {
    if (this.lowered.has(definition.block!)) return false;
    let operands = 0;
    for (const arg of definition.args) if (!this.constant(arg)) operands++;
    return operands <= 1;
  }

  /** The constant that a value is, or null. */
  constant(value: Value): Instruction | null {
    const definition = this.root(value).definition;
    return definition && definition.op.startsWith('const.') ? definition : null;
  }

  /** The bits of a constant that is not a double; null for anything else. */
  integerConstant(value: Value): bigint | null {
    const constant = this.constant(value);
    if (!constant || constant.op === 'const.f64') return null;
    return constant.attributes.value ?? BigInt(constant.attributes.address ?? 0);
  }

  isThreadState(value: Value): boolean {
    return this.root(value).definition?.op === 'threadstate';
  }
}
