// Methods of builtin types called by their own C functions, found in the type: for those that run no code of the program, whoever calls them.

import type { PyValue, TypeInfo } from '@psyco/values';
import type { Unit } from '../unit';

/**
 * Calls a method without arguments: METH_NOARGS takes NULL for them, METH_FASTCALL none and their number.
 * @param result its type; null: it is None
 */
export function ownMethod(c: Unit, type: TypeInfo, name: string, self: PyValue, result: TypeInfo | null, effect: 'allocate' | 'collect'): PyValue | null {
  const descriptor = c.world.lookup(type.address, name);
  const method = descriptor && c.world.builtinMethod(descriptor.address);
  if (!method) return null;
  const { irs, temporaries, done } = c.forceAll([self]);
  // What it lets go may have destructors.
  if (result === null) c.tellPlace();
  const ir = c.callC(`${type.name}.${name}`, [irs[0]!, c.builder.ptr(0, 'NULL'), c.i64(0)], effect, 'ref', 'null', temporaries, method.address);
  done();
  if (result) return c.ref(ir, 'owned', result);
  c.releaseTemporary(ir);
  return c.none;
}
