import { describe, expect, it } from 'vitest';
import { countOutcomes, readRun } from './records';
import type { Outcome } from '@psyco/harness';

const ending: Outcome = { status: 0, signal: null, timedOut: false, stdout: '', stderr: '', seconds: 2 };
const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

describe('readRun', () => {
  it('reads outcomes by test, and numbers tests that come again', () => {
    const run = readRun(lines({ begins: 'a' }, { test: 'a', outcome: 'passed', detail: '3 subtests' }, { test: 'a', outcome: 'skipped', detail: 'no' }, { done: true }), ending);
    expect(run.tests).toEqual({ a: 'passed: 3 subtests', 'a (2)': 'skipped: no' });
    expect(run.unfinished).toBeUndefined();
    expect(countOutcomes(run)).toBe('2 tests: 1 passed, 1 skipped');
  });

  it('knows the test in which a process died, from records that were cut', () => {
    const text = `${lines({ begins: 'a' }, { test: 'a', outcome: 'passed' }, { begins: 'b' })}{"test": "b", "outc`;
    const run = readRun(text, { ...ending, status: null, signal: 'SIGSEGV' });
    expect(run).toMatchObject({ ending: 'killed by SIGSEGV', unfinished: 'b', tests: { a: 'passed' } });
  });
});
