// Programs are repeatable and valid, and an injected fault is found and made small. Needs a supported Python on PATH.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fuzz, type FuzzSettings } from './fuzz';
import { isPolymorphic, makeProgram } from './program';
import { splitBatch } from './running/compare';
import { findPsyco, findPython } from '@psyco/harness';
import { DEFAULT_MODES } from './running/modes';
import { Runner } from './running/runner';
import { writeFaultyLauncher } from './testing/faulty-launcher';
import { printProgram } from './tree';

const python = findPython();
if (!python) console.warn('SKIPPED: generated programs did not run: no supported CPython on PATH (set PSYCO_PYTHON)');

const directory = mkdtempSync(join(tmpdir(), 'psyco-fuzz-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 20 }));

describe('makeProgram', () => {
  it('makes the same program from the same seed', () => {
    for (const seed of [1, 2, 3, 2 ** 40 + 1]) expect(printProgram(makeProgram(seed))).toBe(printProgram(makeProgram(seed)));
  });

  it('makes different programs from different seeds', () => {
    const texts = new Set(Array.from({ length: 50 }, (_, index) => printProgram(makeProgram(1000 + index)).replace(/^.*\n/, '')));
    expect(texts.size).toBe(50);
  });
});

describe.skipIf(!python)('programs in plain Python', () => {
  it('compile and end; at least 95 of 100 functions of typed ones run without an error that was not asked for, and 60 of 100 of polymorphic ones', async () => {
    const runner = new Runner({ python: python!, psyco: '', timeout: 60, directory: join(directory, 'valid') });
    const files = Array.from({ length: 100 }, (_, index) => runner.write(makeProgram(5000 + index)));
    const outcome = await runner.plain('off', files);
    const parts = splitBatch(outcome);
    expect(outcome).toMatchObject({ status: 0, signal: null, timedOut: false });
    expect(parts).toHaveLength(files.length);
    expect(parts.filter(({ stdout }) => stdout.includes('uncaught')).map(({ name }) => name)).toEqual([]);
    const seedOf = (name: string): number => Number(/\d+/.exec(name)![0]);
    for (const [polymorphic, least, most] of [[false, 100, 0.05], [true, 50, 0.4]] as const) {
      const first = parts.filter(({ name }) => isPolymorphic(seedOf(name)) === polymorphic).flatMap(({ stdout }) => stdout.split('\n').filter((line) => /^f\w+ 0 /.test(line)));
      const unexpected = first.filter((line) => /^\w+ 0 (NameError|AttributeError|TypeError|SystemError|RecursionError)/.test(line));
      expect(first.length).toBeGreaterThan(least);
      expect(unexpected.length / first.length).toBeLessThan(most);
      // Those of polymorphic programs are of what does not understand something, not of names or of depth.
      expect(unexpected.filter((line) => / 0 (NameError|SystemError|RecursionError)/.test(line)).length / first.length).toBeLessThan(0.02);
    }
  });
});

describe.skipIf(!python)('fuzz', () => {
  const settings = (name: string, psyco: string, changes: Partial<FuzzSettings> = {}): FuzzSettings => ({
    python: python!, psyco, timeout: 20, directory: join(directory, name), seed: 1, modes: ['off'], count: 6, batch: 6, parallel: 1,
    mostFailures: 1, shrinkSeconds: 15, failures: join(directory, name, 'failures'), report: () => undefined, ...changes,
  });

  it('finds nothing in a launcher that changes nothing', async () => {
    const launcher = writeFaultyLauncher(directory, 'Add', 'Add');
    expect(await fuzz(settings('same', launcher))).toMatchObject({ programs: 6, failures: [], unusable: [] });
  });

  // An operator that the prelude does not use.
  it('finds a wrong operator and shrinks the program', { timeout: 120_000 }, async () => {
    const launcher = writeFaultyLauncher(directory, 'Mod', 'FloorDiv');
    const { failures } = await fuzz(settings('wrong', launcher, { count: 20, batch: 10 }));
    expect(failures).toHaveLength(1);
    expect(failures[0]!.difference.kind).toMatch(/output|exit status|errors/);
    // How far it comes in this time depends on the machine: shrink.test.ts sees to the rest.
    expect(failures[0]!.lines).toBeLessThan(printProgram(makeProgram(failures[0]!.seed)).split('\n').length - 10);
    const [file] = readdirSync(join(directory, 'wrong', 'failures'));
    expect(readFileSync(join(directory, 'wrong', 'failures', file!), 'utf8')).toMatch(/^# Mode off: .*\n# FUZZ_SCALE=1 .*--mode off.*\n(.*\n)*.* % /);
  });
});

/** Not built or no Python: nothing to compare. */
const psyco = findPsyco();
const command = 'missing' in psyco ? undefined : psyco.command;
if ('missing' in psyco) console.warn(`SKIPPED: generated programs were not compared: ${psyco.missing}`);

/** Another minute of programs in every run. */
const FRESH_SECONDS = 60;

/** From the environment, the number of the run in continuous integration, or the clock: never one of the seeds that are tested by name. */
function freshSeed(): number {
  const named = Number(process.env.PSYCO_FUZZ_SEED);
  if (named > 0) return Math.floor(named);
  const run = Number(process.env.GITHUB_RUN_ID ?? process.env.CI_PIPELINE_ID ?? 0);
  return 1_000_000_000 + (run > 0 ? Math.floor(run) * 10_000 : Math.floor(Date.now() / 10));
}

describe.skipIf(!python || command === undefined)('generated programs under psyco', () => {
  it('a slice of them does the same as in plain Python', { timeout: 150_000 }, async () => {
    const result = await fuzz({
      python: python!, psyco: command!, timeout: 60, directory: join(directory, 'slice'), seed: 7000, modes: ['sync', 'chaos', 'nooptimize'], rotate: true, count: 60, batch: 20, parallel: 2,
      mostFailures: 3, shrinkSeconds: 0, failures: join(directory, 'slice', 'failures'), report: () => undefined,
    });
    expect(result.failures.map(({ seed, mode, difference }) => `seed ${seed}, mode ${mode}: ${difference.kind}: ${difference.text}`)).toEqual([]);
    expect(result.comparisons).toBeGreaterThanOrEqual(60);
    expect(result.units).toBeGreaterThan(150);
  });

  const hooks = spawnSync(python!, ['-c', 'import _testcapi']).status === 0;
  if (!hooks) console.warn('SKIPPED: allocations did not fail: no _testcapi (libpython3.11-testsuite)');
  it.skipIf(!hooks)('a slice of them ends well where allocations fail', { timeout: 150_000 }, async () => {
    const result = await fuzz({
      python: python!, psyco: command!, timeout: 60, directory: join(directory, 'nomemory'), seed: 77_000, modes: ['nomemory'], count: 20, batch: 20, parallel: 1,
      mostFailures: 3, shrinkSeconds: 0, failures: join(directory, 'nomemory', 'failures'), report: () => undefined,
    });
    expect(result.failures.map(({ seed, difference }) => `seed ${seed}: ${difference.kind}: ${difference.text}`)).toEqual([]);
    expect(result.units).toBeGreaterThan(50);
  });

  it('a minute of fresh ones does the same in all modes', { timeout: 240_000, retry: 0 }, async () => {
    const seed = freshSeed();
    // Written past the runner's own reports, so that it is in every log.
    process.stdout.write(`fuzz: seeds from ${seed}; PSYCO_FUZZ_SEED=${seed} repeats them\n`);
    const result = await fuzz({
      python: python!, psyco: command!, timeout: 60, directory: join(directory, 'fresh'), seed, modes: DEFAULT_MODES, rotate: true, seconds: FRESH_SECONDS, batch: 20, parallel: 2,
      mostFailures: 3, shrinkSeconds: 0, failures: join(directory, 'fresh', 'failures'), report: () => undefined,
    });
    expect(result.failures.map(({ difference, replay }) => `${replay}: ${difference.kind}: ${difference.text}`)).toEqual([]);
    expect(result.programs).toBeGreaterThanOrEqual(20);
    expect(result.units).toBeGreaterThan(0);
  });
});
