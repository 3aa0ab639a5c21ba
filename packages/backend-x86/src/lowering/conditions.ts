// Conditions: comparisons melt into the branch, guard or select that uses them, as flags. Where a condition is needed as a
// value it becomes 0 or 1 in a register.

import type { Value } from '@psyco/ir';
import { type Condition as Flag, gpr32, gpr8, invertCondition, type Label, type Memory, type Register } from '@psyco/x86';
import type { Emitter, OperandSize } from '../emission/emitter';
import { type MachineInstruction, type Operand, Policy, Use } from '../machine/instruction';
import { isInt32, type LoweringContext } from './context';
import type { LoweringTable } from './table';

export interface Comparison {
  kind: 'compare';
  float: boolean;
  left: Operand;
  right: Operand;
  /** Bytes compared. */
  size: OperandSize;
  flag: Flag;
  /** Unordered doubles set the parity flag: 'and-ordered' = flag and not parity, 'or-unordered' = flag or parity. */
  parity: 'none' | 'and-ordered' | 'or-unordered';
}
export type Condition = Comparison | { kind: 'and' | 'or'; left: Condition; right: Condition } | { kind: 'constant'; holds: boolean };

/** Flags after `cmp left, right`. */
const integerFlags: Readonly<Record<string, Flag>> = {
  'eq.i64': 'e', 'ne.i64': 'ne', 'lt.i64': 'l', 'le.i64': 'le', 'gt.i64': 'g', 'ge.i64': 'ge', 'ult.i64': 'b', 'ule.i64': 'be',
  'eq.ref': 'e', 'ne.ref': 'ne', 'eq.ptr': 'e', 'ne.ptr': 'ne',
}; // prettier-ignore
const mirrored: Partial<Record<Flag, Flag>> = { e: 'e', ne: 'ne', l: 'g', g: 'l', le: 'ge', ge: 'le', b: 'a', a: 'b', be: 'ae', ae: 'be' };
const unsignedFlag: Partial<Record<Flag, Flag>> = { l: 'b', le: 'be', g: 'a', ge: 'ae' };

/** Doubles: flags after `ucomisd left, right`, which unordered operands set as "below and equal"; so only "above" forms are used. */
const floatComparisons: Readonly<Record<string, { flag: Flag; swap: boolean; parity: Comparison['parity'] }>> = {
  'gt.f64': { flag: 'a', swap: false, parity: 'none' },
  'ge.f64': { flag: 'ae', swap: false, parity: 'none' },
  'lt.f64': { flag: 'a', swap: true, parity: 'none' },
  'le.f64': { flag: 'ae', swap: true, parity: 'none' },
  'eq.f64': { flag: 'e', swap: false, parity: 'and-ordered' },
  'ne.f64': { flag: 'ne', swap: false, parity: 'or-unordered' },
};

const quadLoads: ReadonlySet<string> = new Set(['load.i64', 'load.ref', 'load.ptr']);
const doubleLoads: ReadonlySet<string> = new Set(['load.f64']);
/** Loads that can be compared with a constant at their own width: bytes, and whether the value is zero-extended. */
const narrowLoads: Readonly<Record<string, { size: OperandSize; unsigned: boolean; from: number; to: number }>> = {
  'load.u8': { size: 1, unsigned: true, from: 0, to: 0xff },
  'load.i8': { size: 1, unsigned: false, from: -0x80, to: 0x7f },
  'load.u32': { size: 4, unsigned: true, from: 0, to: 0xffff_ffff },
  'load.i32': { size: 4, unsigned: false, from: -0x8000_0000, to: 0x7fff_ffff },
};
const narrowLoadOps: ReadonlySet<string> = new Set(Object.keys(narrowLoads));

const isCondition = (op: string): boolean => op in integerFlags || op in floatComparisons || op === 'not.bool' || op === 'and.bool' || op === 'or.bool' || op === 'is.null' || op === 'bool.from.i64';

