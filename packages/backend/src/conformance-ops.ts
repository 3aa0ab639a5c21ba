// Conformance, part one: for each op of one or two operands, operands and the result that it must have. No engine is
// asked what is right: the numbers are written out. Knows the ir.

import { type OpName, ops, type RuntimeValue } from '@psyco/ir';

const min = -(1n << 63n);
const max = (1n << 63n) - 1n;

/** 'exit': the op leaves. */
export type Expected = RuntimeValue | 'exit';
/** Operands, then the result. */
type Row = [...operands: RuntimeValue[], result: Expected];

export const opRows: Partial<Record<OpName, Row[]>> = {
  'add.i64': [[1n, 2n, 3n], [max, 1n, min], [-5n, 3n, -2n], [0x7fff_ffffn, 1n, 0x8000_0000n]],
  'sub.i64': [[1n, 2n, -1n], [min, 1n, max], [7n, 0n, 7n], [0n, -0x8000_0000n, 0x8000_0000n]],
  'mul.i64': [[6n, 7n, 42n], [max, 2n, -2n], [-3n, 5n, -15n], [9n, 8n, 72n], [1n << 40n, 1n << 40n, 0n]],
  'and.i64': [[12n, 10n, 8n], [-1n, 0xffff_ffffn, 0xffff_ffffn], [-1n, -16n, -16n]],
  'or.i64': [[12n, 10n, 14n], [0n, min, min]],
  'xor.i64': [[12n, 10n, 6n], [-1n, -1n, 0n]],
  'shl.i64': [[1n, 63n, min], [3n, 0n, 3n], [5n, 2n, 20n]],
  'sar.i64': [[-16n, 2n, -4n], [min, 63n, -1n], [7n, 1n, 3n]],
  'shr.i64': [[-1n, 60n, 15n], [8n, 3n, 1n], [min, 63n, 1n]],
  'neg.i64': [[5n, -5n], [min, min]],
  'not.i64': [[5n, -6n], [-1n, 0n]],
  'floordiv.i64': [[7n, 2n, 3n], [-7n, 2n, -4n], [7n, -2n, -4n], [-7n, -2n, 3n], [-8n, 2n, -4n], [min, 3n, -3074457345618258603n], [max, 10n, 922337203685477580n], [-1n, 1000n, -1n], [min, 8n, -(1n << 60n)], [5n, 1n, 5n], [0x1_0000_0000n, 7n, 613566756n], [-6n, -1n, 6n]],
  'floormod.i64': [[7n, 2n, 1n], [-7n, 2n, 1n], [7n, -2n, -1n], [-7n, -2n, -1n], [-8n, 2n, 0n], [min, 10n, 2n], [-1n, 1000n, 999n], [5n, 1n, 0n], [-5n, 8n, 3n], [0x1_0000_0000n, 7n, 4n], [-1n, 1n << 40n, (1n << 40n) - 1n]],
  'addo.i64': [[1n, 2n, 3n], [max, 1n, 'exit'], [min, -1n, 'exit'], [max, min, -1n]],
  'subo.i64': [[1n, 2n, -1n], [min, 1n, 'exit'], [max, -1n, 'exit'], [-1n, min, max]],
  'mulo.i64': [[6n, 7n, 42n], [1n << 32n, 1n << 31n, 'exit'], [-(1n << 32n), 1n << 31n, min], [min, -1n, 'exit']],
  'nego.i64': [[5n, -5n], [min, 'exit'], [max, -max]],
  'shlo.i64': [[3n, 4n, 48n], [3n, 62n, 'exit'], [1n, 63n, 'exit'], [-1n, 63n, min], [0n, 63n, 0n]],
  'add.f64': [[0.1, 0.2, 0.30000000000000004], [1, -1, 0], [-0, -0, -0], [Infinity, -Infinity, NaN]],
  'sub.f64': [[3, 0.5, 2.5], [-0, 0, -0], [1e308, -1e308, Infinity]],
  'mul.f64': [[3, 0.5, 1.5], [-1, 0, -0], [1e200, 1e200, Infinity]],
  'div.f64': [[1, 4, 0.25], [1, 3, 1 / 3], [-1, Infinity, -0]],
  'neg.f64': [[1.5, -1.5], [0, -0], [-Infinity, Infinity]],
  'abs.f64': [[-1.5, 1.5], [-0, 0], [-Infinity, Infinity]],
  'sqrt.f64': [[9, 3], [2, Math.SQRT2], [-0, -0]],
  'floor.f64': [[1.5, 1], [-1.5, -2], [-0, -0], [1e300, 1e300]],
  'f64.from.i64': [[3n, 3], [-(1n << 53n) - 1n, -9007199254740992], [max, 9223372036854775808]],
  'i64.from.f64': [[3.9, 3n], [-3.9, -3n], [1e18, 1000000000000000000n]],
  'i64.bits.f64': [[1, 0x3ff0_0000_0000_0000n], [-0, min]],
  'eq.i64': [[1n, 1n, true], [1n, 2n, false]],
  'ne.i64': [[1n, 1n, false], [1n, 2n, true]],
  'lt.i64': [[min, max, true], [1n, 1n, false], [2n, 1n, false]],
  'le.i64': [[1n, 1n, true], [2n, 1n, false]],
  'gt.i64': [[max, min, true], [1n, 1n, false]],
  'ge.i64': [[1n, 1n, true], [1n, 2n, false]],
  'ult.i64': [[1n, -1n, true], [-1n, 1n, false], [1n, 1n, false]],
  'ule.i64': [[1n, -1n, true], [-1n, 1n, false], [1n, 1n, true]],
  'eq.f64': [[1, 1, true], [0, -0, true], [NaN, NaN, false], [1, 2, false]],
  'ne.f64': [[1, 1, false], [NaN, NaN, true], [1, NaN, true], [1, 2, true]],
  'lt.f64': [[1, 2, true], [1, NaN, false], [NaN, 1, false], [2, 1, false], [1, 1, false]],
  'le.f64': [[1, 1, true], [1, NaN, false], [NaN, 1, false], [2, 1, false]],
  'gt.f64': [[2, 1, true], [1, NaN, false], [NaN, 1, false], [1, 1, false]],
  'ge.f64': [[1, 1, true], [1, NaN, false], [NaN, 1, false], [1, 2, false]],
  'bool.from.i64': [[0n, false], [min, true]],
}; // prettier-ignore

