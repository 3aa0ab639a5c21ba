// What psyco's own statistics say of a run: what was not compiled, with the time that it took.
import type { StatisticsFile } from '@psyco/harness';

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
