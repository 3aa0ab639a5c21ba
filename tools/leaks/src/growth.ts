// Runs the scenarios, or the kinds of exits, in one process and reads what each of them left behind. Knows what counts as a leak.
import { join } from 'node:path';
import { cleanEnvironment, inTemporaryFolder, readStatistics, REPOSITORY, runProcess, unexpectedEnding } from '@psyco/harness';

/** Blocks of memory, references to all objects (0 if the build does not count them), kilobytes in memory. */
export type Amounts = readonly [blocks: number, references: number, kilobytes: number];

/** What has grown in `count` runs of a scenario, and then in twice as many. */
export interface Growth {
  readonly name: string;
  readonly once: Amounts;
  readonly twice: Amounts;
}

export interface GrowthRun {
  readonly growth: readonly Growth[];
  /** Exits that compiled code took, by reason. */
  readonly exits: Readonly<Record<string, number>>;
  /** How the process ended, if not well. */
  readonly failed: string | undefined;
}

const programOf = (name: string): string => join(REPOSITORY, 'tools', 'leaks', 'python', name);
/** Seconds for all scenarios, and for the compiler to write its statistics after them. */
const TIMEOUT = 6 * 3600;
const PATIENCE = 30;
/** Some scenarios leave code in one of four runs only. */
const ONE_IN = 8;
/** Free lists of the interpreter come and go: of dicts, up to 80. */
const SLACK_BLOCKS = 60;
/** Memory comes in pages and arenas. */
const SLACK_KILOBYTES = 1200;

/**
 * What a scenario leaks, in words; an empty list if nothing.
 * @param oneIn a leak in one of so many runs is seen
 */
export function leaksOf({ name, once, twice }: Growth, count: number, oneIn = ONE_IN): string[] {
  const most = Math.max(SLACK_BLOCKS, count / oneIn);
  const found: string[] = [];
  for (const [index, what] of ['blocks of memory', 'references'].entries()) {
    const [first, second] = [once[index]!, twice[index]!];
    // What has grown once and shrunk the other time is functions that compiled code held for a while.
    const goesOn = Math.sign(first) * Math.sign(second) >= 0;
    if (goesOn && Math.abs(second) > 2 * most && Math.abs(second - first) > most) found.push(`${name}: ${first} ${what} in ${count} runs, ${second} in ${2 * count}`);
  }
  if (twice[2] > SLACK_KILOBYTES && twice[2] - once[2] > SLACK_KILOBYTES / 2) found.push(`${name}: ${twice[2]} kB in ${2 * count} runs`);
  return found;
}

/** Runs the scenarios under this command: a Python, or psyco with options. */
export function measureGrowth(command: readonly string[], count: number, scenarios: readonly string[] = [], psyco = command.length > 1): Promise<GrowthRun> {
  return measure(command, [programOf('growth.py'), String(count), ...scenarios], psyco);
}

/** Options of a psyco command for exits.py: only what leaves is compiled, at once. */
export const EXITS_OPTIONS = [...['measuring.py:run', ...['nothing', '*.warm', '*.change', '*.leave'].map((name) => `exits.py:${name}`)].flatMap((pattern) => ['--skip', pattern]), '--mode', 'full', '--sync'];

/** Takes exits of each kind `count` times and twice as many times, while nothing is compiled. The names are reasons. */
export function measureExits(command: readonly string[], count: number, reasons: readonly string[] = []): Promise<GrowthRun> {
  return measure([...command, ...EXITS_OPTIONS], [programOf('exits.py'), String(count), ...reasons], true, { PSYCO_TEST_EXITS: String(Number.MAX_SAFE_INTEGER) });
}

/** What has leaked in a run of exits, and which exits were not taken each time. */
export function troubleOfExits({ growth, exits }: GrowthRun, count: number): string[] {
  return growth.flatMap((each) => {
    const taken = exits[each.name] ?? 0;
    return [...leaksOf(each, count, Infinity), ...(taken < 3 * count ? [`${each.name}: only ${taken} exits in ${3 * count} runs`] : [])];
  });
}

function measure(command: readonly string[], program: readonly string[], psyco: boolean, environment: Readonly<Record<string, string>> = {}): Promise<GrowthRun> {
  return inTemporaryFolder('leaks', async (directory) => {
    const statistics = join(directory, 'statistics.json');
    const words = [...command, ...(psyco ? ['--stats', statistics] : []), ...program];
    const outcome = await runProcess(words, { environment: cleanEnvironment(environment), directory, seconds: TIMEOUT });
    const ending = unexpectedEnding(outcome);
    const growth = outcome.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Growth);
    const { exits = {}, runtime = {} } = (psyco && ending === undefined ? await readStatistics(statistics, PATIENCE) : undefined) ?? {};
    // While one is, nothing of any unit is given back.
    const unfinished = (runtime.exitsUnderWay ?? 0) === 0 ? undefined : `${runtime.exitsUnderWay} exits are still under way`;
    return { growth, exits, failed: ending ?? unfinished };
  });
}
