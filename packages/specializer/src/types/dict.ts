// dict: lookups by string keys in dicts that have only string keys run no Python code; others go the general way.
// Mirrors Objects/dictobject.c.

import type { PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { teachType } from './meta';

/** dk_kind of keys that are all strings (3.11 Include/internal/pycore_dict.h: 0 general, 1 unicode, 2 split). */
function onlyStringKeys(c: Unit, dict: Value): void {
  const keys = c.builder.load('load.ptr', dict, c.world.offsets.dictKeys, 'dict.keys');
  const kind = c.builder.load('load.u8', keys, c.world.offsets.keysKind, 'dict.keys');
  c.guardTrue(c.emit('ne.i64', [kind, c.i64(0)]), 'value');
}

function stringKeyed(c: Unit, object: PyValue, key: PyValue): boolean {
  if (!c.isType(key, c.strType) || c.feedback.happened(c.frame.code.address, c.offset, 'value')) return false;
  const exemplar = c.exemplarOf(object);
  return exemplar === null || c.world.typeAddress(exemplar) !== c.dictType.address || c.world.dictHasStringKeys(exemplar);
}

function used(c: Unit, value: PyValue): Value {
  return c.builder.load('load.i64', c.force(value).ir, c.world.offsets.dictUsed, 'dict.version');
}

teachType('PyDict_Type', {
  length: (c, value) => c.int(used(c, value)),
  truth: (c, value) => c.bool(c.emit('ne.i64', [used(c, value), c.i64(0)])),
  subscript: (c, object, key) => {
    if (!stringKeyed(c, object, key)) return null;
    const { irs, temporaries, done } = c.forceAll([object, key]);
    onlyStringKeys(c, irs[0]);
    const found = c.callC('PyDict_GetItemWithError', irs, 'read', 'ref');
    c.builder.append('guard.nonnull', [found], {}, c.exit('value', { release: temporaries }));
    done();
    return c.ref(found, 'heap', null, key.kind === 'const' ? c.world.dictEntry(c.exemplarOf(object) ?? 0, c.world.readString(key.address))?.value ?? null : null);
  },
  storeSubscript: (c, object, key, value) => {
    if (!stringKeyed(c, object, key)) return false;
    const { irs, temporaries, done } = c.forceAll([object, key, value]);
    onlyStringKeys(c, irs[0]);
    c.callC('PyDict_SetItem', irs, 'collect', 'i64', 'minus-one', temporaries);
    done();
    return true;
  },
  contains: (c, container, key) => {
    if (!stringKeyed(c, container, key)) return null;
    const { irs, done } = c.forceAll([container, key]);
    onlyStringKeys(c, irs[0]);
    const found = c.callC('PyDict_GetItemWithError', irs, 'read', 'ref');
    done();
    return c.bool(c.emit('not.bool', [c.emit('is.null', [found])]));
  },
});
