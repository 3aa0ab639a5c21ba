// Classes: their fields, their dicts, their method tables, attribute look-up along the method resolution order.
import { Inconsistent } from '../errors';
import type { Layout } from '../layouts/layout';
import { hasFlag, typeFlags, typeName, type Target } from '../target';
import { lookupDictString, readDict } from './dicts';
import { readLong } from './numbers';
import { readString } from './strings';
import { readTuple } from './sequences';

/** A class. Addresses are 0 where there is nothing. */
export interface TypeInfo {
  readonly address: number;
  /** tp_name: with the module for most types made in C, without it for classes made in Python. */
  readonly name: string;
  /** Py_TPFLAGS_ bits. */
  readonly flags: number;
  readonly basicSize: number;
  readonly itemSize: number;
  readonly dict: number;
  readonly base: number;
  readonly bases: readonly number[];
  /** The class itself first. */
  readonly mro: readonly number[];
  /** 0 when the type has changed and nobody has looked an attribute up since. */
  readonly versionTag: number;
  readonly dictOffset: number;
  readonly weakListOffset: number;
  /** Made at run time: by a class statement, or by a C extension. */
  readonly heap: boolean;
  /** Keys object that instances share, or 0. */
  readonly cachedKeys: number;
  /** Instances keep their dict, or instead of it an array of values, in front of the object (since 3.13 the values behind it). */
  readonly managedDict: boolean;
}

/** Reads a class. */
export function readType(target: Target, address: number): TypeInfo {
  const { memory, layout } = target;
  const { PyTypeObject: type, PyHeapTypeObject: heapType, constants } = layout;
  const flags = typeFlags(target, address);
  const heap = hasFlag(flags, constants.Py_TPFLAGS_HEAPTYPE);
  const bases = memory.ptr(address + type.tp_bases);
  return {
    address,
    name: typeName(target, address),
    flags,
    basicSize: memory.ssize(address + type.tp_basicsize),
    itemSize: memory.ssize(address + type.tp_itemsize),
    dict: typeDict(target, address),
    base: memory.ptr(address + type.tp_base),
    bases: bases === 0 ? [] : readTuple(target, bases),
    mro: readMro(target, address),
    versionTag: memory.u32(address + type.tp_version_tag),
    dictOffset: memory.ssize(address + type.tp_dictoffset),
    weakListOffset: memory.ssize(address + type.tp_weaklistoffset),
    heap,
    cachedKeys: heap ? memory.ptr(address + heapType.ht_cached_keys) : 0,
    managedDict: hasFlag(flags, constants.Py_TPFLAGS_MANAGED_DICT),
  };
}

/** The classes derived from this one directly. On 3.11 `tp_subclasses` is a dict whose keys are addresses, as ints (Objects/typeobject.c, add_subclass). */
export function readSubclasses(target: Target, address: number): number[] {
  const dict = target.memory.ptr(address + target.layout.PyTypeObject.tp_subclasses);
  return dict === 0 ? [] : readDict(target, dict).map(({ key }) => Number(readLong(target, key)));
}

/** __qualname__ of a heap type, tp_name of another. */
export function typeQualifiedName(target: Target, address: number): string {
  if (!hasFlag(typeFlags(target, address), target.layout.constants.Py_TPFLAGS_HEAPTYPE)) return typeName(target, address);
  return readString(target, target.memory.ptr(address + target.layout.PyHeapTypeObject.ht_qualname));
}

/** The classes in which attributes are looked up, in order. */
function readMro(target: Target, address: number): number[] {
  const mro = target.memory.ptr(address + target.layout.PyTypeObject.tp_mro);
  return mro === 0 ? [] : readTuple(target, mro, 10_000);
}

/**
 * The dict of a class. Since 3.12 static builtin types keep it in the interpreter's state, at the index that tp_subclasses holds:
 * Objects/typeobject.c, lookup_tp_dict() and _PyStaticType_GetState() (managed_static_type_state_get() in 3.13).
 */
function typeDict(target: Target, address: number): number {
  const { memory, layout } = target;
  const { PyTypeObject: type, PyInterpreterState: interpreter, constants } = layout;
  if (!hasFlag(typeFlags(target, address), constants.Py_TPFLAGS_STATIC_BUILTIN)) return memory.ptr(address + type.tp_dict);
  const index = memory.ptr(address + type.tp_subclasses) - 1;
  const state = memory.ptr(target.symbols.symbol('_PyRuntime') + layout._PyRuntimeState.interpreters_main);
  if (!(index >= 0 && index < 1000)) throw new Inconsistent(`static type with index ${index}`, address);
  const { static_type_state: old, managed_static_type_state: managed } = layout;
  if (old !== undefined) return memory.ptr(state + interpreter.static_types! + index * old.sizeof + old.tp_dict);
  const builtin = state + interpreter.static_types! + index * managed!.sizeof;
  const entry = memory.ptr(builtin + managed!.type) === address ? builtin : state + interpreter.extension_static_types! + index * managed!.sizeof;
  return memory.ptr(entry + managed!.tp_dict);
}

/** Whether `type` is `base` or derives from it. */
export function isSubtype(target: Target, type: number, base: number): boolean {
  return type === base || readMro(target, type).includes(base);
}

/** What a class's attribute is, and where it was found. */
export interface ClassAttribute {
  readonly value: number;
  /** The class on the method resolution order whose dict holds it. */
  readonly owner: number;
  /** Address of the word in the dict that holds the value. */
  readonly valueAddress: number;
}

/** Finds an attribute in the dicts along the method resolution order, as _PyType_Lookup() (Objects/typeobject.c) does. */
export function lookupAttribute(target: Target, type: number, name: string): ClassAttribute | undefined {
  for (const owner of readMro(target, type)) {
    const dict = typeDict(target, owner);
    const entry = dict === 0 ? undefined : lookupDictString(target, dict, name);
    if (entry !== undefined) return { value: entry.value, owner, valueAddress: entry.valueAddress };
  }
  return undefined;
}

/** Method tables: prefix of the slot's name, pointer in the type, struct. */
const TABLES = {
  nb: ['tp_as_number', 'PyNumberMethods'],
  sq: ['tp_as_sequence', 'PySequenceMethods'],
  mp: ['tp_as_mapping', 'PyMappingMethods'],
  am: ['tp_as_async', 'PyAsyncMethods'],
} as const;

/** Name of a slot in C: 'tp_call', 'nb_add', 'sq_item', 'mp_subscript', 'am_await'. */
export type SlotName = Exclude<
  keyof Layout['PyTypeObject'] | keyof Layout['PyNumberMethods'] | keyof Layout['PySequenceMethods'] | keyof Layout['PyMappingMethods'] | keyof Layout['PyAsyncMethods'],
  'sizeof'
>;

/** The content of a slot: a C function's address, or 0. */
export function readSlot(target: Target, type: number, name: SlotName): number {
  const { memory, layout } = target;
  const table = TABLES[name.slice(0, 2) as keyof typeof TABLES];
  if (table === undefined) return memory.ptr(type + layout.PyTypeObject[name as keyof Layout['PyTypeObject']]!);
  const methods = memory.ptr(type + layout.PyTypeObject[table[0]]);
  return methods === 0 ? 0 : memory.ptr(methods + (layout[table[1]] as Readonly<Record<string, number>>)[name]!);
}
