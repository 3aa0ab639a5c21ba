import { expect, test } from 'vitest';
import { printFunction } from '../printer';
import { verifyFunction } from '../verifier';
import { loopInvariantMotion } from './loop-invariant-motion';
import { read } from './testing';

const loop = (inside: string, { start = '%zero', test: condition = 'lt.i64 %i, %n', step = 'addo.i64 %i, %one -> exit 8' } = {}): string => `function test native -> i64
block b0(%n: i64, %size: i64, %w: i64, %s: i64, %p: ptr):
  %zero = const.i64 0
  %one = const.i64 1
  jump b1(${start})
block b1(%i: i64):
  %more = ${condition}
  branch %more, b2, b3
block b2:
${inside}
  %j = ${step}
  poll -> exit 9
  jump b1(%j)
block b3:
  return %i
exit 0 reason=bounds: f@10 locals [int %i] stack []
exit 1 reason=overflow: f@8 locals [int %i] stack []
exit 8 reason=overflow: f@12 locals [int %i] stack []
exit 9 reason=poll: f@14 locals [int %j] stack []
loop b1: exit 10 reason=type: f@2 locals [int %i] stack []`;

/** The guards before the loop, as text, and whether the loop still has one. */
function moved(text: string): { before: string[]; inside: boolean } {
  const fn = read(text);
  loopInvariantMotion(fn);
  verifyFunction(fn);
  const lines = printFunction(fn).split('\n');
  const header = lines.findIndex((line) => line.startsWith('block b1('));
  const define = (name: string): string => lines.find((line) => line.trim().startsWith(`${name} =`))?.split('= ')[1] ?? name;
  const guards = (part: string[]): string[] => part.filter((line) => line.includes('guard.true')).map((line) => define(/%\w+/.exec(line)![0]));
  return { before: guards(lines.slice(0, header)), inside: guards(lines.slice(header)).length > 0 };
}

const check = '  %in = ult.i64 %i, %size\n  guard.true %in -> exit 0';

test('a test of the limit does for all turns', () => {
  expect(moved(loop(check))).toEqual({ before: ['le.i64 %0, %1'], inside: false });
});

test('where it starts and by how much it grows is tested too, if that is not known', () => {
  expect(moved(loop(check, { start: '%w', step: 'addo.i64 %i, %s -> exit 8' }))).toEqual({ before: [expect.stringMatching(/^le.i64 %\d+, %2$/), 'le.i64 %0, %1', expect.stringMatching(/^le.i64 %\d+, %3$/)], inside: false });
});

test('an index that is some way behind the counter, and cannot overflow then', () => {
  const behind = '  %k = subo.i64 %i, %w -> exit 1\n  %in = ult.i64 %k, %size\n  guard.true %in -> exit 0\n  store.i64 %p, %zero, %k {offset=0, scale=8, memory=native}';
  expect(moved(loop(behind, { start: '%w' }))).toEqual({ before: [expect.stringMatching(/^le.i64 %\d+, %2$/), 'le.i64 %0, %1'], inside: false });
  const fn = read(loop(behind, { start: '%w' }));
  loopInvariantMotion(fn);
  expect(printFunction(fn)).not.toContain('subo.i64');
});

test('it leaves before the loop, for the reason and in the name of the old test', () => {
  const fn = read(loop(check));
  loopInvariantMotion(fn);
  const [exit] = fn.exits.slice(-1);
  expect([exit.reason, exit.origin, exit.frames[0].offset]).toEqual(['bounds', 0, 2]);
});

test.each([
  ['the size changes in the loop', loop(`  %now = load.i64 %p {offset=0, memory=native}\n  store.i64 %p, %i {offset=0, memory=native}\n  %in = ult.i64 %i, %now\n  guard.true %in -> exit 0`)],
  ['the counter may wrap around', loop(check, { step: 'add.i64 %i, %s' })],
  ['the counter goes down', loop(check, { step: 'subo.i64 %i, %one -> exit 8' })],
  ['another number is tested by the header', loop(check, { test: 'lt.i64 %w, %n' })],
  ['it begins below zero', loop(check.replace('%in =', '%minus = const.i64 -1\n  %in ='), { start: '%minus' }).replace('  jump b1(%minus)', '  %minus = const.i64 -1\n  jump b1(%minus)').replace('%minus = const.i64 -1\n  %in', '%in')],
  ['it is not done in every turn', loop(`  %odd = bool.from.i64 %w\n  branch %odd, b4, b5\nblock b4:\n${check}\n  jump b5\nblock b5:`)],
])('not if %s', (_, text) => {
  expect(moved(text)).toEqual({ before: [], inside: true });
});
