// Runs one file of the suite, plain and in one mode, and compares. What differs is run once more: some tests differ by themselves.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { difference } from './compare';
import { MODES, type ModeName } from './modes';
import { RUNNER } from './places';
import { countOutcomes, readRun, type Run } from './records';
import { runProcess } from './run-process';
import type { Result } from './state';

export interface FileOptions {
  readonly python: string;
  readonly psyco: string;
  /** Seconds that a plain run may take. */
  readonly timeout: number;
  /** More options of the psyco command. */
  readonly options?: readonly string[];
}

/** Nothing that Psyco or Python reads comes from outside, and hashes are the same in every run. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PSYCO_') && !name.startsWith('PYTHON') && !name.startsWith('npm_'));
  return { ...Object.fromEntries(own), PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' };
}

async function run(command: readonly string[], module: string, directory: string, timeout: number): Promise<Run> {
  const records = join(directory, 'records');
  rmSync(records, { force: true });
  // Python itself ends a moment earlier, and says where it was.
  const ending = await runProcess([...command, RUNNER, module, records, String(timeout)], environment(), directory, timeout + 10);
  let text = '';
  try {
    text = readFileSync(records, 'utf8');
  } catch {
    // It ended before the first record.
  }
  return readRun(text, ending);
}

/** The command that repeats a run by hand. */
export function commandOf(module: string, mode: ModeName, { python, psyco, options = [] }: Pick<FileOptions, 'python' | 'psyco' | 'options'>): string {
  return [psyco, '--python', python, ...MODES[mode].options, ...options, RUNNER, module, '/dev/stdout', '600'].join(' ');
}

interface Activity {
  readonly compiled: number;
  readonly trouble?: string;
}

/** Reads what --stats wrote, a moment after the program has ended: without it "the same" could mean that nothing was compiled. */
async function readActivity(file: string): Promise<Activity> {
  const deadline = performance.now() + 3000;
  for (;;) {
    try {
      const { attached, failed, reason, functions = [] } = JSON.parse(readFileSync(file, 'utf8')) as { attached: boolean; failed?: boolean; reason?: string; functions?: { versions: number }[] };
      const compiled = functions.filter(({ versions }) => versions > 0).length;
      return !attached || failed ? { compiled, trouble: `${failed ? 'the compiler failed' : 'not attached'}: ${reason}` } : { compiled };
    } catch {
      // Not there yet, or not finished.
    }
    if (performance.now() > deadline) return { compiled: 0, trouble: 'no statistics' };
    await sleep(50);
  }
}

/** A plain run, from the keeper of plain runs. */
export type PlainRuns = (module: string, make: () => Promise<Run>, fresh: boolean) => Promise<Run>;

/** Compares one file in one mode. */
export async function compareFile(module: string, mode: ModeName, options: FileOptions, plainRuns: PlainRuns): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'cpython-tests-'));
  try {
    const { slower, more, options: modeOptions } = MODES[mode];
    const runPlain = (fresh: boolean): Promise<Run> => plainRuns(module, () => run([options.python], module, directory, options.timeout), fresh);
    const statistics = join(directory, 'statistics.json');
    const runPsyco = (plain: Run): Promise<Run> => {
      rmSync(statistics, { force: true });
      return run([options.psyco, '--python', options.python, ...modeOptions, ...(options.options ?? []), '--stats', statistics], module, directory, Math.ceil(plain.seconds * slower + more));
    };
    let plain = await runPlain(false);
    let psyco = await runPsyco(plain);
    const activity = await readActivity(statistics);
    let text = difference(plain, psyco);
    let unsteady = false;
    if (text !== '') {
      const [plainAgain, psycoAgain] = [await runPlain(true), await runPsyco(plain)];
      const texts = [difference(plainAgain, psyco), difference(plain, psycoAgain), difference(plainAgain, psycoAgain)];
      if (texts.includes('')) [text, unsteady] = ['', true];
      else [plain, psyco, text] = [plainAgain, psycoAgain, [text, ...texts].sort((one, other) => one.length - other.length)[0]!];
    }
    return { module, mode, difference: text, unsteady, counts: countOutcomes(plain), plainSeconds: plain.seconds, seconds: psyco.seconds, ...activity };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
