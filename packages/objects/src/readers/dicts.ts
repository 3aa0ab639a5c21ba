// dict: combined tables (keys of any kind, or strings only) and split tables (keys shared, values apart). Objects/dictobject.c.
import { Inconsistent } from '../errors';
import { MOST_ITEMS, typeFlags, typeOf, hasFlag, type Target } from '../target';
import { stringEquals } from './strings';

/** An entry of a dict. */
export interface DictEntry {
  /** Address of the key. */
  readonly key: number;
  /** Address of the value; 0 if there is none, which happens in keys objects that are shared. */
  readonly value: number;
  /** Position among the entries; it stays until the keys object is replaced. */
  readonly index: number;
  /** Address of the word that holds the value. */
  readonly valueAddress: number;
}

/** The keys object of a dict, or that instances of a class share. */
export interface DictKeys {
  readonly address: number;
  /** DICT_KEYS_GENERAL, DICT_KEYS_UNICODE or DICT_KEYS_SPLIT. */
  readonly kind: number;
  /** 0 after a change, until the interpreter needs a number for it again. */
  readonly version: number;
  /** Entries in use, deleted ones included. */
  readonly entryCount: number;
  /** Entries that can still be added before the table is replaced. */
  readonly usable: number;
  /** Address of the first entry, and the distance between entries. */
  readonly entries: number;
  readonly entrySize: number;
  readonly keyOffset: number;
  readonly valueOffset: number;
}

/** Reads the header of a keys object. */
export function readDictKeys(target: Target, address: number): DictKeys {
  const { memory, layout } = target;
  const { PyDictKeysObject: keys, PyDictKeyEntry: general, PyDictUnicodeEntry: unicode, constants } = layout;
  const kind = memory.u8(address + keys.dk_kind);
  const indexBytes = memory.u8(address + keys.dk_log2_index_bytes);
  const entryCount = memory.ssize(address + keys.dk_nentries);
  if (kind > constants.DICT_KEYS_SPLIT || indexBytes > 40 || !(entryCount >= 0 && entryCount <= MOST_ITEMS)) {
    throw new Inconsistent(`dict keys of kind ${kind} with ${entryCount} entries`, address);
  }
  const entry = kind === constants.DICT_KEYS_GENERAL ? general : unicode;
  return {
    address,
    kind,
    version: memory.u32(address + keys.dk_version),
    entryCount,
    usable: memory.ssize(address + keys.dk_usable),
    entries: address + keys.dk_indices + 2 ** indexBytes,
    entrySize: entry.sizeof,
    keyOffset: entry.me_key,
    valueOffset: entry.me_value,
  };
}

/** The number of items, keys object and values array (0 for a combined table) of a dict. */
export function readDictHeader(target: Target, dict: number): { used: number; versionTag: bigint; keys: number; values: number } {
  const { memory, layout } = target;
  const { ma_used, ma_version_tag, ma_keys, ma_values } = layout.PyDictObject;
  return {
    used: memory.ssize(dict + ma_used),
    versionTag: memory.u64(dict + ma_version_tag),
    keys: memory.ptr(dict + ma_keys),
    values: memory.ptr(dict + ma_values),
  };
}

/** Every key of a keys object with the place where its value is: in `values` if given (a PyDictValues), else in the entry. */
function* scan(target: Target, keys: DictKeys, values: number): Generator<DictEntry> {
  const { memory, layout } = target;
  const first = values === 0 ? keys.entries + keys.valueOffset : values + layout.PyDictValues.values;
  const distance = values === 0 ? keys.entrySize : 8;
  for (let index = 0; index < keys.entryCount; index++) {
    const key = memory.ptr(keys.entries + index * keys.entrySize + keys.keyOffset);
    if (key === 0) continue;
    const valueAddress = first + index * distance;
    yield { key, value: memory.ptr(valueAddress), index, valueAddress };
  }
}

function open(target: Target, dict: number): Generator<DictEntry> {
  const { keys, values } = readDictHeader(target, dict);
  return scan(target, readDictKeys(target, keys), values);
}

/** The entries of a dict that have a value, by position. */
export function readDict(target: Target, dict: number): DictEntry[] {
  return [...open(target, dict)].filter((entry) => entry.value !== 0);
}

/** Whether the object is a str, or of a subclass. */
function isString(target: Target, object: number): boolean {
  return hasFlag(typeFlags(target, typeOf(target, object)), target.layout.constants.Py_TPFLAGS_UNICODE_SUBCLASS);
}

function findName(target: Target, entries: Iterable<DictEntry>, name: string, general: boolean): DictEntry | undefined {
  for (const entry of entries) {
    if (general && !isString(target, entry.key)) continue;
    if (stringEquals(target, entry.key, name)) return entry;
  }
  return undefined;
}

/** The entry of a dict whose key is the string `name`, or undefined. */
export function lookupDictString(target: Target, dict: number, name: string): DictEntry | undefined {
  const { keys: address, values } = readDictHeader(target, dict);
  const keys = readDictKeys(target, address);
  const entry = findName(target, scan(target, keys, values), name, keys.kind === target.layout.constants.DICT_KEYS_GENERAL);
  return entry === undefined || entry.value === 0 ? undefined : entry;
}

/** The entry of a dict whose key is this very object (which is how interned names are found), or undefined. */
export function lookupDictKey(target: Target, dict: number, key: number): DictEntry | undefined {
  for (const entry of open(target, dict)) if (entry.key === key) return entry.value === 0 ? undefined : entry;
  return undefined;
}

/** The entry with this key in a keys object; the values are in `values` (a PyDictValues) if it is not 0. */
export function lookupKeysString(target: Target, keys: number, values: number, name: string): DictEntry | undefined {
  const header = readDictKeys(target, keys);
  return findName(target, scan(target, header, values), name, header.kind === target.layout.constants.DICT_KEYS_GENERAL);
}

/** All keys of a keys object, by position. */
export function keysOf(target: Target, keys: number): { key: number; index: number }[] {
  return [...scan(target, readDictKeys(target, keys), 0)].map(({ key, index }) => ({ key, index }));
}
