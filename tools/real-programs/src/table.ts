// Results as text: a table, and the list of what was not compiled.
import type { StatisticsFile } from '@psyco/harness';
import type { Measurement } from './measure';
import type { Obstacle } from './statistics';

/** No program may be slower than this. */
export const GOAL = 0.97;

const HEADING = ['program', 'plain CPU s', 'psyco CPU s', 'CPU ratio', 'wall ratio', 'compiled', 'output', 'sync s', 'compiled', 'output'];
const WIDTHS = [18, 11, 11, 9, 10, 8, 8, 7, 8, 8];

const compiled = (statistics: StatisticsFile | undefined): string => String(statistics?.functions?.filter(({ versions }) => versions > 0).length ?? '-');

const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(WIDTHS[column]!) : cell.padStart(WIDTHS[column]!))).join(' | ')} |`;

/** The two lines above the table (Markdown). */
export const formatHeading = (): string => `${line(HEADING)}\n|${WIDTHS.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;

/** One row. Ratios are plain time through psyco's time: above 1 is faster. */
export function formatRow(measurement: Measurement, differs: { readonly asynchronous: boolean; readonly synchronous: boolean }): string {
  const { program, plainCpu, psycoCpu, plainWall, psycoWall, syncWall } = measurement;
  return line([
    program.name, plainCpu.toFixed(2), psycoCpu.toFixed(2), (plainCpu / psycoCpu).toFixed(2), (plainWall / psycoWall).toFixed(2),
    compiled(measurement.asynchronous), differs.asynchronous ? 'DIFFERS' : 'same',
    syncWall === undefined ? '-' : syncWall.toFixed(1), syncWall === undefined ? '-' : compiled(measurement.synchronous), syncWall === undefined ? '-' : differs.synchronous ? 'DIFFERS' : 'same',
  ]);
}

/** What kept functions from being compiled, the most expensive first. */
export function formatObstacles(obstacles: readonly Obstacle[], count: number): string {
  return obstacles.slice(0, count).map(({ reason, detail, charge, functions, example }) =>
    `${charge.toFixed(0).padStart(8)} ms ${String(functions).padStart(5)} f  ${reason}: ${detail}\n${' '.repeat(21)}such as ${example}`).join('\n');
}
