// Runs one file of the suite, plain and in one mode, and compares. What differs is run once more: some tests differ by themselves.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, inTemporaryFolder, readStatistics, runProcess, troubleOf } from '@psyco/harness';
import { difference, differingTests } from './compare';
import { isKnown } from './known-differences';
import { MODES, type Mode, type ModeName } from './modes';
import { RUNNER } from './places';
import { countOutcomes, readRun, type Run } from './records';
import type { Result } from './state';

export interface FileOptions {
  readonly python: string;
  readonly psyco: string;
  /** Seconds that a plain run may take. */
  readonly timeout: number;
  /** Seconds that a run under psyco may take beyond what its mode grants. */
  readonly more: number;
  /** More options of the psyco command. */
  readonly options?: readonly string[];
}

/** A file that takes long is one that waits: it needs no more than this. */
const MOST_SECONDS_MORE = 300;

async function run(command: readonly string[], module: string, directory: string, timeout: number, warmUp: readonly string[] = []): Promise<Run> {
  const records = join(directory, 'records');
  rmSync(records, { force: true });
  // Python itself ends a moment earlier, and says where it was.
  const ending = await runProcess([...command, RUNNER, module, records, String(timeout), ...warmUp], { environment: cleanEnvironment(), directory, seconds: timeout + 10 });
  let text = '';
  try {
    text = readFileSync(records, 'utf8');
  } catch {
    // It ended before the first record.
  }
  return readRun(text, ending);
}

/** The runner's argument for it, if any. */
function warmUpOf(mode: ModeName): string[] {
  const { warmUp }: Mode = MODES[mode];
  return warmUp === undefined ? [] : [String(warmUp)];
}

/** The command that repeats a run by hand. */
export function commandOf(module: string, mode: ModeName, { python, psyco, options = [] }: Pick<FileOptions, 'python' | 'psyco' | 'options'>): string {
  return [psyco, '--python', python, ...MODES[mode].options, ...options, RUNNER, module, '/dev/stdout', '600', ...warmUpOf(mode)].join(' ');
}

/** Seconds that the compiler has to write its statistics after the program has ended. */
const PATIENCE = 3;

/** A plain run, from the keeper of plain runs. */
export type PlainRuns = (module: string, make: () => Promise<Run>, fresh: boolean) => Promise<Run>;

/** Compares one file in one mode. */
export function compareFile(module: string, mode: ModeName, options: FileOptions, plainRuns: PlainRuns): Promise<Result> {
  return inTemporaryFolder('cpython-tests', async (directory) => {
    const { slower, more, options: modeOptions } = MODES[mode];
    const runPlain = (fresh: boolean): Promise<Run> => plainRuns(module, () => run([options.python], module, directory, options.timeout), fresh);
    const statistics = join(directory, 'statistics.json');
    const runPsyco = (plain: Run): Promise<Run> => {
      rmSync(statistics, { force: true });
      return run([options.psyco, '--python', options.python, ...modeOptions, ...(options.options ?? []), '--stats', statistics], module, directory, Math.ceil(Math.min(plain.seconds * slower, plain.seconds + MOST_SECONDS_MORE) + more + options.more), warmUpOf(mode));
    };
    let plain = await runPlain(false);
    let psyco = await runPsyco(plain);
    const activity = await readStatistics(statistics, PATIENCE);
    const compiled = (activity?.functions ?? []).filter(({ versions }) => versions > 0).length;
    const trouble = troubleOf(activity);
    const compare = (one: Run, other: Run): string => difference(one, other, (test) => isKnown(module, mode, test));
    let text = compare(plain, psyco);
    let once: string | undefined;
    if (text !== '') {
      const [plainAgain, psycoAgain] = [await runPlain(true), await runPsyco(plain)];
      const texts = [compare(plainAgain, psyco), compare(plain, psycoAgain), compare(plainAgain, psycoAgain)];
      if (texts.includes('')) [text, once] = ['', text];
      else [plain, psyco, text] = [plainAgain, psycoAgain, [text, ...texts].sort((one, other) => one.length - other.length)[0]!];
    }
    const known = text === '' ? differingTests(plain, psyco).filter((test) => isKnown(module, mode, test)).length : 0;
    return { module, mode, difference: text, unsteady: once !== undefined, ...(once === undefined ? {} : { once }), known, counts: countOutcomes(plain), plainSeconds: plain.seconds, seconds: psyco.seconds, compiled, ...(trouble === undefined ? {} : { trouble }) };
  });
}
