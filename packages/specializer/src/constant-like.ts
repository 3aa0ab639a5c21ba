// Which objects are taken for constants wherever they are found, and may live as long as the code: they most probably live as long as their module.

import { isPlainType } from './types/meta';
import type { Unit } from './unit';

/** Functions, classes, modules, None, True and False are not rebound in ordinary programs. */
export function isConstantLike(c: Unit, value: number): boolean {
  const type = c.world.typeAddress(value);
  if (type === null) return false;
  const { known } = c.world;
  if (value === known.none || value === known.true || value === known.false) return true;
  if (['PyFunction_Type', 'PyModule_Type'].some((symbol) => c.builtin(symbol).address === type)) return true;
  // Of any metaclass.
  if (c.world.classInfo(value) !== null) return true;
  // Not a builtin that is bound to an object: the code would keep the object alive.
  return c.world.builtinName(value) !== null;
}

/** The largest tuple that is looked through. */
const LARGEST_TUPLE = 32;

/** A tuple of plain values: nobody sees when it dies. */
export function isPlainTuple(c: Unit, value: number): boolean {
  if (c.world.typeAddress(value) !== c.tupleType.address || c.world.readWord(value + c.world.offsets.varSize) > LARGEST_TUPLE) return false;
  return c.world.readTuple(value).every((item) => {
    const address = c.world.typeAddress(item);
    return address !== null && isPlainType(c.world.classInfo(address));
  });
}
