// The promises of docs/security.md.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findOnPath } from './python';
import { run, useInstallation } from './test-support';

const { python, copy, work, plain, command, psyco } = useInstallation((here) => {
  writeFileSync(join(here.work, 'hot.py'), `
import sys
def hot(n):
    total = 0
    for i in range(n):
        total += i * i
    return total
for turn in range(200):
    hot(100)
`);
});
/** What no attack may make. */
const broken = (): boolean => existsSync(join(work, 'broken-in'));

afterEach(() => rmSync(join(work, 'broken-in'), { force: true }));

describe.skipIf(python === undefined)('memory', () => {
  test('nothing is writable and executable; the code region is not writable, the data region not executable', async () => {
    writeFileSync(join(work, 'maps.py'), 'import hot\nprint(open("/proc/self/maps").read())\n');
    const { stdout } = await psyco(['--mode', 'full', '--sync', 'maps.py']);
    const permissions = stdout.trim().split('\n').map((line) => line.split(/\s+/)).map(([, permission, , , , name = '']) => ({ permission: permission!, name }));
    expect(permissions.filter(({ permission }) => /w.?x|x.?w/.test(permission))).toEqual([]);
    expect(permissions.filter(({ name }) => name.includes('psyco-code')).map(({ permission }) => permission)).toEqual(['r-xs']);
    expect(permissions.filter(({ name }) => name.includes('psyco-data')).map(({ permission }) => permission)).toEqual(['rw-s']);
  });
});

describe.skipIf(python === undefined)('nothing listens', () => {
  test('neither process has a socket', async () => {
    writeFileSync(join(work, 'sockets.py'), `
import os
from psyco import _agent
import hot
pids = os.getpid(), _agent.read(_agent.wire.OFFSET_COMPILER_PID)
for pid in pids:
    print([os.readlink(f'/proc/{pid}/fd/{name}').partition(':')[0] for name in os.listdir(f'/proc/{pid}/fd') if os.path.islink(f'/proc/{pid}/fd/{name}')].count('socket'))
`);
    // The standard streams are pipes, not the socket pairs of the one who runs the tests.
    const { stdout } = await run(['/bin/sh', '-c', '"$@" </dev/null 2>/dev/null | cat', 'sh', ...command('--sync', 'sockets.py')], { directory: work });
    expect(stdout).toBe('0\n0\n');
  });
});

