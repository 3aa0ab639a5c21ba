// What an observer can tell apart in two runs of a program. Knows no Python.
import { MARK } from './batch-program';
import type { Activity } from './activity';
import type { Outcome } from '@psyco/harness';

export type FailureKind = 'crash' | 'hang' | 'exit status' | 'output' | 'errors' | 'compiler fault';

export interface Difference {
  readonly kind: FailureKind;
  /** For people: what differs first, - plain, + compiled. */
  readonly text: string;
}

/** Addresses differ from run to run; the prelude prints none, but messages of errors may have some. */
const withoutAddresses = (text: string): string => text.replaceAll(/\b0x[0-9a-f]{6,}/g, '0x?');

const CONTEXT = 2;
const LONGEST_LINE = 400;

function firstDifference(expected: string, actual: string): string {
  const [left, right] = [expected.split('\n'), actual.split('\n')];
  let line = 0;
  while (left[line] === right[line]) line += 1;
  const show = (mark: string, text: string | undefined): string[] => (text === undefined ? [] : [`${mark} ${text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}...` : text}`]);
  return [...left.slice(Math.max(0, line - CONTEXT), line).flatMap((text) => show(' ', text)), ...show('-', left[line]), ...show('+', right[line])].join('\n');
}

/** Undefined if an observer cannot tell the runs apart. With `endingOnly`, one who sees only how they end. */
export function difference(plain: Outcome, compiled: Outcome & Partial<Activity>, endingOnly = false): Difference | undefined {
  if (compiled.timedOut && !plain.timedOut) return { kind: 'hang', text: 'did not end in time' };
  // What it said last: the C library's reason for ending it, or Python's.
  const last = compiled.stderr.trim().split('\n').at(-1);
  if (compiled.signal !== plain.signal) return { kind: 'crash', text: `ended by ${compiled.signal ?? 'nothing'} rather than ${plain.signal ?? 'by itself'}: ${last}` };
  if (compiled.status !== plain.status) return { kind: 'exit status', text: `exit status ${compiled.status} rather than ${plain.status}: ${last}` };
  if (endingOnly) return compiled.faults?.length ? { kind: 'compiler fault', text: compiled.faults.join('\n') } : undefined;
  const [expected, actual] = [withoutAddresses(plain.stdout), withoutAddresses(compiled.stdout)];
  if (expected !== actual) return { kind: 'output', text: firstDifference(expected, actual) };
  const [expectedErrors, actualErrors] = [withoutAddresses(plain.stderr), withoutAddresses(compiled.stderr)];
  if (expectedErrors !== actualErrors) return { kind: 'errors', text: firstDifference(expectedErrors, actualErrors) };
  if (compiled.faults?.length) return { kind: 'compiler fault', text: compiled.faults.join('\n') };
  return undefined;
}

/** A batch's outcome, program by program, in order; what the last one began is in the last. */
export function splitBatch(outcome: Outcome): { readonly name: string; readonly stdout: string; readonly stderr: string }[] {
  const parts = (text: string): [string, string][] => withoutAddresses(text).split(MARK).slice(1).map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]);
  const errors = new Map(parts(outcome.stderr));
  return parts(outcome.stdout).map(([name, stdout]) => ({ name, stdout, stderr: errors.get(name) ?? '' }));
}

/**
 * Names of the programs of a batch whose runs differ: the first is the one to look at. Of those that a run has not come to any more nothing is
 * known; the one that it ended in has differed, even if it printed the same until then.
 */
export function differingPrograms(plain: Outcome, compiled: Outcome & Partial<Activity>, names: readonly string[]): string[] {
  const expected = new Map(splitBatch(plain).map((part) => [part.name, part]));
  const actual = new Map(splitBatch(compiled).map((part) => [part.name, part]));
  const isCut = compiled.signal !== null || compiled.timedOut || names.some((name) => expected.has(name) && !actual.has(name));
  const endedIn = isCut ? [...actual.keys()].at(-1) : undefined;
  const differs = (name: string): boolean => {
    const part = actual.get(name);
    if (part === undefined) return false;
    return name === endedIn || expected.get(name)?.stdout !== part.stdout || expected.get(name)?.stderr !== part.stderr;
  };
  const faulty = (name: string): boolean => compiled.faults?.some((fault) => fault.startsWith(`${name}: `)) ?? false;
  const found = names.filter(differs);
  return found.length ? found : names.filter(faulty);
}
