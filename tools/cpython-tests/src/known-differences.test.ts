import { expect, it } from 'vitest';
import { difference } from './compare';
import { isKnown, KNOWN_DIFFERENCES } from './known-differences';
import { formatResult } from './report';

const test = 'test.test_weakref.ReferencesTestCase.test_callback_in_cycle_resurrection';
const run = (outcome: string, other = 'passed') => ({ ending: 'exit status 0', tests: { [test]: outcome, other }, stdout: '', stderr: '', seconds: 1 });

it('leaves out what is known to differ, in its mode only, and nothing else', () => {
  const known = (name: string): boolean => isKnown('test_weakref', 'sync', name);
  expect(isKnown('test_weakref', 'async', test)).toBe(false);
  expect(difference(run('passed'), run('failed'), known)).toBe('');
  expect(difference(run('passed'), run('failed'))).not.toBe('');
  expect(difference(run('passed'), run('failed', 'failed'), known)).toMatch(/^other\n/);
});

it('says so in the line of the file', () => {
  const result = { module: 'test_weakref', mode: 'sync', difference: '', unsteady: false, known: 1, counts: '2 tests', plainSeconds: 1, seconds: 2, compiled: 3 } as const;
  expect(formatResult(result)).toContain('1 known');
});

it('has a reason for each', () => {
  for (const { reason, tests } of KNOWN_DIFFERENCES) expect(reason.length > 20 && tests.length > 0).toBe(true);
});
