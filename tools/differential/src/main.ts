// The command: npm run differential -- [programs] [--modes sync,chaos] [--timeout SECONDS] [--parallel N] [--seed N]
import { parseArgs } from 'node:util';
import { MODE_NAMES, MODES, type ModeName } from './modes';
import { findPsyco, findPython } from './places';
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

function fail(message: string): never {
  process.stderr.write(`differential: ${message}\n`);
  process.exit(2);
}

function numberOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) fail(`--${name} takes a positive number, not ${text}`);
  return value;
}

let parsed;
try {
  parsed = parseArgs({
    allowPositionals: true,
    options: { modes: { type: 'string' }, timeout: { type: 'string' }, parallel: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
} catch (error) {
  fail((error as Error).message);
}
const { values, positionals } = parsed;
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const modes = (values.modes?.split(',') ?? MODE_NAMES) as ModeName[];
const unknown = modes.find((mode) => !MODE_NAMES.includes(mode));
if (unknown !== undefined) fail(`there is no mode ${unknown}: the modes are ${MODE_NAMES.join(', ')}`);
const psyco = findPsyco();
if ('missing' in psyco) fail(psyco.missing);
const python = findPython() ?? fail('no supported CPython on PATH: name one with PSYCO_PYTHON');

const programs = findPrograms(positionals);
const width = Math.max(...programs.map(({ name }) => name.length)) + 1;
console.log(formatHeading(modes, width));
const results = await runDifferential({
  python, psyco: psyco.command, programs, modes,
  timeout: numberOf(values.timeout, 'timeout'), parallel: numberOf(values.parallel, 'parallel'), seed: numberOf(values.seed, 'seed'),
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
