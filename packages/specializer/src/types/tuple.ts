// tuple: virtual where it is made and taken apart at once; immutable, so loads of items are never repeated.
// Mirrors Objects/tupleobject.c.

import { type PyValue, VirtualValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { isPlain, teachType } from './meta';
import { boundedIndex } from './list';
import { isIntegral } from './int';

export function tupleSize(c: Unit, tuple: Value): Value {
  return c.builder.load('load.i64', tuple, c.world.offsets.varSize, 'immutable');
}

export function tupleItem(c: Unit, tuple: Value, at: Value, sequence: PyValue, index = 0): PyValue {
  const item = c.builder.load('load.ref', tuple, c.world.offsets.tupleItems, 'immutable', at, 8);
  return c.ref(item, 'heap', null, tupleExemplar(c, sequence, index));
}

function tupleExemplar(c: Unit, sequence: PyValue, index: number): number | null {
  const address = c.exemplarOf(sequence);
  if (address === null || c.world.typeAddress(address) !== c.tupleType.address) return null;
  const items = c.world.readTuple(address);
  return items[index] ?? items[0] ?? null;
}

/** The items of a constant tuple as Values. */
export function constantItems(c: Unit, value: PyValue): PyValue[] | null {
  if (value.kind === 'virtual' && value.shape === 'tuple') return [...value.parts];
  if (value.kind === 'const' && c.isType(value, c.tupleType)) return c.world.readTuple(value.address).map((address) => c.literal(address));
  return null;
}

teachType('PyTuple_Type', {
  contains: (c, container, item) => {
    if (container.kind !== 'const' || !isPlain(c, item) || !constantItems(c, container)!.every((one) => isPlain(c, one))) return null;
    const { irs, done } = c.forceAll([container, item]);
    const found = c.callC('PySequence_Contains', irs, 'read', 'i64');
    done();
    return c.truthOfC(found);
  },
  length: (c, value) => {
    const items = constantItems(c, value);
    return items ? c.intConstant(items.length) : c.int(tupleSize(c, c.force(value).ir));
  },
  truth: (c, value) => {
    const items = constantItems(c, value);
    return items ? c.boolConstant(items.length > 0) : c.bool(c.emit('ne.i64', [tupleSize(c, c.force(value).ir), c.i64(0)]));
  },
  subscript: (c, object, index) => {
    if (!isIntegral(c, index)) return null;
    const items = constantItems(c, object);
    if (items && index.kind === 'int' && index.constant !== null) return items.at(Number(index.constant)) ?? null;
    const tuple = c.force(object).ir;
    const at = boundedIndex(c, index, tupleSize(c, tuple));
    const constant = index.kind === 'int' && index.constant !== null ? Number(index.constant) : 0;
    return tupleItem(c, tuple, at, object, constant);
  },
  iterate: (c, value) => {
    if (value.kind === 'virtual') c.materialize(value);
    return new VirtualValue('tuple_iterator', [value.kind === 'virtual' ? c.lastMaterialized : value, c.intConstant(0)]);
  },
  unpack: (c, value, count) => {
    const items = constantItems(c, value);
    if (items) return items.length === count ? items : null;
    const tuple = c.force(value).ir;
    c.guardTrue(c.emit('eq.i64', [tupleSize(c, tuple), c.i64(count)]), 'bounds');
    return Array.from({ length: count }, (_, index) => {
      const item = c.builder.load('load.ref', tuple, c.world.offsets.tupleItems + 8 * index, 'immutable');
      return c.ref(item, 'heap', null, tupleExemplar(c, value, index));
    });
  },
});
