// What counts as a difference, and how it is shown.
import { describe, expect, it } from 'vitest';
import { difference } from './compare';
import type { Outcome } from '@psyco/harness';

const outcome = (changes: Partial<Outcome>): Outcome => ({ status: 0, signal: null, stdout: 'a\nb\nc\nd\n', stderr: '', timedOut: false, seconds: 1, ...changes });

describe('difference', () => {
  it('finds none between runs that only took longer', () => {
    expect(difference(outcome({}), outcome({ seconds: 9 }))).toBeUndefined();
  });

  it('shows the first line that differs, with context', () => {
    expect(difference(outcome({}), outcome({ stdout: 'a\nb\nC\nd\n' }))).toBe('standard output differs at line 3:\n    a\n    b\n  - c\n  - d\n  - \n  + C\n  + d\n  + ');
  });

  it('shows missing output', () => {
    expect(difference(outcome({ stdout: 'a' }), outcome({ stdout: '' }))).toBe('standard output differs at line 1:\n  - a\n  + ');
  });

  it('tells exit statuses, signals and timeouts apart', () => {
    expect(difference(outcome({ status: 1 }), outcome({ status: null, signal: 'SIGSEGV' }))).toBe('ends differently: plain exit status 1, psyco killed by SIGSEGV');
    expect(difference(outcome({}), outcome({ timedOut: true, status: null, signal: 'SIGKILL' }))).toBe('ends differently: plain exit status 0, psyco did not end in time');
  });

  it('names the column in a long line and cuts it', () => {
    const text = difference(outcome({ stdout: `${'x'.repeat(500)}1` }), outcome({ stdout: `${'x'.repeat(500)}2` }))!;
    expect(text).toContain('line 1, column 501');
    expect(text).toContain('... (501 characters)');
  });
});
