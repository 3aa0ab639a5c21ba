// Guards, polls and the jumps out of the unit.


import { isInt32, type LoweringContext } from './context';
import { compareWithZero, conditionOperands, emitJump, lowerCondition, type Condition } from './conditions';
import type { Lower, LoweringTable } from './table';

/** Leaves if the condition is `bad`. */
function guard(context: LoweringContext, condition: Condition, bad: boolean): void {
  if (condition.kind === 'constant' && condition.holds !== bad) return;
  const machine = context.make(conditionOperands(condition), (e) => emitJump(e, condition, e.exit(), bad));
  machine.exitLate = false;
}

function guardType(context: LoweringContext): void {
  const { instruction, target } = context;
  const type = instruction.attributes.address!;
  const object = context.register(instruction.args[0]);
  const offset = target.offsets.objectType;
  const address = { kind: 'memory', base: object, index: null, scale: 1, offset } as const;
  if (isInt32(type)) {
    context.make([address], (e) => {
      e.asm.cmp(e.memory(address), type);
      e.asm.jne(e.exit());
    }).exitLate = false;
    return;
  }
  const machine = context.make([address], (e) => {
    const actual = e.temporary(0);
    e.asm.mov(actual, e.memory(address));
    e.asm.cmp(actual, e.pool.quad(BigInt(type)));
    e.asm.jne(e.exit());
  });
  machine.temporaries.push(context.temporary());
}

const poll: Lower = (context) => {
  const breaker = context.absolute(context.target.evalBreaker);
  const machine = context.make([breaker], (e) => {
    e.asm.cmp(e.memory(breaker, 4), 0);
    const back = e.control.jumpAfter(e.block, e.current);
    if (back) {
      // The common way is the jump back; the exit follows it, so that one branch does for both.
      e.asm.je(back);
      e.asm.jmp(e.exit());
      e.jumpIsWritten = true;
    } else e.asm.jne(e.exit());
  });
  machine.exitLate = false;
};

export const guards: LoweringTable = {
  'guard.true': (context) => guard(context, lowerCondition(context, context.instruction.args[0]), false),
  'guard.false': (context) => guard(context, lowerCondition(context, context.instruction.args[0]), true),
  'guard.nonnull': (context) => guard(context, compareWithZero(context, context.instruction.args[0], 'e'), true),
  'guard.type': guardType,
  poll,
};
