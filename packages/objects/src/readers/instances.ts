// Attributes of instances: in a dict, or in an array of values beside keys that the class's instances share.
import { hasFlag, itemCount, typeFlags, typeOf, type Target } from '../target';
import { keysOf, lookupDictString, lookupKeysString, readDict, readDictKeys, type DictEntry } from './dicts';
import { longShape } from './numbers';
import { readName, readString } from './strings';

/** The shared keys of a class. */
export interface InstanceKeys {
  /** Address of the keys object. */
  readonly address: number;
  /** dk_nentries; an instance of an older shape may lack the values of the last ones. */
  readonly entryCount: number;
  readonly version: number;
  /** Attribute names by index. */
  readonly names: readonly string[];
  /** Of those that code can name (see readName). */
  readonly index: ReadonlyMap<string, number>;
}

/** The shared keys of the instances of a class, or undefined if it has none. */
export function instanceKeys(target: Target, type: number): InstanceKeys | undefined {
  const { memory, layout } = target;
  const flags = typeFlags(target, type);
  if (!hasFlag(flags, layout.constants.Py_TPFLAGS_HEAPTYPE) || !hasFlag(flags, layout.constants.Py_TPFLAGS_MANAGED_DICT)) return undefined;
  const address = memory.ptr(type + layout.PyHeapTypeObject.ht_cached_keys);
  if (address === 0) return undefined;
  const keys = readDictKeys(target, address);
  const names: string[] = [];
  const byName = new Map<string, number>();
  for (const { key, index } of keysOf(target, address)) {
    names[index] = readString(target, key);
    const name = readName(target, key);
    if (name !== undefined) byName.set(name, index);
  }
  return { address, entryCount: keys.entryCount, version: keys.version, names, index: byName };
}

/** Where an instance has its attributes. */
export type InstanceStorage =
  /** An array of values (a PyDictValues), indexed like the class's shared keys. */
  | { readonly kind: 'values'; readonly values: number; readonly keys: number }
  /** A dict. */
  | { readonly kind: 'dict'; readonly dict: number }
  /** Nowhere yet, or never. */
  | { readonly kind: 'none' };

/** Finds where an instance has its attributes. */
export function instanceStorage(target: Target, object: number): InstanceStorage {
  const { memory, layout } = target;
  const type = typeOf(target, object);
  const flags = typeFlags(target, type);
  const managed = hasFlag(flags, layout.constants.Py_TPFLAGS_MANAGED_DICT);
  const dictAddress = managed ? object + layout.constants.MANAGED_DICT_OFFSET : plainDictAddress(target, object, type);
  if (dictAddress === 0) return { kind: 'none' };
  if (managed) {
    const values = inlineValues(target, object, type, flags);
    if (values !== 0) return { kind: 'values', values, keys: memory.ptr(type + layout.PyHeapTypeObject.ht_cached_keys) };
  }
  const dict = memory.ptr(dictAddress);
  return dict === 0 ? { kind: 'none' } : { kind: 'dict', dict };
}

/** The values array of an instance of a class with a managed dict, or 0: pycore_object.h of each version. */
function inlineValues(target: Target, object: number, type: number, flags: number): number {
  const { memory, layout } = target;
  const { INLINE_VALUES_OFFSET, MANAGED_DICT_OFFSET, Py_TPFLAGS_INLINE_VALUES } = layout.constants;
  // 3.11, _PyObject_ValuesPointer(): a word of its own.
  if (INLINE_VALUES_OFFSET !== undefined) return memory.ptr(object + INLINE_VALUES_OFFSET);
  // 3.12, _PyDictOrValues_GetValues(): the dict's word, less one; odd because arrays are aligned.
  if (Py_TPFLAGS_INLINE_VALUES === undefined) {
    const word = memory.ptr(object + MANAGED_DICT_OFFSET);
    return word % 2 === 1 ? word + 1 : 0;
  }
  // 3.13, _PyObject_InlineValues(): behind the object, and good as long as they say so.
  if (!hasFlag(flags, Py_TPFLAGS_INLINE_VALUES)) return 0;
  const values = object + memory.ssize(type + layout.PyTypeObject.tp_basicsize);
  return memory.u8(values + layout.PyDictValues.valid!) === 0 ? 0 : values;
}

/** Where the dict's address is if it is not managed: Objects/object.c, _PyObject_DictPointer(); 0 if instances have none. */
function plainDictAddress(target: Target, object: number, type: number): number {
  const { memory, layout } = target;
  const { tp_dictoffset, tp_basicsize, tp_itemsize } = layout.PyTypeObject;
  const offset = memory.ssize(type + tp_dictoffset);
  if (offset >= 0) return offset === 0 ? 0 : object + offset;
  const isLong = hasFlag(typeFlags(target, type), layout.constants.Py_TPFLAGS_LONG_SUBCLASS);
  const count = isLong ? longShape(target, object).digits : itemCount(target, object, 'instance');
  const size = memory.ssize(type + tp_basicsize) + memory.ssize(type + tp_itemsize) * count;
  return object + Math.ceil(size / 8) * 8 + offset;
}

/** An attribute in the instance itself (not its class), or undefined. */
export function readInstanceValue(target: Target, object: number, name: string): DictEntry | undefined {
  const storage = instanceStorage(target, object);
  if (storage.kind === 'none') return undefined;
  if (storage.kind === 'dict') return lookupDictString(target, storage.dict, name);
  const entry = lookupKeysString(target, storage.keys, storage.values, name);
  return entry === undefined || entry.value === 0 ? undefined : entry;
}

/** All attributes in the instance itself, by name. */
export function readInstanceValues(target: Target, object: number): Map<string, number> {
  const storage = instanceStorage(target, object);
  const result = new Map<string, number>();
  if (storage.kind === 'dict') for (const { key, value } of readDict(target, storage.dict)) result.set(readString(target, key), value);
  if (storage.kind !== 'values') return result;
  const first = storage.values + target.layout.PyDictValues.values;
  for (const { key, index } of keysOf(target, storage.keys)) {
    const value = target.memory.ptr(first + index * 8);
    if (value !== 0) result.set(readString(target, key), value);
  }
  return result;
}
