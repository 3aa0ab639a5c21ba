// Compact classes in real interpreters: random programs against ordinary classes, what the interface promises, and where the
// machine code is. Skips loudly without a CPython 3.11.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MAGIC } from './layout';
import { machineCode } from './machine-code';
import { pythonModule } from './python-module';

const packageOfPython = fileURLToPath(new URL('../../agent/python/psyco', import.meta.url));
const programs = fileURLToPath(new URL('../tests', import.meta.url));

function run(python: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { stdout, stderr, status, signal } = spawnSync(python, args, { encoding: 'utf8', cwd: programs, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env } });
  return status === 0 ? stdout : `${stdout}\n${stderr}\nstatus ${status} signal ${signal}`;
}

/** "3.11 /usr/bin/python3.11": the version, and the executable that a name stands for. */
const ask = (python: string): string => spawnSync(python, ['-I', '-c', 'import sys, os; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], os.path.realpath(sys.executable))'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const pyenv = `${process.env.PYENV_ROOT ?? `${homedir()}/.pyenv`}/versions`;
const inPyenv = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => /^3\.1[1-9]\./.test(name)).map((name) => `${pyenv}/${name}/bin/python3`) : [];
const found = new Map([process.env.PSYCO_PYTHON, 'python3.11', 'python3.11-dbg', 'python3', 'python3.12', 'python3.13', 'python3.14', ...inPyenv].filter((name) => name !== undefined).map((name) => [ask(name), name]));
const pythons = (version: RegExp): string[] => [...found].filter(([answer]) => version.test(answer)).map(([, name]) => name);
const known = pythons(/^cpython 3\.11 /);
if (known.length === 0) console.warn('SKIPPED: no CPython 3.11 on PATH; set PSYCO_PYTHON to run the tests of compact classes');
const others = pythons(/^cpython 3\.(?!11 )/);
if (others.length === 0) console.warn('SKIPPED: no other CPython on PATH to try compact classes in ordinary dicts with');

test('what Python has is what the assembler makes', () => {
  expect(readFileSync(`${packageOfPython}/_compact/_machine_code.py`, 'utf8')).toBe(pythonModule());
});

test('the specializer finds the magic before getattro', () => {
  const { bytes, entries } = machineCode();
  expect(Buffer.from(bytes.slice(entries.getattro - MAGIC.length, entries.getattro))).toEqual(MAGIC);
});

/** The blocks of behaviour.py that say which storage it is. */
const promised = (native: boolean): string => readFileSync(`${programs}/behaviour.txt`, 'utf8')
  .replaceAll(/<native:(.*?)\|plain:(.*?)>/g, (_, one: string, other: string) => (native ? one : other));

describe.each(known)('%s', (python) => {
  test.each([1, 2])('random programs %i', (seed) => {
    expect(run(python, ['model.py', packageOfPython, String(seed), '4000'])).toBe('same 4000 _compact.native\n');
  });

  test('what is promised', () => {
    expect(run(python, ['behaviour.py', packageOfPython])).toBe(promised(true));
  });

  test('the same in ordinary dicts', () => {
    expect(run(python, ['behaviour.py', packageOfPython], { PSYCO_COMPACT: 'plain' })).toBe(promised(false));
    expect(run(python, ['model.py', packageOfPython, '1', '4000'], { PSYCO_COMPACT: 'plain' })).toBe('same 4000 _compact.plain\n');
  });

  test('the code is never writable and executable at once, and instances are small', () => {
    const program = `
import sys, _compact
class Point(_compact.compact): pass
address = _compact.storage.at(id(Point) + 144)
where = [line.split()[1] for line in open('/proc/self/maps') if int(line.split('-')[0], 16) <= address < int(line.split('-')[1].split()[0], 16)]
p = Point()
p.x, p.y = 10**9, 10**10
print(where, sys.getsizeof(p), [line for line in open('/proc/self/maps') if 'wx' in line.split()[1]])`;
    expect(run(python, ['-c', program], { PYTHONPATH: packageOfPython })).toBe("['r-xp'] 72 []\n");
  });
});

describe.each(others)('%s', (python) => {
  test('ordinary dicts, and says why', () => {
    expect(run(python, ['model.py', packageOfPython, '1', '4000'])).toBe('same 4000 _compact.plain\n');
    expect(run(python, ['-c', 'import _compact; print(_compact.why_plain)'], { PYTHONPATH: packageOfPython })).toMatch(/^compact storage is for CPython 3\.11, this is cpython 3\.\d+\n$/);
  });
});
