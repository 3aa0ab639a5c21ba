// Numbers into objects and back (CPython 3.11). The common cases are inline, the rest out of line:
// - floats come from the free list of the interpreter (3.11, Objects/floatobject.c, PyFloat_FromDouble: the head's ob_type
//   links to the next one), then are initialised as _PyObject_Init does;
// - ints of -5..256 come from the small int table (3.11, Objects/longobject.c, get_small_int);
// - an int is ob_size digits of 30 bits, the sign in ob_size.

import { dword, gpr32, mem, qword, rax, rdi, type Register, xmm0, type Memory } from '@psyco/x86';
import type { Emitter } from '../emission/emitter';
import { callKeeping, emitCall } from '../emission/runtime-call';
import { Policy } from '../machine/instruction';
import { callerSaved, RAX, RDI, XMM0 } from '../machine/registers';
import { isInt32, type LoweringContext } from './context';
import { conditionOperands, emitJump, lowerCondition } from './conditions';
import type { LoweringTable } from './table';

/** Without an inline path the box is a call like any other. */
function boxByCall(context: LoweringContext, symbol: string, argument: number): void {
  const number = context.plain(context.instruction.args[0], Policy.fixed, false, argument);
  const address = context.target.symbol(symbol);
  const machine = context.make([number], (e) => {
    emitCall(e, address);
    leaveIfNull(e, rax);
    e.copy(e.result(), rax);
  });
  machine.clobbers = callerSaved;
  machine.hintRegister = RAX;
}

/** Moves a call's result out of rax before the registers come back, and leaves if it is NULL. */
function finishCall(e: Emitter, result: Register): () => void {
  return () => e.copy(result, rax);
}

function leaveIfNull(e: Emitter, result: Register): void {
  if (!e.current.exit) return;
  e.asm.test(result, result);
  e.asm.je(e.exit());
}

function storeType(e: Emitter, object: Register, type: number, scratch: Register): void {
  const slot = qword(mem(object, e.target.offsets.objectType));
  if (isInt32(type)) e.asm.mov(slot, type);
  else {
    e.asm.mov(scratch, type);
    e.asm.mov(slot, scratch);
  }
}

function boxFloat(context: LoweringContext): void {
  const { target } = context;
  const { floatFreeList, objectRefcount, objectType, floatValue } = target.offsets;
  if (!floatFreeList) {
    boxByCall(context, 'PyFloat_FromDouble', XMM0);
    return;
  }
  // The number must survive in its place until the call of the slow path, so it is read late.
  const number = context.register(context.instruction.args[0], true);
  const head = context.absolute(floatFreeList.headAddress);
  const count = context.absolute(floatFreeList.countAddress);
  if (head.base) head.base.late = true;
  if (count.base) count.base.late = true;
  const machine = context.make([number, head, count], (e) => {
    const { asm } = e;
    const result = e.result();
    const value = e.register(number);
    const { liveRegisters } = e.current;
    const done = e.label();
    const allocate = e.cold(() => {
      callKeeping(e, liveRegisters, target.symbol('PyFloat_FromDouble'), () => e.copy(xmm0, value), finishCall(e, result));
      leaveIfNull(e, result);
      asm.jmp(done);
    });
    const next = e.temporary(0);
    asm.mov(result, e.memory(head));
    asm.test(result, result);
    asm.je(allocate);
    asm.mov(next, mem(result, objectType));
    asm.mov(e.memory(head), next);
    asm.dec(e.memory(count, 4));
    asm.mov(qword(mem(result, objectRefcount)), 1);
    storeType(e, result, target.symbol('PyFloat_Type'), next);
    asm.movsd(mem(result, floatValue), value);
    e.bind(done);
  });
  machine.temporaries.push(context.temporary());
  machine.savesLive = true;
}

