// What counts as a difference, and how it is shown.
import { describe, expect, it } from 'vitest';
import { difference } from './compare';
import { findPrograms } from './programs';
import { runProcess, type Outcome } from './run-process';

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

describe('runProcess', () => {
  it('keeps output, errors and status', async () => {
    expect(await runProcess(['sh', '-c', 'echo out; echo err >&2; exit 3'], process.env, '/', 10)).toMatchObject({ status: 3, signal: null, stdout: 'out\n', stderr: 'err\n', timedOut: false });
  });

  it('kills what takes too long, with its children', async () => {
    const result = await runProcess(['sh', '-c', 'sleep 60 & sleep 60'], process.env, '/', 0.2);
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
    expect(result.seconds).toBeLessThan(10);
  });
});

describe('findPrograms', () => {
  it('finds all programs, none of the shared files, and arguments that make runs short', () => {
    const programs = findPrograms();
    expect(programs.length).toBeGreaterThan(60);
    expect(programs.map(({ name }) => name)).not.toContain('tests/tricky/common');
    expect(programs.find(({ name }) => name === 'examples/bpnn')!.arguments).toEqual(['300', '--no-time']);
    expect(programs.find(({ name }) => name === 'bench/programs/vm')!.arguments).toContain('small');
  });

  it('finds programs by name, by folder and by file', () => {
    expect(findPrograms(['recursion']).map(({ name }) => name)).toEqual(['tests/tricky/recursion']);
    expect(findPrograms(['examples']).map(({ name }) => name)).toContain('examples/bpnn');
    expect(findPrograms(['tests/tricky/']).filter(({ name }) => !name.startsWith('tests/tricky/'))).toEqual([]);
    expect(findPrograms(['tests/tricky/']).map(({ name }) => name)).toContain('tests/tricky/recursion');
    expect(findPrograms(['/elsewhere/x.py'])).toEqual([{ name: '/elsewhere/x', file: '/elsewhere/x.py', arguments: [] }]);
  });
});
