// The command: npm run differential -- [programs] [--modes sync,chaos] [--timeout SECONDS] [--parallel N] [--seed N]
import { fail, findPsyco, findPython, namesOf, NO_PYTHON, numberOf, readOptions } from '@psyco/harness';
import { MODE_NAMES, MODES } from './modes';
import { findPrograms } from './programs';
import { runDifferential } from './run-differential';
import { formatDifferences, formatHeading, formatRow } from './table';

const HELP = `Runs programs plain and under psyco, and compares what they print and how they end.

Usage: npm run differential -- [programs] [options]

A program is a file, the name of a program in the repository (recursion), or a folder of it (tests/tricky).
Without any, all programs of tests/tricky, bench/programs and examples are compared.

  --modes LIST     ${MODE_NAMES.join(',')} (all)
${MODE_NAMES.map((name) => `                     ${name}: ${MODES[name].help}`).join('\n')}
  --timeout S      seconds for one run (60)
  --parallel N     programs at once (2)
  --seed N         seed of mode chaos (1)
`;

const TOOL = 'differential';

const { values, positionals } = readOptions(TOOL, {
  allowPositionals: true,
  options: { modes: { type: 'string' }, timeout: { type: 'string' }, parallel: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const modes = namesOf(TOOL, values.modes, 'mode', MODE_NAMES);
const psyco = findPsyco();
if ('missing' in psyco) fail(TOOL, psyco.missing);
const python = findPython() ?? fail(TOOL, NO_PYTHON);

const programs = findPrograms(positionals);
const width = Math.max(...programs.map(({ name }) => name.length)) + 1;
console.log(formatHeading(modes, width));
const results = await runDifferential({
  python, psyco: psyco.command, programs, modes,
  timeout: numberOf(TOOL, values.timeout, 'timeout', undefined), parallel: numberOf(TOOL, values.parallel, 'parallel', undefined), seed: numberOf(TOOL, values.seed, 'seed', undefined),
  onResult: (result) => console.log(formatRow(result, modes, width)),
});
const differences = results.map(formatDifferences).filter((text) => text !== '');
if (differences.length) console.log(`\n${differences.join('\n')}`);
const runs = results.flatMap((result) => result.modes);
for (const trouble of new Set(runs.map((run) => run.trouble).filter((text) => text !== undefined))) {
  console.log(`In ${runs.filter((run) => run.trouble === trouble).length} of ${runs.length} runs: ${trouble}.`);
}
console.log(`${runs.filter((run) => run.difference === undefined).length} of ${runs.length} runs are the same as plain Python.`);
process.exitCode = differences.length ? 1 : 0;