function boxInt(context: LoweringContext): void {
  const { target } = context;
  const { smallInts, objectRefcount } = target.offsets;
  if (!smallInts) {
    boxByCall(context, 'PyLong_FromLongLong', RDI);
    return;
  }
  const number = context.register(context.instruction.args[0], true);
  const machine = context.make([number], (e) => {
    const { asm } = e;
    const result = e.result();
    const value = e.register(number);
    const { liveRegisters } = e.current;
    const done = e.label();
    const allocate = e.cold(() => {
      callKeeping(e, liveRegisters, target.symbol('PyLong_FromLongLong'), () => e.copy(rdi, value), finishCall(e, result));
      leaveIfNull(e, result);
      asm.jmp(done);
    });
    const base = e.temporary(0);
    asm.lea(result, mem(value, -smallInts.first));
    asm.cmp(result, smallInts.last - smallInts.first);
    asm.ja(allocate);
    asm.imul(result, result, smallInts.size);
    if (isInt32(smallInts.address)) asm.add(result, smallInts.address);
    else {
      asm.mov(base, smallInts.address);
      asm.add(result, base);
    }
    asm.inc(qword(mem(result, objectRefcount)));
    e.bind(done);
  });
  machine.temporaries.push(context.temporary());
  machine.savesLive = true;
}

/** True and False are static: borrowed references. */
function boxBool(context: LoweringContext): void {
  const { target } = context;
  const condition = lowerCondition(context, context.instruction.args[0]);
  const yes = BigInt(target.symbol('_Py_TrueStruct'));
  const no = BigInt(target.symbol('_Py_FalseStruct'));
  context.make(conditionOperands(condition), (e) => {
    const result = e.result();
    const holds = e.label();
    const end = e.label();
    emitJump(e, condition, holds, true);
    e.loadInteger(result, no);
    e.asm.jmp(end);
    e.bind(holds);
    e.loadInteger(result, yes);
    e.bind(end);
  });
}

const DIGIT = 30;

function unboxInt(context: LoweringContext): void {
  const { longSize, longDigits } = context.target.offsets;
  const object = context.register(context.instruction.args[0], true);
  const machine = context.make([object], (e) => {
    const { asm } = e;
    const result = e.result();
    const size = e.temporary(0);
    const low = gpr32[result.number];
    const from = e.register(object);
    const digit = (i: number): Memory => dword(mem(from, longDigits + 4 * i));
    const done = e.label();
    const long = e.cold(() => {
      const exit = e.exit();
      const two = e.label();
      // |size| of two or three digits; result = digit 2.
      asm.mov(size, mem(from, longSize));
      asm.lea(result, mem(size, 3));
      asm.cmp(result, 6);
      asm.ja(exit);
      asm.xor(low, low);
      asm.cmp(size, 3);
      const three = e.label();
      asm.je(three);
      asm.cmp(size, -3);
      asm.jne(two);
      e.bind(three);
      // Magnitudes from 2^63 on do not fit (nor does -2^63 here: the interpreter takes it).
      asm.mov(low, digit(2));
      asm.cmp(low, 8);
      asm.jae(exit);
      e.bind(two);
      asm.shl(result, DIGIT);
      asm.mov(gpr32[size.number], digit(1));
      asm.or(result, size);
      asm.shl(result, DIGIT);
      asm.mov(gpr32[size.number], digit(0));
      asm.or(result, size);
      asm.cmp(qword(mem(from, longSize)), 0);
      asm.jge(done);
      asm.neg(result);
      asm.jmp(done);
    });
    asm.mov(size, mem(from, longSize));
    asm.lea(result, mem(size, 1));
    asm.cmp(result, 2);
    asm.ja(long);
    // Zero has a digit that is zero, so the product holds for it too.
    asm.mov(low, digit(0));
    asm.imul(result, size);
    e.bind(done);
  });
  machine.temporaries.push(context.temporary());
}

export const boxes: LoweringTable = { 'box.float': boxFloat, 'box.int': boxInt, 'box.bool': boxBool, 'unbox.int': unboxInt };
