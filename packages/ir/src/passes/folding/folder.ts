// What the rules of constant folding may ask and make. The rules themselves are tables, one file per kind of op.

import type { OpName } from '../../ops';
import type { RuntimeValue } from '../../semantics';
import type { Attributes, Instruction, Value } from '../../types';

/** A rule's answer: a value instead, an instruction instead, null = remove the instruction, undefined = nothing to do. */
export type Fold = Value | Instruction | null | undefined;

export interface Folder {
  /** The constant that a value is, if it is one. */
  constant(value: Value): RuntimeValue | undefined;
  /** The instruction that computes a value, if it is this op. */
  from(value: Value, op: OpName): Instruction | undefined;
  /** What comes for the parameter of a block; nothing for other values. */
  incoming(value: Value): Value[];
  low(value: Value): number;
  high(value: Value): number;
  /** Whether the exact result of a checked op certainly fits. */
  cannotOverflow(instruction: Instruction): boolean;
  /** Whether a < b (signed) is certain where we are. */
  isLess(a: Value, b: Value): boolean;
  /** Whether a condition is known where we are. */
  known(condition: Value): boolean | undefined;
  int(value: bigint): Value;
  double(number: number): Value;
  bool(value: boolean): Value;
  /** A new instruction before this one; its result. */
  emit(op: OpName, args: Value[], attributes?: Attributes): Value;
  /** Another op for the same result (and, if kept, the same exit). */
  become(old: Instruction, op: OpName, args: Value[], attributes?: Attributes): Instruction;
}

export type Rule = (instruction: Instruction, folder: Folder) => Fold;
export type Rules = Partial<Record<OpName, Rule>>;
