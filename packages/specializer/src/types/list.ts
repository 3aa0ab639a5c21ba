// list: bounds test, pointer load, item; stores in place. Mirrors Objects/listobject.c.

import { type PyValue, type RefValue, VirtualValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { itemTypes, noteItems, noteItemsOf } from './list-items';
import { listSlice, storeListSlice } from './list-slices';
import { type BinaryName, teachType } from './meta';
import { storeOwned } from './store';
import { isIntegral } from './int';

/** The list in a register; a virtual list is built first (lists have identity and change). */
export function listIr(c: Unit, value: PyValue): Value {
  return c.force(value).ir;
}

export function listSize(c: Unit, list: Value): Value {
  return c.builder.load('load.i64', list, c.world.offsets.varSize, 'list.size');
}

/** An index into `size` items, negative ones counted from the end as Python does; leaves if out of bounds. */
export function boundedIndex(c: Unit, index: PyValue, size: Value): Value {
  const i = c.toI64(index, 1);
  if (index.kind === 'int' && index.constant !== null && index.constant < 0n) {
    const at = c.emit('add.i64', [i, size]);
    c.guardTrue(c.emit('ult.i64', [at, size]), 'bounds');
    return at;
  }
  if (c.feedback.happened(c.frame.code.address, c.offset, 'bounds')) {
    const negative = c.emit('lt.i64', [i, c.i64(0)]);
    const at = c.emit('select.i64', [negative, c.emit('add.i64', [i, size]), i]);
    c.guardTrue(c.emit('ult.i64', [at, size]), 'bounds');
    return at;
  }
  c.guardTrue(c.emit('ult.i64', [i, size]), 'bounds');
  return i;
}

/** A real item of the same list, to predict types from. */
export function itemExemplar(c: Unit, container: PyValue, index: PyValue | null): number | null {
  const address = c.exemplarOf(container);
  if (address === null || c.world.typeAddress(address) !== c.listType.address) return null;
  const items = c.world.readList(address, 64);
  if (items.length === 0) return null;
  const constant = index?.kind === 'int' && index.constant !== null ? Number(index.constant) : 0;
  return items.at(constant) ?? items[0];
}

/** Objects of all types among the first items, at most so many: what an item at an unknown place may be. */
const mostExemplars = 8;
export function itemExemplars(c: Unit, container: PyValue): number[] {
  const address = c.exemplarOf(container);
  if (address === null || c.world.typeAddress(address) !== c.listType.address) return [];
  const items = c.world.readList(address, 64);
  const firsts = new Map<number, number>();
  for (const item of items) {
    const type = c.world.typeAddress(item);
    if (type !== null && !firsts.has(type)) firsts.set(type, item);
  }
  return [...new Set([...firsts.values(), ...items])].slice(0, mostExemplars);
}

function loadItem(c: Unit, list: Value, at: Value, exemplar: number | null): RefValue {
  const items = c.builder.load('load.ptr', list, c.world.offsets.listItems, 'list.items');
  const item = c.builder.load('load.ref', items, 0, 'list.item', at, 8);
  return c.ref(item, 'heap', null, exemplar);
}

/** An item at a place that may be any. */
export function anyItem(c: Unit, list: Value, at: Value, container: PyValue): RefValue {
  const [exemplar = null, ...others] = itemExemplars(c, container);
  const item = loadItem(c, list, at, exemplar);
  c.state.update(item, { others, expected: itemTypes(c, container) });
  return item;
}

/** The item at an index that is in bounds: what other items are predicts its type, unless the index is known. */
function itemAt(c: Unit, list: Value, at: Value, container: PyValue, index: PyValue): RefValue {
  if (index.kind !== 'int' || index.constant === null || c.exemplarOf(container) === null) return anyItem(c, list, at, container);
  return loadItem(c, list, at, itemExemplar(c, container, index));
}

/** `[...] * n` and `a + b` run no Python code: copies of references only. */
function listBinary(c: Unit, op: BinaryName, left: PyValue, right: PyValue, inPlace: boolean): PyValue | null {
  if (inPlace) return null;
  if (op === 'add' && c.isType(left, c.listType) && c.isType(right, c.listType)) {
    const { irs } = c.forceAll([left, right]);
    const result = c.ref(c.callC('PySequence_Concat', irs, 'collect', 'ref', 'null'), 'owned', c.listType);
    noteItemsOf(c, result, left, right);
    return result;
  }
  const [list, count] = c.isType(left, c.listType) ? [left, right] : [right, left];
  if (op !== 'mul' || !c.isType(list, c.listType) || !c.isType(count, c.intType)) return null;
  const repeated = c.ref(c.callC('PySequence_Repeat', [listIr(c, list), c.toI64(count)], 'collect', 'ref', 'null'), 'owned', c.listType);
  noteItemsOf(c, repeated, list);
  return repeated;
}

teachType('PyList_Type', {
  binary: listBinary,
  length: (c, value) => c.int(listSize(c, listIr(c, value))),
  truth: (c, value) => c.bool(c.emit('ne.i64', [listSize(c, listIr(c, value)), c.i64(0)])),
  subscript: (c, object, index) => {
    if (index.kind === 'virtual') return listSlice(c, listIr(c, object), index);
    if (!isIntegral(c, index)) return null;
    const list = listIr(c, object);
    const at = boundedIndex(c, index, listSize(c, list));
    return itemAt(c, list, at, object, index);
  },
  storeSubscript: (c, object, index, value) => {
    if (index.kind === 'virtual') return storeListSlice(c, listIr(c, object), index, value);
    if (!isIntegral(c, index)) return false;
    const list = listIr(c, object);
    const at = boundedIndex(c, index, listSize(c, list));
    const items = c.builder.load('load.ptr', list, c.world.offsets.listItems, 'list.items');
    noteItems(c, object, [value]);
    storeOwned(c, items, 0, 'list.item', at, value, { seen: itemExemplars(c, object) });
    return true;
  },
  iterate: (c, value) => {
    if (value.kind === 'virtual') c.materialize(value);
    return new VirtualValue('list_iterator', [value.kind === 'virtual' ? c.lastMaterialized : value, c.intConstant(0)]);
  },
  unpack: (c, value, count) => {
    const list = listIr(c, value);
    c.guardTrue(c.emit('eq.i64', [listSize(c, list), c.i64(count)]), 'bounds');
    return Array.from({ length: count }, (_, index) => loadItem(c, list, c.i64(index), itemExemplar(c, value, c.intConstant(index))));
  },
  methods: {
    append: (c, args) => {
      if (args.length !== 2) return null;
      noteItems(c, args[0], [args[1]]);
      appendItem(c, listIr(c, args[0]), args[1]);
      return c.none;
    },
    pop: (c, args) => (args.length === 1 ? popItem(c, args[0]) : args.length === 2 ? popAt(c, args[0], args[1]) : null),
    insert: (c, args) => {
      if (args.length !== 3 || !c.promoteType(args[1], 1, c.intType) || !isIntegral(c, args[1])) return null;
      const list = listIr(c, args[0]);
      const at = c.toI64(args[1], 1);
      const { irs, done, temporaries } = c.forceAll([args[2]]);
      c.callC('PyList_Insert', [list, at, irs[0]], 'list', 'i64', 'minus-one', temporaries);
      done();
      return c.none;
    },
    reverse: (c, args) => {
      if (args.length !== 1) return null;
      c.callC('PyList_Reverse', [listIr(c, args[0])], 'list', 'i64', 'minus-one');
      return c.none;
    },
    copy: (c, args) => {
      if (args.length !== 1) return null;
      const list = listIr(c, args[0]);
      return c.ref(c.callC('PyList_GetSlice', [list, c.i64(0), listSize(c, list)], 'collect', 'ref', 'null'), 'owned', c.listType);
    },
  },
});

/** list.append: in place while there is room, else PyList_Append. */
export function appendItem(c: Unit, list: Value, value: PyValue): void {
  const owned = c.own(value);
  const size = listSize(c, list);
  const allocated = c.builder.load('load.i64', list, c.world.offsets.listAllocated, 'list.items');
  const room = c.fn.newBlock('room');
  const full = c.fn.newBlock('full');
  const done = c.fn.newBlock('appended');
  const { builder } = c;
  builder.branch(c.emit('lt.i64', [size, allocated]), { block: room, args: [] }, { block: full, args: [] });
  builder.block = room;
  const items = builder.load('load.ptr', list, c.world.offsets.listItems, 'list.items');
  builder.store('store.ref', items, owned, 0, 'list.item', size, 8);
  builder.store('store.i64', list, c.emit('add.i64', [size, c.i64(1)]), c.world.offsets.varSize, 'list.size');
  builder.jump(done);
  builder.block = full;
  full.cold = true;
  c.builder.append('call', [list, owned], { symbol: 'PyList_Append', name: 'PyList_Append', effect: 'list', errorWhen: 'minus-one', result: 'i64' }, c.exit('error', { error: true, release: [owned] }));
  builder.append('decref', [owned], { leaf: true });
  builder.jump(done);
  builder.block = done;
}

/**
 * list.pop() of the last item: in place as list_resize does while the list stays at least half full, else the method's own
 * C function (METH_FASTCALL), which gives memory back.
 */
function popItem(c: Unit, value: PyValue): PyValue | null {
  const descriptor = c.world.lookup(c.listType.address, 'pop');
  const method = descriptor && c.world.builtinMethod(descriptor.address);
  if (!method) return null;
  // The list's reference becomes the code's own: what was read from the list earlier may be the same object, and has to have one, too.
  c.secure();
  const list = listIr(c, value);
  const size = listSize(c, list);
  c.guardTrue(c.emit('ne.i64', [size, c.i64(0)]), 'bounds');
  const { builder } = c;
  const allocated = builder.load('load.i64', list, c.world.offsets.listAllocated, 'list.items');
  const smaller = c.emit('sub.i64', [size, c.i64(1)]);
  const plain = c.fn.newBlock('pop in place');
  const shrink = c.fn.newBlock('pop and shrink');
  const done = c.fn.newBlock('popped');
  const result = c.fn.addParameter(done, 'ref', 'item');
  builder.branch(c.emit('ge.i64', [smaller, c.emit('sar.i64', [allocated, c.i64(1)])]), { block: plain, args: [] }, { block: shrink, args: [] });
  builder.block = plain;
  const items = builder.load('load.ptr', list, c.world.offsets.listItems, 'list.items');
  const item = builder.load('load.ref', items, 0, 'list.item', smaller, 8);
  builder.store('store.i64', list, smaller, c.world.offsets.varSize, 'list.size');
  builder.jump(done, [item]);
  builder.block = shrink;
  shrink.cold = true;
  const popped = builder.emit('call', [list, builder.ptr(0, 'NULL'), builder.i64(0)], { address: method.address, name: 'list.pop', effect: 'list', errorWhen: 'null', result: 'ref' }, c.exit('error', { error: true }));
  builder.jump(done, [popped]);
  builder.block = done;
  const taken = c.ref(result, 'owned', null, itemExemplar(c, value, c.intConstant(-1)));
  c.state.update(taken, { expected: itemTypes(c, value) });
  return taken;
}

/** list.pop(i): the item leaves the list by PyList_SetSlice, as list_pop_impl does for the middle, and the list's reference is released there. */
function popAt(c: Unit, value: PyValue, index: PyValue): PyValue | null {
  if (!c.promoteType(index, 1, c.intType) || !c.isType(index, c.intType)) return null;
  const list = listIr(c, value);
  const at = boundedIndex(c, index, listSize(c, list));
  const items = c.builder.load('load.ptr', list, c.world.offsets.listItems, 'list.items');
  const item = c.builder.load('load.ref', items, 0, 'list.item', at, 8);
  c.builder.append('incref', [item]);
  const after = c.emit('add.i64', [at, c.i64(1)]);
  c.callC('PyList_SetSlice', [list, at, after, c.builder.ptr(0, 'NULL')], 'shrink', 'i64', 'minus-one', [item]);
  return c.ref(item, 'owned', null, itemExemplar(c, value, index));
}
