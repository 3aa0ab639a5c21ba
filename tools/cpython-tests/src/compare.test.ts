import { describe, expect, it } from 'vitest';
import { difference } from './compare';
import type { Run } from './records';

const run = (changes: Partial<Run> = {}): Run => ({ ending: 'exit status 0', tests: { a: 'passed', b: 'skipped: no' }, stdout: '', stderr: '', seconds: 1, ...changes });

describe('difference', () => {
  it('is empty for runs that differ in addresses only', () => {
    const one = run({ stdout: 'at 0x7f0000001000\n', tests: { a: 'failed: TypeError: <f at 0x7f0000002000>' } });
    const other = run({ stdout: 'at 0x7f0000009000\n', tests: { a: 'failed: TypeError: <f at 0x7f0000008000>' }, seconds: 9 });
    expect(difference(one, other)).toBe('');
  });

  it('tells which tests have another outcome', () => {
    expect(difference(run(), run({ tests: { a: 'failed: AssertionError: 1 != 2 [x.py:3:f]', b: 'skipped: no' } }))).toMatchInlineSnapshot(`
      "a
        - passed
        + failed: AssertionError: 1 != 2 [x.py:3:f]"
    `);
  });

  it('tells of tests that are missing, and what was running when the process died', () => {
    expect(difference(run(), run({ ending: 'killed by SIGSEGV', tests: { a: 'passed' }, unfinished: 'b' }))).toMatchInlineSnapshot(`
      "ends differently: plain exit status 0, psyco killed by SIGSEGV in b
      b
        - skipped: no
        + (not there)"
    `);
  });

  it('puts troubles of the whole file before the tests that are missing for them', () => {
    const text = difference(run(), run({ tests: { '(module)': 'error: RuntimeError: super()' } }));
    expect(text.split('\n')[0]).toBe('(module)');
  });

  it('compares what is written', () => {
    expect(difference(run({ stderr: 'one\ntwo\n' }), run({ stderr: 'one\nthree\n' }))).toMatchInlineSnapshot(`
      "standard error differs at line 2:
        - two
        - 
        + three
        + "
    `);
  });

  it('shows what only one of them has further on', () => {
    const shared = 'a\nb\nc\nd\ne\n';
    expect(difference(run({ stderr: `late\n${shared}end\n` }), run({ stderr: `${shared}leak of a\nb\nend\n` }))).toMatchInlineSnapshot(`
      "standard error differs at line 1:
        - late
        - a
        - b
        - c
        + a
        + b
        + c
        + d
        + ... leak of a
        + ... b"
    `);
  });
});
