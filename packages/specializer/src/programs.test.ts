// Small programs, each tried in all ways (testing/try-program.ts): the results are those of a real Python, and no reference is lost.

import { describe, expect, test } from 'vitest';
import { askPython, type Program, python } from './testing/python';
import { type TryOptions, tryProgram } from './testing/try-program';

interface Case extends TryOptions {
  source: string;
  /** Argument lists of `f`. */
  arguments: string[];
}

const cases: Record<string, Case> = {
  'int loop': { source: 'def f(n):\n  s = 0\n  for i in range(n):\n    s += i * i\n  return s', arguments: ['7', '0', '1'] },
  'float loop': { source: 'def f(n):\n  s = 0.0\n  for i in range(n):\n    s += i * 0.5\n  return s', arguments: ['6', '0'] },
  'list sum': { source: 'def f(xs):\n  s = 0\n  for x in xs:\n    s += x\n  return s', arguments: ['[1, 2, 3, 4]', '[]', '[1, 2.5, 3]', '[True, 5]'] },
  'dot product': { source: 'def f(xs, ys):\n  s = 0\n  for i in range(len(xs)):\n    s += xs[i] * ys[i]\n  return s', arguments: ['[1.0, 2.0, 3.0], [0.5, 0.25, 4.0]', '[1, 2], [3, 4]', '[], []', '[1.0, 2.0], [1.0]'] },
  'while loop': { source: 'def f(n):\n  steps = 0\n  while n != 1:\n    if n % 2 == 0:\n      n = n // 2\n    else:\n      n = 3 * n + 1\n    steps += 1\n  return steps', arguments: ['6', '1', '7'] },
  'nested loops': { source: 'def f(n):\n  t = 0\n  for i in range(n):\n    for j in range(i, n):\n      t += i ^ j\n  return t', arguments: ['5', '0'] },
  'tuple swap': { source: 'def f(n):\n  a, b = 0, 1\n  for _ in range(n):\n    a, b = b, a + b\n  return a', arguments: ['12', '100'] },
  'conditional expression': { source: 'def f(a, b):\n  return a if a < b else b', arguments: ['1, 2', '2, 1', '1.5, 2', '"a", "b"'] },
};

const names = Object.keys(cases);
const programs: Program[] = names.map((name) => ({ source: cases[name].source, function: 'f', arguments: cases[name].arguments }));

describe.runIf(python !== undefined)('programs', () => {
  const answers = python ? askPython(programs) : [];
  test.each(names.map((name, index) => [name, index] as const))('%s', (name, index) => {
    const report = tryProgram(programs[index], answers[index], cases[name]);
    expect(report.runs).toBeGreaterThan(0);
  });
});
