// The ways the suite is run under psyco, each declared once. Options are those of the psyco command.

export interface Mode {
  readonly help: string;
  readonly options: readonly string[];
  /** How many times longer than plain a file may take, and seconds for what it compiles. */
  readonly slower: number;
  readonly more: number;
  /** Seconds that the program is busy before the tests begin, for the compiler to start in. */
  readonly warmUp?: number;
}

// Large files bring thousands of functions; all of them get code.
const REGIONS = ['--code-size', '96', '--data-size', '96'];

/** The table of modes. */
export const MODES = {
  sync: { help: 'every function is compiled at its first call, the program waits', options: ['--mode', 'full', '--sync', ...REGIONS], slower: 20, more: 180 },
  async: { help: 'as users run it: what is hot is compiled beside the program', options: [], slower: 3, more: 30 },
  eager: { help: 'the same, by a compiler that is ready when the tests begin, and of all that takes half a percent of the time', options: ['--watermark', '0.005', '--halflife', '0.2', '--pollfreq', '400', ...REGIONS], slower: 6, more: 60, warmUp: 1 },
} as const satisfies Record<string, Mode>;

export type ModeName = keyof typeof MODES;

export const MODE_NAMES = Object.keys(MODES) as ModeName[];
