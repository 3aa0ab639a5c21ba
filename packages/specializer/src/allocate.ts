// Making instances of classes defined in Python.

import type { RefValue, TypeInfo } from '@psyco/values';
import type { Emitter } from './emitter';

/** object.__new__ itself, found in the slot of `object` (CPython 3.11 Objects/typeobject.c object_new). */
export function allocateInstance(c: Emitter, info: TypeInfo): RefValue {
  const base = c.builtin('PyBaseObject_Type').address;
  const create = c.world.readWord(base + c.world.offsets.typeNew);
  const empty = c.hold(c.callC('PyTuple_New', [c.i64(0)], 'allocate', 'ref', 'null'));
  const type = c.builder.ref(info.address, info.name);
  const nothing = c.builder.ptr(0, 'NULL');
  c.pin(info.address);
  const ir = c.callC('object_new', [type, empty, nothing], 'collect', 'ref', 'null', [], create);
  c.releaseTemporary(empty);
  return c.ref(ir, 'owned', info);
}
