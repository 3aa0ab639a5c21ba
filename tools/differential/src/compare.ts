// Are two runs of a program the same to an observer, and if not, where do they part first?
import type { Outcome } from '@psyco/harness';

const CONTEXT = 3;
const LONGEST_LINE = 300;

const ending = ({ status, signal, timedOut }: Outcome): string =>
  timedOut ? 'did not end in time' : signal ? `killed by ${signal}` : `exit status ${status}`;

function clip(line: string | undefined): string {
  if (line === undefined) return '(end of output)';
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}... (${line.length} characters)` : line;
}

function firstDifference(name: string, expected: string, actual: string): string | undefined {
  if (expected === actual) return undefined;
  const expectedLines = expected.split('\n');
  const actualLines = actual.split('\n');
  let line = 0;
  while (expectedLines[line] === actualLines[line]) line += 1;
  const before = expectedLines.slice(Math.max(0, line - CONTEXT), line).map((text) => `    ${clip(text)}`);
  const column = [...(expectedLines[line] ?? '')].findIndex((character, index) => character !== [...(actualLines[line] ?? '')][index]);
  return [
    `${name} differs at line ${line + 1}${column > 80 ? `, column ${column + 1}` : ''}:`,
    ...before,
    ...expectedLines.slice(line, line + CONTEXT).map((text) => `  - ${clip(text)}`),
    ...actualLines.slice(line, line + CONTEXT).map((text) => `  + ${clip(text)}`),
  ].join('\n');
}

/** Undefined if both runs are the same; otherwise a text that shows the first difference (- plain, + psyco). */
export function difference(plain: Outcome, compiled: Outcome): string | undefined {
  const parts = [
    ending(plain) === ending(compiled) ? undefined : `ends differently: plain ${ending(plain)}, psyco ${ending(compiled)}`,
    firstDifference('standard output', plain.stdout, compiled.stdout),
    firstDifference('standard error', plain.stderr, compiled.stderr),
  ].filter((part) => part !== undefined);
  return parts.length ? parts.join('\n') : undefined;
}
