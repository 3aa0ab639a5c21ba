// What the machine code, the Python part and the specializer agree on: where an instance, its data block and a shape keep
// what. Knows the generated layouts of CPython only.

import { LAYOUTS } from '@psyco/objects';

/** The structures of the one CPython that the machine code is for. */
export const python = LAYOUTS['3.11'];

/** How one word of a data block is read. `shape` is the kind of the first word, so that kinds and words have the same index. */
export const WORD_KINDS = { object: 0, int: 1, float: 2, shape: 3 } as const;
export type WordKind = keyof typeof WORD_KINDS;

/** An instance. The hidden base class has these as its one slot and its list of weak references. */
export const INSTANCE = { data: 16, weakReferences: 24, size: 32 } as const;

/** A data block, from PyMem_Malloc: the shape, then the values. NULL stands for the empty shape. */
export const DATA = { shape: 0, first: 8 } as const;

/**
 * A shape: a Python object with slots, which CPython puts in alphabetical order (3.11, Objects/typeobject.c, type_new_slots).
 * Shapes never die, so that data blocks need no references to them and code may embed their addresses.
 */
export const SHAPE = {
  /** bytes: the kind of each word, WORD_KINDS. */
  kinds: 16,
  /** tuple of (name, kind), in the order of first setting: for Python. */
  members: 24,
  /** dict: name to place (see `PLACE`); None if the one word is a dict that has the attributes. */
  names: 32,
  /** dicts: name to the shape that an instance has after the name was set to an object, an int, a float, the last tuple. */
  toObject: 40,
  toInt: 48,
  toFloat: 56,
  toTuple: 64,
  /** dict: (name, kinds of the items) to shape, for Python. */
  toTuples: 72,
} as const;

/** Names of the slots in Python, in the order of their offsets. */
export const SHAPE_SLOTS = ['kinds', 'members', 'names', 'to_0', 'to_1', 'to_2', 'to_3', 'to_tuples'] as const;

/** A place is an int of one digit: the byte offset of the first word in the data block, and how many items if it is a tuple. */
export const PLACE = { offsetBits: 16, offsetMask: 0xffff } as const;

/** Longer tuples are kept as objects. */
export const LONGEST_TUPLE = 8;

/** Stands right before the code of `getattro`: how the specializer knows a compact class by its slot. */
export const MAGIC = Buffer.from('psyco compact 1\0', 'latin1');
