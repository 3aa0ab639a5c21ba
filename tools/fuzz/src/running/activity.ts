// What psyco's statistics say of a run: how much was compiled (if nothing, "the same" means nothing), and whether the compiler failed.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The part of the file of --stats that is read here. */
interface StatisticsFile {
  readonly attached: boolean;
  readonly failed?: boolean;
  readonly reason?: string;
  readonly events?: Readonly<Record<string, number>>;
  readonly functions?: readonly { readonly name: string; readonly file: string; readonly versions: number; readonly whyNot: readonly { readonly reason: string; readonly detail: string }[] }[];
}

export interface Activity {
  /** Units of machine code that were made. */
  readonly units: number;
  /** Faults of the compiler itself, which the program does not notice: "FILE: FUNCTION: what". */
  readonly faults: readonly string[];
}

export const NO_ACTIVITY: Activity = { units: 0, faults: [] };

/** A short program that did not wait for the compiler: no fault, and nothing compared. */
const TOO_SHORT = 'the program ended before the compiler was ready';

/** Memory is full: the fuzzer's batches are made to fit. */
const FULL = / region full$/;

/** Reads the file, which the compiler writes a moment after the program has ended. */
export async function readActivity(file: string, patience = 60): Promise<Activity> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    try {
      const { attached, failed, reason, events = {}, functions = [] } = JSON.parse(readFileSync(file, 'utf8')) as StatisticsFile;
      const faults = functions.flatMap(({ name, file: source, whyNot }) => whyNot.filter((each) => each.reason === 'internal-error').map(({ detail }) => `${source}: ${name}: ${detail}`));
      if (!attached && reason === TOO_SHORT) return NO_ACTIVITY;
      if (!attached || failed) faults.push(`${attached ? 'the compiler failed' : 'not attached'}: ${reason}`);
      for (const event of Object.keys(events)) if (FULL.test(event)) faults.push(event);
      return { units: functions.reduce((sum, { versions }) => sum + versions, 0), faults };
    } catch {
      // Not there yet, or not finished.
    }
    if (performance.now() > deadline) return { units: 0, faults: ['no statistics: the compiler has ended by itself, or not at all'] };
    await sleep(15);
  }
}
