// Constants that must be in a register of their own, selects, the frame.

import { invertCondition, mem, type Memory, type Register, rsp } from '@psyco/x86';
import { Use } from '../machine/instruction';
import { conditionOperands, emitComparison, emitJump, lowerCondition } from './conditions';
import type { LoweringContext } from './context';
import type { Lower, LoweringTable } from './table';

type Move = (to: Register, from: Register | Memory) => void;

/** `condition ? a : b` by conditional move; both operands are computed anyway. */
function selectInteger(context: LoweringContext): void {
  const [test, a, b] = context.instruction.args;
  const otherwise = context.plain(b);
  // A constant alternative is loaded into the result, so the first operand must not be there.
  const then = context.anywhere(a, context.constant(b) !== null);
  const condition = lowerCondition(context, test);
  const isPlain = condition.kind === 'compare' && condition.parity === 'none';
  if (!isPlain) {
    selectByJump(context);
    return;
  }
  const machine = context.make([then, otherwise, ...conditionOperands(condition)], (e) => {
    const result = e.result();
    const x = e.operand(then) as Register | Memory;
    emitComparison(e, condition);
    const move = (flag: string): Move => (e.asm as unknown as Record<string, Move>)[`cmov${flag}`].bind(e.asm);
    if (otherwise.constant) {
      e.loadIntegerKeepingFlags(result, context.integerConstant(b)!);
      move(condition.flag)(result, x);
      return;
    }
    const y = e.operand(otherwise) as Register | Memory;
    if (x === result) move(invertCondition(condition.flag))(result, y);
    else {
      e.copy(result, y);
      move(condition.flag)(result, x);
    }
  });
  machine.hint = otherwise;
  machine.secondHint = then;

  function selectByJump(ctx: LoweringContext): void {
    then.late = true;
    ctx.make([then, otherwise, ...conditionOperands(condition)], (e) => {
      const result = e.result();
      const holds = e.label();
      const end = e.label();
      emitJump(e, condition, holds, true);
      if (otherwise.constant) e.loadInteger(result, ctx.integerConstant(b)!);
      else e.copy(result, e.operand(otherwise) as Register);
      e.asm.jmp(end);
      e.bind(holds);
      e.copy(result, e.operand(then) as Register);
      e.bind(end);
    });
  }
}

function selectDouble(context: LoweringContext): void {
  const [test, a, b] = context.instruction.args;
  const then = context.source(a);
  const otherwise = context.source(b);
  const condition = lowerCondition(context, test);
  const machine = context.make([then, otherwise, ...conditionOperands(condition)], (e) => {
    const result = e.result();
    const end = e.label();
    const x = e.operand(then) as Register | Memory;
    const y = e.operand(otherwise) as Register | Memory;
    // The condition is read first: the result may be in the register of any operand.
    if (x === result) {
      emitJump(e, condition, end, true);
      e.copy(result, y);
    } else if (y === result) {
      emitJump(e, condition, end, false);
      e.copy(result, x);
    } else {
      const holds = e.label();
      emitJump(e, condition, holds, true);
      e.copy(result, y);
      e.asm.jmp(end);
      e.bind(holds);
      e.copy(result, x);
    }
    e.bind(end);
  });
  if (then instanceof Use) machine.secondHint = then;
  if (otherwise instanceof Use) machine.hint = otherwise;
}

/** The interpreter frame, which the prologue stored below the unit's base (docs/runtime-protocol.md). */
const frame: Lower = (context) => {
  context.make([], (e) => e.asm.mov(e.result(), mem(rsp, e.frameSize - 8)));
};

/** Constants and the thread state are operands of what uses them. */
const nothing: Lower = () => {};

export const values: LoweringTable = {
  'const.i64': nothing,
  'const.f64': nothing,
  'const.bool': nothing,
  'const.ref': nothing,
  'const.ptr': nothing,
  threadstate: nothing,
  frame,
  'select.i64': selectInteger,
  'select.ref': selectInteger,
  'select.f64': selectDouble,
};
