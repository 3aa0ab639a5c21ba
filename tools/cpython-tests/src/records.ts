// The records that python/run_one.py writes, read into one run of one file of the suite.
import type { Outcome } from '@psyco/harness';

/** What the program did, as kept in the state file. */
export interface Run {
  /** "exit status 0", "killed by SIGSEGV", "did not end in time", ... */
  readonly ending: string;
  /** By test, in order of completion: "passed", "failed: ...". A test that comes again has a number. */
  readonly tests: Readonly<Record<string, string>>;
  /** The test that had begun when the process died. */
  readonly unfinished?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

interface RecordLine {
  readonly begins?: string;
  readonly test?: string;
  readonly outcome?: string;
  readonly detail?: string;
  readonly done?: boolean;
}

/** How a process ended, in words. */
export function describeOutcome({ status, signal, timedOut }: Pick<Outcome, 'status' | 'signal' | 'timedOut'>): string {
  return timedOut ? 'did not end in time' : signal ? `killed by ${signal}` : `exit status ${status}`;
}

function parseLine(line: string): RecordLine {
  try {
    return JSON.parse(line) as RecordLine;
  } catch {
    // The last line of a process that was killed while it wrote.
    return {};
  }
}

/** @param records the text of the records file */
export function readRun(records: string, ending: Outcome): Run {
  const tests: Record<string, string> = {};
  const times = new Map<string, number>();
  let unfinished: string | undefined;
  let done = false;
  for (const { begins, test, outcome, detail, done: last } of records.split('\n').filter((line) => line !== '').map(parseLine)) {
    if (last) done = true;
    if (begins !== undefined) unfinished = begins;
    if (test === undefined) continue;
    const count = (times.get(test) ?? 0) + 1;
    times.set(test, count);
    tests[count > 1 ? `${test} (${count})` : test] = detail ? `${outcome}: ${detail}` : outcome!;
    if (test === unfinished) unfinished = undefined;
  }
  return {
    ending: describeOutcome(ending), tests, ...(unfinished !== undefined && !done ? { unfinished } : {}),
    stdout: ending.stdout, stderr: ending.stderr, seconds: ending.seconds,
  };
}

/** The numbers of a run: "78 tests: 70 passed, 8 skipped". */
export function countOutcomes({ tests }: Pick<Run, 'tests'>): string {
  const counts = new Map<string, number>();
  for (const outcome of Object.values(tests)) {
    const kind = outcome.split(':', 1)[0]!;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return `${Object.keys(tests).length} tests${counts.size ? ': ' : ''}${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
}
