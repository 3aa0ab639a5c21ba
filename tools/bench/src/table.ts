// The report as a text: one row per program with its goal beside it, the means, the overheads, the problems.
import { meansOf, type Comparison, type ProgramResult } from './measure';
import type { Overheads } from './overheads';
import { GOALS } from './programs';

/** Everything that one benchmark run found. */
export interface Report {
  readonly machine: string;
  readonly plain: string;
  readonly versus: string | undefined;
  readonly results: readonly ProgramResult[];
  readonly overheads: Overheads | undefined;
}

const number = (value: number | undefined, digits: number): string => (value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits));
/** A ratio. */
export const times = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '-' : `${value.toFixed(2)}x`);
const verdict = (reached: boolean): string => (reached ? 'yes' : 'NO');
const least = (...values: (number | undefined)[]): number => Math.min(...values.filter((value) => value !== undefined));

/** A program with something to gain is judged by its steady ratio, one without by its worst ratio. */
export function reachesGoal({ program, psyco }: ProgramResult): boolean {
  return (program.gains ? psyco.steady : least(psyco.oneSecond, psyco.tenSeconds, psyco.steady)) >= program.goal;
}

/** A table in Markdown, the first row its heading. */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map((width, column) => (column === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`);
  return lines;
}

const versusCells = (comparison: Comparison | undefined): string[] => [times(comparison?.oneSecond), times(comparison?.tenSeconds), times(comparison?.steady)];

/** The report in Markdown, which is readable as it is. */
export function formatReport(report: Report): string {
  const { results, overheads, versus } = report;
  const heading = ['program', 'plain s', 'psyco s', '1 s', '10 s', 'steady', 'goal', 'reached', 'compiler s', 'code kB', 'exits'];
  const rows = results.map((result) => {
    const { program, psyco } = result;
    return [
      program.name, number(psyco.plainSeconds, 2), number(psyco.seconds, 2), times(psyco.oneSecond), times(psyco.tenSeconds), times(psyco.steady),
      `${program.goal}x`, verdict(reachesGoal(result)), number(psyco.compilerCpu, 2), number(psyco.codeKilobytes, 0), number(psyco.exits, 0),
      ...(versus ? versusCells(result.versus) : []),
    ];
  });
  const means = meansOf(results, 'psyco');
  const mean = (title: string, cells: Partial<Record<number, string>>): string[] => [...heading.map((_, column) => (column === 0 ? title : (cells[column] ?? ''))), ...(versus ? ['', '', ''] : [])];
  const meanRow = mean('geometric mean', { 3: times(means.oneSecond), 4: times(means.tenSeconds), 5: times(means.steady), 6: `${GOALS.steadyMean}x`, 7: verdict(means.steady >= GOALS.steadyMean) });
  if (versus) meanRow.splice(heading.length, 3, ...versusCells(meansOf(results, 'versus') as Comparison));
  const gaining = results.some(({ program }) => program.gains);
  const lines = [
    `${report.plain}; ${report.machine}`,
    '',
    ...markdownTable([[...heading, ...(versus ? [`${versus} 1 s`, '10 s', 'steady'] : [])], ...rows, ...(gaining ? [meanRow] : [])]),
    '',
    'Ratios: how many times faster than plain Python. 1 s, 10 s: whole processes with about so much plain work; steady: one warmed-up',
    'iteration. Programs with something to gain are judged by the steady ratio, the others (goal 0.97x) by the worst.',
    '',
    ...overviewLines(gaining ? means.oneSecond : undefined, overheads),
  ];
  const problems = results.flatMap(({ program, problems: found }) => found.map((text) => `${program.name}: ${text}`));
  return [...lines, ...(problems.length ? ['', 'Problems:', ...problems.map((text) => `- ${text}`)] : [])].join('\n');
}

function overviewLines(oneSecond: number | undefined, overheads: Overheads | undefined): string[] {
  const rows: string[][] = [];
  if (oneSecond !== undefined) rows.push(['whole process, about 1 s of plain work, geometric mean', times(oneSecond), `at least ${GOALS.oneSecondMean}x`, verdict(oneSecond >= GOALS.oneSecondMean)]);
  if (overheads) {
    const { emptyPlain, emptyPsyco, memoryPlain, memoryPsyco, growth } = overheads;
    rows.push(
      ['empty script', `${emptyPsyco.toFixed(1)} ms, plain ${emptyPlain.toFixed(1)} ms`, `at most ${GOALS.emptyScript} ms more`, verdict(emptyPsyco - emptyPlain <= GOALS.emptyScript)],
      ['memory of the Python process', `${memoryPsyco.toFixed(1)} MB, plain ${memoryPlain.toFixed(1)} MB`, `at most ${GOALS.memory} MB more`, verdict(memoryPsyco - memoryPlain <= GOALS.memory)],
      ['its growth in the second half of a long run', `${growth.toFixed(2)} MB`, `at most ${GOALS.growth} MB`, verdict(growth <= GOALS.growth)],
    );
  }
  return rows.length ? markdownTable([['', 'found', 'goal', 'reached'], ...rows]) : [];
}
