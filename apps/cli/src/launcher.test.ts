// The launcher from outside: what it refuses, which Python it runs, how the compiler comes and goes.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startTime } from './attach';
import { whyTooOld } from './node-version';
import { askPython, findOnPath } from './python';
import { run, useInstallation } from './test-support';
import type { RunOptions } from './test-support';

const { python, copy, work, psyco: withPython } = useInstallation((here) => {
  // Prints the process id of its compiler, then does what its arguments say.
  writeFileSync(join(here.work, 'served.py'), `
import psyco, sys, time
from psyco import _agent
wire = _agent.wire
def compiler():
    return _agent.read(wire.OFFSET_COMPILER_PID)
end = time.monotonic() + 10
while not compiler() and time.monotonic() < end:
    time.sleep(0.002)
print(compiler(), flush=True)
exec(sys.argv[1])
`);
});
const psyco = (words: string[], options: RunOptions = {}) => run([join(copy, 'bin', 'psyco'), ...words], { directory: work, ...options });
const read = (name: string): string => readFileSync(join(work, name), 'utf8');

/** Waits for a condition for at most a second; the milliseconds it took. */
async function within(condition: () => boolean): Promise<number> {
  const start = Date.now();
  while (!condition() && Date.now() - start < 1000) await sleep(2);
  return Date.now() - start;
}

describe.skipIf(python === undefined)('bad input: one line, status 2, no program', () => {
  test.each([
    { words: ['--nonsense', '-c', 'print(1)'], line: 'psyco: unknown option --nonsense: see psyco --help' },
    { words: ['--mode', 'fast', '-c', 'print(1)'], line: 'psyco: --mode is profile, full, off, not "fast"' },
    { words: ['--watermark=much', '-c', 'print(1)'], line: 'psyco: --watermark takes a number, not "much"' },
    { words: ['--log'], line: 'psyco: the option --log needs a value: see psyco --help' },
    { words: ['--log', '/nowhere/x', '-c', 'print(1)'], line: 'psyco: cannot write /nowhere/x (--log): check the folder and its permissions, or give another file' },
    { words: ['--log', '-', '-c', 'print(1)'], line: 'psyco: --log takes a file of its own, not -: give a path, and read it after the run' },
    { words: ['--stats', '/', '-c', 'print(1)'], line: 'psyco: cannot write / (--stats): check the folder and its permissions, or give another file' },
    { words: ['--python', '/nowhere/python', '-c', 'print(1)'], line: 'psyco: no /nowhere/python found: install CPython 3.11, or name one with --python PATH' },
  ])('$words', async ({ words, line }) => {
    expect(await psyco(words)).toEqual({ status: 2, signal: null, stdout: '', stderr: `${line}\n` });
  });

  test.each(['--log', '--stats'])('%s does not write over a program', async (option) => {
    const source = 'print("precious")\n';
    for (const name of ['precious.py', 'precious']) writeFileSync(join(work, name), source);
    const refused = (name: string) => ({ status: 2, signal: null, stdout: '', stderr: `psyco: ${option} would write over the program ${name}: give another file, before the program\n` });
    expect(await psyco([option, 'precious.py'])).toEqual(refused('precious.py'));
    expect(await psyco([option, 'precious', './precious'])).toEqual(refused('precious'));
    expect([read('precious.py'), read('precious')]).toEqual([source, source]);
  });

  test('in the environment too', async () => {
    expect((await psyco(['-c', 'print(1)'], { environment: { PSYCO_MODE: 'fast' } })).stderr).toBe('psyco: --mode is profile, full, off, not "fast"\n');
  });
});

