// The ways to run a program that are compared with plain Python, each declared once.
import type { Variant } from './batch-program';

export interface Mode {
  readonly help: string;
  /** Options of the psyco command; SEED stands for the program's seed. */
  readonly options: readonly string[];
  /** Multiplies all rounds: without --sync the compiler needs time. */
  readonly scale: number;
  /** Full regions are no fault. */
  readonly small?: boolean;
  /** How the programs are changed, in plain Python too. */
  readonly variant?: Variant;
  /** More variables of the environment, for the compiled run. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the programs print is no matter. */
  readonly endingOnly?: boolean;
}

const skip = (...patterns: readonly string[]): string[] => patterns.flatMap((pattern) => ['--skip', pattern]);

/** Python's own start-up is the same in every run: not worth compiling again. */
const USUAL = ['--data-size', '128', ...skip('<frozen *>:*')];

/** Every batch fills more than the usual regions. */
const COMMON = ['--code-size', '64', ...USUAL];

/** Where everything is compiled, the prelude and the bodies of classes would take most of the time; without --sync they stay. */
const FULL = [...skip('check', 'show', 'describe', 'counts', '<module>', 'batch.py:*', 'Region', 'Problem', 'A', 'B', 'C', 'D'), '--mode', 'full', '--sync'];
const SYNC = [...COMMON, ...FULL];

export const MODES = {
  sync: { help: 'everything is compiled, the program waits for the compiler', options: SYNC, scale: 1 },
  async: { help: 'what is hot is compiled beside the program', options: [...COMMON, '--watermark', '0.005', '--halflife', '0.2', '--pollfreq', '400'], scale: 20 },
  chaos: { help: 'like sync, with guards that fail at random', options: [...SYNC, '--chaos', 'SEED'], scale: 1 },
  exits: { help: 'like sync, with each exit of compiled code forced once, at its first chance', options: [...SYNC, '--chaos', '0'], scale: 1 },
  nooptimize: { help: 'like sync, without optimization passes', options: [...SYNC, '--no-optimize', 'all'], scale: 1 },
  freed: { help: 'like chaos, with memory that is overwritten as soon as it is freed', options: [...SYNC, '--chaos', 'SEED'], scale: 1, environment: { PYTHONMALLOC: 'debug' } },
  again: { help: 'like sync, with further versions of what was left a few times, for which the program waits', options: SYNC, scale: 30, environment: { PSYCO_TEST_AGAIN: '2' } },
  collected: { help: 'like sync, with a garbage collection at nearly every allocation of a container', options: SYNC, scale: 1, variant: 'collected' },
  cold: { help: 'like again, with code that has not run for a moment given back, and what it embeds', options: SYNC, scale: 30, environment: { PSYCO_TEST_AGAIN: '2', PSYCO_TEST_COLD: '100' } },
  tiny: { help: 'like sync, with code memory for a few functions: it is given back all the time', options: ['--code-size', '0.07', ...USUAL, ...FULL], scale: 1, small: true },
  nomemory: { help: 'like sync, with allocations that fail; only how the process ends is compared (needs _testcapi)', options: SYNC, scale: 1, variant: 'nomemory', endingOnly: true },
  off: { help: 'nothing is compiled: tests the fuzzer', options: ['--mode', 'off'], scale: 1 },
} satisfies Record<string, Mode>;

export type ModeName = keyof typeof MODES;

/** The entry of the table. */
export const modeOf = (name: ModeName): Mode => MODES[name];

export const MODE_NAMES = Object.keys(MODES) as ModeName[];

/** Those that are compared when none is named. */
export const DEFAULT_MODES: readonly ModeName[] = ['sync', 'async', 'chaos', 'nooptimize', 'tiny', 'exits', 'freed', 'again', 'cold'];
