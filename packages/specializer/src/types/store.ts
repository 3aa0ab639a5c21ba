// Stores into memory cells that own a reference: items of lists, attributes, cells, globals. A number goes into the old object's
// payload if nobody else has that object: no allocation.

import type { BoolValue, PyValue, TypeInfo } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';

/** What is known of a cell, and what else the store does. */
export interface StoreOptions {
  /** The cell may be empty (NULL). */
  nullable?: boolean;
  /** Objects seen in the cell: predict the type of what is released. */
  seen?: readonly (number | null)[];
  /** Further bookkeeping, where nothing can leave any more; gets the old content. */
  also?: (old: Value) => void;
}

/** A memory cell that owns a reference. */
interface Cell extends StoreOptions {
  base: Value;
  offset: number;
  memory: string;
  index: Value | null;
}

/**
 * Stores a value into a cell, releasing what was there.
 * @param value nothing virtual: to build it runs anything, and where the cell is was looked up before
 */
export function storeOwned(c: Unit, base: Value, offset: number, memory: string, index: Value | null, value: PyValue, options: StoreOptions = {}): void {
  const cell: Cell = { base, offset, memory, index, ...options };
  if (c.isType(value, c.floatType) && (value.kind === 'float' || (value.kind === 'ref' && c.state.info(value).payload))) return storeFloat(c, cell, value);
  if (value.kind === 'int' && value.constant === null && c.world.intsHaveSpareDigit) return storeInt(c, cell, value);
  if (value.kind === 'bool' && storesBools(c, cell)) return storeBool(c, cell, value);
  if (value.kind === 'virtual') throw new Error('a virtual object is stored into a cell that was looked up before it is built');
  const quiet = mayReleaseQuietly(c);
  const leaf = leafSeen(c, cell);
  // What is released may be on the stack, kept alive by nothing but this cell: in `x[i], x[j] = x[j], x[i]`.
  const others = keepBorrowed(c, quiet, typesSeen(c, cell));
  const old = load(c, cell);
  const exchange = (): void => {
    if (quiet) guardQuietRelease(c, cell, old, leaf, others);
    cell.also?.(old);
    const owned = c.own(value);
    store(c, cell, owned);
    release(c, cell, old, quiet);
  };
  if (quiet && isSingleton(c, value) && memory === 'list.item') unlessThere(c, old, value, exchange);
  else exchange();
}

/** Whether True or False is expected to be replaced, and was so far. */
function storesBools(c: Unit, cell: Cell): boolean {
  return mayReleaseQuietly(c) && !cell.nullable && !cell.also && leafSeen(c, cell)?.address === c.boolType.address && !c.feedback.happened(c.frame.code.address, c.offset, 'value');
}

/**
 * One bool in place of another: the counts of True and False change by the same number, which is 0 where nothing changes. No branch,
 * and a loop may keep that number in a register. Neither object dies of it.
 */
function storeBool(c: Unit, cell: Cell, value: BoolValue): void {
  const { builder } = c;
  const { known, offsets } = c.world;
  const old = load(c, cell);
  const type = builder.load('load.ptr', old, offsets.objectType, 'object.type');
  c.guardTrue(c.emit('eq.ptr', [type, builder.ptr(c.boolType.address, 'bool')]), 'value');
  const was = (constant: boolean): Value => c.emit('i64.from.bool', [c.emit('eq.ref', [old, builder.ref(constant ? known.true : known.false, String(constant))])]);
  const { ir } = c.force(value);
  const up = value.constant ?? true;
  const change = value.constant === null ? c.emit('sub.i64', [c.emit('i64.from.bool', [c.irBool(value)]), was(true)]) : was(!up);
  builder.append('refcount.add', [builder.ref(up ? known.true : known.false, String(up)), change]);
  builder.append('refcount.sub', [builder.ref(up ? known.false : known.true, String(!up)), change]);
  store(c, cell, ir);
}

