// One program: plain and under psyco in turns, so that what disturbs the machine disturbs both; then once with everything compiled.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference, MODES } from '@psyco/differential-tool';
import { cleanEnvironment, readStatistics, runProcess, troubleOf, type Outcome, type StatisticsFile } from '@psyco/harness';
import { PROGRAMS_FOLDER } from './places';
import type { RealProgram } from './programs';

export interface MeasureOptions {
  readonly python: string;
  readonly psyco: string;
  /** Folder for the files of the runs. */
  readonly scratch: string;
  /** Runs of each kind; the least of their times counts. */
  readonly rounds: number;
  /** Whether to run with everything compiled, too. */
  readonly sync: boolean;
  readonly timeout: number;
}

export interface Measurement {
  readonly program: RealProgram;
  readonly plainCpu: number;
  readonly psycoCpu: number;
  readonly plainWall: number;
  readonly psycoWall: number;
  /** Seconds with everything compiled, waiting for the compiler; undefined if that was not asked for. */
  readonly syncWall: number | undefined;
  readonly asynchronous: StatisticsFile | undefined;
  readonly synchronous: StatisticsFile | undefined;
  /** Differences and troubles, with the command to repeat each. */
  readonly problems: readonly string[];
}

interface Run {
  readonly outcome: Outcome;
  readonly cpu: number;
  readonly statistics: StatisticsFile | undefined;
  readonly command: string;
}

/** Seconds that the compiler has to write its statistics after the program has ended. */
const PATIENCE = 15;

/** CPU seconds of the process and its children; the program itself writes them. */
function readTimes(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return NaN;
  }
}

let runs = 0;

async function runOnce(program: RealProgram, options: MeasureOptions, psycoOptions: readonly string[] | undefined, chosen: readonly string[] = program.words): Promise<Run> {
  const base = join(options.scratch, `${program.name.replaceAll(' ', '-')}-${(runs += 1)}`);
  const [file, ...rest] = chosen as [string, ...string[]];
  const words = [join(PROGRAMS_FOLDER, file), ...rest];
  const statistics = `${base}.stats.json`;
  const command = psycoOptions === undefined ? [options.python, ...words] : [options.psyco, '--python', options.python, ...psycoOptions, '--stats', statistics, ...words];
  const outcome = await runProcess(command, { environment: cleanEnvironment({ WORKLOAD_TIMES: `${base}.times` }), directory: '/', seconds: options.timeout });
  return {
    outcome,
    cpu: readTimes(`${base}.times`),
    statistics: psycoOptions === undefined ? undefined : await readStatistics(statistics, PATIENCE),
    command: `PYTHONHASHSEED=0 ${command.map((word) => (/[^\w./=-]/.test(word) ? `'${word}'` : word)).join(' ')}`,
  };
}

const least = (values: readonly number[]): number => Math.min(...values);

/** Runs one program in every way and compares. */
export async function measure(program: RealProgram, options: MeasureOptions): Promise<Measurement> {
  const plain: Run[] = [];
  const psyco: Run[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    plain.push(await runOnce(program, options, undefined));
    psyco.push(await runOnce(program, options, MODES.async.options));
  }
  const expected = plain[0]!.outcome;
  const sync = options.sync ? await runOnce(program, options, MODES.sync.options, program.syncWords) : undefined;
  const expectedSync = sync === undefined || program.syncWords === program.words ? expected : (await runOnce(program, options, undefined, program.syncWords)).outcome;
  const problems = [...plain.slice(1), ...psyco, ...(sync === undefined ? [] : [sync])].flatMap((run) => {
    const different = difference(run === sync ? expectedSync : expected, run.outcome);
    const trouble = plain.includes(run) ? undefined : troubleOf(run.statistics);
    return [different, trouble].filter((text) => text !== undefined).map((text) => `${program.name}: ${text}\n  to repeat: ${run.command}`);
  });
  if (expected.status !== 0) problems.unshift(`${program.name}: plain Python fails: ${expected.stderr.trim().split('\n').at(-1) ?? ''}`);
  return {
    program,
    plainCpu: least(plain.map(({ cpu }) => cpu)),
    psycoCpu: least(psyco.map(({ cpu }) => cpu)),
    plainWall: least(plain.map(({ outcome }) => outcome.seconds)),
    psycoWall: least(psyco.map(({ outcome }) => outcome.seconds)),
    syncWall: sync?.outcome.seconds,
    asynchronous: psyco.at(-1)?.statistics,
    synchronous: sync?.statistics,
    problems,
  };
}