describe.skipIf(python === undefined)('without a compiler the program runs plain, and log and stats say why', () => {
  const program = 'try:\n import psyco\n psyco.full(); psyco.bind(lambda: 0); psyco.log("x"); psyco.stop()\nexcept ImportError: pass\nimport time; time.sleep(0.8); print(6 * 7)';
  const why = async (words: string[], environment: Record<string, string> = {}) => {
    const outcome = await psyco(['--log', 'why.log', '--stats', 'why.json', ...words, '-c', program], { environment });
    expect(outcome).toEqual({ status: 0, signal: null, stdout: '42\n', stderr: '' });
    await within(() => existsSync(join(work, 'why.json')) && read('why.json') !== '');
    const stats = JSON.parse(read('why.json')) as { attached: boolean; reason: string };
    expect(stats.attached).toBe(false);
    expect(read('why.log')).toBe(`psyco: not attached: ${stats.reason}\n`);
    rmSync(join(work, 'why.json'));
    return stats.reason;
  };
  test('PSYCO_DISABLE', async () => expect(await why(['--python', python!], { PSYCO_DISABLE: '1' })).toBe('PSYCO_DISABLE is 1'));
  test('no Node', async () => expect(await why(['--python', python!], { PSYCO_NODE: '/nowhere/node' })).toContain('Node.js was not found'));
  test('a Node that is too old', () => {
    expect(whyTooOld('v18.20.4')).toBe('Node.js v18.20.4 is too old: install version 20 or later, or name it with PSYCO_NODE');
    expect([whyTooOld('v20.0.0'), whyTooOld(process.version)]).toEqual([undefined, undefined]);
  });
  test('a Node that fails at once: the log has what it said', async () => {
    const broken = join(work, 'broken-node');
    writeFileSync(broken, '#!/bin/sh\necho "$0: bad option" >&2\nexit 9\n');
    chmodSync(broken, 0o755);
    writeFileSync(join(work, 'broken.log'), 'of an earlier run\n');
    const outcome = await psyco(['--log', 'broken.log', '-c', 'print(1); import time; time.sleep(0.5)'], { environment: { PSYCO_NODE: broken } });
    expect(outcome).toEqual({ status: 0, signal: null, stdout: '1\n', stderr: '' });
    expect(read('broken.log')).toBe(`${broken}: bad option\n`);
  });
  test('-I', async () => expect(await why(['--python', python!, '-I'])).toContain('leaves no place for the agent'));
  test('regions that fit nowhere', async () => expect(await why(['--python', python!, '--code-size', '4096'])).toContain('no free addresses near the interpreter'));
  test.skipIf(findOnPath('pypy3').length === 0)('PyPy', async () => expect(await why(['--python', 'pypy3'])).toContain('not CPython'));
  test('a Python that ignores the agent', async () => {
    const wrapper = join(work, 'wrapper');
    writeFileSync(wrapper, `#!/bin/sh\nunset PYTHONPATH PSYCO_AGENT\nexec ${python} "$@"\n`);
    chmodSync(wrapper, 0o755);
    expect(await why(['--python', wrapper])).toMatch(/ended before the compiler was ready|agent did not start/);
  });
});

