// 64-bit integers: wrapping and checked arithmetic, shifts.

import type { Value } from '@psyco/ir';
import { cl, type Memory, type Register, mem } from '@psyco/x86';
import type { Emitter } from '../emission/emitter';
import { type MachineInstruction, type Operand, Policy, Use } from '../machine/instruction';
import { bit, RCX } from '../machine/registers';
import type { LoweringContext } from './context';
import type { Lower, LoweringTable } from './table';

const loads: ReadonlySet<string> = new Set(['load.i64']);
type TwoOperand = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'imul';
/** What takes an addition or subtraction back. */
const inverse = { add: 'sub', sub: 'add' } as const;

const isRegister = (operand: unknown): operand is Register => typeof operand === 'object' && operand !== null && 'number' in operand;

/** dst = left op right, for two-operand instructions, wherever the three ended up. */
function emitTwoOperand(e: Emitter, mnemonic: TwoOperand, left: Use, right: Operand, commutative: boolean): void {
  const { asm } = e;
  const result = e.result();
  const a = e.operand(left) as Register | Memory;
  const b = e.operand(right) as Register | Memory;
  if (a !== result && b === result && commutative) asm[mnemonic](result, a);
  else {
    e.copy(result, a);
    asm[mnemonic](result, b);
  }
}

function order(context: LoweringContext, commutative: boolean): [Value, Value] {
  const [a, b] = context.instruction.args;
  return commutative && context.constant(a) && !context.constant(b) ? [b, a] : [a, b];
}

/** The operands of a two-operand instruction, with the constraints that its form brings. */
function twoOperands(context: LoweringContext, commutative: boolean): { left: Use; right: Operand } {
  const [a, b] = order(context, commutative);
  const left = context.anywhere(a);
  const sameValue = context.root(a) === context.root(b);
  const right = context.source(b, { late: true, loads });
  // In `dst = a - a` or `a + b` the second operand may share the register of the result.
  if (right instanceof Use && (commutative || sameValue)) right.late = false;
  return { left, right };
}

function finish(machine: MachineInstruction, left: Use, right: Operand, commutative: boolean): void {
  machine.hint = left;
  if (right instanceof Use && commutative) {
    machine.commutative = true;
    machine.secondHint = right;
  }
}

const wrapping = (mnemonic: TwoOperand, commutative: boolean): Lower => (context) => {
  const { left, right } = twoOperands(context, commutative);
  finish(context.make([left, right], (e) => emitTwoOperand(e, mnemonic, left, right, commutative)), left, right, commutative);
};

/** add and sub of constants, and additions whose operands live on, become lea. */
const addition = (mnemonic: 'add' | 'sub'): Lower => (context) => {
  const commutative = mnemonic === 'add';
  const { left, right } = twoOperands(context, commutative);
  const machine = context.make([left, right], (e) => {
    const result = e.result();
    const a = e.operand(left);
    const b = e.operand(right);
    const constant = typeof b === 'number' ? (commutative ? b : -b) : null;
    if (constant === 1 && a === result) e.asm.inc(result);
    else if (constant === -1 && a === result) e.asm.dec(result);
    else if (isRegister(a) && a !== result && constant !== null && (constant | 0) === constant) e.asm.lea(result, mem(a, constant));
    else if (isRegister(a) && isRegister(b) && a !== result && b !== result && commutative) e.asm.lea(result, mem(a, b, 1));
    else emitTwoOperand(e, mnemonic, left, right, commutative);
  });
  finish(machine, left, right, commutative);
};

const checkedAddition = (mnemonic: 'add' | 'sub'): Lower => (context) => {
  const commutative = mnemonic === 'add';
  const { left, right } = twoOperands(context, commutative);
  const machine = context.make([left, right], (e) => {
    const result = e.result();
    const a = e.operand(left);
    const b = e.operand(right) as Register | Memory;
    emitTwoOperand(e, mnemonic, left, right, commutative);
    // The exit wants the operand that the sum has overwritten: the stub takes the sum back.
    const restores = a === result && machine.restorable !== null && context.exitValues(machine.exit!).includes(left.vreg);
    e.asm.jo(e.exit(restores ? () => e.asm[inverse[mnemonic]](result, b) : null));
  });
  finish(machine, left, right, commutative);
  const sameValue = right instanceof Use && right.vreg === left.vreg;
  if (!sameValue) machine.restorable = left;
};

