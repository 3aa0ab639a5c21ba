// CPython's own hunt for leaks (`python -m test -R`, Lib/test/libregrtest/refleak.py of 3.11) over files of its test suite: each runs some times
// to warm up, then some times with all references, blocks of memory and file descriptors counted. Knows how to read what it says.
import { join } from 'node:path';
import { cleanEnvironment, inTemporaryFolder, runProcess, unexpectedEnding } from '@psyco/harness';

/** What CPython's runner says of one file. */
export interface Hunt {
  /** "references [3, 3, 3]", "memory blocks [1, 2, 1]"; empty if nothing leaked. */
  readonly leaks: readonly string[];
  /** How the run ended, if it could not be judged. */
  readonly failed: string | undefined;
}

/** Runs before counting, and counted ones; where something seems to leak, once more with more: new versions of code hold something else. */
export const ROUNDS = [[3, 3], [8, 5]] as const;
const TIMEOUT = 1800;
/** Tests left out, as the runner judges no file of which one fails. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  // Known to differ (tools/cpython-tests, known-differences.ts).
  test_weakref: ['test_callback_in_cycle_resurrection'],
  // Counts what a collection finds: also functions of earlier tests that code has let go of just then.
  test_gc: ['test_collect_garbage'],
};

const LEAK = /^\S+ leaked (\[[-\d, ]+\]) ([a-z ]+), sum=/gm;

/** Reads what the runner has written. It ends with status 2 if something leaked or failed. */
export function readHunt(output: string, status: number | null): Hunt {
  const leaks = [...output.matchAll(LEAK)].map(([, counts, what]) => `${what} ${counts}`);
  const failed = status === 0 || leaks.length > 0 ? undefined : `status ${status}: ${output.trim().split('\n').slice(-4).join(' | ')}`;
  return { leaks, failed };
}

/** Lets the runner look for leaks in one file of the suite. */
export function hunt(command: readonly string[], file: string, [warm, counted]: readonly [number, number]): Promise<Hunt> {
  return inTemporaryFolder('leaks', async (directory) => {
    const words = [...command, '-m', 'test', '-R', `${warm}:${counted}:${join(directory, 'leaks.txt')}`, ...(LEFT_OUT[file] ?? []).flatMap((name) => ['-i', name]), file];
    const outcome = await runProcess(words, { environment: cleanEnvironment({ PSYCO_TEST_COLD: '100' }), directory, seconds: TIMEOUT });
    if (outcome.status === null) return { leaks: [], failed: unexpectedEnding(outcome, 8) };
    return readHunt(`${outcome.stdout}\n${outcome.stderr}`, outcome.status);
  });
}

/** What leaks under psyco and does not in plain Python, in words; what plain Python does as well is nobody's leak. */
export async function leaksOfFile(plain: readonly string[], psyco: readonly string[], file: string): Promise<{ trouble: string[]; both: readonly string[] }> {
  const whatOf = (leak: string): string => leak.slice(0, leak.indexOf(' ['));
  let trouble: string[] = [];
  let both: readonly string[] = [];
  for (const rounds of ROUNDS) {
    const ours = await hunt(psyco, file, rounds);
    if (ours.failed === undefined && ours.leaks.length === 0) return { trouble: [], both: [] };
    const theirs = await hunt(plain, file, rounds);
    both = theirs.failed === undefined ? theirs.leaks : [theirs.failed];
    const known = new Set(theirs.leaks.map(whatOf));
    trouble = ours.failed !== undefined ? (theirs.failed === undefined ? [`${file}: ${ours.failed}`] : []) : ours.leaks.filter((leak) => !known.has(whatOf(leak))).map((leak) => `${file}: ${leak}`);
    if (trouble.length === 0) break;
  }
  return { trouble, both };
}
