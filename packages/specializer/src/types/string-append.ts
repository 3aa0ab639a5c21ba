// `text += more`, where the result goes to the variable that had the text: CPython lets a string grow in place if nobody else has it, and
// programs that build long strings piece by piece rely on that. Mirrors BINARY_OP_INPLACE_ADD_UNICODE of Python/ceval.c (3.11).

import { forEachRef, nullValue, type PyValue, type RefValue } from '@psyco/values';
import type { Unit } from '../unit';

/**
 * The variable that the result of the present instruction goes to, if it has the left operand and nothing else does. The reference is the
 * code's, or that of the frame's slot.
 */
function onlyVariable(c: Unit, left: RefValue): number | null {
  const { frame } = c;
  const next = frame.code.at(frame.offset);
  if (next.opcode !== 'STORE_FAST' || frame.locals[next.argument] !== left) return null;
  const { ownership, slot, nullable } = c.state.info(left);
  if (nullable || !(ownership === 'owned' || (ownership === 'frame' && c.isRoot && slot === next.argument))) return null;
  let places = 0;
  for (const { locals, stack } of c.state.frames) for (const value of [...locals, ...stack]) forEachRef(value, (ref) => void (ref === left && places++));
  // The variable, and the operand.
  return places === 2 ? next.argument : null;
}

/** Does the addition if the text may grow in place. Both operands are on the stack and known to be strings. */
export function appendInPlace(c: Unit, left: PyValue, right: PyValue): boolean {
  if (left.kind !== 'ref' || right === left) return false;
  const variable = onlyVariable(c, left);
  if (variable === null) return false;
  const { irs, temporaries, done } = c.forceAll([right]);
  if (c.state.info(left).ownership === 'frame') c.emptySlot(variable);
  // As in the interpreter the variable is unbound if this fails, and the operands are gone.
  c.frame.locals[variable] = nullValue;
  c.popMany(2);
  c.state.refs.delete(left);
  c.before = c.snapshotAt(c.offset);
  c.before.frame.stack.push(nullValue, nullValue);
  const release = [...c.ownedOnlyBy([right]), ...temporaries];
  const ir = c.builder.emit('call', [left.ir, irs[0]], { symbol: 'appendString', name: 'appendString', effect: 'consume', errorWhen: 'null', result: 'ref' }, c.exit('error', { error: true, release }));
  c.push(c.ref(ir, 'owned', c.strType));
  done();
  return true;
}
