// Loads and stores.

import { gpr32, gpr8, type Memory, qword, type Register } from '@psyco/x86';
import type { Emitter, OperandSize } from '../emission/emitter';
import { doubleBits, isInt32, type LoweringContext } from './context';
import type { Lower, LoweringTable } from './table';

const load = (size: OperandSize, emit: (e: Emitter, to: Register, from: Memory) => void): Lower => (context) => {
  const address = context.address(context.instruction);
  context.make([address], (e) => emit(e, e.result(), e.memory(address, size)));
};

const quad = load(8, (e, to, from) => e.asm.mov(to, from));

/** Stores of integers and pointers: from a register, or an immediate. */
const store = (size: 1 | 4 | 8): Lower => (context) => {
  const value = context.instruction.args[1];
  const bits = context.integerConstant(value);
  const address = context.address(context.instruction);
  const known = bits === null ? null : BigInt.asIntN(size * 8, bits);
  if (known !== null && isInt32(known)) {
    context.make([address], (e) => e.asm.mov(e.memory(address, size), Number(known)));
    return;
  }
  const from = context.register(value);
  context.make([from, address], (e) => {
    const register = e.register(from);
    e.asm.mov(e.memory(address, size), size === 8 ? register : size === 4 ? gpr32[register.number] : gpr8[register.number]);
  });
};

function storeDouble(context: LoweringContext): void {
  const value = context.instruction.args[1];
  const constant = context.constant(value);
  const address = context.address(context.instruction);
  if (constant) {
    const bits = BigInt.asIntN(64, doubleBits(constant.attributes.number!));
    if (isInt32(bits)) {
      context.make([address], (e) => e.asm.mov(qword(e.memory(address)), Number(bits)));
      return;
    }
  }
  const from = context.register(value);
  context.make([from, address], (e) => e.asm.movsd(e.memory(address), e.register(from)));
}

export const memory: LoweringTable = {
  'load.i64': quad,
  'load.ref': quad,
  'load.ptr': quad,
  'load.i32': load(4, (e, to, from) => e.asm.movsxd(to, from)),
  'load.u32': load(4, (e, to, from) => e.asm.mov(gpr32[to.number], from)),
  'load.u16': load(2, (e, to, from) => e.asm.movzx(gpr32[to.number], from)),
  'load.u8': load(1, (e, to, from) => e.asm.movzx(gpr32[to.number], from)),
  'load.i8': load(1, (e, to, from) => e.asm.movsx(to, from)),
  'load.f64': load(8, (e, to, from) => e.asm.movsd(to, from)),
  'store.i64': store(8),
  'store.ref': store(8),
  'store.ptr': store(8),
  'store.i32': store(4),
  'store.u8': store(1),
  'store.f64': storeDouble,
};
