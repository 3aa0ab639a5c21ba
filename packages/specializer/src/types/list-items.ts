// What the items of a list that was made in the unit may be: there is no real list yet that could be looked at. Predicts types, is
// never relied on.

import type { PyValue } from '@psyco/values';
import type { Unit } from '../unit';

/** Types that the items of this list were seen to have where it was made or stored to. */
export function itemTypes(c: Unit, list: PyValue): readonly number[] {
  return list.kind === 'ref' ? (c.state.info(list).items ?? []) : [];
}

/** These values are, or become, items of the list. None is what most places have until they get what they are for. */
export function noteItems(c: Unit, list: PyValue, values: readonly PyValue[]): void {
  const none = c.builtin('_PyNone_Type').address;
  const types = values.map((value) => c.typeOf(value)?.address).filter((type) => type !== undefined && type !== none);
  addTypes(c, list, types as number[]);
}

/** The list gets items of another one. */
export function noteItemsOf(c: Unit, list: PyValue, ...others: readonly PyValue[]): void {
  addTypes(c, list, others.flatMap((other) => itemTypes(c, other)));
}

function addTypes(c: Unit, list: PyValue, types: readonly number[]): void {
  const known = itemTypes(c, list);
  if (list.kind === 'ref' && types.some((type) => !known.includes(type))) c.state.update(list, { items: [...new Set([...known, ...types])] });
}
