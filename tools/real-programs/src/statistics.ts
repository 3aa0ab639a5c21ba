// What psyco's own statistics say of a run: how much was compiled, and what was not, with the time that it took.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface FunctionEntry {
  readonly name: string;
  readonly file: string;
  readonly charge: number;
  readonly versions: number;
  readonly whyNot: readonly { readonly reason: string; readonly detail: string; readonly line: number }[];
}

/** The part of the file of --stats that is read here. */
export interface StatisticsFile {
  readonly attached: boolean;
  readonly failed?: boolean;
  readonly reason?: string;
  readonly functions?: readonly FunctionEntry[];
  readonly compiler?: { readonly cpuSeconds: number };
}

/** Something that kept functions from being compiled. */
export interface Obstacle {
  readonly reason: string;
  readonly detail: string;
  /** Milliseconds of samples in the functions concerned. */
  readonly charge: number;
  readonly functions: number;
  /** The function where it matters most. */
  readonly example: string;
}

/** Reads the file, which the compiler writes a moment after the program has ended; undefined if it never comes. */
export async function readStatistics(file: string, patience = 15): Promise<StatisticsFile | undefined> {
  const deadline = performance.now() + patience * 1000;
  while (performance.now() < deadline) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as StatisticsFile;
    } catch {
      await sleep(20); // Not there yet, or not finished.
    }
  }
  return undefined;
}

/** Why the compiler was absent or failed; undefined if it worked. */
export function troubleOf(statistics: StatisticsFile | undefined): string | undefined {
  if (statistics === undefined) return 'no statistics';
  if (!statistics.attached) return `not attached: ${statistics.reason}`;
  return statistics.failed ? `the compiler failed: ${statistics.reason}` : undefined;
}

/** Numbers and addresses differ from run to run; without them the same obstacle has the same text. */
const general = (detail: string): string => detail.replace(/0x[0-9a-f]+|\b\d+\b/g, '#').slice(0, 100);

/** All obstacles of some runs, the one with the highest charge first. Each counts with the whole charge of the functions that it stopped. */
export function obstaclesOf(runs: readonly StatisticsFile[]): Obstacle[] {
  const found = new Map<string, { reason: string; detail: string; charge: number; functions: number; example: string; most: number }>();
  for (const entry of runs.flatMap(({ functions = [] }) => functions)) {
    for (const { reason, detail, line } of entry.whyNot) {
      const key = `${reason} ${general(detail)}`;
      let obstacle = found.get(key);
      if (obstacle === undefined) found.set(key, (obstacle = { reason, detail: general(detail), charge: 0, functions: 0, example: '', most: -1 }));
      obstacle.charge += entry.charge;
      obstacle.functions += 1;
      if (entry.charge > obstacle.most) Object.assign(obstacle, { most: entry.charge, example: `${entry.name} (${entry.file}:${line})` });
    }
  }
  return [...found.values()].sort((a, b) => b.charge - a.charge).map(({ most: _, ...obstacle }) => obstacle);
}
