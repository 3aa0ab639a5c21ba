// Measures compact classes beside ordinary ones and puts the table into README.md and docs/compact.md: npm run measure -w packages/compact
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PSYCO_PYTHON ?? 'python3.11';
const psyco = [here('../../../apps/cli/bin/psyco'), '--python', python];

function measure(command, kind, what) {
  const { stdout, stderr, status } = spawnSync(command[0], [...command.slice(1), here('../tests/measure.py'), here('../../agent/python/psyco'), kind, what], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const KINDS = [
  ['plain', 'an ordinary class'],
  ['slots', '`__slots__`, with `__weakref__`'],
  ['packed', 'bytes behind `__getattribute__`, in Python'],
  ['compact', '`psyco.compact`'],
];
const KEYS = ['get', 'put', 'getTuple', 'putTuple', 'make'];
const best = (runs, key) => (key in runs[0] ? Math.max(0, Math.min(...runs.map((run) => run[key]))).toFixed(0) : '');
const rows = KINDS.map(([kind, name]) => {
  const { memory } = measure([python], kind, 'memory');
  // In turns, so that both see the same machine.
  const [plain, compiled] = [[], []];
  for (let round = 0; round < 3; round += 1) {
    plain.push(measure([python], kind, 'speed'));
    compiled.push(measure(psyco, kind, 'speed'));
  }
  process.stderr.write(`${kind}\n`);
  return [name, memory.toFixed(0), ...KEYS.flatMap((key) => [best(plain, key), best(compiled, key)])];
});
const heads = ['instances with two ints', 'bytes each', 'get', 'get, psyco', 'set', 'set, psyco', 'get a tuple', 'psyco', 'set a tuple', 'psyco', 'make', 'make, psyco'];
const lines = [heads, heads.map((_, column) => (column === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`);
const version = spawnSync(python, ['-c', 'import sys; print(sys.version.split()[0])'], { encoding: 'utf8' }).stdout.trim();
const text = [`CPython ${version}; a million instances; nanoseconds of CPU time an operation in a loop, without the loop; "psyco": compiled.`, '', ...lines].join('\n');
for (const path of ['../README.md', '../../../docs/compact.md']) {
  const file = here(path);
  const [before, rest] = readFileSync(file, 'utf8').split('<!-- measured -->');
  writeFileSync(file, `${before}<!-- measured -->\n${text}\n<!-- end of measured -->${rest.split('<!-- end of measured -->')[1]}`);
}
process.stdout.write(`${text}\n`);
