// What psyco's own statistics say of a run: without them, "the same" could mean that nothing was compiled.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The part of the file of --stats that is read here. */
interface StatisticsFile {
  readonly attached: boolean;
  readonly failed?: boolean;
  readonly reason?: string;
  readonly functions?: readonly { readonly versions: number }[];
}

/** What the compiler did in one run. */
export interface CompilerActivity {
  /** Functions with compiled code. */
  readonly compiled: number;
  /** Why the compiler was absent or failed; undefined if it worked. */
  readonly trouble: string | undefined;
}

/** Reads the file, which the compiler writes a moment after the program has ended. */
export async function readActivity(file: string, patience = 1.5): Promise<CompilerActivity> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    try {
      const { attached, failed, reason, functions = [] } = JSON.parse(readFileSync(file, 'utf8')) as StatisticsFile;
      const trouble = !attached ? `not attached: ${reason}` : failed ? `the compiler failed: ${reason}` : undefined;
      return { compiled: functions.filter(({ versions }) => versions > 0).length, trouble };
    } catch {
      // Not there yet, or not finished.
    }
    if (performance.now() > deadline) return { compiled: 0, trouble: 'no statistics' };
    await sleep(20);
  }
}
