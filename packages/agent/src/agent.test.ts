// The Python side in real interpreters: where the regions go, what the header says, what a fork leaves. Skips without a Python.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { pythonDirectory } from './python-directory';

/** Runs a program with the agent, as the launcher would. */
function withAgent(python: string, program: string, settings = 'profile::2:1'): { stdout: string; stderr: string; status: number | null } {
  return spawnSync('/bin/sh', ['-c', `export PSYCO_AGENT="$$::${settings}"; exec "$@"`, 'sh', python, '-c', program], {
    encoding: 'utf8', env: { ...process.env, PYTHONPATH: pythonDirectory(), PYTHONDONTWRITEBYTECODE: '1' },
  });
}

const isSupported = (python: string): boolean => spawnSync(python, ['-I', '-c', 'import sys, _ctypes; assert sys.version_info[:2] == (3, 11) and sys.implementation.name == "cpython"']).status === 0;
const pythons = [...new Set([process.env.PSYCO_PYTHON, 'python3.11', 'python3.11-dbg', 'python3'])].filter((name): name is string => name !== undefined && isSupported(name));
if (pythons.length === 0) console.warn('SKIPPED: no CPython 3.11 on PATH; set PSYCO_PYTHON to run the tests of the agent');

describe.each(pythons)('%s', (python) => {
  test('the regions are near the interpreter, and never writable and executable at once', () => {
    const { stdout, stderr } = withAgent(python, `
import os
from psyco import _agent
wire, read = _agent.wire, _agent.read
maps = [line.split() for line in open('/proc/self/maps') if 'psyco' in line]
print([(line[1], line[5]) for line in maps])
code, data, anchor = read(wire.OFFSET_CODE_ADDRESS), read(wire.OFFSET_DATA_ADDRESS), read(wire.OFFSET_EVAL_FRAME_DEFAULT)
print(maps[0][0] == f'{code:08x}-{code + (2 << 20):08x}', maps[1][0] == f'{data:08x}-{data + (1 << 20):08x}')
print(abs(code - anchor) < 1 << 30, abs(data - code) < 1 << 30, code < 1 << 31 or anchor >= 1 << 31)
print(read(wire.OFFSET_PID) == os.getpid(), read(wire.OFFSET_CO_EXTRA_INDEX), read(wire.OFFSET_MAGIC) == wire.WIRE_MAGIC)
`);
    expect({ stdout, stderr }).toEqual({
      stdout: "[('r-xs', '/memfd:psyco-code'), ('rw-s', '/memfd:psyco-data')]\nTrue True\nTrue True True\nTrue 0 True\n", stderr: expect.not.stringContaining('Traceback') as string,
    });
  });

  test('a forked child has what its parent had for itself, with the same content at the same address, and new regions', () => {
    const { stdout } = withAgent(python, `
import os, psyco
from psyco import _agent
wire, word = _agent.wire, _agent.region.word
data = _agent.region.address
far = data + (1 << 20) - 8
word.from_address(far).value = 77
def look():
    get = lambda offset: word.from_address(data + offset).value
    return get(wire.OFFSET_PID) == os.getpid(), get(wire.OFFSET_GENERATION), get(wire.OFFSET_FORKS), get(wire.OFFSET_REQUESTS_POSTED), word.from_address(far).value
# The children that have no copies yet: in the copy that is the child itself.
def under_way():
    return [word.from_address(data + wire.OFFSET_FORKS_UNDER_WAY + 8 * number).value for number in range(4)]
for turn in range(2):
    child = os.fork()
    if not child:
        psyco.stop()
        word.from_address(far).value += 1
        if os.fork() == 0:
            os._exit(0)
        os.wait()
        print(look(), sorted(line.split()[1] for line in open('/proc/self/maps') if 'psyco-' in line), under_way(), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
print(look(), under_way())
`);
    expect(stdout).toBe("(True, 1, 1, 0, 78) ['r-xs', 'r-xs', 'rw-s'] [0, 1, 0, 0]\n(True, 1, 2, 0, 78) ['r-xs', 'r-xs', 'rw-s'] [0, 0, 2, 0]\n(True, 0, 2, 0, 77) [0, 0, 0, 0]\n");
  });

  test('a signal that comes to a child while it gets its regions is handled after that, where an exception is not lost', () => {
    const { stdout } = withAgent(python, `
import os, signal, psyco
from psyco import _agent
signal.pthread_sigmask(signal.SIG_SETMASK, {signal.SIGUSR2})
interrupted = []
def handler(number, frame):
    while frame is not None:
        interrupted.append(frame.f_code.co_filename)
        frame = frame.f_back
signal.signal(signal.SIGTERM, handler)
def comes_in(name):
    original = getattr(_agent, name)
    def disturbed():
        os.kill(os.getpid(), signal.SIGTERM)
        return original()
    setattr(_agent, name, disturbed)
comes_in('detach_child')
comes_in('begin_again')
if os.fork() == 0:
    print(len(interrupted) > 0, any('_psyco_agent' in name for name in interrupted), [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())])
    print(sorted(line.split()[1] for line in open('/proc/self/maps') if 'psyco-' in line), flush=True)
    os._exit(0)
os.wait()
print(interrupted, [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())])
`);
    expect(stdout).toBe("True False [12]\n['r-xs', 'r-xs', 'rw-s']\n[] [12]\n");
  });

  test('a child that has the number of its parent (both are the first of their namespaces) shares nothing with it either', () => {
    const { stdout } = withAgent(python, `
import os, posix, psyco
number = os.getpid()
posix.getpid = lambda: number
for generation in range(2):
    if os.fork():
        os.wait()
        os._exit(0)
    print(sorted(line.split()[1] for line in open('/proc/self/maps') if 'psyco-' in line), flush=True)
`);
    expect(stdout).toBe("['r-xs', 'r-xs', 'rw-s']\n['r-xs', 'r-xs', 'r-xs', 'rw-s']\n");
  });

  test('the compiler may be absent: the module works all the same', () => {
    expect(withAgent(python, 'import psyco, sys\npsyco.full(); psyco.bind(psyco.full); psyco.log(); print("_ctypes" in sys.modules)', 'absent::2:1').stdout).toBe('False\n');
  });

  test('a full ring drops and counts', () => {
    const { stdout } = withAgent(python, 'import psyco\nfrom psyco import _agent as a\nfor n in range(200): psyco.full()\nprint(a.read(a.wire.OFFSET_REQUESTS_POSTED), a.read(a.wire.OFFSET_REQUESTS_DROPPED))');
    expect(stdout).toBe('128 72\n');
  });

  test('another psyco on the path comes first', () => {
    const program = 'import sys, tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n open(d + "/psyco.py", "w").write("mine = 1")\n sys.path.insert(0, d)\n import psyco\n print(psyco.mine)';
    expect(withAgent(python, program).stdout).toBe('1\n');
  });

  test('a directory that happens to be called psyco does not', () => {
    const program = 'import sys, tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n os.mkdir(d + "/psyco")\n open(d + "/psyco/notes.txt", "w").close()\n sys.path.insert(0, d)\n import psyco\n print(psyco.full.__name__, psyco.__file__.startswith(d))';
    expect(withAgent(python, program).stdout).toBe('full False\n');
  });
});

