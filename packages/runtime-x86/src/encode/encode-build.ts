// Encodes the objects that recipes build from parts: one table entry for each shape. Parts are pushed last first.

import type { BuildShape, RecipeValue } from '@psyco/ir';
import { RecipeError } from '../errors';
import type { RecipeOp } from '../recipe-ops';
import type { RecipeEncoder } from './encode-recipe';

type Build = Extract<RecipeValue, { kind: 'build' }>;

interface ShapeEncoding {
  op: RecipeOp;
  /** How many parts; null = any number, given as an operand. */
  count: number | null;
  /** Indices of parts that are machine words; all others are objects. */
  raw?: readonly number[];
}

const sequenceIterator: ShapeEncoding = { op: 'sequenceIterator', count: 2, raw: [1] };

const shapes: Record<Exclude<BuildShape, 'instance'>, ShapeEncoding> = {
  tuple: { op: 'tuple', count: null },
  list: { op: 'list', count: null },
  slice: { op: 'slice', count: 3 },
  range: { op: 'range', count: 3 },
  range_iterator: { op: 'rangeIterator', count: 3, raw: [0, 1, 2] },
  list_iterator: sequenceIterator,
  tuple_iterator: sequenceIterator,
  str_iterator: sequenceIterator,
  enumerate: { op: 'enumerate', count: 2 },
  zip: { op: 'zip', count: null },
  bound_method: { op: 'boundMethod', count: 2 },
  cell: { op: 'cell', count: 1 },
};

export function encodeBuild(encoder: RecipeEncoder, build: Build): void {
  if (build.shape === 'instance') return encodeInstance(encoder, build);
  const { op, count, raw = [] } = shapes[build.shape];
  const { parts } = build;
  if (count !== null && parts.length !== count) throw new RecipeError(`cannot encode a ${build.shape}`, `it has ${parts.length} parts instead of ${count}`, 'see BuildShape');
  for (let index = parts.length - 1; index >= 0; index--) {
    if (raw.includes(index)) encoder.pushRaw(parts[index]);
    else encoder.push(parts[index]);
  }
  if (count === null) encoder.emit(op, parts.length);
  else encoder.emit(op);
}

function encodeInstance(encoder: RecipeEncoder, { parts: [type, ...values] }: Build): void {
  if (type?.kind !== 'const') throw new RecipeError('cannot encode an instance', 'its type is not a constant', 'give the type as the first part');
  for (const value of [...values].reverse()) encoder.push(value);
  encoder.emit('instance', type.address, values.length);
}
