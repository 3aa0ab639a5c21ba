// dict: lookups by string and int keys run no Python code; other keys go through the general way. Mirrors Objects/dictobject.c.

import type { PyValue } from '@psyco/values';
import type { Unit } from '../unit';
import { teachType } from './meta';

/** Keys whose hash and equality are C's: but a dict may hold other keys that compare with Python code. */
function plainKey(c: Unit, key: PyValue): boolean {
  return c.isType(key, c.strType) || c.isType(key, c.intType);
}

teachType('PyDict_Type', {
  length: (c, value) => c.int(c.builder.load('load.i64', c.force(value).ir, c.world.offsets.dictUsed, 'dict.version')),
  truth: (c, value) => c.bool(c.emit('ne.i64', [c.builder.load('load.i64', c.force(value).ir, c.world.offsets.dictUsed, 'dict.version'), c.i64(0)])),
  subscript: (c, object, key) => {
    if (!c.isRoot || !plainKey(c, key)) return null;
    return null;
  },
});