describe.skipIf(python === undefined)('the compiler process', () => {
  const serve = (code: string, words: string[] = [], options: RunOptions = {}) => withPython([...words, 'served.py', code], options);

  test('is an orphan with a lower priority, a session and standard streams of its own', async () => {
    const outcome = await serve(`
import os
stat = lambda pid: open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()
mine, its = stat('self'), stat(compiler())
print(its[1] != str(os.getpid()), int(its[16]) - int(mine[16]), its[3] == str(compiler()), [os.readlink(f'/proc/{compiler()}/fd/{n}') for n in range(3)])
`, ['--sync']);
    expect(outcome.stdout.split('\n')[1]).toBe("True 5 True ['/dev/null', '/dev/null', '/dev/null']");
  });

  test.skipIf(!existsSync('/proc/self/autogroup'))('gives way as a group too, unless the program waits for it', async () => {
    const code = `
import time
group = lambda: open(f'/proc/{compiler()}/autogroup').read().split()[-1]
end = time.monotonic() + 10
while group() == '0' and time.monotonic() < end and WAIT: time.sleep(0.01)
print(group())
`;
    expect((await serve(code.replace('WAIT', 'True'))).stdout.split('\n')[1]).toBe('5');
    expect((await serve(code.replace('WAIT', 'False'), ['--sync'])).stdout.split('\n')[1]).toBe('0');
  });

  test('takes requests', async () => {
    const outcome = await serve(`
def f(): pass
class C:
    def m(self): pass
    s = staticmethod(f)
psyco.full(); psyco.profile(); psyco.bind(f); psyco.bind(C().m); psyco.bind(C); psyco.log('some.log'); psyco.stop()
print(_agent.read(wire.OFFSET_REQUESTS_POSTED), _agent.read(wire.OFFSET_REQUESTS_HANDLED), _agent.read(wire.OFFSET_REQUESTS_DROPPED))
try: psyco.bind(3)
except TypeError as error: print(error)
`, ['--sync']);
    expect(outcome.stdout.split('\n').slice(1)).toEqual(['7 7 0', 'psyco.bind() takes a Python function, a method, or a class or object with functions in its __dict__, not int object', '']);
    expect(outcome.stderr).toBe('');
  });

  test('ends with the program', async () => {
    const outcome = await serve('');
    const compiler = Number(outcome.stdout);
    expect(compiler).toBeGreaterThan(0);
    expect(await within(() => startTime(compiler) === undefined)).toBeLessThan(250);
  });

  test('ends when the program is killed', async () => {
    const outcome = await serve('import os\nos.kill(os.getpid(), 9)');
    expect(outcome.signal).toBe('SIGKILL');
    expect(await within(() => startTime(Number(outcome.stdout)) === undefined)).toBeLessThan(250);
  });

  test('ends when the program becomes another one', async () => {
    const outcome = await serve('import os\nos.execv("/bin/sh", ["sh", "-c", f"sleep 0.5; grep State /proc/{compiler()}/status 2>/dev/null; exit 3"])');
    expect(outcome.status).toBe(3);
    expect(outcome.stdout).not.toMatch(/State:\s+[^ZX]/);
  });

  test('killed with -9: the program goes on, also where it would wait', async () => {
    const outcome = await serve('import os\nos.kill(compiler(), 9)\nfor n in range(300): psyco.full()\nprint("went on")', ['--sync']);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toContain('went on');
  });

  test('survives an interrupt of the whole process group, as Ctrl-C gives', async () => {
    const outcome = await serve(`
import os, signal
os.setpgid(0, 0)
try:
    os.killpg(0, signal.SIGINT)
    time.sleep(1)
except KeyboardInterrupt:
    time.sleep(0.1)
    os.kill(compiler(), 0)
    print("both alive")
`);
    expect(outcome.stdout).toContain('both alive');
  });

  test('does not keep pipes of the program open', async () => {
    const outcome = await run(['/bin/sh', '-c', `"$0" --python "$1" -c 'import time; time.sleep(0.2); print(1)' 7>&1 | cat; echo end`, join(copy, 'bin', 'psyco'), python!], { directory: work });
    expect(outcome.stdout).toBe('1\nend\n');
  });

  test('not even those with numbers that the shell cannot name', async () => {
    // The program closes its end, and goes on until its input ends.
    const outcome = await run([python!, '-c', `
import os, select, subprocess, sys
reading, writing = os.pipe()
os.dup2(writing, 57)
os.close(writing)
child = subprocess.Popen([*sys.argv[1:], '-c', 'import os, sys, psyco; psyco.is_active(); os.close(57); sys.stdin.read()'], stdin=subprocess.PIPE, pass_fds=[57])
os.close(57)
print(select.select([reading], [], [], 10)[0] == [reading] and os.read(reading, 1), flush=True)
child.stdin.close()
print(child.wait())
`, join(copy, 'bin', 'psyco'), '--python', python!], { directory: work });
    expect(outcome).toEqual({ status: 0, signal: null, stdout: "b''\n0\n", stderr: '' });
  });

  test.each([
    { name: 'in a linked folder', words: ['./linked-bin/psyco'], directory: work },
    { name: 'above a folder that was entered through a link', words: ['../bin/psyco'], directory: join(work, 'linked-dist') },
    { name: 'beside', words: ['./psyco'], directory: join(copy, 'bin') },
    { name: 'below', words: ['bin/psyco'], directory: copy },
    { name: 'by another way', words: ['../dist/../bin/psyco'], directory: join(copy, 'dist') },
  ])('the launcher finds its package $name', async ({ words, directory }) => {
    for (const folder of ['bin', 'dist']) if (!existsSync(join(work, `linked-${folder}`))) symlinkSync(join(copy, folder), join(work, `linked-${folder}`));
    const program = `import os, sys, psyco; print(psyco.is_active(), sys.path[0] or sys.path[1:2], 'PSYCO_AGENT' in os.environ, 'PYTHONPATH' in os.environ)`;
    const { stdout } = await run([python!, '-c', 'import sys; print(sys.path[1:2])'], { directory });
    expect(await run([...words, '--python', python!, '-c', program], { directory })).toEqual({ status: 0, signal: null, stdout: `True ${stdout.trim()} False False\n`, stderr: '' });
  });

  const setpriv = findOnPath('setpriv')[0];
  test.skipIf(process.getuid!() === 0 && setpriv === undefined)('where no process can be started the program runs plain, and says why', async () => {
    // Limits on processes are not for root.
    const asAnother = process.getuid!() === 0 ? [setpriv!, '--reuid', '65534', '--regid', '65534', '--clear-groups'] : [];
    const outcome = await run([...asAnother, '/bin/sh', '-c', 'cd /; ulimit -p 1 2>/dev/null || ulimit -u 1; exec "$@"', 'sh', join(copy, 'bin', 'psyco'), '--python', python!, '-c', 'import psyco; print(psyco.is_active())'], { directory: '/' });
    expect(outcome).toMatchObject({ status: 0, stdout: 'False\n' });
  });

  test('the launcher finds its package through a link', async () => {
    symlinkSync(join(copy, 'bin', 'psyco'), join(work, 'linked'));
    const outcome = await run([join(work, 'linked'), '--python', python!, 'served.py', ''], { directory: work });
    expect(Number(outcome.stdout)).toBeGreaterThan(0);
  });

  test('options may follow options of Python, and are not taken from the program', async () => {
    const outcome = await withPython(['-O', '--mode=full', '-B', '-c', 'import sys; from psyco import _agent; print(_agent.read(_agent.wire.OFFSET_MODE), sys.argv, sys.flags.optimize)', '--mode=off']);
    expect(outcome.stdout).toBe("2 ['-c', '--mode=off'] 1\n");
  });
});