const literal = (value: RuntimeValue): string =>
  typeof value === 'bigint' ? `const.i64 ${value}` : `const.f64 ${Object.is(value, -0) ? '-0' : String(value).replace('Infinity', 'inf').replace('NaN', 'nan')}`;

export interface OpProgram {
  name: string;
  text: string;
  args: RuntimeValue[];
  expected: Expected;
}

/**
 * A function for each way to give the op its operands: as parameters, as constants, and into a branch where the op gives
 * a condition. The exit (number 0 belongs to the entry) is 1 and names the first parameter.
 */
export function opPrograms(): OpProgram[] {
  const programs: OpProgram[] = [];
  for (const [op, rows] of Object.entries(opRows) as [OpName, Row[]][]) {
    for (const row of rows) {
      const operands = row.slice(0, -1) as RuntimeValue[];
      const expected = row[row.length - 1] as Expected;
      for (let constants = 0; constants < 1 << operands.length; constants++) programs.push(...forms(op, operands, expected, constants));
    }
  }
  return programs;
}

function forms(op: OpName, operands: RuntimeValue[], expected: Expected, constants: number): OpProgram[] {
  const info = ops[op];
  const isConstant = (i: number): boolean => (constants & (1 << i)) !== 0;
  const params = operands.flatMap((_, i) => (isConstant(i) ? [] : [`%p${i}: ${info.args[i]}`]));
  const lines = operands.flatMap((value, i) => (isConstant(i) ? [`  %p${i} = ${literal(value)}`] : []));
  lines.push(`  %r = ${op} ${operands.map((_, i) => `%p${i}`).join(', ')}${info.exit ? ' -> exit 1' : ''}`);
  const named = operands.flatMap((value, i) => (isConstant(i) ? [] : [`${typeof value === 'number' ? 'float' : 'int'} %p${i}`]));
  const exits = `exit 0 reason=recursion:${info.exit ? `\nexit 1 reason=overflow: f@0 locals [${named.join(', ')}] stack []` : ''}`;
  const text = (type: string, end: string): string => `function f native -> ${type}\nblock b0(${params.join(', ')}):\n${lines.join('\n')}\n${end}\n${exits}`;
  const args = operands.filter((_, i) => !isConstant(i));
  const name = `${op} ${operands.map(String).join(', ')}${constants ? ` (constants ${constants.toString(2)})` : ''}`;
  const list: OpProgram[] = [{ name, text: text(info.result as string, '  return %r'), args, expected }];
  if (info.result === 'bool') {
    const end = '  branch %r, yes, no\nblock yes:\n  %one = const.i64 1\n  return %one\nblock no:\n  %zero = const.i64 0\n  return %zero';
    list.push({ name: `${name}, branch`, text: text('i64', end), args, expected: expected === true ? 1n : 0n });
  }
  return list;
}
