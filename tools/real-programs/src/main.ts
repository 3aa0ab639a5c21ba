// The command: npm run real-programs -- [names] [--rounds N] [--no-sync] [--why] [--keep FOLDER] [--timeout SECONDS]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fail, findPsyco, NO_PYTHON, readOptions } from '@psyco/harness';
import { measure, type Measurement } from './measure';
import { findEquippedPython } from './places';
import { PROGRAMS } from './programs';
import { obstaclesOf } from './statistics';
import { formatHeading, formatObstacles, formatRow, GOAL } from './table';

const HELP = `Runs programs that use well-known pure Python packages plain and under psyco, and compares outputs and times.

Usage: npm run real-programs -- [names] [options]

Programs: ${PROGRAMS.map(({ name }) => name).join(', ')}
A name finds all programs that begin with it. What is not installed is skipped, and said.

  --rounds N       runs of each kind, in turns; the least time counts (3)
  --no-sync        leave out the run with everything compiled
  --why            show what was not compiled, by the time that it took
  --keep FOLDER    keep the statistics of all runs
  --timeout S      seconds for one run (600)
`;

const TOOL = 'real-programs';

const { values, positionals } = readOptions(TOOL, {
  allowPositionals: true,
  options: { rounds: { type: 'string' }, 'no-sync': { type: 'boolean' }, why: { type: 'boolean' }, keep: { type: 'string' }, timeout: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const psyco = findPsyco();
if ('missing' in psyco) fail(TOOL, psyco.missing);
const chosen = positionals.length === 0 ? PROGRAMS : PROGRAMS.filter(({ name }) => positionals.some((word) => name.startsWith(word)));
const unknown = positionals.find((word) => !PROGRAMS.some(({ name }) => name.startsWith(word)));
if (unknown !== undefined) fail(TOOL, `there is no program ${unknown}: choose from ${PROGRAMS.map(({ name }) => name).join(', ')}`);
const rounds = Number(values.rounds ?? 3);
const timeout = Number(values.timeout ?? 600);
if (!(Number.isInteger(rounds) && rounds > 0) || !(timeout > 0)) fail(TOOL, '--rounds and --timeout take positive numbers');

const { executable: python, missing } = findEquippedPython(chosen) ?? fail(TOOL, NO_PYTHON);
for (const { name, needs, debian } of chosen) {
  const absent = needs.filter((module) => missing.has(module));
  if (absent.length) console.log(`SKIPPED: ${name}: ${python} has no ${absent.join(', ')} (Debian: ${debian})`);
}
const programs = chosen.filter(({ needs }) => !needs.some((module) => missing.has(module)));
const scratch = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'psyco-real-programs-')) : resolve(values.keep);
mkdirSync(scratch, { recursive: true });
const results: Measurement[] = [];
try {
  console.log(formatHeading());
  for (const program of programs) {
    const result = await measure(program, { python, psyco: psyco.command, scratch, rounds, sync: values['no-sync'] !== true, timeout });
    results.push(result);
    const synchronous = result.problems.some((text) => text.includes('--sync'));
    console.log(formatRow(result, { synchronous, asynchronous: result.problems.some((text) => !text.includes('--sync')) }));
  }
} finally {
  if (values.keep === undefined) rmSync(scratch, { recursive: true, force: true, maxRetries: 20 });
}
const problems = results.flatMap((result) => result.problems);
const slow = results.filter(({ plainCpu, psycoCpu }) => plainCpu / psycoCpu < GOAL).map(({ program }) => program.name);
console.log(`\n${results.length - new Set(results.filter((result) => result.problems.length > 0)).size} of ${results.length} programs are the same as with plain Python.`);
if (slow.length) console.log(`Below ${GOAL}: ${slow.join(', ')}.`);
if (problems.length) console.log(`\n${problems.join('\n\n')}`);
if (values.why) {
  const of = (which: 'asynchronous' | 'synchronous'): string => formatObstacles(obstaclesOf(results.flatMap((result) => result[which] ?? [])), 40);
  console.log(`\nNot compiled, as users run it:\n${of('asynchronous')}`);
  if (values['no-sync'] !== true) console.log(`\nNot compiled, with everything compiled:\n${of('synchronous')}`);
}
process.exitCode = problems.length ? 1 : 0;
