// Which methods may return NotImplemented, from their code alone.

import type { TypeInfo } from '@psyco/values';
import { expect, test } from 'vitest';
import { mayReturnNotImplemented } from './operator-results';
import { FakeProcess } from './testing/fake-process';
import { askPython, python } from './testing/python';

const source = `
class Vector:
  def __init__(self, x):
    self.x = x
  def scaled(self, by):
    made = Vector(self.x * by)
    return made
  def asked(self, other):
    return self.x.__add__(other)
class Other:
  pass
def helper(a, b):
  return a + b
def passes(a, b):
  return b
def forwards(a, b):
  return passes(a, b)
METHODS
def f(vector):
  return 1
`;

/** What may come of a method with this body; the first operand is a Vector, the second one something else. */
function mayDecline(...lines: string[]): boolean {
  const method = `def method(self, other, more=None):\n${lines.map((line) => `  ${line}`).join('\n')}`;
  const [answer] = askPython([{ source: source.replace('METHODS', method), function: 'f', arguments: ['Vector(1)'] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('method');
  const { world } = process;
  return mayReturnNotImplemented(world, world.functionSeen(func)!, process.vm.codeOf(func), world.classInfo(process.global('Vector')) as TypeInfo);
}

const surely = [
  ['return self.x + other.x'],
  ['return self.x == other.x and self.x < 5'],
  ['return not other'],
  ['return Vector(self.x + other)'],
  ['return self.__class__(self.x)'],
  ['made = Vector(1)', 'made.x = other', 'return made'],
  ['self.x += other', 'return self'],
  ['return self if other else other'],
  ['return self.scaled(other)'],
  ['return helper(self.x, other)'],
  ['return isinstance(other, Other)'],
  ["return (self.x, [other], f'{other}')"],
  ['for i in range(3):', '  self.x += i', 'return Vector(self.x)'],
];

const perhaps = [
  ['return NotImplemented'],
  ['return NotImplemented if other else 5'],
  ['return self.x'],
  ['return more'],
  ['return other[0]'],
  ['return -other'],
  ['return other.method()'],
  ['return self.asked(other)'],
  ['return self.missing(other)'],
  ['return passes(self, other)'],
  ['return forwards(self, other)'],
  ['return max(self, other)'],
  ['try:', '  return 5', 'except ValueError:', '  return other'],
  ['other = self.x', 'return other'],
];

test.runIf(python !== undefined)('surely something else', () => {
  expect(surely.filter((lines) => mayDecline(...lines))).toEqual([]);
});

test.runIf(python !== undefined)('perhaps NotImplemented', () => {
  expect(perhaps.filter((lines) => !mayDecline(...lines))).toEqual([]);
});
