// What psyco's own statistics say of a run: without them, "the same" could mean that nothing was compiled.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is read here of one function. */
export interface FunctionStatistics {
  readonly name: string;
  readonly file: string;
  readonly charge: number;
  readonly versions: number;
  readonly whyNot: readonly { readonly reason: string; readonly detail: string; readonly line: number }[];
}

/** The part of the file of --stats that the tools read. */
export interface StatisticsFile {
  readonly attached: boolean;
  readonly failed?: boolean;
  readonly reason?: string;
  readonly functions?: readonly FunctionStatistics[];
  readonly events?: Readonly<Record<string, number>>;
  readonly exits?: Readonly<Record<string, number>>;
  readonly runtime?: Readonly<Record<string, number>>;
  readonly compiler?: { readonly cpuSeconds: number };
}

/** Reads the file, which the compiler writes a moment after the program has ended; undefined if it does not come within `patience` seconds. */
export async function readStatistics(file: string, patience: number): Promise<StatisticsFile | undefined> {
  const deadline = performance.now() + patience * 1000;
  for (;;) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as StatisticsFile;
    } catch {
      // Not there yet, or not finished.
    }
    if (performance.now() > deadline) return undefined;
    await sleep(20);
  }
}

/** Why the compiler was absent or failed; undefined if it worked. */
export function troubleOf(statistics: StatisticsFile | undefined): string | undefined {
  if (statistics === undefined) return 'no statistics';
  if (!statistics.attached) return `not attached: ${statistics.reason}`;
  if (statistics.failed) return `the compiler failed: ${statistics.reason}`;
  const hidden = statistics.events?.['unexpected errors of readers'];
  return hidden === undefined ? undefined : `${hidden} faults of the compiler while it read memory: --log shows them`;
}
