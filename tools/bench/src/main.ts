// The command line of `psyco bench`. Prints the report as a table or as JSON.
import { parseArgs } from 'node:util';
import { BenchError } from './errors';
import type { ProgramResult } from './measure';
import { runExamples, writeExamples } from './examples';
import { findPsyco, findPython } from './places';
import { PROGRAMS } from './programs';
import { runBench } from './run-bench';
import { formatReport, reachesGoal } from './table';

const HELP = `Usage: psyco bench [names] [options]

Runs the benchmark programs with plain Python and with psyco in turns, compares the outputs and shows how many times faster psyco is.

Programs: ${PROGRAMS.map(({ name }) => name).join(', ')}

Options:
  --quick          one round, no runs of ten seconds
  --json           print one JSON object instead of a table
  --vs COMMAND     compare with another interpreter too (pypy3)
  --python PATH    the Python to run
  --rounds N       runs of each kind, of which the median counts
  --clock WHICH    whole processes by the clock on the wall (wall, the default) or by their CPU time (cpu)
  --options TEXT   more options for psyco, separated by blanks
  --examples       run the programs of examples/ instead, in each mode of psyco
  --write          with --examples: put the tables into examples/README.md
`;

/** The exit status of a report: 1 if an output differed or a run failed; unreached goals are no failure. */
const statusOf = (results: readonly ProgramResult[]): number => (results.some(({ problems }) => problems.length) ? 1 : 0);

/** Runs `psyco bench` with these words; resolves to the exit status. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' }, json: { type: 'boolean' }, vs: { type: 'string' }, python: { type: 'string' },
        rounds: { type: 'string' }, clock: { type: 'string' }, options: { type: 'string' }, examples: { type: 'boolean' }, write: { type: 'boolean' }, help: { type: 'boolean' },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
    if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) throw new BenchError(`--rounds takes a whole number of at least 1, not ${values.rounds}`);
    if (values.clock !== undefined && values.clock !== 'wall' && values.clock !== 'cpu') throw new BenchError(`--clock takes wall or cpu, not ${values.clock}`);
    if (values.examples) {
      const { text, problems } = await runExamples({ python: findPython(values.python), psyco: findPsyco(), rounds: rounds ?? (values.quick ? 1 : 3), names: positionals });
      process.stdout.write(`${[text, ...problems.map((problem) => `- ${problem}`)].join('\n')}\n`);
      if (values.write && !problems.length) writeExamples(text);
      return problems.length ? 1 : 0;
    }
    const report = await runBench({
      names: positionals,
      quick: values.quick,
      versus: values.vs,
      python: values.python,
      psycoOptions: values.options?.split(' ').filter((word) => word !== ''),
      plan: { ...(rounds && { rounds }), ...(values.clock && { clock: values.clock as 'wall' | 'cpu' }) },
      onResult: ({ program, psyco }) => {
        if (!values.json) process.stderr.write(`${program.name}: steady ${psyco.steady.toFixed(2)}x, 1 s ${psyco.oneSecond.toFixed(2)}x\n`);
      },
    });
    const shown = { ...report, results: report.results.map((result) => ({ ...result, reached: reachesGoal(result) })) };
    process.stdout.write(values.json ? `${JSON.stringify(shown, null, 2)}\n` : `${formatReport(report)}\n`);
    return statusOf(report.results);
  } catch (error) {
    if (!(error instanceof BenchError) && (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    process.stderr.write(`psyco bench: ${(error as Error).message}\n`);
    return 2;
  }
}