describe.skipIf(pythons.length === 0)('where the regions go', () => {
  const find = (mappings: string, anchor: number, size: number): string => {
    const program = `import sys; sys.path.insert(0, ${JSON.stringify(pythonDirectory())})\nimport _psyco_agent as a\n`
      + `try: print(hex(a.find_addresses(${mappings}, ${anchor}, ${size})))\nexcept a.Failure as failure: print('failure', failure.args[0])`;
    return spawnSync(pythons[0], ['-B', '-I', '-c', program], { encoding: 'utf8' }).stdout.trim();
  };
  const STACK = "(0x7fff00000000, 0x7fff00100000, b'[stack]')";
  test.each([
    ['fixed executable, heap far: just behind it', `[(0x400000, 0xac4000, b'python'), (0x3ed73000, 0x3ee0e000, b'[heap]'), ${STACK}]`, 0x501f40, 24 << 20, '0xae0000'],
    ['fixed executable, heap right behind it: 512 MiB above', `[(0x400000, 0xac4000, b'python'), (0xac4000, 0xb44000, b'[heap]'), ${STACK}]`, 0x501f40, 24 << 20, '0x20b50000'],
    ['fixed executable, large regions, heap far, but not far enough: 512 MiB above it, as all is below 2 GiB', `[(0x400000, 0xac4000, b'python'), (0xf000000, 0xf0d0000, b'[heap]'), ${STACK}]`, 0x501f40, 320 << 20, '0x2f0d0000'],
    ['fixed executable, regions too large for what is below 2 GiB', `[(0x400000, 0xac4000, b'python'), (0x3f000000, 0x3f0d0000, b'[heap]'), ${STACK}]`, 0x501f40, 1024 << 20, 'failure 5'],
    ['position-independent executable: just below it', `[(0x555500000000, 0x555500800000, b'python'), (0x555501000000, 0x555501200000, b'[heap]'), ${STACK}]`, 0x555500100000, 24 << 20, '0x5554fe7f0000'],
    ['no room within reach', `[(0x400000, 0x90000000, b'python'), ${STACK}]`, 0x501f40, 24 << 20, 'failure 5'],
  ])('%s', (_name, mappings, anchor, size, expected) => {
    expect(find(mappings, anchor, size)).toBe(expected);
  });
});
