// Machine code that runs: each case in both allocators, compared with the ir interpreter.
import { interpret, parseFunction, SparseMachine, type RuntimeValue } from '@psyco/ir';
import { gpr64, mem, r11, rax, rsp } from '@psyco/x86';
import { describe, expect, it } from 'vitest';
import { findPython, Harness, type Run, type TestFunction } from './testing/harness';

/** A C function of so many integers that tells them apart: ((7 * 31 + a) * 31 + b) * 31 + ... */
const weigh = (count: number): TestFunction => (asm) => {
  asm.mov(r11, 7);
  for (let i = 0; i < count; i++) {
    asm.imul(r11, r11, 31);
    asm.add(r11, i < 6 ? gpr64[[7, 6, 2, 1, 8, 9][i]] : mem(rsp, 8 * (i - 5)));
  }
  asm.mov(rax, r11);
  for (const register of [1, 2, 6, 7, 8, 9, 10, 11]) asm.mov(gpr64[register], 0x5555);
  asm.ret();
};
const weighed = (args: bigint[]): bigint => BigInt.asIntN(64, args.reduce((sum, arg) => sum * 31n + arg, 7n));

const bits = (value: RuntimeValue | undefined): RuntimeValue | undefined => (typeof value === 'boolean' ? (value ? 1n : 0n) : value);

/** Unary and binary ops on interesting operands, one function each. */
const integers = [0n, 1n, -1n, 2n, 3n, -7n, 10n, 63n, 255n, 1n << 31n, (1n << 32n) + 5n, -(1n << 31n), (1n << 62n) + 12345n, (1n << 63n) - 1n, -(1n << 63n)];
const doubles = [0, -0, 1, -1.5, 0.1, 1e300, -1e300, 5e-324, Infinity, -Infinity, NaN, 123456.75];
const binaryIntegers = ['add.i64', 'sub.i64', 'mul.i64', 'and.i64', 'or.i64', 'xor.i64', 'shl.i64', 'sar.i64', 'shr.i64', 'floordiv.i64', 'floormod.i64', 'addo.i64', 'subo.i64', 'mulo.i64', 'shlo.i64'];
const comparisons = ['eq.i64', 'ne.i64', 'lt.i64', 'le.i64', 'gt.i64', 'ge.i64', 'ult.i64', 'ule.i64'];
const unaryIntegers = ['neg.i64', 'not.i64', 'nego.i64', 'f64.from.i64', 'bool.from.i64'];
const binaryDoubles = ['add.f64', 'sub.f64', 'mul.f64', 'div.f64'];
const doubleComparisons = ['eq.f64', 'ne.f64', 'lt.f64', 'le.f64', 'gt.f64', 'ge.f64'];
const unaryDoubles = ['neg.f64', 'abs.f64', 'sqrt.f64', 'floor.f64', 'i64.from.f64', 'i64.bits.f64'];

const isBool = (op: string): boolean => [...comparisons, ...doubleComparisons].includes(op) || op === 'bool.from.i64';
const resultType = (op: string): string => (isBool(op) ? 'bool' : op === 'f64.from.i64' ? 'f64' : op.startsWith('i64.') ? 'i64' : op.endsWith('.f64') ? 'f64' : 'i64');
const hasExit = (op: string): boolean => /^(addo|subo|mulo|nego|shlo)/.test(op);
const EXIT = '\nexit 0 reason=overflow: f@0 locals [int %0] stack []';

interface Sample {
  text: string;
  args: RuntimeValue[];
}

