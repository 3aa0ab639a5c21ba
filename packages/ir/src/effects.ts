// What operations may read and write: alias classes of memory and effects of calls. Every pass asks here.
// The classes are disjoint sets of memory cells; knows of Python only their names.

/** Alias classes. `immutable` cells never change while the object lives (tuple items, type of an exact-typed number, ...). */
export const memoryClasses = [
  'immutable',
  'object.type', // ob_type
  'object.refcount', // ob_refcnt: every incref and decref writes it
  'float.value', // payload of a float (only overwritten in place when unshared)
  'int.value', // size and digits of an int (only overwritten in place when unshared)
  'list.size',
  'list.items', // the pointer to the item array
  'list.item',
  'dict.keys', // keys pointer and its header
  'dict.version',
  'dict.entry',
  'type.version',
  'instance.values', // pointer to the inline values
  'instance.value', // the inline values, slots of __slots__
  'compact.data', // pointer of a compact instance to its data block
  'compact.shape', // the first word of that block
  'compact.value', // the others: numbers, objects
  'cell.content',
  'function.code', // code, defaults, version of a function object
  'iterator', // position of an iterator object
  'bytes.item', // bytearray contents
  'frame.local', // slots and bookkeeping of the interpreter frame
  'thread', // thread state fields
  'native', // Psyco's own data
  'any', // whatever is not listed: aliases everything except immutable, frame.local, thread and native
] as const;

export type MemoryClass = (typeof memoryClasses)[number];

/**
 * What a called C function may do.
 * - `pure`: result depends on the arguments only;
 * - `read`: reads the heap, changes nothing (but see mayRaiseAmidCollection);
 * - `allocate`: allocates objects that the cycle collector does not track; changes nothing that code can see (but see mayRaiseAmidCollection);
 * - `collect`: allocates a tracked object: on CPython 3.11 a collection may run inside it and run arbitrary code;
 * - `consume`: takes over the reference of its first argument, and changes that object if nobody else has one: sees reference counts;
 * - `list`: changes the size and items of lists, nothing else (for example PyList_Append; on its own releases nothing);
 * - `shrink`: the same, and releases items, none of them for the last time: the caller has references of its own, which must stay;
 * - `python`: may run arbitrary code.
 */
export type CallEffect = 'pure' | 'read' | 'allocate' | 'collect' | 'consume' | 'list' | 'shrink' | 'python';

const survivesPython = new Set<string>(['immutable', 'int.value', 'frame.local', 'native']);

/** Whether a call with this effect may change cells of this class. */
export function callWrites(effect: CallEffect, memory: string): boolean {
  switch (effect) {
    case 'pure':
      return false;
    case 'read':
    case 'allocate':
    case 'consume':
      // Results and arguments may gain references.
      return memory === 'object.refcount';
    case 'list':
    case 'shrink':
      return memory === 'list.size' || memory === 'list.items' || memory === 'list.item' || memory === 'object.refcount' || memory === 'any';
    default:
      return !survivesPython.has(memory);
  }
}

const apart = new Set<string>(['frame.local', 'thread', 'native']);

/** Whether a store to class `written` may change a cell of class `read`. */
export function mayAlias(written: string, read: string): boolean {
  if (read === 'immutable' || written === 'immutable') return false;
  if (written === read) return true;
  if (apart.has(written) || apart.has(read)) return false;
  return written === 'any' || read === 'any';
}

/**
 * Types whose instances never change their type, by the name that guard.type carries: built-in types that are not heap
 * types (assigning `__class__` is refused between them: CPython 3.11, typeobject.c, object_set_class). Types of the
 * program must therefore be named with their module, such as `main.Point`.
 */
const fixedTypes = new Set([
  'int', 'float', 'str', 'bytes', 'bytearray', 'bool', 'NoneType', 'tuple', 'list', 'dict', 'set', 'frozenset', 'complex', 'range', 'slice',
  'function', 'method', 'builtin_function_or_method', 'code', 'cell', 'generator', 'range_iterator', 'list_iterator',
  'tuple_iterator', 'str_iterator', 'str_ascii_iterator', 'enumerate', 'zip', 'type', 'ellipsis', 'method-wrapper', 'wrapper_descriptor',
  'method_descriptor', 'classmethod_descriptor', 'dict_keys', 'dict_values', 'dict_items',
]); // prettier-ignore

/** Whether an object that has this exact type keeps it for life, whatever code runs. */
export function isFixedType(name: string | undefined): boolean {
  return name !== undefined && fixedTypes.has(name);
}
