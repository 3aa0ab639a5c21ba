// The command: npm run cpython-tests -- [files] [--modes sync,async] [--slice] [--again] [--differing] [--fresh] [--limit S] ...
import { join } from 'node:path';
import { fail, findPsyco, LONG_SLICE, namesOf, numberOf, readOptions, REPOSITORY } from '@psyco/harness';
import { MODE_NAMES, MODES, type ModeName } from './modes';
import { findTestedPython } from './places';
import { formatDifference, formatResult, formatSummary } from './report';
import { commandOf } from './run-file';
import { runSuite } from './run-suite';
import { State } from './state';

const HELP = `Runs CPython's own test suite plain and under psyco, file by file, and compares every test's outcome and all output.

Usage: npm run cpython-tests -- [files] [options]

A file is the name of a module of the suite (test_int); without any, all of them are run. Results are kept: a run that was
interrupted goes on where it was.

  --modes LIST     ${MODE_NAMES.join(',')} (all)
${MODE_NAMES.map((name) => `                     ${name}: ${MODES[name].help}`).join('\n')}
  --slice          the files that continuous integration runs
  --again          run also what has a result already
  --differing      run again what differed
  --fresh          forget all results first
  --report         run nothing, show what is known
  --limit S        begin no file after S seconds
  --timeout S      seconds for a plain run of one file (300)
  --more S         seconds more for a run under psyco: what a starved compiler needs (0)
  --parallel N     files at once (2)
  --state FOLDER   where results are kept (.cpython-tests)
  --option WORD    one more option for the psyco command; repeatable
`;

const TOOL = 'cpython-tests';
const flag = { type: 'boolean' } as const;
const word = { type: 'string' } as const;
const { values, positionals } = readOptions(TOOL, {
  allowPositionals: true,
  options: {
    modes: word, slice: flag, again: flag, differing: flag, fresh: flag, report: flag, limit: word, timeout: word, more: word, parallel: word, state: word,
    option: { type: 'string', multiple: true }, help: flag,
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const modes = namesOf(TOOL, values.modes, 'mode', MODE_NAMES);
const psyco = findPsyco();
if ('missing' in psyco) fail(TOOL, psyco.missing);
const python = findTestedPython();
if ('missing' in python) fail(TOOL, python.missing);

const wanted = values.slice ? LONG_SLICE : positionals.length ? positionals.map((name) => name.replace(/^.*\//, '').replace(/\.py$/, '')) : python.modules;
const strange = wanted.find((module) => !python.modules.includes(module));
if (strange !== undefined) fail(TOOL, `the suite of ${python.executable} has no ${strange}`);

const state = new State(values.state ?? join(REPOSITORY, '.cpython-tests'), values.fresh);
const shared = { python: python.executable, psyco: psyco.command, options: values.option };
const isWanted = ({ module, mode }: { module: string; mode: ModeName }): boolean => wanted.includes(module) && modes.includes(mode);
let left = 0;
if (!values.report) {
  left = await runSuite({
    ...shared, modes, state,
    modules: values.differing ? wanted.filter((module) => modes.some((mode) => state.get(module, mode)?.difference)) : wanted,
    timeout: numberOf(TOOL, values.timeout, 'timeout', 300),
    more: numberOf(TOOL, values.more, 'more', 0),
    parallel: numberOf(TOOL, values.parallel, 'parallel', 2),
    limit: numberOf(TOOL, values.limit, 'limit', Infinity),
    again: ({ difference }) => Boolean(values.again || (values.differing && difference !== '')),
    onResult: (result) => console.log(formatResult(result)),
  });
}
const results = state.results.filter(isWanted);
for (const result of results.filter(({ difference }) => difference !== '')) console.log(`\n${formatDifference(result, commandOf(result.module, result.mode, shared))}`);
console.log(formatSummary(results));
if (left > 0) console.log(`${left} runs are left: the same command goes on.`);
process.exitCode = left > 0 || results.some(({ difference }) => difference !== '') ? 1 : 0;
