// Doubles: arithmetic, conversions, rounding.

import { type Memory, type Register } from '@psyco/x86';
import { type PoolOperand, Use } from '../machine/instruction';
import type { LoweringContext } from './context';
import type { Lower, LoweringTable } from './table';

const loads: ReadonlySet<string> = new Set(['load.f64']);
const integerLoads: ReadonlySet<string> = new Set(['load.i64']);
const isRegister = (operand: Register | Memory | number): operand is Register => typeof operand === 'object' && 'number' in operand;

const binary = (mnemonic: 'addsd' | 'subsd' | 'mulsd' | 'divsd', commutative: boolean): Lower => (context) => {
  let [a, b] = context.instruction.args;
  if (commutative && context.constant(a) && !context.constant(b)) [a, b] = [b, a];
  const left = context.anywhere(a);
  const right = context.source(b, { late: true, loads });
  if (right instanceof Use && (commutative || context.root(a) === context.root(b))) right.late = false;
  const machine = context.make([left, right], (e) => {
    const result = e.result();
    const x = e.operand(left) as Register | Memory;
    const y = e.operand(right) as Register | Memory;
    if (y === result && x !== result) e.asm[mnemonic](result, x);
    else {
      e.copy(result, x);
      e.asm[mnemonic](result, y);
    }
  });
  machine.hint = left;
  if (right instanceof Use && commutative) {
    machine.commutative = true;
    machine.secondHint = right;
  }
};

const SIGN = 0x8000_0000_0000_0000n;
const bits = (mnemonic: 'xorpd' | 'andpd', mask: bigint): Lower => (context) => {
  const operand = context.anywhere(context.instruction.args[0]);
  const pool: PoolOperand = { kind: 'pool', low: mask, high: mask };
  const machine = context.make([operand], (e) => {
    e.copy(e.result(), e.operand(operand) as Register);
    e.asm[mnemonic](e.result(), e.operand(pool) as Memory);
  });
  machine.hint = operand;
};

/** roundsd: towards minus infinity, without the inexact exception. */
const FLOOR = 9;

function convert(context: LoweringContext, emit: (asm: import('@psyco/x86').Assembler, to: Register, from: Register | Memory) => void, fold: ReadonlySet<string>): void {
  const [value] = context.instruction.args;
  const operand = context.constant(value) ? context.register(value) : context.source(value, { loads: fold });
  context.make([operand], (e) => emit(e.asm, e.result(), e.operand(operand) as Register | Memory));
}

export const doubles: LoweringTable = {
  'add.f64': binary('addsd', true),
  'sub.f64': binary('subsd', false),
  'mul.f64': binary('mulsd', true),
  'div.f64': binary('divsd', false),
  'neg.f64': bits('xorpd', SIGN),
  'abs.f64': bits('andpd', SIGN - 1n),
  'sqrt.f64': (context) => convert(context, (asm, to, from) => asm.sqrtsd(to, from), loads),
  'floor.f64': (context) => convert(context, (asm, to, from) => asm.roundsd(to, from, FLOOR), loads),
  'f64.from.i64': (context) =>
    convert(
      context,
      (asm, to, from) => {
        // cvtsi2sd keeps the upper half of its result, which would tie it to whatever wrote that register before.
        asm.xorps(to, to);
        asm.cvtsi2sd(to, from);
      },
      integerLoads,
    ),
  'i64.from.f64': (context) => convert(context, (asm, to, from) => asm.cvttsd2si(to, from), loads),
  'i64.bits.f64': (context) => convert(context, (asm, to, from) => (isRegister(from) ? asm.movq(to, from) : asm.mov(to, from)), loads),
};
