// Runs each program plain and in each mode, a few at a time, and compares.
import { dirname, join } from 'node:path';
import { cleanEnvironment, inTemporaryFolder, readStatistics, runProcess, troubleOf, type Outcome } from '@psyco/harness';
import { difference } from './compare';
import { MODES, type ModeName } from './modes';
import type { Program } from './programs';

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
export interface ModeResult {
  readonly mode: ModeName;
  /** Functions with compiled code. */
  readonly compiled: number;
  /** Why the compiler was absent or failed; undefined if it worked. */
  readonly trouble: string | undefined;
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

/** Seconds that the compiler has to write its statistics. */
const PATIENCE = 1.5;

async function compareOne(program: Program, directory: string, options: DifferentialOptions): Promise<DifferentialResult> {
  const { python, psyco, timeout = 60, seed = 1 } = options;
  const words = [program.file, ...program.arguments];
  const run = (command: readonly string[], scale: number): Promise<Outcome> => runProcess(command, { environment: cleanEnvironment({ TRICKY_SCALE: String(scale) }), directory: dirname(program.file), seconds: timeout });
  const plain = new Map<number, Outcome>();
  const modes: ModeResult[] = [];
  for (const mode of options.modes) {
    const { scale } = MODES[mode];
    if (!plain.has(scale)) plain.set(scale, await run([python, ...words], scale));
    const chosen = ['--python', python, ...MODES[mode].options.map((word) => (word === 'SEED' ? String(seed) : word))];
    const statistics = join(directory, `${program.name.replaceAll('/', '-')}-${mode}.json`);
    const outcome = await run([psyco, ...chosen, '--stats', statistics, ...words], scale);
    const activity = await readStatistics(statistics, PATIENCE);
    modes.push({
      mode,
      difference: difference(plain.get(scale)!, outcome),
      seconds: outcome.seconds,
      command: `TRICKY_SCALE=${scale} ${[psyco, ...chosen, ...words].join(' ')}`,
      compiled: (activity?.functions ?? []).filter(({ versions }) => versions > 0).length,
      trouble: troubleOf(activity),
    });
  }
  return { program, plainSeconds: [...plain.values()][0]?.seconds ?? 0, modes };
}

/** Compares all programs in all modes; the results are in the order of the programs. */
export function runDifferential(options: DifferentialOptions): Promise<DifferentialResult[]> {
  return inTemporaryFolder('differential', async (directory) => {
    const results: DifferentialResult[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < options.programs.length) {
        const index = next;
        next += 1;
        results[index] = await compareOne(options.programs[index]!, directory, options);
        options.onResult?.(results[index]);
      }
    };
    await Promise.all(Array.from({ length: options.parallel ?? 2 }, worker));
    return results;
  });
}
