// Results as text: one line for each file and mode, then what differs with the command that repeats it.
import { MODE_NAMES } from './modes';
import { KNOWN_DIFFERENCES } from './known-differences';
import { SKIPPED_FILES } from './skips';
import type { Result } from './state';

const verdict = ({ difference, unsteady, known }: Result): string => (difference !== '' ? 'DIFFERS' : known ? `${known} known` : unsteady ? 'unsteady' : 'same');

/** "test_int   sync   same   0.9 s  6.1 s  412 f  78 tests: 78 passed". */
export function formatResult(result: Result): string {
  const { module, mode, plainSeconds, seconds, compiled, trouble, counts } = result;
  return [
    module.padEnd(34), mode.padEnd(6), verdict(result).padEnd(8), `${plainSeconds.toFixed(1)} s`.padStart(8), `${seconds.toFixed(1)} s`.padStart(8),
    `${trouble ? '!' : ''}${compiled} f`.padStart(8), ` ${counts}`,
  ].join(' ');
}

/** What differs in one file and mode, with the command that repeats it. */
export function formatDifference({ module, mode, difference }: Result, command: string): string {
  return `${module}, ${mode}:\n${difference.replaceAll(/^/gm, '  ')}\n  to repeat: ${command}\n`;
}

/** The totals, one line for each mode, and what was skipped. */
export function formatSummary(results: readonly Result[]): string {
  const lines = MODE_NAMES.flatMap((mode) => {
    const own = results.filter((result) => result.mode === mode);
    if (own.length === 0) return [];
    const count = (wanted: string): number => own.filter((result) => verdict(result) === wanted).length;
    const known = own.filter((result) => result.difference === '' && result.known).length;
    const tests = own.reduce((total, { counts }) => total + Number.parseInt(counts, 10), 0);
    const troubles = own.filter(({ trouble }) => trouble !== undefined).length;
    return [`${mode}: ${own.length} files, ${tests} tests: ${count('same')} the same, ${count('unsteady')} the same when repeated, ${known} the same but for known differences, ${count('DIFFERS')} differ${troubles ? `; without a working compiler: ${troubles}` : ''}`];
  });
  const skipped = Object.entries(SKIPPED_FILES).map(([module, reason]) => `not run: ${module} (${reason})`);
  const known = KNOWN_DIFFERENCES.map(({ module, modes, tests, reason }) => `known: ${module}, ${modes.join(', ')}: ${tests.length} tests (${reason})`);
  const once = results.flatMap(({ module, mode, once }) => (once === undefined ? [] : [`different once: ${module}, ${mode}: ${once.split('\n', 3).join(' ')}`]));
  return [...lines, ...once, ...known, ...skipped].join('\n');
}