const checkedProduct: Lower = (context) => {
  product(context, (e) => e.asm.jo(e.exit()));
};

/** Products by a constant have a three-operand form, and shorter ones for some constants. */
function product(context: LoweringContext, check: ((e: Emitter) => void) | null): void {
  const { left, right } = twoOperands(context, true);
  const machine = context.make([left, right], (e) => {
    const result = e.result();
    const a = e.operand(left) as Register | Memory;
    if (typeof right !== 'number') emitTwoOperand(e, 'imul', left, right, true);
    else if (!check && isRegister(a) && multiplyByLea(e, result, a, right)) return;
    else e.asm.imul(result, a, right);
    check?.(e);
  });
  finish(machine, left, right, true);
}

function multiplyByLea(e: Emitter, result: Register, a: Register, factor: number): boolean {
  const { asm } = e;
  if (factor === 3 || factor === 5 || factor === 9) asm.lea(result, mem(a, a, factor - 1));
  else if (factor > 0 && (factor & (factor - 1)) === 0) {
    e.copy(result, a);
    if (factor > 1) asm.shl(result, 31 - Math.clz32(factor));
  } else return false;
  return true;
}

type Shift = 'shl' | 'sar' | 'shr';

const shift = (mnemonic: Shift): Lower => (context) => {
  const [value, count] = context.instruction.args;
  const known = context.integerConstant(count);
  if (known !== null) {
    const by = Number(known & 63n);
    const left = context.anywhere(value);
    const machine = context.make([left], (e) => {
      const result = e.result();
      e.copy(result, e.operand(left) as Register);
      if (by > 0) e.asm[mnemonic](result, by);
    });
    machine.hint = left;
    return;
  }
  const left = context.anywhere(value);
  const by = context.plain(count, Policy.fixed, false, RCX);
  const machine = context.make([left, by], (e) => {
    const result = e.result();
    e.copy(result, e.operand(left) as Register);
    e.asm[mnemonic](result, cl);
  });
  machine.clobbersThrough = bit(RCX);
  machine.hint = left;
};

/** Shifted out and back, the value must be the same. */
const checkedShift: Lower = (context) => {
  const [value, count] = context.instruction.args;
  const left = context.anywhere(value, true);
  const known = context.integerConstant(count);
  const by = known === null ? context.plain(count, Policy.fixed, false, RCX) : Number(known & 63n);
  const machine = context.make([left, by], (e) => {
    const { asm } = e;
    const result = e.result();
    const back = e.temporary(0);
    const original = e.operand(left) as Register;
    const amount = typeof by === 'number' ? by : cl;
    e.copy(result, original);
    asm.shl(result, amount);
    asm.mov(back, result);
    asm.sar(back, amount);
    asm.cmp(back, original);
    asm.jne(e.exit());
  });
  machine.temporaries.push(context.temporary());
  if (known === null) machine.clobbersThrough = bit(RCX);
};

const unary = (mnemonic: 'neg' | 'not'): Lower => (context) => {
  const operand = context.anywhere(context.instruction.args[0]);
  const machine = context.make([operand], (e) => {
    e.copy(e.result(), e.operand(operand) as Register);
    e.asm[mnemonic](e.result());
  });
  machine.hint = operand;
};

const checkedNegation: Lower = (context) => {
  const operand = context.anywhere(context.instruction.args[0]);
  const machine = context.make([operand], (e) => {
    const result = e.result();
    const from = e.operand(operand) as Register;
    e.copy(result, from);
    e.asm.neg(result);
    // The negation that overflows gives back its operand: nothing to restore.
    e.asm.jo(e.exit());
  });
  machine.hint = operand;
  machine.restorable = operand;
};

export const integers: LoweringTable = {
  'add.i64': addition('add'),
  'sub.i64': addition('sub'),
  'mul.i64': (context) => product(context, null),
  'and.i64': wrapping('and', true),
  'or.i64': wrapping('or', true),
  'xor.i64': wrapping('xor', true),
  'shl.i64': shift('shl'),
  'sar.i64': shift('sar'),
  'shr.i64': shift('shr'),
  'neg.i64': unary('neg'),
  'not.i64': unary('not'),
  'addo.i64': checkedAddition('add'),
  'subo.i64': checkedAddition('sub'),
  'mulo.i64': checkedProduct,
  'nego.i64': checkedNegation,
  'shlo.i64': checkedShift,
};
