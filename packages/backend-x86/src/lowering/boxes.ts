// Numbers into objects and back (CPython 3.11). The common cases are inline, the rest out of line:
// - floats come from the free list of the interpreter (3.11, Objects/floatobject.c, PyFloat_FromDouble: the head's ob_type
//   links to the next one), then are initialised as _PyObject_Init does;
// - other ints of one digit come from the pools of the allocator of small objects;
// - ints of -5..256 come from the small int table (3.11, Objects/longobject.c, get_small_int);
// - an int is ob_size digits of 30 bits, the sign in ob_size.

import { dword, gpr32, type Label, mem, qword, rax, rdi, type Register, xmm0, type Memory } from '@psyco/x86';
import type { Emitter } from '../emission/emitter';
import { callKeeping, emitCall } from '../emission/runtime-call';
import { type MemoryOperand, Policy } from '../machine/instruction';
import { callerSaved, RAX, RDI, XMM0 } from '../machine/registers';
import { isInt32, type LoweringContext } from './context';
import { conditionOperands, emitJump, lowerCondition } from './conditions';
import type { LoweringTable } from './table';

/** Bits of a digit of an int. */
const DIGIT = 30;

/** The size class of ints up to two digits and of floats: 17 to 32 bytes. */
const BOX_CLASS = 1;
const BOX_SIZE = 32;
/** struct pool_header of Objects/obmalloc.c: number of blocks in use, first free block, next pool; where the blocks begin that were never used, and the last of them. */
const POOL = { count: 0, free: 8, next: 16, fresh: 40, lastFresh: 44 };
/** A table of pools has two links for each size class. */
const PAIR = 16;

/** Where a box finds its pool, with the constraints on the registers. */
interface PoolOperands {
  entry: MemoryOperand;
  tracing: MemoryOperand;
}

function poolOperands(context: LoweringContext): PoolOperands | null {
  const { pools } = context.target.offsets;
  if (!pools) return null;
  const operands = { entry: context.absolute(pools.table + PAIR * BOX_CLASS), tracing: context.absolute(pools.tracing) };
  for (const { base } of [operands.entry, operands.tracing]) if (base) base.late = true;
  return operands;
}

/**
 * A block of 32 bytes, as pymalloc_alloc of 3.11 takes it (Objects/obmalloc.c): the first free block of the first pool that has room. The C
 * function does whatever changes the lists of pools: where no pool has room (the entry then points to itself), and where the
 * block is the last one of its pool. Where another allocator makes the objects, no pool ever has room; where
 * debug hooks surround each block with bytes of their own, the table is not used at all (see readers/pools.ts in objects).
 * While tracemalloc traces, all blocks come through its hooks; it may begin at any time.
 */
function allocateBox(e: Emitter, { entry, tracing }: PoolOperands, result: Register, pool: Register, next: Register, slow: Label): void {
  const { asm } = e;
  asm.mov(pool, e.memory(entry));
  asm.cmp(e.memory(tracing, 4), 0);
  asm.jne(slow);
  asm.cmp(pool, mem(pool, POOL.next));
  asm.je(slow);
  asm.mov(result, mem(pool, POOL.free));
  asm.mov(next, mem(result));
  asm.test(next, next);
  const taken = e.label();
  const extend = e.cold(() => {
    // pymalloc_pool_extend: one that was never used becomes the only free one.
    const offset = gpr32[next.number];
    asm.mov(offset, mem(pool, POOL.fresh));
    asm.cmp(offset, mem(pool, POOL.lastFresh));
    asm.ja(slow);
    asm.add(dword(mem(pool, POOL.fresh)), BOX_SIZE);
    asm.add(next, pool);
    asm.mov(qword(mem(next)), 0);
    asm.jmp(taken);
  });
  asm.je(extend);
  e.bind(taken);
  asm.mov(mem(pool, POOL.free), next);
  asm.inc(dword(mem(pool, POOL.count)));
  asm.mov(qword(mem(result, e.target.offsets.objectRefcount)), 1);
}

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
  const { smallInts, objectRefcount, longSize, longDigits } = target.offsets;
  if (!smallInts) {
    boxByCall(context, 'PyLong_FromLongLong', RDI);
    return;
  }
  const number = context.register(context.instruction.args[0], true);
  const pools = poolOperands(context);
  const machine = context.make([number, ...(pools ? [pools.entry, pools.tracing] : [])], (e) => {
    const { asm } = e;
    const result = e.result();
    const value = e.register(number);
    const { liveRegisters } = e.current;
    const done = e.label();
    const call = (): void => {
      callKeeping(e, liveRegisters, target.symbol('PyLong_FromLongLong'), () => e.copy(rdi, value), finishCall(e, result));
      leaveIfNull(e, result);
      asm.jmp(done);
    };
    const base = e.temporary(0);
    const shareSmall = (large: Label): void => {
      asm.lea(result, mem(value, -smallInts.first));
      asm.cmp(result, smallInts.last - smallInts.first);
      asm.ja(large);
      asm.imul(result, result, smallInts.size);
      if (isInt32(smallInts.address)) asm.add(result, smallInts.address);
      else {
        asm.mov(base, smallInts.address);
        asm.add(result, base);
      }
      asm.inc(qword(mem(result, objectRefcount)));
    };
    if (!pools) shareSmall(e.cold(call));
    else {
      const large = e.label();
      const other = e.cold(() => {
        shareSmall(large);
        asm.jmp(done);
        e.bind(large);
        call();
      });
      // One digit, more than the shared ones.
      asm.lea(result, mem(value, -smallInts.last - 1));
      asm.cmp(result, (1 << DIGIT) - smallInts.last - 1);
      asm.jae(other);
      allocateBox(e, pools, result, base, e.temporary(1), large);
      storeType(e, result, target.symbol('PyLong_Type'), base);
      asm.mov(qword(mem(result, longSize)), 1);
      asm.mov(dword(mem(result, longDigits)), gpr32[value.number]);
    }
    e.bind(done);
  });
  machine.temporaries.push(context.temporary());
  if (pools) machine.temporaries.push(context.temporary());
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
      asm.mov(size, mem(from, longSize));
      const more = e.label();
      asm.cmp(size, -1);
      asm.jne(more);
      asm.mov(low, digit(0));
      asm.neg(result);
      asm.jmp(done);
      // |size| of two or three digits; result = digit 2.
      e.bind(more);
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
    // Most ints are not negative and have one digit. What the digit of a zero is, which has none, depends on who made it: marshal and extensions leave what
    // was there (3.11, Objects/longobject.c, _PyLong_New; medium_value multiplies too).
    asm.cmp(qword(mem(from, longSize)), 1);
    asm.ja(long);
    asm.mov(low, digit(0));
    asm.imul(result, qword(mem(from, longSize)));
    e.bind(done);
  });
  machine.temporaries.push(context.temporary());
}

export const boxes: LoweringTable = { 'box.float': boxFloat, 'box.int': boxInt, 'box.bool': boxBool, 'unbox.int': unboxInt };
