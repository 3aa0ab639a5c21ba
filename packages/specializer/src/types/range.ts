// range: virtual; its length and iterator by arithmetic. Mirrors Objects/rangeobject.c.

import { type PyValue, VirtualValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { teachFunction, teachType } from './meta';
import { isIntegral } from './int';
import { boundedIndex } from './list';

function parts(value: PyValue): readonly PyValue[] | null {
  return value.kind === 'virtual' && value.shape === 'range' ? value.parts : null;
}

function stepOf(value: readonly PyValue[]): bigint | null {
  const by = value[2];
  return by.kind === 'int' ? by.constant : null;
}

/** len(range) for a constant step: 0 if empty, else (stop - start - sign) // step + 1. */
function rangeLength(c: Unit, [start, stop]: readonly PyValue[], by: bigint): Value {
  const first = c.toI64(start);
  const last = c.toI64(stop);
  const sign = by > 0n ? 1n : -1n;
  const distance = c.builder.emit('subo.i64', [last, first], {}, c.exit('overflow'));
  const count =
    by === 1n
      ? distance
      : c.emit('add.i64', [c.emit('floordiv.i64', [c.emit('sub.i64', [distance, c.i64(sign)]), c.i64(by)]), c.i64(1)]);
  const empty = c.emit(by > 0n ? 'ge.i64' : 'le.i64', [first, last]);
  return c.emit('select.i64', [empty, c.i64(0), count]);
}

teachType('PyRange_Type', {
  iterate: (_, value) => {
    const known = parts(value);
    return known ? new VirtualValue('range_iterator', known) : null;
  },
  length: (c, value) => {
    const known = parts(value);
    const by = known && stepOf(known);
    if (!known || !by || by === -1n) return null;
    const length = rangeLength(c, known, by);
    c.need(length);
    return c.int(length);
  },
  subscript: (c, object, index) => {
    const known = parts(object);
    const by = known && stepOf(known);
    if (!known || !by || by === -1n || !isIntegral(c, index)) return null;
    const at = boundedIndex(c, index, rangeLength(c, known, by));
    return c.int(c.emit('add.i64', [c.toI64(known[0]), c.emit('mul.i64', [at, c.i64(by)])]));
  },
});

teachFunction('builtins.range', (c, args) => {
  if (args.length < 1 || args.length > 3) return null;
  for (const [index, value] of args.entries()) {
    c.promoteType(value, index, c.intType);
    if (!c.isType(value, c.intType) && !c.isType(value, c.boolType)) return null;
  }
  const step = args[2];
  if (step?.kind === 'int' && step.constant === 0n) return null;
  const irs = args.map((value, index) => (value.kind === 'int' ? value : c.int(c.toI64(value, index))));
  const [start, stop, by] = irs.length === 1 ? [c.intConstant(0), irs[0], c.intConstant(1)] : [irs[0], irs[1], irs[2] ?? c.intConstant(1)];
  // Of the steps that are not known only those that go up are compiled.
  if (by.kind === 'int' && by.constant === null) c.guardTrue(c.emit('gt.i64', [c.toI64(by), c.i64(0)]), 'range');
  return new VirtualValue('range', [start, stop, by]);
});
