// What psyco's statistics say of a run: how much was compiled (if nothing, "the same" means nothing), and whether the compiler failed.
import { readStatistics, troubleOf } from '@psyco/harness';

export interface Activity {
  /** Units of machine code that were made. */
  readonly units: number;
  /** Faults of the compiler itself, which the program does not notice: "FILE: FUNCTION: what". */
  readonly faults: readonly string[];
}

export const NO_ACTIVITY: Activity = { units: 0, faults: [] };

/** A short program that did not wait for the compiler: no fault, and nothing compared. */
const TOO_SHORT = 'the program ended before the compiler was ready';

/** Memory is full: the fuzzer's batches are made to fit, but for the mode that wants it. */
const FULL = / region full$/;

/** Reads the file of --stats, waiting for it up to `patience` seconds. `small`: regions may be full. */
export async function readActivity(file: string, small: boolean, patience = 60): Promise<Activity> {
  const statistics = await readStatistics(file, patience);
  if (statistics === undefined) return { units: 0, faults: ['no statistics: the compiler has ended by itself, or not at all'] };
  const { attached, reason, events = {}, functions = [] } = statistics;
  if (!attached && reason === TOO_SHORT) return NO_ACTIVITY;
  const faults = functions.flatMap(({ name, file: source, whyNot }) => whyNot.filter((each) => each.reason === 'internal-error').map(({ detail }) => `${source}: ${name}: ${detail}`));
  const trouble = troubleOf(statistics);
  if (trouble !== undefined) faults.push(trouble);
  if (!small) for (const event of Object.keys(events)) if (FULL.test(event)) faults.push(event);
  return { units: functions.reduce((sum, { versions }) => sum + versions, 0), faults };
}