/** True, False and None are stored over themselves often: nothing changes then, and counts in memory are slow to change. */
function isSingleton(c: Unit, value: PyValue): boolean {
  return (value.kind === 'bool' && value.constant !== null) || (value.kind === 'const' && value.address === c.world.known.none);
}

function unlessThere(c: Unit, old: Value, object: PyValue, exchange: () => void): void {
  const { builder } = c;
  const other = c.fn.newBlock('another object');
  const done = c.fn.newBlock('stored');
  builder.branch(c.emit('eq.ref', [old, c.force(object).ir]), { block: done, args: [] }, { block: other, args: [] });
  builder.block = other;
  c.inBranch(exchange);
  builder.jump(done);
  builder.block = done;
}

/**
 * Whether the old content is expected to outlive the store, or to be of a type whose end runs no Python code: then what is known of
 * the heap stays known.
 */
function mayReleaseQuietly(c: Unit): boolean {
  return !c.feedback.happened(c.frame.code.address, c.offset, 'release');
}

/** Before the cell lets go of its content: see `secureFrom`; where that may run Python code, nothing may be borrowed. */
function keepBorrowed(c: Unit, quiet: boolean, expected: ReadonlySet<number>): Value[] {
  if (quiet) return c.secureFrom(expected);
  c.secure();
  return [];
}

/** The types of what was seen in a cell. */
function typesSeen(c: Unit, cell: Cell): Set<number> {
  return new Set((cell.seen ?? []).flatMap((address) => (address === null ? [] : (c.world.typeAddress(address) ?? []))));
}

/** The one type seen in a cell beside None's, if the end of its instances runs no Python code. */
function leafSeen(c: Unit, cell: Cell): TypeInfo | null {
  const types = typesSeen(c, cell);
  types.delete(c.builtin('_PyNone_Type').address);
  const [type] = types;
  const info = types.size === 1 ? c.world.classInfo(type) : null;
  return info?.leaf ? info : null;
}

/**
 * Leaves if releasing the old content may run Python code, or end what the code still has.
 * @param others see `secureFrom`
 */
function guardQuietRelease(c: Unit, cell: Cell, old: Value, leaf: TypeInfo | null, others: readonly Value[]): void {
  const { builder } = c;
  for (const other of others) c.guardTrue(c.emit('ne.ref', [old, other]), 'release');
  const done = cell.nullable ? c.fn.newBlock('releasable') : null;
  if (done) {
    const present = c.fn.newBlock('has a value');
    builder.branch(c.emit('is.null', [old]), { block: done, args: [] }, { block: present, args: [] });
    builder.block = present;
  }
  const outlives = c.emit('gt.i64', [builder.load('load.i64', old, 0, 'object.refcount'), c.i64(1)]);
  if (!leaf) {
    c.guardTrue(outlives, 'release');
    if (!done) return;
    builder.jump(done);
    builder.block = done;
    return;
  }
  const shared = done ?? c.fn.newBlock('outlives the store');
  const last = c.fn.newBlock('last reference');
  if (!done) shared.cold = builder.block.cold;
  last.cold = true;
  builder.branch(outlives, { block: shared, args: [] }, { block: last, args: [] });
  builder.block = last;
  const type = builder.load('load.ptr', old, c.world.offsets.objectType, 'object.type');
  c.guardTrue(c.emit('eq.ptr', [type, builder.ptr(leaf.address, leaf.name)]), 'release');
  builder.jump(shared);
  builder.block = shared;
}

function release(c: Unit, cell: Cell, old: Value, quiet: boolean): void {
  if (quiet) c.builder.append(cell.nullable ? 'xdecref' : 'decref', [old], { leaf: true });
  else c.releaseUnknown(old, cell.nullable);
}

function load(c: Unit, { base, offset, memory, index }: Cell): Value {
  return c.builder.load('load.ref', base, offset, memory, index ?? undefined, 8);
}

function store(c: Unit, { base, offset, memory, index }: Cell, value: Value): void {
  c.builder.store('store.ref', base, value, offset, memory, index ?? undefined, 8);
}

