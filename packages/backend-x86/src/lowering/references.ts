// Reference counts. The slow side, deallocation, is out of line.

import { mem, qword, rax, rcx, rdi, type Label, type Register } from '@psyco/x86';
import type { Emitter } from '../emission/emitter';
import { callKeeping } from '../emission/runtime-call';
import type { MemoryOperand, Use } from '../machine/instruction';
import { isInt32, type LoweringContext } from './context';
import type { LoweringTable } from './table';

/** Include/object.h, Py_INCREF and Py_DECREF of 3.11 under Py_REF_DEBUG. Destroys the flags. */
function countTotal(e: Emitter, change: 'inc' | 'dec'): void {
  const { refTotal } = e.target.offsets;
  if (refTotal) e.asm[change](qword(e.address(refTotal)));
}

function incref(context: LoweringContext): void {
  const [value] = context.instruction.args;
  const { objectRefcount } = context.target.offsets;
  const known = context.integerConstant(value);
  const count: MemoryOperand = known === null ? { kind: 'memory', base: context.register(value), index: null, scale: 1, offset: objectRefcount } : context.absolute(Number(known) + objectRefcount);
  context.make([count], (e) => {
    countTotal(e, 'inc');
    e.asm.inc(e.memory(count));
  });
}

/** Adds a number to the count of an object that does not die of it. */
const changeCount = (mnemonic: 'add' | 'sub') => (context: LoweringContext): void => {
  const [object, amount] = context.instruction.args;
  const { objectRefcount, refTotal } = context.target.offsets;
  const known = context.integerConstant(object);
  const count: MemoryOperand = known === null ? { kind: 'memory', base: context.register(object), index: null, scale: 1, offset: objectRefcount } : context.absolute(Number(known) + objectRefcount);
  const bits = context.integerConstant(amount);
  const by = bits !== null && isInt32(bits) ? Number(bits) : context.register(amount);
  context.make([count, by], (e) => {
    const number = typeof by === 'number' ? by : e.register(by);
    if (refTotal) e.asm[mnemonic](qword(e.address(refTotal)), number);
    e.asm[mnemonic](e.memory(count), number);
  });
};

function emitDecref(e: Emitter, object: Use, done: Label): void {
  const { target } = e;
  const register = e.register(object);
  const { liveRegisters } = e.current;
  const deallocate = e.cold(() => {
    // The object dies here: nothing needs its register afterwards.
    callKeeping(e, liveRegisters, target.symbol('_Py_Dealloc'), () => e.copy(rdi, register));
    e.asm.jmp(done);
  });
  countTotal(e, 'dec');
  e.asm.dec(qword(mem(register, target.offsets.objectRefcount)));
  e.asm.je(deallocate);
}

const decref = (mayBeNull: boolean) => (context: LoweringContext): void => {
  const known = context.integerConstant(context.instruction.args[0]);
  // A constant is either NULL or no reason to look.
  if (mayBeNull && known === 0n) return;
  const object = context.register(context.instruction.args[0]);
  const machine = context.make([object], (e) => {
    const done = e.label();
    const register = e.register(object);
    if (mayBeNull && known === null) {
      e.asm.test(register, register);
      e.asm.je(done);
    }
    emitDecref(e, object, done);
    e.bind(done);
  });
  machine.savesLive = true;
};

/** Somebody else has a reference most probably; what dies here after all is of one of the types whose end nobody notices. */
const decrefShared = (mayBeNull: boolean) => (context: LoweringContext): void => {
  const object = context.register(context.instruction.args[0]);
  const { objectRefcount, objectType } = context.target.offsets;
  const types = context.instruction.attributes.types ?? [];
  const machine = context.make([object], (e) => {
    const done = e.label();
    const register = e.register(object);
    if (mayBeNull) {
      e.asm.test(register, register);
      e.asm.je(done);
    }
    const count = qword(mem(register, objectRefcount));
    countTotal(e, 'dec');
    e.asm.dec(count);
    const leave = e.exit(() => {
      countTotal(e, 'inc');
      e.asm.inc(count);
    });
    e.asm.je(types.length === 0 ? leave : e.cold(() => releaseLast(e, register, objectType, types, leave, done)));
    e.bind(done);
  });
  machine.exitLate = false;
  machine.savesLive = types.length > 0;
};

/** Out of line: the count has become zero. */
function releaseLast(e: Emitter, object: Register, objectType: number, types: readonly number[], leave: Label, done: Label): void {
  const dies = e.label();
  for (const type of types) {
    const actual = qword(mem(object, objectType));
    if (isInt32(type)) e.asm.cmp(actual, type);
    else {
      const scratch = object === rax ? rcx : rax;
      e.asm.push(scratch);
      e.asm.mov(scratch, actual);
      e.asm.cmp(scratch, e.pool.quad(BigInt(type)));
      e.asm.pop(scratch);
    }
    e.asm.je(dies);
  }
  e.asm.jmp(leave);
  e.bind(dies);
  callKeeping(e, e.current.liveRegisters, e.target.symbol('_Py_Dealloc'), () => e.copy(rdi, object));
  e.asm.jmp(done);
}

export const references: LoweringTable = {
  incref,
  'refcount.add': changeCount('add'),
  'refcount.sub': changeCount('sub'),
  decref: decref(false),
  xdecref: decref(true),
  'decref.shared': decrefShared(false),
  'xdecref.shared': decrefShared(true),
};
