// The command: npm run leaks -- [--count N] [--seeds N] [--python PATH] [--benchmarks | --exits | --suite | names ...]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, findPsyco, findPython, LONG_SLICE, NO_PYTHON, readOptions, REPOSITORY } from '@psyco/harness';
import { leaksOf, measureExits, measureGrowth, troubleOfExits, type GrowthRun } from './growth';
import { leaksOfFile } from './suite';

const HELP = `Runs functions that compiled code leaves in all the ways there are, and compares references and memory.

Usage: npm run leaks -- [options] [scenario ...]
       npm run leaks -- [options] --benchmarks
       npm run leaks -- [options] --exits [reason ...]
       npm run leaks -- [options] --suite [file ...]

  --count N      runs of each scenario, and then twice as many (2000)
  --seeds N      how many runs in chaos mode, with seeds from 1 (2; with --suite 0)
  --benchmarks   the programs of bench/programs instead of scenarios, in mode sync and in chaos; with --count 1 each runs once, and then twice
  --exits        each kind of exit so often, while nothing is compiled; with --count 350000 about a million times
  --suite        files of CPython's test suite (those of continuous integration), each several times in a process: what its own runner finds
  --python PATH  one with Py_REF_DEBUG counts all references, others only blocks of memory (python3.11-dbg)
`;

const TOOL = 'leaks';

const { values, positionals } = readOptions(TOOL, { allowPositionals: true, options: { count: { type: 'string', default: '2000' }, seeds: { type: 'string' }, python: { type: 'string' }, benchmarks: { type: 'boolean' }, exits: { type: 'boolean' }, suite: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const psyco = findPsyco();
if ('missing' in psyco) fail(TOOL, psyco.missing);
const python = values.python ?? findPython(true) ?? findPython(false) ?? fail(TOOL, NO_PYTHON);
const count = Number(values.count);
const command = [psyco.command, '--python', python, '--code-size', '64', '--data-size', '64', '--skip', 'measuring.py:run'];
const benchmarks = join(REPOSITORY, 'bench', 'programs');
const scenarios = values.benchmarks ? readdirSync(benchmarks).filter((name) => name.endsWith('.py') && name !== 'harness.py').map((name) => join(benchmarks, name)) : positionals;
const seeds = Number(values.seeds ?? (values.suite ? 0 : 2));
const RUNS = [
  ['sync', ['--mode', 'full', '--sync']],
  ...(values.benchmarks || values.suite ? [] : [['async', []] as const]),
  ...Array.from({ length: seeds }, (_, index) => [`chaos ${index + 1}`, ['--mode', 'full', '--sync', '--chaos', String(index + 1)]] as const),
] as const;

let leaks = 0;

/** Prints what was found in one run. */
function report(name: string, { growth, exits, failed }: GrowthRun, trouble: readonly string[]): void {
  const total = Object.values(exits).reduce((sum, number) => sum + number, 0);
  console.log(`${name}: ${growth.length} functions, ${total} exits (${Object.entries(exits).map(([reason, number]) => `${reason} ${number}`).join(', ')})`);
  for (const [what, index] of [['blocks', 0], ['references', 1], ['kB', 2]] as const) {
    const most = growth.reduce((best, each) => (Math.abs(each.twice[index]) > Math.abs(best.twice[index]) ? each : best), growth[0]!);
    console.log(`  most ${what} in ${2 * count} runs: ${most?.twice[index]} (${most?.name})`);
  }
  for (const text of [...trouble, ...(failed ? [failed] : [])]) {
    leaks += 1;
    console.log(`  LEAK ${text}`);
  }
}

if (values.exits) {
  const run = await measureExits(command, count, positionals);
  report('exits', run, troubleOfExits(run, count));
} else if (values.suite) {
  for (const file of positionals.length > 0 ? positionals : LONG_SLICE) {
    for (const [name, options] of RUNS) {
      const { trouble, both } = await leaksOfFile([python], [...command, ...options], file);
      leaks += trouble.length;
      console.log(`${file.padEnd(24)} ${name.padEnd(8)} ${trouble.length > 0 ? `LEAK ${trouble.join('; ')}` : both.length > 0 ? `as in plain Python: ${both.join('; ')}` : 'nothing leaked'}`);
    }
  }
} else {
  for (const [name, options] of RUNS) {
    const run = await measureGrowth([...command, ...options], count, scenarios);
    report(name, run, run.growth.flatMap((each) => leaksOf(each, count)));
  }
}
process.exitCode = leaks ? 1 : 0;
