// Conversions that undo each other, addresses, and what is known of objects just made.

import type { OpName } from '../../ops';
import type { Instruction } from '../../types';
import { wrap } from '../../semantics';
import type { Fold, Folder, Rule, Rules } from './folder';
import { opNames, ops } from '../../ops';

const undoes =
  (op: OpName): Rule =>
  ({ args: [a] }, f) =>
    f.from(a, op)?.args[0];

/** The types of what the boxing ops make. */
const boxed: Partial<Record<OpName, string>> = { 'box.int': 'int', 'box.float': 'float', 'box.bool': 'bool' };

function isNull(i: Instruction, f: Folder): boolean | undefined {
  const [a] = i.args;
  const constant = f.constant(a);
  if (constant !== undefined) return constant === 0;
  return a.definition && boxed[a.definition.op] ? false : undefined;
}

/** An index that is a constant, or a sum with one, goes into the displacement. */
const address: Rule = (i, f): Fold => {
  const { op, args, attributes } = i;
  const fixed = ops[op].args.length;
  const converted = f.from(args[0], 'ptr.from.ref');
  if (converted) return f.become(i, op, [converted.args[0], ...args.slice(1)], attributes);
  const index = args[fixed];
  if (!index) return undefined;
  const scale = BigInt(attributes.scale ?? 1);
  const offset = BigInt(attributes.offset ?? 0);
  const constant = f.constant(index) as bigint | undefined;
  const sum = constant === undefined ? (f.from(index, 'add.i64') ?? f.from(index, 'addo.i64')) : undefined;
  const addend = constant ?? (sum && (f.constant(sum.args[1]) as bigint | undefined));
  if (addend === undefined) return undefined;
  const displacement = wrap(offset + addend * scale);
  if (BigInt.asIntN(32, displacement) !== displacement) return undefined;
  if (sum) return f.become(i, op, [...args.slice(0, fixed), sum.args[0]], { ...attributes, offset: Number(displacement) });
  return f.become(i, op, args.slice(0, fixed), { offset: Number(displacement), memory: attributes.memory });
};

export const objectRules: Rules = {
  ...Object.fromEntries(opNames.filter((op) => ops[op].attributes?.includes('memory')).map((op) => [op, address])),
  'ptr.from.ref': undoes('ref.from.ptr'),
  'ref.from.ptr': undoes('ptr.from.ref'),
  'i64.from.ptr': undoes('ptr.from.i64'),
  'ptr.from.i64': undoes('i64.from.ptr'),
  'is.null': (i, f) => {
    const known = isNull(i, f);
    return known === undefined ? undefined : f.bool(known);
  },
  xdecref: (i, f) => (isNull(i, f) === true ? null : undefined),
  'xdecref.shared': (i, f) => (isNull(i, f) === true ? null : undefined),
  'guard.nonnull': (i, f) => (isNull(i, f) === false ? null : undefined),
  'guard.type': ({ args: [a], attributes }) => {
    const name = a.definition && boxed[a.definition.op];
    return name !== undefined && name === attributes.name ? null : undefined;
  },
};