/** Turns a bool value into a condition; the instruction that uses it must `readCondition` it. */
export function lowerCondition(context: LoweringContext, value: Value): Condition {
  const known = context.integerConstant(value);
  if (known !== null) return { kind: 'constant', holds: known !== 0n };
  const definition = context.foldDefinition(value, isCondition, true);
  if (!definition) return { kind: 'compare', float: false, left: context.plain(value, Policy.any), right: 0, size: 8, flag: 'ne', parity: 'none' };
  const { op, args } = definition;
  if (op === 'not.bool') return negate(lowerCondition(context, args[0]));
  if (op === 'and.bool' || op === 'or.bool') return { kind: op === 'and.bool' ? 'and' : 'or', left: lowerCondition(context, args[0]), right: lowerCondition(context, args[1]) };
  if (op === 'is.null' || op === 'bool.from.i64') return compareWithZero(context, args[0], op === 'is.null' ? 'e' : 'ne');
  const float = floatComparisons[op];
  if (float) {
    const [left, right] = float.swap ? [args[1], args[0]] : args;
    // eq and ne may trade their operands, to compare a register with memory.
    const trade = float.parity !== 'none' && context.constant(left) !== null;
    const [first, second] = trade ? [right, left] : [left, right];
    return { kind: 'compare', float: true, left: context.register(first), right: context.source(second, { loads: doubleLoads }), size: 8, flag: float.flag, parity: float.parity };
  }
  return compareIntegers(context, args[0], args[1], integerFlags[op]);
}

export function compareWithZero(context: LoweringContext, value: Value, flag: Flag): Condition {
  const known = context.integerConstant(value);
  if (known !== null) return { kind: 'constant', holds: (known === 0n) === (flag === 'e') };
  return { kind: 'compare', float: false, left: context.source(value, { loads: quadLoads }), right: 0, size: 8, flag, parity: 'none' };
}

function compareIntegers(context: LoweringContext, a: Value, b: Value, flag: Flag): Condition {
  let [left, right] = [a, b];
  if (context.constant(left) && !context.constant(right)) {
    [left, right] = [right, left];
    flag = mirrored[flag]!;
  }
  const bits = context.integerConstant(right);
  if (bits !== null) {
    const known = BigInt.asIntN(64, bits);
    const number = Number(known);
    const narrow = context.root(left).definition?.op ?? '';
    const width = narrowLoads[narrow];
    const keepsOrder = !['b', 'be', 'a', 'ae'].includes(flag);
    if (width && keepsOrder && number >= width.from && number <= width.to) {
      const load = context.foldLoad(left, narrowLoadOps);
      if (load) return comparison(context.address(load), width.size === 4 ? number | 0 : number, (width.unsigned && unsignedFlag[flag]) || flag, width.size);
    }
    if (isInt32(known)) return comparison(context.constant(left) ? context.register(left) : context.source(left, { loads: quadLoads }), number, flag);
    return comparison(context.register(left), context.source(right), flag);
  }
  const load = context.foldLoad(right, quadLoads);
  if (load) return comparison(context.register(left), context.address(load), flag);
  const leftLoad = context.foldLoad(left, quadLoads);
  if (leftLoad) return comparison(context.address(leftLoad), context.register(right), flag);
  return comparison(context.register(left), context.source(right), flag);
}

const comparison = (left: Operand, right: Operand, flag: Flag, size: OperandSize = 8): Comparison => ({ kind: 'compare', float: false, left, right, size, flag, parity: 'none' });

export function negate(condition: Condition): Condition {
  if (condition.kind === 'constant') return { kind: 'constant', holds: !condition.holds };
  if (condition.kind !== 'compare') return { kind: condition.kind === 'and' ? 'or' : 'and', left: negate(condition.left), right: negate(condition.right) };
  const parity = condition.parity === 'none' ? 'none' : condition.parity === 'and-ordered' ? 'or-unordered' : 'and-ordered';
  return { ...condition, flag: invertCondition(condition.flag), parity };
}

/** The operands of a condition, for `LoweringContext.make`. */
export function conditionOperands(condition: Condition): Operand[] {
  if (condition.kind === 'constant') return [];
  if (condition.kind === 'compare') return [condition.left, condition.right];
  return [...conditionOperands(condition.left), ...conditionOperands(condition.right)];
}

