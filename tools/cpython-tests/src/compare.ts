// Are two runs of one file of the suite the same, and if not, where do they part? Knows nothing of processes.
import { normalize } from './normalize';
import type { Run } from './records';

const MOST_TESTS = 8;
const CONTEXT = 4;
/** Of each run, of those that come later and that only it has. */
const MOST_LINES = 6;
const LONGEST = 400;

const clip = (text: string | undefined): string => (text === undefined ? '(not there)' : text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);

/** The names of the tests whose outcomes are not the same. */
export function differingTests(plain: Run, psyco: Run): string[] {
  const names = [...new Set([...Object.keys(plain.tests), ...Object.keys(psyco.tests)])];
  return names.filter((name) => normalize(plain.tests[name] ?? '') !== normalize(psyco.tests[name] ?? ''));
}

function compareTests(plain: Run, psyco: Run, isKnown: (test: string) => boolean): string[] {
  // What only one run has comes last: there is much of it if a process died or a module could not be imported.
  const rank = (name: string): number => (name.startsWith('(') ? 0 : name in psyco.tests && name in plain.tests ? 1 : 2);
  const differing = differingTests(plain, psyco).filter((name) => !isKnown(name)).sort((one, other) => rank(one) - rank(other));
  const shown = differing.slice(0, MOST_TESTS).map((name) => `${name}\n  - ${clip(plain.tests[name])}\n  + ${clip(psyco.tests[name])}`);
  return differing.length > MOST_TESTS ? [...shown, `... and ${differing.length - MOST_TESTS} tests more`] : shown;
}

/** The lines that `text` has and `other` has not, or not so often; from `first` on. */
function linesOnlyIn(text: readonly string[], other: readonly string[], first: number): string[] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  return text.filter((line, index) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0 && index >= first && line.trim() !== '';
  });
}

function compareText(name: string, plain: string, psyco: string): string[] {
  const expected = normalize(plain).split('\n');
  const actual = normalize(psyco).split('\n');
  let line = 0;
  while (line < Math.max(expected.length, actual.length) && expected[line] === actual[line]) line += 1;
  if (line >= Math.max(expected.length, actual.length)) return [];
  const show = (mark: string, lines: readonly string[]): string[] => lines.map((text) => `  ${mark} ${clip(text)}`);
  // What parts them first may hide something worse behind it.
  const further = [...show('- ...', linesOnlyIn(expected, actual, line + CONTEXT).slice(0, MOST_LINES)), ...show('+ ...', linesOnlyIn(actual, expected, line + CONTEXT).slice(0, MOST_LINES))];
  return [[`${name} differs at line ${line + 1}:`, ...show('-', expected.slice(line, line + CONTEXT)), ...show('+', actual.slice(line, line + CONTEXT)), ...further].join('\n')];
}

/**
 * An empty text if both runs are the same; otherwise the first differences (- plain, + psyco).
 * @param isKnown whether a test, by its name, is left out
 */
export function difference(plain: Run, psyco: Run, isKnown: (test: string) => boolean = () => false): string {
  const parts = [
    ...(plain.ending === psyco.ending ? [] : [`ends differently: plain ${plain.ending}, psyco ${psyco.ending}${psyco.unfinished === undefined ? '' : ` in ${psyco.unfinished}`}`]),
    ...compareTests(plain, psyco, isKnown),
    ...compareText('standard output', plain.stdout, psyco.stdout),
    ...compareText('standard error', plain.stderr, psyco.stderr),
  ];
  return parts.join('\n');
}
