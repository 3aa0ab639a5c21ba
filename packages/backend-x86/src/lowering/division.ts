// Floor division and remainder. Powers of two become shifts and masks, other constants a multiplication by the inverse,
// the rest idiv (div of half the width when both operands are small, which is several times faster).

import { gpr32, rax, rdx, type Register } from '@psyco/x86';
import { Policy, type Use } from '../machine/instruction';
import { bit, RAX, RDX } from '../machine/registers';
import { isInt32, type LoweringContext } from './context';
import type { LoweringTable } from './table';

type Kind = 'quotient' | 'remainder';

function lowerDivision(context: LoweringContext, kind: Kind): void {
  const divisor = context.integerConstant(context.instruction.args[1]);
  if (divisor === null || divisor <= 0n) divideByAny(context, kind);
  else if ((divisor & (divisor - 1n)) === 0n) divideByPowerOfTwo(context, kind, divisor);
  else divideByConstant(context, kind, divisor);
}

function divideByPowerOfTwo(context: LoweringContext, kind: Kind, divisor: bigint): void {
  const operand = context.anywhere(context.instruction.args[0]);
  const shift = divisor.toString(2).length - 1;
  const mask = divisor - 1n;
  const machine = context.make([operand], (e) => {
    const { asm } = e;
    const result = e.result();
    if (kind === 'quotient') {
      e.copy(result, e.operand(operand) as Register);
      if (shift > 0) asm.sar(result, shift);
    } else if (mask === 0n) e.loadInteger(result, 0n);
    else {
      e.copy(result, e.operand(operand) as Register);
      asm.and(result, isInt32(mask) ? Number(mask) : e.pool.quad(mask));
    }
  });
  machine.hint = operand;
}

/**
 * floor(n / d) = mulhi(n ^ s, m) >> (l - 1) ^ s, where s is n's sign (all ones or zero), l = ceil(log2 d) and
 * m = floor(2^(63 + l) / d) + 1: n ^ s is below 2^63, for which that m is exact (Granlund and Montgomery 1994).
 */
function divideByConstant(context: LoweringContext, kind: Kind, divisor: bigint): void {
  const [value] = context.instruction.args;
  const operand = context.register(value, true);
  const log = (divisor - 1n).toString(2).length;
  const multiplier = BigInt.asUintN(64, (1n << BigInt(63 + log)) / divisor + 1n);
  const machine = context.make([operand], (e) => {
    const { asm } = e;
    const sign = e.temporary(0);
    const n = e.register(operand);
    asm.mov(sign, n);
    asm.sar(sign, 63);
    asm.mov(rax, n);
    asm.xor(rax, sign);
    asm.mul(e.pool.quad(multiplier));
    if (log > 1) asm.shr(rdx, log - 1);
    asm.xor(rdx, sign);
    if (kind === 'quotient') e.copy(e.result(), rdx);
    else {
      if (isInt32(divisor)) asm.imul(rdx, rdx, Number(divisor));
      else asm.imul(rdx, e.pool.quad(divisor));
      const result = e.result();
      if (result === rdx) {
        asm.neg(rdx);
        asm.add(rdx, n);
      } else {
        e.copy(result, n);
        asm.sub(result, rdx);
      }
    }
  });
  machine.temporaries.push(context.temporary());
  machine.clobbers = bit(RDX);
  machine.clobbersThrough = bit(RAX);
  machine.hintRegister = RDX;
}

function divideByAny(context: LoweringContext, kind: Kind): void {
  const [value, by] = context.instruction.args;
  const dividend: Use = context.plain(value, Policy.fixed, false, RAX);
  const divisor = context.register(by, true);
  const machine = context.make([dividend, divisor], (e) => {
    const { asm } = e;
    const d = e.register(divisor);
    const done = e.label();
    const small = e.label();
    asm.mov(rdx, rax);
    asm.or(rdx, d);
    asm.shr(rdx, 32);
    asm.je(small);
    asm.cqo();
    asm.idiv(d);
    // C rounds towards zero: where a remainder is left whose sign is not the divisor's, go one down.
    asm.test(rdx, rdx);
    asm.je(done);
    if (kind === 'quotient') {
      asm.xor(rdx, d);
      asm.jns(done);
      asm.dec(rax);
    } else {
      asm.mov(rax, rdx);
      asm.xor(rax, d);
      asm.jns(done);
      asm.add(rdx, d);
    }
    asm.jmp(done);
    e.bind(small);
    // Both operands are below 2^32, so they are their own absolute values; rdx is zero.
    asm.div(gpr32[d.number]);
    e.bind(done);
    e.copy(e.result(), kind === 'quotient' ? rax : rdx);
  });
  if (kind === 'quotient') {
    machine.clobbers = bit(RAX);
    machine.clobbersThrough = bit(RDX);
    machine.hintRegister = RAX;
  } else {
    machine.clobbers = bit(RDX);
    machine.clobbersThrough = bit(RAX);
    machine.hintRegister = RDX;
  }
}

export const division: LoweringTable = {
  'floordiv.i64': (context) => lowerDivision(context, 'quotient'),
  'floormod.i64': (context) => lowerDivision(context, 'remainder'),
};
