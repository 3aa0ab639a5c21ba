// Results as a text: a table, then the first difference of each run that was not the same.
import type { ModeName } from './modes';
import type { DifferentialResult } from './run-differential';

const CELL = 24;

/** One line of the table: "same 0.3 s 12 f" means that 12 functions were compiled, "!0 f" that the compiler had trouble. */
export function formatRow(result: DifferentialResult, modes: readonly ModeName[], width: number): string {
  const cells = modes.map((mode) => {
    const found = result.modes.find((each) => each.mode === mode)!;
    return `${found.difference === undefined ? 'same' : 'DIFFERS'} ${found.seconds.toFixed(1).padStart(5)} s ${`${found.trouble ? '!' : ''}${found.compiled}`.padStart(4)} f`.padStart(CELL);
  });
  return `${result.program.name.padEnd(width)}${`${result.plainSeconds.toFixed(1)} s`.padStart(9)}${cells.join('')}`;
}

/** The heading of the table. */
export function formatHeading(modes: readonly ModeName[], width: number): string {
  return `${'program'.padEnd(width)}${'plain'.padStart(9)}${modes.map((mode) => mode.padStart(CELL)).join('')}`;
}

/** All differences of one program; an empty text if there is none. */
export function formatDifferences(result: DifferentialResult): string {
  return result.modes
    .filter((each) => each.difference !== undefined)
    .map((each) => `${result.program.name}, ${each.mode}: ${each.difference}\n  to repeat: ${each.command}\n`)
    .join('\n');
}
