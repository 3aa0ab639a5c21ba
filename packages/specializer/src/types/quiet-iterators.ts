// Iterators that are objects, but of builtin types: making them and asking them for the next item runs no code of the program, so that
// it needs no frame. The dict that changed its size raises an error, as always. Mirrors the iterators of Objects/dictobject.c, setobject.c,
// listobject.c, tupleobject.c, unicodeobject.c, bytesobject.c and rangeobject.c.

import type { PyValue, TypeInfo } from '@psyco/values';
import type { Unit } from '../unit';
import { metaOf } from './meta';

/** By name: not all have symbols. Those over other iterators are not among them. */
const quiet: ReadonlySet<string> = new Set([
  'dict_keyiterator', 'dict_valueiterator', 'dict_itemiterator', 'dict_reversekeyiterator', 'dict_reversevalueiterator', 'dict_reverseitemiterator', 'set_iterator',
  'list_iterator', 'list_reverseiterator', 'tuple_iterator', 'str_iterator', 'str_ascii_iterator', 'bytes_iterator', 'bytearray_iterator', 'range_iterator', 'longrange_iterator',
]); // prettier-ignore

/** iter(value) as an object, if that runs no code; the type of the value is known. */
export function quietIterator(c: Unit, value: PyValue): PyValue | null {
  if (isQuietIterator(c, value)) return value;
  const symbol = metaOf(c, value)?.iteratorType;
  if (!symbol) return null;
  const { irs, temporaries, done } = c.forceAll([value]);
  const ir = c.callC('PyObject_GetIter', irs, 'collect', 'ref', 'null', temporaries);
  done();
  return c.ref(ir, 'owned', c.builtin(symbol));
}

/** Whether the next item comes without code of the program being run. What the iterator gives up may still have a destructor. */
export function isQuietIterator(c: Unit, iterator: PyValue): boolean {
  const type = c.typeOf(iterator);
  return type !== null && !type.heap && quiet.has(type.name);
}

/** The type of all its items, if there is one. */
export function itemTypeOf(c: Unit, iterator: PyValue): TypeInfo | null {
  const type = isQuietIterator(c, iterator) ? c.typeOf(iterator) : null;
  return type?.name === 'dict_itemiterator' ? c.tupleType : null;
}