describe.skipIf(python === undefined)('the foreground commands', () => {
  test('doctor', async () => {
    const good = await psyco(['doctor', '--python', python!], { environment: { CI: 'true', FORCE_COLOR: undefined } });
    expect(good.stdout).toContain('agent    starts, makes its regions');
    expect(good.stdout).toContain(good.status === 0 ? 'psyco works here.' : 'Programs run as plain Python here');
    const bad = await psyco(['--python', '/nowhere/python', 'doctor']);
    expect(bad).toMatchObject({ status: 1, stderr: '' });
    expect(bad.stdout).toContain('to do: install CPython 3.11');
  });

  const pyenv = `${process.env.PYENV_ROOT ?? join(homedir(), '.pyenv')}/versions`;
  const elsewhere = (series: string): string[] => (existsSync(pyenv) ? readdirSync(pyenv).filter((version) => version.startsWith(`${series}.`)).map((version) => join(pyenv, version, 'bin', 'python3')) : []);

  test.each(['3.12', '3.13'])('%s, if present, runs plain; --log, --stats and doctor say why', async (series) => {
    const facts = [`python${series}`, ...elsewhere(series)].map(askPython).find((answer) => answer !== undefined);
    if (!facts) return void console.warn(`SKIPPED: no CPython ${series} on PATH or in pyenv`);
    // One program that ends before the compiler is there, and one that waits for it.
    const program = "import psyco, sys, time; psyco.full(); time.sleep(float(sys.argv[1])); print(sys.version.split()[0], psyco.compact.__name__)";
    for (const seconds of ['0', '1.5']) {
      const outcome = await psyco(['--python', facts.executable, '--log', 'log', '--stats', 'stats', '-c', program, seconds]);
      expect(outcome).toMatchObject({ status: 0, stdout: `${facts.version} compact\n`, stderr: '' });
      const reason = `CPython ${facts.version} is not supported, the program runs as it is: give a CPython 3.11 with --python or PSYCO_PYTHON`;
      await within(() => existsSync(join(work, 'stats')) && read('stats').endsWith('}\n'));
      expect(read('log')).toBe(`psyco: not attached: ${reason}\n`);
      expect(JSON.parse(read('stats'))).toEqual({ attached: false, reason });
      for (const name of ['log', 'stats']) rmSync(join(work, name));
    }
    const doctor = await psyco(['doctor', '--python', facts.executable]);
    expect(doctor.status).toBe(1);
    expect(doctor.stdout).toContain(`cpython ${facts.version}`);
    expect(doctor.stdout).toContain('Programs run as plain Python here, because of: python.');
  });

  test.each(['python2.7', 'python3.6', 'python3.10', 'python3.12'])('%s, if present, runs as it is and prints nothing of psyco', async (name) => {
    const plain = await run([name, '-c', 'import sys; print(sys.version)'], { directory: work });
    if (plain.status !== 0) return void console.warn(`SKIPPED: no ${name} on PATH`);
    expect(await psyco(['--python', name, '-c', 'import sys; print(sys.version)'])).toEqual(plain);
  });

  test('version, help and what does not exist', async () => {
    expect((await psyco(['--version'])).stdout).toMatch(/^psyco \d+\.\d+\.\d+\n$/);
    expect((await psyco(['help'])).stdout).toBe((await psyco(['--help'])).stdout);
    expect(await psyco(['doctor', '--wat'])).toMatchObject({ status: 2, stderr: "psyco: unknown option '--wat': see psyco --help\n" });
  });
});
