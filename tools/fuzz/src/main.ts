// The command: npm run fuzz -- [--seconds N | --count N] [--seed S] [--modes sync,async] ...
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fail, findPsyco, findPython, namesOf, NO_PYTHON, readOptions, REPOSITORY } from '@psyco/harness';
import { fuzz } from './fuzz';
import { makeProgram } from './program';
import { DEFAULT_MODES, MODE_NAMES, MODES } from './running/modes';
import { printProgram } from './tree';

const OPTIONS = [
  { name: 'seconds', value: 'N', default: undefined, help: 'for how long (60, if there is no --count)' },
  { name: 'count', value: 'N', default: undefined, help: 'how many programs' },
  { name: 'seed', value: 'S', default: undefined, help: 'seed of the first program; the next ones follow (from the clock)' },
  { name: 'modes', value: 'LIST', default: DEFAULT_MODES.join(','), help: `of ${MODE_NAMES.join(',')} (${DEFAULT_MODES.join(',')})` },
  { name: 'batch', value: 'N', default: '150', help: 'programs in one process (150)' },
  { name: 'parallel', value: 'N', default: '2', help: 'processes at once (2)' },
  { name: 'timeout', value: 'S', default: '30', help: 'seconds until a run counts as hanging (30)' },
  { name: 'failures', value: 'N', default: '10', help: 'end after so many failures (10)' },
  { name: 'shrink-seconds', value: 'S', default: '180', help: 'time to make one failure smaller; 0: leave it (180)' },
  { name: 'directory', value: 'PATH', default: join(REPOSITORY, 'tools', 'fuzz', 'failures'), help: 'where failing programs are written (tools/fuzz/failures)' },
  { name: 'python', value: 'PATH', default: undefined, help: 'the Python to run (PSYCO_PYTHON, or a supported one on PATH)' },
  { name: 'psyco', value: 'PATH', default: undefined, help: 'the psyco command (that of this checkout)' },
] as const;

const HELP = `Makes random Python programs, and compares them plain and under psyco.

Usage: npm run fuzz -- [options]

${OPTIONS.map(({ name, value, help }) => `  ${`--${name} ${value}`.padEnd(22)}${help}`).join('\n')}
  --rotate              each batch in one of the modes, in turn, instead of in all
  --print               only print the program of --seed

${MODE_NAMES.map((name) => `  ${name.padEnd(12)}${MODES[name].help}`).join('\n')}
`;

const TOOL = 'fuzz';

type Values = Partial<Record<(typeof OPTIONS)[number]['name'], string>> & { readonly help?: boolean; readonly print?: boolean; readonly rotate?: boolean };

const strings = Object.fromEntries(OPTIONS.map((option) => [option.name, { type: 'string' as const, default: option.default }]));
const values = readOptions(TOOL, { options: { ...strings, help: { type: 'boolean' }, print: { type: 'boolean' }, rotate: { type: 'boolean' } } }).values as Values;

function numberOf(name: keyof Values): number | undefined {
  const text = values[name] as string | undefined;
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : fail(TOOL, `--${name} takes a number, not ${text}`);
}

if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const seed = Math.floor(numberOf('seed') ?? Date.now() / 10);
if (values.print) {
  process.stdout.write(printProgram(makeProgram(seed)));
  process.exit(0);
}
const modes = namesOf(TOOL, values.modes, 'mode', MODE_NAMES);
const python = values.python ?? findPython() ?? fail(TOOL, NO_PYTHON);
const found = values.psyco ? { command: resolve(values.psyco) } : findPsyco();
const psyco = 'missing' in found ? fail(TOOL, found.missing) : found.command;
const count = numberOf('count');

const directory = mkdtempSync(join(tmpdir(), 'psyco-fuzz-'));
console.log(`Seeds from ${seed}, modes ${modes.join(', ')}`);
const started = performance.now();
const { programs, comparisons, units, unusable, failures, listed } = await fuzz({
  python, psyco, directory, seed, modes, count, rotate: values.rotate,
  seconds: numberOf('seconds') ?? (count === undefined ? 60 : undefined),
  batch: Math.max(1, numberOf('batch')!), parallel: Math.max(1, numberOf('parallel')!), timeout: numberOf('timeout')!,
  mostFailures: numberOf('failures')!, shrinkSeconds: numberOf('shrink-seconds')!, failures: resolve(values.directory!),
  report: (line) => console.log(line),
});
rmSync(directory, { recursive: true, force: true, maxRetries: 20 });
for (const { file, mode, difference, lines } of failures) console.log(`\n${file} (${lines} lines, ${mode}): ${difference.kind}\n${difference.text}`);
console.log(`\n${programs} programs, ${comparisons} comparisons, ${units} compiled units in ${Math.round((performance.now() - started) / 1000)} s, ${failures.length} different, ${listed.length} as listed in docs/differences.md${unusable.length ? `, ${unusable.length} left out (too slow in plain Python: ${unusable.slice(0, 5).join(', ')})` : ''}`);
process.exitCode = failures.length ? 1 : 0;
