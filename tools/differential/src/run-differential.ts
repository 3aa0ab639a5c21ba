// Runs each program plain and in each mode, a few at a time, and compares.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { difference } from './compare';
import { MODES, type ModeName } from './modes';
import type { Program } from './programs';
import { runProcess, type Outcome } from './run-process';
import { readActivity, type CompilerActivity } from './statistics';

export interface DifferentialOptions {
  readonly python: string;
  /** The psyco command. */
  readonly psyco: string;
  readonly programs: readonly Program[];
  readonly modes: readonly ModeName[];
  /** Seconds after which a run is killed. */
  readonly timeout?: number;
  /** How many programs run at once. */
  readonly parallel?: number;
  /** Seed of the random guard failures. */
  readonly seed?: number;
  /** Called when a program has been compared in all modes. */
  readonly onResult?: (result: DifferentialResult) => void;
}

/** One program in one mode. */
export interface ModeResult extends CompilerActivity {
  readonly mode: ModeName;
  /** Undefined if the run was the same as the plain one. */
  readonly difference: string | undefined;
  readonly seconds: number;
  /** The command, to repeat it by hand. */
  readonly command: string;
}

/** One program. */
export interface DifferentialResult {
  readonly program: Program;
  readonly plainSeconds: number;
  readonly modes: readonly ModeResult[];
}

/** The environment of every run: nothing that Psyco reads, and the same hashes in every run. */
function environmentOf(scale: number): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PSYCO_') && !name.startsWith('PYTHON'));
  return { ...Object.fromEntries(own), PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', TRICKY_SCALE: String(scale) };
}

async function compareOne(program: Program, directory: string, options: DifferentialOptions): Promise<DifferentialResult> {
  const { python, psyco, timeout = 60, seed = 1 } = options;
  const words = [program.file, ...program.arguments];
  const run = (command: readonly string[], scale: number): Promise<Outcome> => runProcess(command, environmentOf(scale), dirname(program.file), timeout);
  const plain = new Map<number, Outcome>();
  const modes: ModeResult[] = [];
  for (const mode of options.modes) {
    const { scale } = MODES[mode];
    if (!plain.has(scale)) plain.set(scale, await run([python, ...words], scale));
    const chosen = ['--python', python, ...MODES[mode].options.map((word) => (word === 'SEED' ? String(seed) : word))];
    const statistics = join(directory, `${program.name.replaceAll('/', '-')}-${mode}.json`);
    const outcome = await run([psyco, ...chosen, '--stats', statistics, ...words], scale);
    modes.push({
      mode,
      difference: difference(plain.get(scale)!, outcome),
      seconds: outcome.seconds,
      command: `TRICKY_SCALE=${scale} ${[psyco, ...chosen, ...words].join(' ')}`,
      ...(await readActivity(statistics)),
    });
  }
  return { program, plainSeconds: [...plain.values()][0]?.seconds ?? 0, modes };
}

/** Compares all programs in all modes; the results are in the order of the programs. */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialResult[]> {
  const results: DifferentialResult[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'psyco-differential-'));
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < options.programs.length) {
      const index = next;
      next += 1;
      results[index] = await compareOne(options.programs[index]!, directory, options);
      options.onResult?.(results[index]);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.parallel ?? 2 }, worker));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return results;
}
