// Which objects are taken for constants wherever they are found, and may live as long as the code: they most probably live as long as their module.

import type { Unit } from './unit';

/** Functions, classes, modules, None, True and False are not rebound in ordinary programs. */
export function isConstantLike(c: Unit, value: number): boolean {
  const type = c.world.typeAddress(value);
  if (type === null) return false;
  const { known } = c.world;
  if (value === known.none || value === known.true || value === known.false) return true;
  const constants = ['PyFunction_Type', 'PyType_Type', 'PyModule_Type'];
  if (constants.some((symbol) => c.builtin(symbol).address === type)) return true;
  if (c.world.classInfo(value)?.plainNew) return true;
  // Not a builtin that is bound to an object: the code would keep the object alive.
  return c.world.builtinName(value) !== null;
}
