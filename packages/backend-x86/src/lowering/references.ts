// Reference counts. The slow side, deallocation, is out of line.

import { mem, qword, rdi, type Label } from '@psyco/x86';
import type { Emitter } from '../emission/emitter';
import { callKeeping } from '../emission/runtime-call';
import type { Use } from '../machine/instruction';
import type { LoweringContext } from './context';
import type { LoweringTable } from './table';

function incref(context: LoweringContext): void {
  const object = context.register(context.instruction.args[0]);
  const { objectRefcount } = context.target.offsets;
  context.make([object], (e) => e.asm.inc(qword(mem(e.register(object), objectRefcount))));
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
  const object = context.register(context.instruction.args[0]);
  const machine = context.make([object], (e) => {
    const done = e.label();
    const register = e.register(object);
    if (mayBeNull) {
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
    e.asm.cmp(qword(mem(register, objectRefcount)), 1);
    e.asm.je(e.exit());
    e.asm.dec(qword(mem(register, objectRefcount)));
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
