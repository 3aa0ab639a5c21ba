// The ways to run a program that are compared with plain Python, each declared once. Options are those of the psyco command.

export interface Mode {
  readonly help: string;
  /** Options of the psyco command; SEED stands for the seed of the run. */
  readonly options: readonly string[];
  /** How much longer the tricky programs run: without --sync, the compiler needs time to get ready. */
  readonly scale: number;
}

/** The table of modes. */
export const MODES = {
  sync: { help: 'everything is compiled, the program waits for the compiler', options: ['--mode', 'full', '--sync'], scale: 1 },
  async: { help: 'as users run it: what is hot is compiled beside the program', options: [], scale: 4 },
  nooptimize: { help: 'like sync, without optimization passes', options: ['--mode', 'full', '--sync', '--no-optimize', 'all'], scale: 1 },
  chaos: { help: 'like sync, with guards that fail at random', options: ['--mode', 'full', '--sync', '--chaos', 'SEED'], scale: 1 },
} as const satisfies Record<string, Mode>;

export type ModeName = keyof typeof MODES;

export const MODE_NAMES = Object.keys(MODES) as ModeName[];
