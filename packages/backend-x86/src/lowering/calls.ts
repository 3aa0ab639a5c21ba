// Calls of C functions and of other compiled units.

import { dword, eax, gpr32, gpr64, mem, qword, r14d, r15, rax, type Register, rsp, xmm, xmm0 } from '@psyco/x86';
import { constantBits } from '../emission/constants';
import { emitCall } from '../emission/runtime-call';
import { type MachineInstruction, Policy, type Use } from '../machine/instruction';
import { allRegisters, callerSaved, cArguments, cFloatArguments, nativeArguments, nativeFloatArguments, RAX, XMM0 } from '../machine/registers';
import { doubleBits, isInt32, type LoweringContext } from './context';
import type { Emitter } from '../emission/emitter';
import type { LoweringTable } from './table';

interface PlacedArguments {
  uses: Use[];
  /** What goes on the stack, in order. */
  stack: Use[];
  floats: number;
}

/** Each argument's register by type and order; the rest go on the stack. */
function placeArguments(context: LoweringContext, registers: readonly number[], floatRegisters: readonly number[]): PlacedArguments {
  const placed: PlacedArguments = { uses: [], stack: [], floats: 0 };
  let next = 0;
  for (const arg of context.instruction.args) {
    const isFloat = arg.type === 'f64';
    const register = isFloat ? floatRegisters[placed.floats] : registers[next];
    if (register === undefined) {
      placed.stack.push(context.plain(arg));
      continue;
    }
    if (isFloat) placed.floats++;
    else next++;
    placed.uses.push(context.plain(arg, Policy.fixed, false, register));
  }
  return placed;
}

/** Puts what came back in rax or xmm0 where the result belongs. */
function takeResult(e: Emitter, machine: MachineInstruction, type: string | undefined, isInt = false): void {
  if (machine.result < 0) return;
  const result = e.result(machine);
  if (type === 'f64') e.copy(result, xmm0);
  // A C function that returns a bool leaves the upper bits undefined.
  else if (type === 'bool') e.asm.mov(gpr32[result.number], eax);
  else if (isInt) e.asm.movsxd(result, eax);
  else e.copy(result, rax);
}

/** Leaves if the result says that an exception is set. */
function leaveOnError(e: Emitter, when: string | undefined, type: string | undefined): void {
  const { asm } = e;
  if (type === 'f64' && when === 'minus-one') {
    const fine = e.label();
    asm.ucomisd(xmm0, e.pool.quad(doubleBits(-1)));
    asm.jp(fine);
    asm.je(e.exit());
    e.bind(fine);
    return;
  }
  if (when === 'null') {
    asm.test(rax, rax);
    asm.je(e.exit());
  } else if (when === 'minus-one') {
    // An int of C: the upper half of rax is undefined.
    asm.cmp(eax, -1);
    asm.je(e.exit());
  } else if (when === 'negative') {
    // An int of C: the upper half of rax is undefined.
    asm.test(eax, eax);
    asm.js(e.exit());
  }
}

function callC(context: LoweringContext): void {
  const { instruction, target } = context;
  const { symbol, address, errorWhen, result } = instruction.attributes;
  const { uses, stack, floats } = placeArguments(context, cArguments, cFloatArguments);
  context.outgoing = Math.max(context.outgoing, stack.length * 8);
  const to = symbol !== undefined ? target.symbol(symbol) : address;
  if (to === undefined) context.refuse('neither symbol nor address is given');
  const machine = context.make([...uses, ...stack], (e) => {
    stack.forEach((use, i) => storeArgument(e, use, 8 * i));
    // Variadic functions read from al how many vector registers are used.
    if (floats > 0) e.asm.mov(gpr32[RAX], floats);
    emitCall(e, to);
    if (e.current.exit) leaveOnError(e, errorWhen, result);
    takeResult(e, machine, result, errorWhen === 'negative');
  });
  machine.clobbers = callerSaved;
  machine.hintRegister = result === 'f64' ? XMM0 : RAX;
}

/** rax is free while the stack arguments are stored. */
function storeArgument(e: Emitter, use: Use, offset: number): void {
  const { asm } = e;
  const slot = qword(mem(rsp, offset));
  if (use.constant) {
    const bits = BigInt.asIntN(64, constantBits(use.constant));
    if (isInt32(bits)) asm.mov(slot, Number(bits));
    else {
      asm.mov(rax, bits);
      asm.mov(slot, rax);
    }
    return;
  }
  const from = e.operand(use) as Register;
  if (from === gpr64[from.number]) asm.mov(slot, from);
  else if (from.kind === 'xmm') asm.movsd(mem(rsp, offset), xmm[from.number]);
  else {
    asm.mov(rax, from);
    asm.mov(slot, rax);
  }
}

/**
 * A call of another unit: the number of the call site's exit follows the call in a no-op, where the exit routine finds it
 * through the return address (docs/runtime-protocol.md). Frames that were inlined here count for the recursion limit meanwhile.
 */
function callNative(context: LoweringContext): void {
  const { instruction, target } = context;
  const { unit, result } = instruction.attributes;
  const { uses, stack } = placeArguments(context, nativeArguments, nativeFloatArguments);
  if (stack.length > 0) context.refuse('more arguments than registers');
  const to = target.unit(unit!);
  const inlined = (instruction.exit?.frames.length ?? 1) - 1;
  const machine = context.make(uses, (e) => {
    const { asm } = e;
    // Native units count the recursion in r14, from the first of them on.
    if (context.fn.kind === 'frame') asm.mov(r14d, dword(mem(r15, target.offsets.threadRecursionRemaining)));
    if (inlined > 0) asm.sub(r14d, inlined);
    if (to === null) asm.call(e.entry);
    else emitNativeCall(e, to);
    asm.db(0x0f, 0x1f, 0x80);
    asm.dd(e.exits.record(e.current, 'call'));
    if (inlined > 0 && context.fn.kind === 'native') asm.add(r14d, inlined);
    takeResult(e, machine, result);
  });
  machine.clobbers = allRegisters;
  machine.hintRegister = result === 'f64' ? XMM0 : RAX;
}

/** All argument registers may be taken, so a far target comes from the constant pool. */
function emitNativeCall(e: Emitter, address: number): void {
  if (e.context.isNear(address)) e.asm.call({ address });
  else e.asm.call(e.pool.quad(BigInt(address)));
}

export const calls: LoweringTable = { call: callC, 'call.native': callNative };
