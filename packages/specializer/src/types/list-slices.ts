// Slices of lists: parts, reversals and replacements by the C functions that list_subscript and list_ass_subscript use, without
// slice objects. Mirrors the slice parts of Objects/listobject.c and PySlice_AdjustIndices of Objects/sliceobject.c.

import type { PyValue, RefValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';

function isNone(c: Unit, value: PyValue): boolean {
  return value.kind === 'const' && value.address === c.world.known.none;
}

/** A bound of a slice: counted from the end if negative. The C functions clip what lies outside. */
export function sliceBound(c: Unit, value: PyValue, size: Value, missing: Value, operand: number): Value | null {
  if (isNone(c, value)) return missing;
  c.promoteType(value, operand, c.intType);
  if (!c.isType(value, c.intType)) return null;
  const index = c.toI64(value, operand);
  if (value.kind === 'int' && value.constant !== null) return value.constant < 0n ? c.emit('add.i64', [index, size]) : index;
  return c.emit('select.i64', [c.emit('lt.i64', [index, c.i64(0)]), c.emit('add.i64', [index, size]), index]);
}

export function isForward(c: Unit, step: PyValue): boolean {
  return isNone(c, step) || (step.kind === 'int' && step.constant === 1n);
}

/** `list[slice]`: a new list, or null if the slice is of another form. */
export function listSlice(c: Unit, list: Value, slice: PyValue): PyValue | null {
  if (slice.kind !== 'virtual' || slice.shape !== 'slice') return null;
  const [start, stop, step] = slice.parts;
  const size = c.builder.load('load.i64', list, c.world.offsets.varSize, 'list.size');
  if (isForward(c, step)) {
    const low = sliceBound(c, start, size, c.i64(0), 4);
    const high = sliceBound(c, stop, size, size, 5);
    if (!low || !high) return null;
    return c.ref(c.callC('PyList_GetSlice', [list, low, high], 'collect', 'ref', 'null'), 'owned', c.listType);
  }
  if (step.kind === 'int' && step.constant === -1n && isNone(c, stop)) return reversed(c, list, start, size);
  return null;
}

/** `list[start::-1]`: the items from `start` down to the first. */
function reversed(c: Unit, list: Value, start: PyValue, size: Value): PyValue | null {
  const last = c.emit('sub.i64', [size, c.i64(1)]);
  const wanted = sliceBound(c, start, size, last, 4);
  if (!wanted) return null;
  const first = c.emit('select.i64', [c.emit('lt.i64', [wanted, last]), wanted, last]);
  const raw = c.emit('add.i64', [first, c.i64(1)]);
  const count = c.emit('select.i64', [c.emit('lt.i64', [raw, c.i64(0)]), c.i64(0), raw]);
  const copy = c.callC('PyList_New', [count], 'collect', 'ref', 'null');
  const { builder, fn } = c;
  const { listItems } = c.world.offsets;
  const from = builder.load('load.ptr', list, listItems, 'list.items');
  const to = builder.load('load.ptr', copy, listItems, 'list.items');
  const header = fn.newBlock('copy reversed');
  const index = fn.addParameter(header, 'i64', 'copied');
  const body = fn.newBlock('copy an item');
  const done = fn.newBlock('copied');
  builder.jump(header, [builder.i64(0)]);
  builder.block = header;
  builder.branch(builder.emit('lt.i64', [index, count]), { block: body, args: [] }, { block: done, args: [] });
  builder.block = body;
  const item = builder.load('load.ref', from, 0, 'list.item', builder.emit('sub.i64', [first, index]), 8);
  builder.append('incref', [item]);
  builder.store('store.ref', to, item, 0, 'list.item', index, 8);
  builder.jump(header, [builder.emit('add.i64', [index, builder.i64(1)])]);
  builder.block = done;
  return c.ref(copy, 'owned', c.listType);
}

/** `list[slice] = value` for lists and tuples; returns whether it was done. The operands have been popped. */
export function storeListSlice(c: Unit, list: Value, slice: PyValue, value: PyValue): boolean {
  if (slice.kind !== 'virtual' || slice.shape !== 'slice') return false;
  const [start, stop, step] = slice.parts;
  if (!isForward(c, step)) return false;
  if (!c.isType(value, c.listType) && !c.isType(value, c.tupleType)) return false;
  const { ir } = c.force(value);
  const size = c.builder.load('load.i64', list, c.world.offsets.varSize, 'list.size');
  const low = sliceBound(c, start, size, c.i64(0), 4);
  const high = sliceBound(c, stop, size, size, 5);
  if (!low || !high) return false;
  if (value.kind === 'ref' && isTemporary(c, value) && c.isType(value, c.listType)) exchangeItems(c, list, low, high, size, ir);
  // Releases the old items: whatever their destructors do.
  else {
    c.tellPlace();
    c.callC('PyList_SetSlice', [list, low, high, ir], 'collect', 'i64', 'minus-one');
  }
  return true;
}

/** The program has no other reference to the object here: it goes away at the end of the instruction, unless somebody else has it. */
function isTemporary(c: Unit, value: RefValue): boolean {
  return c.state.info(value).ownership === 'owned' && !c.state.liveRefs().has(value);
}

/** A list that goes away, of the slice's own length, gives its items and takes the old ones with it: no reference is counted. */
function exchangeItems(c: Unit, list: Value, low: Value, high: Value, size: Value, temporary: Value): void {
  const { builder, fn } = c;
  const { listItems, varSize } = c.world.offsets;
  const count = builder.load('load.i64', temporary, varSize, 'list.size');
  const inside = c.emit('and.bool', [c.emit('ule.i64', [low, size]), c.emit('ule.i64', [high, size])]);
  const same = c.emit('eq.i64', [c.emit('sub.i64', [high, low]), count]);
  // Where ways have met it may be a list that somebody else has.
  const alone = c.emit('eq.i64', [builder.load('load.i64', temporary, 0, 'object.refcount'), c.i64(1)]);
  const start = fn.newBlock('same length');
  const other = fn.newBlock('another length');
  other.cold = true;
  const header = fn.newBlock('exchange');
  const index = fn.addParameter(header, 'i64', 'exchanged');
  const body = fn.newBlock('exchange an item');
  const done = fn.newBlock('exchanged');
  c.secure();
  builder.branch(c.emit('and.bool', [c.emit('and.bool', [inside, same]), alone]), { block: start, args: [] }, { block: other, args: [] });
  builder.block = other;
  c.inBranch(() => {
    c.tellPlace();
    c.callC('PyList_SetSlice', [list, low, high, temporary], 'collect', 'i64', 'minus-one');
  });
  builder.jump(done);
  builder.block = start;
  const to = builder.load('load.ptr', list, listItems, 'list.items');
  const from = builder.load('load.ptr', temporary, listItems, 'list.items');
  builder.jump(header, [builder.i64(0)]);
  builder.block = header;
  builder.branch(builder.emit('lt.i64', [index, count]), { block: body, args: [] }, { block: done, args: [] });
  builder.block = body;
  const at = builder.emit('add.i64', [low, index]);
  const old = builder.load('load.ref', to, 0, 'list.item', at, 8);
  const item = builder.load('load.ref', from, 0, 'list.item', index, 8);
  builder.store('store.ref', to, item, 0, 'list.item', at, 8);
  builder.store('store.ref', from, old, 0, 'list.item', index, 8);
  builder.jump(header, [builder.emit('add.i64', [index, builder.i64(1)])]);
  builder.block = done;
  // Destructors of old items, on one of the ways here.
  c.unknownCodeRan();
}