function samples(): Sample[] {
  const list: Sample[] = [];
  const add = (type: string, op: string, first: RuntimeValue[], second: RuntimeValue[] | null): void => {
    const exit = hasExit(op) ? ' -> exit 0' : '';
    const tail = exit ? EXIT : '';
    const legal = (a: RuntimeValue, b: RuntimeValue): boolean => {
      if (/^(shl|shr|sar)/.test(op)) return (b as bigint) >= 0n && (b as bigint) < 64n;
      if (/^floor(div|mod)\.i64/.test(op)) return b !== 0n && !(b === -1n && a === -(1n << 63n));
      if (op === 'i64.from.f64') return Math.abs(a as number) < 9e18;
      return true;
    };
    if (!second) {
      const text = `function f native -> ${resultType(op)}\nblock b0(%0: ${type}):\n  %1 = ${op} %0${exit}\n  return %1${tail}`;
      for (const a of first) if (legal(a, 0n)) list.push({ text, args: [a] });
      return;
    }
    const text = `function f native -> ${resultType(op)}\nblock b0(%0: ${type}, %1: ${type}):\n  %2 = ${op} %0, %1${exit}\n  return %2${tail}`;
    for (const a of first) {
      for (const b of second) {
        if (!legal(a, b)) continue;
        list.push({ text, args: [a, b] });
      }
    }
    // The same with one operand constant, and both the same.
    for (const b of second) {
      const literal = typeof b === 'number' ? `const.f64 ${Object.is(b, -0) ? '-0' : String(b).toLowerCase().replace('infinity', 'inf')}` : `const.i64 ${b}`;
      const constant = `function f native -> ${resultType(op)}\nblock b0(%0: ${type}):\n  %1 = ${literal}\n  %2 = ${op} %0, %1${exit}\n  return %2${tail}`;
      const swapped = `function f native -> ${resultType(op)}\nblock b0(%0: ${type}):\n  %1 = ${literal}\n  %2 = ${op} %1, %0${exit}\n  return %2${tail}`;
      for (const a of first) {
        if (legal(a, b)) list.push({ text: constant, args: [a] });
        if (legal(b, a)) list.push({ text: swapped, args: [a] });
      }
    }
    const same = `function f native -> ${resultType(op)}\nblock b0(%0: ${type}):\n  %2 = ${op} %0, %0${exit}\n  return %2${tail}`;
    for (const a of first) if (legal(a, a)) list.push({ text: same, args: [a] });
  };
  for (const op of [...binaryIntegers, ...comparisons]) add('i64', op, integers, integers);
  for (const op of unaryIntegers) add('i64', op, integers, null);
  for (const op of [...binaryDoubles, ...doubleComparisons]) add('f64', op, doubles, doubles);
  for (const op of unaryDoubles) add('f64', op, doubles, null);
  return list;
}

describe.skipIf(findPython() === null).each(['linear-scan', 'spill-everything'] as const)('machine code, %s', (allocator) => {
  it('computes what the interpreter computes, for every arithmetic op', () => {
    const parsed = new Map<string, ReturnType<typeof parseFunction>>();
    const cases = samples().map(({ text, args }) => {
      let fn = parsed.get(text);
      if (!fn) parsed.set(text, (fn = parseFunction(text)));
      return { fn, args, text };
    });
    const harness = new Harness({ allocator });
    const runs = harness.run(cases);
    const wrong: string[] = [];
    cases.forEach(({ fn, args, text }, i) => {
      const expected = interpret(fn, new SparseMachine(), args);
      const actual = runs[i];
      const shown = describeRun(actual, fn.returns);
      const wanted = expected.kind === 'return' ? `return ${show(bits(expected.value))}` : `exit [${[...expected.values.values()].map((value) => show(bits(value)))}]`;
      if (shown !== wanted) wrong.push(`${text.split('\n').slice(2).join(';')} (${args.map(String).join(', ')}): ${shown}, not ${wanted}`);
    });
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(cases.length).toBeGreaterThan(5000);
  });

  it.each([6, 7, 9, 14])('passes %i arguments to C functions, twice in a row, in another order', (count) => {
    const values = Array.from({ length: count }, (_, i) => `%${10 + i}`);
    const turned = [...values.slice(1), values[0]];
    const lines = values.flatMap((value, i) => [`%${100 + i} = const.i64 ${i + 3}`, `${value} = add.i64 %0, %${100 + i}`]);
    const call = (result: string, args: string[]): string => `${result} = call ${args.join(', ')} {symbol=weigh, effect=read, errorWhen=none, result=i64}`;
    lines.push(call('%1', values), call('%2', turned), '%200 = xor.i64 %1, %2');
    // All of them live on.
    values.forEach((value, i) => lines.push(`%${201 + i} = add.i64 %${200 + i}, ${value}`));
    const fn = parseFunction(`function f native -> i64\nblock b0(%0: i64):\n  ${lines.join('\n  ')}\n  return %${200 + count}`);
    const [run] = new Harness({ allocator }, { weigh: weigh(count) }).run([{ fn, args: [1000n] }]);
    const now = values.map((_, i) => 1003n + BigInt(i));
    const sum = now.reduce((a, b) => a + b, weighed(now) ^ weighed([...now.slice(1), now[0]]));
    expect(run.rax).toBe(BigInt.asIntN(64, sum));
  });
});

function show(value: RuntimeValue | undefined): string {
  return typeof value === 'number' ? (Object.is(value, -0) ? '-0.0' : `${value}f`) : String(value);
}

function describeRun(run: Run, returns: string): string {
  if (run.status === 'return') return `return ${show(returns === 'f64' ? run.xmm0 : run.rax)}`;
  return `exit [${[...run.exitValues.values()].map(show)}]`;
}
