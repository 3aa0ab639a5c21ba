// The benchmark programs and what psyco is meant to reach on them, each declared once.

export interface BenchProgram {
  readonly name: string;
  /** Programs with something to gain enter the geometric means; the others must only lose nothing. */
  readonly gains: boolean;
  /** Goal for the steady ratio; for programs with nothing to gain, for every ratio. */
  readonly goal: number;
}

/** The table of programs, in the order in which they run. */
export const PROGRAMS: readonly BenchProgram[] = [
  { name: 'nbody', gains: true, goal: 6 },
  { name: 'fannkuch', gains: true, goal: 4 },
  { name: 'spectral_norm', gains: true, goal: 12 },
  { name: 'mandelbrot', gains: true, goal: 15 },
  { name: 'fib', gains: true, goal: 12 },
  { name: 'sieve', gains: true, goal: 5 },
  { name: 'matmul', gains: true, goal: 15 },
  { name: 'monte_carlo', gains: true, goal: 12 },
  { name: 'bpnn', gains: true, goal: 6 },
  { name: 'lu', gains: true, goal: 12 },
  { name: 'knapsack', gains: true, goal: 8 },
  { name: 'vm', gains: true, goal: 4 },
  { name: 'raytracer', gains: true, goal: 4 },
  { name: 'scheduler', gains: true, goal: 5 },
  { name: 'json_regex_bigint', gains: false, goal: 0.97 },
  { name: 'lukewarm', gains: false, goal: 0.97 },
];

/** Goals that are not for one program. */
export const GOALS = {
  /** Geometric mean of the steady ratios of the programs with something to gain. */
  steadyMean: 6,
  /** Geometric mean of the whole-process ratios for about 1 s of plain work. */
  oneSecondMean: 2,
  /** Milliseconds that an empty script takes longer. */
  emptyScript: 10,
  /** Megabytes of memory more. */
  memory: 15,
  /** Megabytes by which the memory may grow in the second half of a long run. */
  growth: 1,
} as const;