/**
 * The payload in place. Of an object it may be a NaN, which is found in a list, or equal to itself in one, only as the same object: that is stored
 * itself, as it is where there is no float to overwrite.
 */
function storeFloat(c: Unit, cell: Cell, value: PyValue): void {
  const payload = c.toF64(value);
  const object = value.kind === 'ref' ? value.ir : null;
  const conditions = object ? [c.emit('eq.f64', [payload, payload])] : [];
  const taken = (): Value => {
    if (!object) return c.emit('box.float', [payload]);
    c.builder.append('incref', [object]);
    return object;
  };
  inPlace(c, cell, c.floatType.address, 'float', conditions, (old) => c.builder.store('store.f64', old, payload, c.world.offsets.floatValue, 'float.value'), taken);
}

/**
 * 257 up to 2^60: below are the shared small ints, above are three digits of 30 bits. A one-digit int has room for a second digit
 * (24 + 4 bytes, rounded up to 32 by pymalloc and malloc; Objects/obmalloc.c ALIGNMENT).
 */
function storeInt(c: Unit, cell: Cell, value: PyValue): void {
  const number = c.toI64(value);
  const { builder } = c;
  const digitMask = (1n << 30n) - 1n;
  const fits = c.emit('ult.i64', [c.emit('sub.i64', [number, c.i64(257)]), c.i64((1n << 60n) - 257n)]);
  inPlace(
    c,
    cell,
    c.intType.address,
    'int',
    [fits],
    (old) => {
      const high = builder.emit('shr.i64', [number, builder.i64(30)]);
      const two = builder.emit('ne.i64', [high, builder.i64(0)]);
      const size = builder.emit('add.i64', [builder.emit('i64.from.bool', [two]), builder.i64(1)]);
      const digits = builder.emit('or.i64', [builder.emit('and.i64', [number, builder.i64(digitMask)]), builder.emit('shl.i64', [high, builder.i64(32)])]);
      builder.store('store.i64', old, size, c.world.offsets.varSize, 'int.value');
      builder.store('store.i64', old, digits, c.world.offsets.intDigits, 'int.value');
    },
    () => c.emit('box.int', [number]),
  );
}

/** Overwrites the payload of the old object if it is exactly of the type and only the cell has it; else stores a new one. */
function inPlace(c: Unit, cell: Cell, type: number, typeName: string, conditions: Value[], overwrite: (old: Value) => void, box: () => Value): void {
  const { builder } = c;
  const quiet = mayReleaseQuietly(c);
  const others = keepBorrowed(c, quiet, new Set([type]));
  const old = load(c, cell);
  const fresh = c.fn.newBlock(`new ${typeName}`);
  const done = c.fn.newBlock('stored');
  fresh.cold = true;
  const require = (condition: Value, comment: string): void => {
    const next = c.fn.newBlock(comment);
    builder.branch(condition, { block: next, args: [] }, { block: fresh, args: [] });
    builder.block = next;
  };
  if (cell.nullable) require(builder.emit('not.bool', [builder.emit('is.null', [old])]), 'has a value');
  for (const condition of conditions) require(condition, 'fits');
  const actual = builder.load('load.ptr', old, c.world.offsets.objectType, 'object.type');
  require(builder.emit('eq.ptr', [actual, builder.ptr(type, typeName)]), `is a ${typeName}`);
  require(builder.emit('eq.i64', [builder.load('load.i64', old, 0, 'object.refcount'), builder.i64(1)]), `${typeName} in place`);
  overwrite(old);
  builder.jump(done);
  builder.block = fresh;
  c.inBranch(() => {
    if (quiet) guardQuietRelease(c, cell, old, c.world.classInfo(type), others);
    cell.also?.(old);
    store(c, cell, box());
    release(c, cell, old, quiet);
  });
  builder.jump(done);
  builder.block = done;
  if (!quiet) c.unknownCodeRan();
}
