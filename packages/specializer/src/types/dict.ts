// dict: lookups by string keys in dicts that have only string keys run no Python code; others go the general way.
// Mirrors Objects/dictobject.c.

import type { PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { ownMethod } from './own-methods';
import { type FunctionMeta, teachType } from './meta';

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

/** What the dict seen in this place has under a key that the code names; null if none was seen, or it is something else by now. */
function entrySeen(c: Unit, dict: PyValue, key: PyValue): number | null {
  const exemplar = c.exemplarOf(dict);
  if (key.kind !== 'const' || exemplar === null || c.world.typeAddress(exemplar) !== c.dictType.address) return null;
  return c.world.dictValueSeen(exemplar, c.world.readString(key.address));
}

function used(c: Unit, value: PyValue): Value {
  return c.builder.load('load.i64', c.force(value).ir, c.world.offsets.dictUsed, 'dict.version');
}

/** dict.get(key) and dict.get(key, default): the one or the other, chosen without a jump. */
const get: FunctionMeta = (c, [dict, key, otherwise = c.none, more]) => {
  if (!dict || !key || more || !c.promoteType(key, 1) || !stringKeyed(c, dict, key)) return null;
  const { irs, done } = c.forceAll([dict, key, otherwise]);
  onlyStringKeys(c, irs[0]!);
  const found = c.callC('PyDict_GetItemWithError', irs.slice(0, 2), 'read', 'ref');
  const chosen = c.emit('select.ref', [c.emit('is.null', [found]), irs[2]!, found]);
  // Objects that the code names, and what other code holds: both live as long as an entry of the dict would at least.
  const lasting = otherwise.kind === 'const' || otherwise.kind === 'bool' || ((otherwise.kind === 'int' || otherwise.kind === 'float') && otherwise.object !== null);
  if (!lasting) c.builder.append('incref', [chosen]);
  done();
  const result = c.ref(chosen, lasting ? 'heap' : 'owned', null, entrySeen(c, dict, key));
  const type = c.typeOf(otherwise);
  if (type && !type.heap && type.name !== 'NoneType') c.state.update(result, { expected: [type.address] });
  return result;
};

/** A method without arguments, by the C symbol of its result's type; null: None. */
const own = (name: string, result: string | null): FunctionMeta => (c, args) => (args.length === 1 ? ownMethod(c, c.dictType, name, args[0]!, result === null ? null : c.builtin(result), 'collect') : null);

teachType('PyDict_Type', {
  iteratorType: 'PyDictIterKey_Type',
  methods: {
    get,
    keys: own('keys', 'PyDictKeys_Type'),
    values: own('values', 'PyDictValues_Type'),
    items: own('items', 'PyDictItems_Type'),
    copy: own('copy', 'PyDict_Type'),
    clear: own('clear', null),
  },
  length: (c, value) => c.int(used(c, value)),
  truth: (c, value) => c.bool(c.emit('ne.i64', [used(c, value), c.i64(0)])),
  subscript: (c, object, key) => {
    if (!stringKeyed(c, object, key)) return null;
    const { irs, temporaries, done } = c.forceAll([object, key]);
    onlyStringKeys(c, irs[0]);
    const found = c.callC('PyDict_GetItemWithError', irs, 'read', 'ref');
    c.builder.append('guard.nonnull', [found], {}, c.exit('value', { release: temporaries }));
    done();
    return c.ref(found, 'heap', null, entrySeen(c, object, key));
  },
  storeSubscript: (c, object, key, value) => {
    if (!stringKeyed(c, object, key)) return false;
    const { irs, temporaries, done } = c.forceAll([object, key, value]);
    onlyStringKeys(c, irs[0]);
    c.tellPlace();
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

for (const kind of ['Key', 'Value', 'Item']) teachType(`PyDict${kind}s_Type`, { iteratorType: `PyDictIter${kind}_Type` });
for (const symbol of ['PySet_Type', 'PyFrozenSet_Type']) teachType(symbol, { iteratorType: 'PySetIter_Type' });