// -- emission --

export function emitComparison(e: Emitter, { float, left, right, size }: Comparison): void {
  const { asm } = e;
  if (float) {
    asm.ucomisd(e.operand(left) as Register, e.operand(right) as Register | Memory);
    return;
  }
  const a = e.operand(left, size);
  if (right === 0 && left instanceof Use && typeof a === 'object' && 'number' in a) asm.test(a, a);
  else asm.cmp(a as Register, e.operand(right, size) as Register);
}

type Jump = (this: unknown, label: Label) => void;
export function jumpIf(e: Emitter, flag: Flag, to: Label): void {
  (e.asm as unknown as Record<string, Jump>)[`j${flag}`](to);
}

/** Goes to `to` if the condition is `expected`, else falls through. */
export function emitJump(e: Emitter, condition: Condition, to: Label, expected: boolean): void {
  if (condition.kind === 'constant') {
    if (condition.holds === expected) e.asm.jmp(to);
    return;
  }
  if (condition.kind === 'compare') {
    const { flag, parity } = expected ? condition : (negate(condition) as Comparison);
    emitComparison(e, condition);
    if (parity === 'and-ordered') {
      const skip = e.label();
      e.asm.jp(skip);
      jumpIf(e, flag, to);
      e.bind(skip);
    } else {
      if (parity === 'or-unordered') e.asm.jp(to);
      jumpIf(e, flag, to);
    }
    return;
  }
  // "and, expected true" and "or, expected false": both sides must agree; else either will do.
  if ((condition.kind === 'and') === expected) {
    const skip = e.label();
    emitJump(e, condition.left, skip, !expected);
    emitJump(e, condition.right, to, expected);
    e.bind(skip);
  } else {
    emitJump(e, condition.left, to, expected);
    emitJump(e, condition.right, to, expected);
  }
}

/** 0 or 1 in the result register. */
function emitAsValue(e: Emitter, condition: Condition): void {
  const result = e.result();
  const small = gpr32[result.number];
  if (condition.kind === 'compare' && condition.parity === 'none') {
    emitComparison(e, condition);
    (e.asm as unknown as Record<string, (r: Register) => void>)[`set${condition.flag}`](gpr8[result.number]);
    e.asm.movzx(small, gpr8[result.number]);
    return;
  }
  const holds = e.label();
  const end = e.label();
  emitJump(e, condition, holds, true);
  e.asm.xor(small, small);
  e.asm.jmp(end);
  e.bind(holds);
  e.asm.mov(small, 1);
  e.bind(end);
}

/** A condition that is needed as a value. Lowered as if some other instruction used it. */
function asValue(context: LoweringContext): MachineInstruction {
  const { instruction } = context;
  const condition = conditionOf(context);
  return context.make(conditionOperands(condition), (e) => emitAsValue(e, condition));

  function conditionOf(ctx: LoweringContext): Condition {
    const { op, args } = instruction;
    if (op === 'not.bool') return negate(lowerCondition(ctx, args[0]));
    if (op === 'and.bool' || op === 'or.bool') return { kind: op === 'and.bool' ? 'and' : 'or', left: lowerCondition(ctx, args[0]), right: lowerCondition(ctx, args[1]) };
    if (op === 'is.null' || op === 'bool.from.i64') return compareWithZero(ctx, args[0], op === 'is.null' ? 'e' : 'ne');
    const float = floatComparisons[op];
    if (!float) return compareIntegers(ctx, args[0], args[1], integerFlags[op]);
    const [left, right] = float.swap ? [args[1], args[0]] : args;
    return { kind: 'compare', float: true, left: ctx.register(left), right: ctx.source(right, { loads: doubleLoads }), size: 8, flag: float.flag, parity: float.parity };
  }
}

export const conditions: LoweringTable = Object.fromEntries(
  [...Object.keys(integerFlags), ...Object.keys(floatComparisons), 'not.bool', 'and.bool', 'or.bool', 'is.null', 'bool.from.i64'].map((op) => [op, asValue]),
) as LoweringTable;
