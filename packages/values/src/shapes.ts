// The names of the shapes of virtual objects, for printing and parsing.

import type { BuildShape } from '@psyco/ir';

const table: Record<BuildShape, true> = {
  tuple: true,
  list: true,
  slice: true,
  range: true,
  range_iterator: true,
  list_iterator: true,
  tuple_iterator: true,
  str_iterator: true,
  enumerate: true,
  zip: true,
  bound_method: true,
  cell: true,
  instance: true,
};

/** All shapes of virtual objects. */
export const shapes = Object.keys(table) as BuildShape[];
