// Stores into memory cells that own a reference: items of lists, attributes, cells, globals. A number goes into the old object's
// payload if nobody else has that object: no allocation.

import type { PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';

/** A memory cell that owns a reference. */
interface Cell {
  base: Value;
  offset: number;
  memory: string;
  index: Value | null;
  /** The cell may be empty (NULL). */
  nullable: boolean;
}

/** Stores an object into a cell, releasing what was there. */
export function storeOwned(c: Unit, base: Value, offset: number, memory: string, index: Value | null, value: PyValue, nullable = false): void {
  const cell: Cell = { base, offset, memory, index, nullable };
  if (c.isType(value, c.floatType) && (value.kind === 'float' || (value.kind === 'ref' && c.state.info(value).payload))) return storeFloat(c, cell, value);
  if (value.kind === 'int' && value.constant === null && c.world.intsHaveSpareDigit) return storeInt(c, cell, value);
  c.secure();
  const owned = c.own(value);
  const old = load(c, cell);
  store(c, cell, owned);
  c.releaseUnknown(old, nullable);
}

function load(c: Unit, { base, offset, memory, index }: Cell): Value {
  return c.builder.load('load.ref', base, offset, memory, index ?? undefined, 8);
}

function store(c: Unit, { base, offset, memory, index }: Cell, value: Value): void {
  c.builder.store('store.ref', base, value, offset, memory, index ?? undefined, 8);
}

function storeFloat(c: Unit, cell: Cell, value: PyValue): void {
  const payload = c.toF64(value);
  inPlace(c, cell, c.floatType.address, 'float', [], (old) => c.builder.store('store.f64', old, payload, c.world.offsets.floatValue, 'float.value'), () => c.emit('box.float', [payload]));
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
  c.secureNumbers(type);
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
    c.secure();
    store(c, cell, box());
    c.releaseUnknown(old, cell.nullable);
  });
  builder.jump(done);
  builder.block = done;
}
