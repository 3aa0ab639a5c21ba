// Building virtual objects when something unknown needs them: one entry per shape.

import type { Value } from '@psyco/ir';
import type { BuildShape } from '@psyco/ir';
import type { RefValue, TypeInfo, VirtualValue } from '@psyco/values';
import { allocateInstance } from './allocate';
import type { Emitter } from './emitter';

type Forcer = (c: Emitter, value: VirtualValue) => Value;

/** A C call that makes a tracked object; on CPython 3.11 a collection may run inside. */
function make(c: Emitter, symbol: string, args: Value[]): Value {
  return c.callC(symbol, args, 'collect', 'ref', 'null');
}

const forcers: Partial<Record<BuildShape, Forcer>> = {
  tuple: (c, value) => {
    const parts = c.ownAll(value.parts);
    const tuple = make(c, 'PyTuple_New', [c.i64(parts.length)]);
    parts.forEach((part, index) => c.builder.store('store.ref', tuple, part, c.world.offsets.tupleItems + 8 * index, 'immutable'));
    c.unhold(...parts);
    return tuple;
  },
  list: (c, value) => {
    const parts = c.ownAll(value.parts);
    const list = make(c, 'PyList_New', [c.i64(parts.length)]);
    if (parts.length > 0) {
      const items = c.builder.load('load.ptr', list, c.world.offsets.listItems, 'list.items');
      parts.forEach((part, index) => c.builder.store('store.ref', items, part, 8 * index, 'list.item'));
    }
    c.unhold(...parts);
    return list;
  },
  slice: (c, value) => {
    const { irs, done } = c.forceAll([...value.parts]);
    const slice = make(c, 'PySlice_New', irs);
    done();
    return slice;
  },
  cell: (c, value) => {
    const { irs, done } = c.forceAll([...value.parts]);
    const cell = make(c, 'PyCell_New', irs);
    done();
    return cell;
  },
  bound_method: (c, value) => {
    const { irs, done } = c.forceAll([...value.parts]);
    const method = make(c, 'PyMethod_New', irs);
    done();
    return method;
  },
};

/** A plain instance: object.__new__, then the attributes into the inline values, in the order in which they were set. */
function forceInstance(c: Emitter, value: VirtualValue): RefValue {
  const set = value.parts.slice(1).map((part, index) => ({ part, index })).filter(({ part }) => part.kind !== 'null');
  const parts = c.ownAll(set.map(({ part }) => part));
  const ref = allocateInstance(c, value.type as TypeInfo);
  const { builder } = c;
  const { offsets } = c.world;
  const values = builder.load('load.ptr', ref.ir, offsets.inlineValues, 'instance.values');
  c.unhold(...parts);
  set.forEach(({ index }, position) => {
    builder.store('store.ref', values, parts[position], offsets.valuesFirst + 8 * index, 'instance.value');
    // The insertion order goes downwards from the size byte (3.11 Include/internal/pycore_dict.h).
    builder.store('store.u8', values, c.i64(index), -3 - position, 'instance.values');
  });
  if (set.length > 0) builder.store('store.u8', values, c.i64(set.length), -2, 'instance.values');
  return ref;
}

/** Builds a virtual object. @returns its RefValue, owned. */
export function forceVirtual(c: Emitter, value: VirtualValue): RefValue {
  if (value.shape === 'instance') return forceInstance(c, value);
  const forcer = forcers[value.shape] ?? rebuildByCalls;
  return c.ref(forcer(c, value), 'owned', c.typeOf(value));
}

/** Ranges, their iterators, enumerate and zip: by calling the types, as the program itself did. */
const rebuildByCalls: Forcer = (c, value) => {
  const call = (symbol: string, parts: Value[]): Value => {
    const type = c.builder.ref(c.builtin(symbol).address, symbol);
    const nothing = c.builder.ptr(0, 'NULL');
    return make(c, 'PyObject_CallFunctionObjArgs', [type, ...parts, nothing]);
  };
  switch (value.shape) {
    case 'range': {
      const { irs, done } = c.forceAll([...value.parts]);
      const range = call('PyRange_Type', irs);
      done();
      return range;
    }
    case 'range_iterator': {
      const { irs, done } = c.forceAll([...value.parts]);
      const range = c.hold(call('PyRange_Type', irs));
      done();
      const iterator = make(c, 'PyObject_GetIter', [range]);
      c.releaseTemporary(range);
      return iterator;
    }
    case 'list_iterator':
    case 'tuple_iterator':
    case 'str_iterator': {
      const [sequence, index] = value.parts;
      const { irs } = c.forceAll([sequence]);
      const iterator = make(c, 'PyObject_GetIter', irs);
      // seqiterator and listiterator objects: it_index, it_seq after the header (CPython 3.11 Objects/listobject.c
      // _PyListIterObject, tupleobject.c _PyTupleIterObject, unicodeobject.c unicodeiterobject).
      c.builder.store('store.i64', iterator, c.toI64(index), 16, 'iterator');
      return iterator;
    }
    case 'zip': {
      const { irs } = c.forceAll([...value.parts]);
      return call('PyZip_Type', irs);
    }
    case 'enumerate': {
      const { irs, done } = c.forceAll([...value.parts]);
      const result = call('PyEnum_Type', irs);
      done();
      return result;
    }
    default:
      return c.refuse('unsupported-opcode', `a virtual ${value.shape} is needed as an object`);
  }
};