describe.skipIf(python === undefined)('processes of other users', () => {
  const setpriv = findOnPath('setpriv')[0];
  test.skipIf(process.getuid!() !== 0 || setpriv === undefined)('are left alone, also by root', async () => {
    const victim = spawn(setpriv!, ['--reuid', '65534', '--regid', '65534', '--clear-groups', '/bin/sleep', '30'], { stdio: 'ignore' });
    try {
      const log = join(work, 'other.log');
      // As the launcher would start it, for a process that is not the user's.
      for (let turn = 0; turn < 100 && !/^Uid:\s+65534/m.test(readFileSync(`/proc/${victim.pid}/status`, 'latin1')); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
      await run([process.execPath, join(copy, 'dist', 'start.cjs'), String(victim.pid)], { directory: work, environment: { PSYCO_LOG: log, PSYCO_CACHE: 'off' } });
      expect(readFileSync(log, 'utf8')).toContain('the process belongs to another user');
    } finally {
      victim.kill();
    }
  });
});

describe.skipIf(python === undefined)('nothing that lies around runs', () => {
  const evil = "require('fs').writeFileSync('broken-in', '')";

  test('files in the working folder', async () => {
    for (const name of ['@psyco/engine', '@psyco/backend-x86', 'iced-x86', 'commander']) {
      mkdirSync(join(work, 'node_modules', name), { recursive: true });
      writeFileSync(join(work, 'node_modules', name, 'index.js'), evil);
    }
    for (const name of ['_psyco_agent.py', '_psyco_wire.py', '_ctypes.py', 'sitecustomize.py']) writeFileSync(join(work, name), 'open("broken-in", "w")\n');
    for (const name of ['compiler.cjs', 'start.cjs', 'disassemble.cjs', '.noderc', 'package.json']) writeFileSync(join(work, name), name.endsWith('json') ? '{"type":"module"}' : evil);
    for (const words of [['hot.py'], ['-c', 'import hot'], ['-m', 'hot']]) {
      const outcome = await psyco(['--mode', 'full', '--sync', '--dump', 'asm:hot', '--log', 'dump.log', ...words]);
      expect(outcome).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
      await expect.poll(() => readFileSync(join(work, 'dump.log'), 'utf8'), { timeout: 10_000 }).toMatch(/--- asm: |compiled /);
    }
    expect(broken()).toBe(false);
  });

  test("Node's variables", async () => {
    writeFileSync(join(work, 'evil.cjs'), evil);
    const outcome = await psyco(['--mode', 'full', '--sync', 'hot.py'], { environment: { NODE_OPTIONS: `--require ${join(work, 'evil.cjs')}`, NODE_PATH: join(work, 'node_modules') } });
    expect(outcome.status).toBe(0);
    expect(broken()).toBe(false);
  });

  test.each(['PSYCO_MODE', 'PSYCO_CODE_SIZE', 'PSYCO_DATA_SIZE', 'PSYCO_LOG', 'PSYCO_STATS', 'PSYCO_ONLY', 'PSYCO_DUMP', 'PSYCO_BACKEND', 'PSYCO_CHAOS', 'PSYCO_CACHE', 'PSYCO_AGENT', 'PYTHONPATH'])('shell text in %s', async (name) => {
    for (const text of ['$(touch broken-in)', '`touch broken-in`', "'; touch broken-in; '", '"; touch broken-in; "', ';touch broken-in']) {
      await psyco(['-c', 'pass'], { environment: { [name]: text } });
      expect(broken(), text).toBe(false);
    }
  });

  test('shell text in options and arguments', async () => {
    for (const text of ['$(touch broken-in)', '`touch broken-in`', "'; touch broken-in; '", "a\\'; touch broken-in; '"]) {
      const outcome = await psyco(['-X', text, '-W', `ignore:${text.replaceAll(':', '')}`, '-c', 'import sys; print(sys.argv[1])', text]);
      expect(outcome.stdout).toBe(`${text}\n`);
      await psyco(['--only', text, '--log', text.replaceAll('/', ''), '-c', 'pass']);
      expect(broken(), text).toBe(false);
    }
  });
});

/** Goes on, after its first functions are compiled, with no system calls but a few (of x86-64): any other ends it. */
const CONFINED = `
import ctypes, struct, time
def make(number):
    names = {}
    exec(f"def hot(count):\\n total = {number}\\n for index in range(count): total += index * index % {number + 2}\\n return total", names)
    return names["hot"]
print(make(0)(3_000_000) > 0, flush=True)
allowed = 0, 1, 3, 5, 8, 9, 11, 12, 13, 15, 16, 25, 28, 60, 72, 202, 228, 231, 262    # read, write, memory, the end
step = lambda *fields: struct.pack("HBBI", *fields)
steps = step(0x20, 0, 0, 0) + b"".join(step(0x15, 0, 1, number) + step(6, 0, 0, 0x7fff0000) for number in allowed) + step(6, 0, 0, 0x80000000)
text = ctypes.create_string_buffer(steps)
filter = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps) // 8, ctypes.addressof(text)))
prctl = ctypes.CDLL(None).prctl
print(prctl(38, 1, 0, 0, 0), prctl(22, 2, filter), flush=True)
end = time.monotonic() + 1.5
functions = [make(number) for number in range(4)]
while time.monotonic() < end:
    total = sum(function(20_000) for function in functions)
print(total)
`;

describe.skipIf(python === undefined)('a program that confines itself', () => {
  test('with a filter of system calls is asked for none of others', async () => {
    const outcome = await psyco(['-P', '-c', CONFINED]);
    expect(outcome).toEqual(await plain(['-P', '-c', CONFINED]));
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.skipIf(python === undefined)('a forged handshake', () => {
  test.each(['1:0:full:1:16:8', '0:1:off:0:1e400:-5', ':::::', 'x', '1:0:full:1:__import__("os").mkdir("broken-in"):8'])('%s does nothing', async (text) => {
    const agent = join(copy, 'dist', 'python');
    const outcome = await plain(['-c', 'print("psyco" in open("/proc/self/maps").read())'], { environment: { PSYCO_AGENT: text, PYTHONPATH: agent } });
    expect(outcome).toEqual({ status: 0, signal: null, stdout: 'False\n', stderr: '' });
    expect(broken()).toBe(false);
  });

  test.each(['full:1:nonsense:8', 'nonsense:0:16:8', 'full:0:1e400:8', 'full:0:-5:-5', '__class__:0:1:1'])('%s with the right process id: the program runs plain', async (text) => {
    const agent = join(copy, 'dist', 'python');
    const outcome = await run(['/bin/sh', '-c', `PSYCO_AGENT="$$:1:$1" exec "$0" -c 'print(6 * 7)'`, python!, text], { directory: work, environment: { PYTHONPATH: agent } });
    expect(outcome).toEqual({ status: 0, signal: null, stdout: '42\n', stderr: '' });
  });
});
