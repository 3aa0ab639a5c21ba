// The data structures of the intermediate form: values, instructions, blocks, functions.
// Knows nothing of Python or of machines. SSA with block parameters instead of phis.

import type { OpName } from './ops';
import type { Exit } from './recipe';

/**
 * The type of an SSA value.
 * - `i64`: 64-bit integer; `f64`: IEEE double; `bool`: a condition (0 or 1), produced by comparisons;
 * - `ref`: a PyObject pointer (may take part in reference counting); `ptr`: any other address.
 */
export type IrType = 'i64' | 'f64' | 'ref' | 'ptr' | 'bool';

/** An SSA value: an instruction's result or a block parameter. */
export class Value {
  /** The instruction that computes it, or null for a block parameter. */
  definition: Instruction | null = null;
  /** The block of which it is a parameter, or null. */
  parameterOf: Block | null = null;
  constructor(
    readonly id: number,
    readonly type: IrType,
    /** A hint for printing, such as the Python variable; never a key. */
    public hint = '',
  ) {}
}

/** Where a terminator may go, with the values for the parameters of the target. */
export interface Target {
  block: Block;
  args: Value[];
}

/** Immediate attributes; which ones an op has is declared in the op table. */
export interface Attributes {
  /** const.i64, const.bool (0n or 1n). */
  value?: bigint;
  /** const.f64. */
  number?: number;
  /** const.ref, const.ptr, guard.type (the type), call (absolute address of the C function, if no symbol). */
  address?: number;
  /** For people and for the interpreter: name of the constant, the type, or the C function. */
  name?: string;
  /** load, store: byte displacement. */
  offset?: number;
  /** load, store with an index operand: 1, 2, 4 or 8. */
  scale?: number;
  /** load, store: the alias class (see effects.ts). */
  memory?: string;
  /** decref: the object's destructor cannot run Python code (int, float, str, ...). */
  leaf?: boolean;
  /** decref.shared: objects of these types may die: their end runs no Python code. */
  types?: readonly number[];
  /** call: exported C symbol to call. */
  symbol?: string;
  /** call, call.native: what it may do (see CallEffect in effects.ts); for call.native any Python code if not given. */
  effect?: string;
  /** call: which results mean "an exception is set". */
  errorWhen?: 'null' | 'minus-one' | 'negative' | 'none';
  /** call, call.native: type of the result; 'void' for none. */
  result?: IrType | 'void';
  /** call: the object that it returns has at least so many bytes. */
  bytes?: number;
  /** call.native: key of the compiled unit that is called. */
  unit?: string;
}

/** One operation. The last instruction of a block is its terminator. */
export class Instruction {
  block: Block | null = null;
  constructor(
    readonly op: OpName,
    public args: Value[],
    readonly attributes: Attributes,
    public result: Value | null,
    /** Where a failed guard, an overflow or an error goes; for call.native, the frames to make if the callee leaves. */
    public exit: Exit | null = null,
    /** Terminators only. */
    public targets: Target[] = [],
  ) {}
}

export class Block {
  params: Value[] = [];
  instructions: Instruction[] = [];
  /** Laid out after everything else; the register allocator does not favour it. */
  cold = false;
  /** For people: where it came from, such as `dot@62 [xs: list, s: float]`. */
  comment = '';
  constructor(readonly id: number) {}

  get terminator(): Instruction | undefined {
    return this.instructions[this.instructions.length - 1];
  }
}

/**
 * - `frame`: entered with an interpreter frame (function entry through the frame hook, or on-stack replacement);
 *   the entry block has one parameter, the frame (`ptr`); returns an owned `ref`.
 * - `native`: called directly by other compiled code; the entry block's parameters are the arguments
 *   (borrowed references, unboxed numbers); has no interpreter frame; returns `returns`.
 */
export type UnitKind = 'frame' | 'native';

export class IrFunction {
  readonly blocks: Block[] = [];
  readonly exits: Exit[] = [];
  /**
   * For loop header blocks: a template of the exit that leaves just before the header is entered (values: the header's
   * parameters, and values that dominate it). What is hoisted out of the loop leaves through copies of it.
   * Optional knowledge: without a template nothing that can leave is hoisted out of that loop.
   */
  readonly loopEntryExits = new Map<Block, Exit>();
  private nextValue = 0;
  private nextBlock = 0;
  constructor(
    public name: string,
    public kind: UnitKind,
    public returns: IrType | 'void' = 'ref',
  ) {}

  /** The entry block is always the first. */
  get entry(): Block {
    return this.blocks[0];
  }

  newBlock(comment = ''): Block {
    const block = new Block(this.nextBlock++);
    block.comment = comment;
    this.blocks.push(block);
    return block;
  }

  newValue(type: IrType, hint = ''): Value {
    return new Value(this.nextValue++, type, hint);
  }

  addParameter(block: Block, type: IrType, hint = ''): Value {
    const value = this.newValue(type, hint);
    value.parameterOf = block;
    block.params.push(value);
    return value;
  }

  /** One more than the largest value id given out: the size for tables indexed by value id. */
  get valueCount(): number {
    return this.nextValue;
  }

  get blockCount(): number {
    return this.nextBlock;
  }

  /** For the parser: makes sure that ids below these are never given out again. */
  reserve(values: number, blocks: number): void {
    this.nextValue = Math.max(this.nextValue, values);
    this.nextBlock = Math.max(this.nextBlock, blocks);
  }
}
