// What operations may read and write: alias classes of memory and effects of calls. Every pass asks here.
// The classes are disjoint sets of memory cells; knows of Python only their names.

/** Alias classes. `immutable` cells never change while the object lives (tuple items, type of an exact-typed number, ...). */
export const memoryClasses = [
  'immutable',
  'object.type', // ob_type
  'float.value', // payload of a float (only overwritten in place when unshared)
  'list.size',
  'list.items', // the pointer to the item array
  'list.item',
  'dict.keys', // keys pointer and its header
  'dict.version',
  'dict.entry',
  'type.version',
  'instance.values', // pointer to the inline values
  'instance.value', // the inline values, slots of __slots__
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
 * - `read`: reads the heap, changes nothing;
 * - `allocate`: allocates objects that the cycle collector does not track; changes nothing that code can see;
 * - `collect`: allocates a tracked object: on CPython 3.11 a collection may run inside it and run arbitrary code;
 * - `list`: changes the size and items of lists, nothing else (for example PyList_Append; on its own releases nothing);
 * - `python`: may run arbitrary code.
 */
export type CallEffect = 'pure' | 'read' | 'allocate' | 'collect' | 'list' | 'python';

const survivesPython = new Set<string>(['immutable', 'frame.local', 'native']);

/** Whether a call with this effect may change cells of this class. */
export function callWrites(effect: CallEffect, memory: string): boolean {
  switch (effect) {
    case 'pure':
    case 'read':
    case 'allocate':
      return false;
    case 'list':
      return memory === 'list.size' || memory === 'list.items' || memory === 'list.item' || memory === 'any';
    default:
      return !survivesPython.has(memory);
  }
}

/** Whether a store to class `written` may change a cell of class `read`. */
export function mayAlias(written: string, read: string): boolean {
  if (read === 'immutable' || written === 'immutable') return false;
  if (written === read) return true;
  const apart = new Set(['frame.local', 'thread', 'native']);
  if (apart.has(written) || apart.has(read)) return false;
  return written === 'any' || read === 'any';
}
