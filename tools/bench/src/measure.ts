// The plan of a benchmark: which runs, in which order, and what is computed from them. Knows the runs only through a function,
// so it is tested without any Python.
import { geometricMean, median, secondHalf } from './numbers';
import type { BenchProgram } from './programs';
import type { Launcher, Run } from './run-program';

/** What one program showed with one interpreter beside plain Python. */
export interface Comparison {
  /** Seconds for about one second of plain work. */
  readonly plainSeconds: number;
  readonly seconds: number;
  /** Plain time through this time, of whole processes, for about 1 s and about 10 s of plain work. */
  readonly oneSecond: number;
  readonly tenSeconds: number | undefined;
  /** Plain time through this time of one iteration, when all are warmed up. */
  readonly steady: number;
  readonly compilerCpu: number | undefined;
  readonly codeKilobytes: number | undefined;
  readonly exits: number | undefined;
}

export interface ProgramResult {
  readonly program: BenchProgram;
  readonly psyco: Comparison;
  /** The interpreter of --vs. */
  readonly versus: Comparison | undefined;
  /** What went wrong: other outputs, failed runs, no compiler. */
  readonly problems: readonly string[];
}

/** How much is run. */
export interface Plan {
  readonly rounds: number;
  /** Rounds of the run of about ten seconds; 0 leaves it out. */
  readonly longRounds: number;
  /** Iterations of the steady runs: plain, and of a compiled program, which needs some to warm up. */
  readonly plainIterations: number;
  readonly compiledIterations: number;
  /** Is a whole process measured by the clock on the wall, or by the CPU time of the Python process? */
  readonly clock: 'wall' | 'cpu';
}

export const PLANS = {
  full: { rounds: 3, longRounds: 1, plainIterations: 20, compiledIterations: 120, clock: 'wall' },
  quick: { rounds: 1, longRounds: 0, plainIterations: 10, compiledIterations: 80, clock: 'wall' },
} as const satisfies Record<string, Plan>;

/** Runs a program with a size and a number of iterations. */
export type RunFunction = (launcher: Launcher, program: BenchProgram, size: string, iterations: number) => Promise<Run>;

interface Series {
  readonly launcher: Launcher;
  readonly one: Run[];
  readonly ten: Run[];
  readonly steady: Run[];
}

const steadyTime = (runs: readonly Run[]): number => median(runs.map((run) => median(secondHalf(run.iterations))));

function compare(plain: Series, other: Series, clock: Plan['clock']): Comparison {
  const whole = (runs: readonly Run[]): number => median(runs.map((run) => run[clock]));
  const defined = (values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length ? median(known) : undefined;
  };
  const statistics = other.one.map((run) => run.statistics);
  const bytes = defined(statistics.map((each) => each?.codeBytes));
  return {
    plainSeconds: whole(plain.one),
    seconds: whole(other.one),
    oneSecond: whole(plain.one) / whole(other.one),
    tenSeconds: plain.ten.length ? whole(plain.ten) / whole(other.ten) : undefined,
    steady: steadyTime(plain.steady) / steadyTime(other.steady),
    compilerCpu: defined(statistics.map((each) => each?.compiler?.cpuSeconds)),
    codeKilobytes: bytes === undefined ? undefined : bytes / 1024,
    exits: defined(statistics.map((each) => each?.exitCount)),
  };
}

/** Each run prints its result once per iteration: every line of every run must be the same. */
function problemsOf(kind: string, plain: readonly Run[], other: Series, runs: readonly Run[]): string[] {
  const problems: string[] = [];
  const expected = plain[0]?.output.split('\n')[0];
  for (const run of runs) {
    if (run.status !== 0) problems.push(`${other.launcher.name}, ${kind}: exit status ${run.status}: ${run.errors.trim().split('\n').at(-1) ?? ''}`);
    else if (run.output.trimEnd().split('\n').some((line) => line !== expected)) problems.push(`${other.launcher.name}, ${kind}: the output is not that of plain Python`);
    if (other.launcher.statistics && (run.statistics?.attached !== true || run.statistics.failed)) problems.push(`${other.launcher.name}, ${kind}: the compiler did not work: ${run.statistics?.reason ?? 'no statistics'}`);
  }
  return problems;
}

/** Measures one program: the interpreters take turns, so that what disturbs the machine disturbs all of them. */
export async function measureProgram(program: BenchProgram, launchers: { plain: Launcher; psyco: Launcher; versus?: Launcher | undefined }, plan: Plan, run: RunFunction): Promise<ProgramResult> {
  const series = [launchers.plain, launchers.psyco, launchers.versus].filter((launcher) => launcher !== undefined).map((launcher): Series => ({ launcher, one: [], ten: [], steady: [] }));
  const [plain, psyco, versus] = series as [Series, Series, Series | undefined];
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const each of series) each.one.push(await run(each.launcher, program, 'one_second', 1));
    for (const each of series) each.steady.push(await run(each.launcher, program, 'small', each === plain ? plan.plainIterations : program.gains ? plan.compiledIterations : plan.plainIterations * 2));
  }
  for (let round = 0; round < plan.longRounds; round += 1) for (const each of series) each.ten.push(await run(each.launcher, program, 'ten_seconds', 1));
  const problems = series.flatMap((each) => [
    ...problemsOf('about 1 s', plain.one, each, each.one),
    ...problemsOf('steady', plain.steady, each, each.steady),
    ...problemsOf('about 10 s', plain.ten, each, each.ten),
  ]);
  return {
    program,
    psyco: compare(plain, psyco, plan.clock),
    versus: versus && compare(plain, versus, plan.clock),
    problems: [...new Set(problems)],
  };
}

/** Geometric means over the programs with something to gain. */
export interface Means {
  readonly oneSecond: number;
  readonly tenSeconds: number | undefined;
  readonly steady: number;
}

export function meansOf(results: readonly ProgramResult[], of: 'psyco' | 'versus'): Means {
  const comparisons = results.filter(({ program }) => program.gains).map((result) => result[of]).filter((each) => each !== undefined);
  const long = comparisons.map((each) => each.tenSeconds).filter((value) => value !== undefined);
  return {
    oneSecond: geometricMean(comparisons.map((each) => each.oneSecond)),
    tenSeconds: long.length ? geometricMean(long) : undefined,
    steady: geometricMean(comparisons.map((each) => each.steady)),
  };
}
