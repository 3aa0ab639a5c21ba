// Reference counts. The slow side, deallocation, is out of line.

import { mem, qword, rdi, type Label } from '@psyco/x86';
import type { Emitter } from '../emission/emitter';
import { callKeeping } from '../emission/runtime-call';
import type { MemoryOperand, Use } from '../machine/instruction';
import type { LoweringContext } from './context';
import type { LoweringTable } from './table';

function incref(context: LoweringContext): void {
  const [value] = context.instruction.args;
  const { objectRefcount } = context.target.offsets;
  const known = context.integerConstant(value);
  const count: MemoryOperand = known === null ? { kind: 'memory', base: context.register(value), index: null, scale: 1, offset: objectRefcount } : context.absolute(Number(known) + objectRefcount);
  context.make([count], (e) => e.asm.inc(e.memory(count)));
}

function emitDecref(e: Emitter, object: Use, done: Label): void {
  const { target } = e;
  const register = e.register(object);
  const { liveRegisters } = e.current;
  const deallocate = e.cold(() => {
    // The object dies here: nothing needs its register afterwards.
    callKeeping(e, liveRegisters, target.symbol('_Py_Dealloc'), () => e.copy(rdi, register));
    e.asm.jmp(done);
  });
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

/** Somebody else has a reference: nothing can be deallocated here. */
const decrefShared = (mayBeNull: boolean) => (context: LoweringContext): void => {
  const object = context.register(context.instruction.args[0]);
  const { objectRefcount } = context.target.offsets;
  const machine = context.make([object], (e) => {
    const done = e.label();
    const register = e.register(object);
    if (mayBeNull) {
      e.asm.test(register, register);
      e.asm.je(done);
    }
    const count = qword(mem(register, objectRefcount));
    e.asm.dec(count);
    e.asm.je(e.exit(() => e.asm.inc(count)));
    e.bind(done);
  });
  machine.exitLate = false;
};

export const references: LoweringTable = {
  incref,
  decref: decref(false),
  xdecref: decref(true),
  'decref.shared': decrefShared(false),
  'xdecref.shared': decrefShared(true),
};
