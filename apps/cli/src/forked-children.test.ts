// Forked children that work for long, and what a compiler for them depends on.
import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ForkedChildren } from './forked-children';
import { useInstallation } from './test-support';

const { python, psyco } = useInstallation();

const PROGRAM = `
import os, sys, time

def work(n):
    total = 0
    for i in range(n):
        total += i & 5
    return total

def is_compiled():
    import psyco
    explained = psyco.explain(work)
    return bool(explained['compiled'] or explained['inlinedInto'])

def child():
    import psyco
    agent = psyco.connection.agent
    was_unattended = agent.is_unattended()
    end = time.monotonic() + 100
    while agent.is_unattended() and time.monotonic() < end:
        work(20000)
    # It came by itself; only now something is asked.
    came = not agent.is_unattended()
    while not is_compiled() and time.monotonic() < end:
        work(20000)
    print(was_unattended, came, is_compiled(), psyco.stats()['pid'] == os.getpid(), flush=True)
    os._exit(0)

if os.fork() == 0:
    if sys.argv[1] == 'grandchild':
        if os.fork() == 0:
            child()
        os.wait()
        os._exit(0)
    child()
if sys.argv[1] != 'orphan':
    os.wait()
`;

describe.skipIf(python === undefined)('a forked child that works for long', () => {
  test.each(['child', 'grandchild', 'orphan'])('gets a compiler of its own: %s', async (kind) => {
    const { status, stdout, stderr } = await psyco(['-c', PROGRAM, kind]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'True True True True\n', stderr: '' });
  }, 240_000);
});

/** Forks in a thread; the child drops functions all the time, whose code is looked for on its stack, which is not the main one. */
const IN_A_THREAD = `
import os, threading, time

def child():
    end = time.monotonic() + 4
    while time.monotonic() < end:
        space = {}
        exec('def work(n):\\n total = 0\\n for i in range(n):\\n  total += i & 5\\n return total', space)
        for _ in range(60):
            space['work'](3000)
    os._exit(7)

def start():
    pid = os.fork()
    if pid == 0:
        child()
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

thread = threading.Thread(target=start)
thread.start()
thread.join()
`;

describe.skipIf(python === undefined)('a forked child whose only thread is not on the main stack', () => {
  test('lives on when its compiler gives code back', async () => {
    const { status, stdout, stderr } = await psyco(['-c', IN_A_THREAD], { environment: { PSYCO_TEST_COLD: '100' } });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '7\n', stderr: '' });
  }, 120_000);
});

/** Forks when the runtime stands in for the arena allocator; the child gets a compiler, and a runtime, of its own. */
const ALLOCATORS = `
import ctypes, os, sys, time

class Allocator(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ('context', 'alloc', 'free')]

def allocator():
    found = Allocator()
    ctypes.pythonapi.PyObject_GetArenaAllocator(ctypes.byref(found))
    return found

def behind(front):
    return Allocator.from_address(front.context)

def is_code(address):
    for line in open('/proc/self/maps'):
        extent, permissions = line.split(' ')[:2]
        begin, end = (int(text, 16) for text in extent.split('-'))
        if begin <= address < end:
            return permissions == 'r-xs' and 'psyco-code' in line
    return False

def work(n):
    total = 0
    for i in range(n):
        total += i & 5
    return total

def down(n):
    return n if n == 0 else 1 + down(n - 1)

def use_memory():
    return [down(n) for n in range(0, 900, 60)] == list(range(0, 900, 60)) and sum(len([[i] for i in range(100000)]) for _ in range(4)) == 400000

def wait_until_compiled():
    import psyco
    end = time.monotonic() + 100
    while time.monotonic() < end:
        work(20000)
        explained = psyco.explain(work)
        if psyco.stats()['pid'] == os.getpid() and (explained['compiled'] or explained['inlinedInto']):
            return True
    return False

plain = allocator().alloc
compiled = wait_until_compiled()
parents = allocator()
if os.fork() == 0:
    if sys.argv[1] == 'orphan':
        parent = os.getppid()
        os.kill(parent, 9)
        while os.getppid() == parent:
            time.sleep(0.01)
    inherited = allocator().alloc == parents.alloc and use_memory()
    compiled = compiled and wait_until_compiled()
    own = allocator()
    print(compiled, inherited, own.alloc != parents.alloc, behind(own).alloc == parents.alloc, behind(behind(own)).alloc == plain)
    print([is_code(address) for one in (own, parents) for address in (one.alloc, one.free)], is_code(plain), use_memory(), flush=True)
    os._exit(0)
os.wait()
`;

test.skipIf(python === undefined).each(['child', 'orphan'])('the allocator of a forked child goes on in the code that it was forked with, behind its own: %s', async (kind) => {
  const { stdout, stderr } = await psyco(['-c', ALLOCATORS, kind]);
  expect({ stdout, stderr }).toEqual({ stdout: 'True True True True True\n[True, True, True, True] False True\n', stderr: '' });
}, 240_000);

test('processes without regions get none, however long they work', async () => {
  const started: number[] = [];
  const children = new ForkedChildren((pid) => started.push(pid));
  const busy = spawn('sh', ['-c', 'i=0; while :; do i=$((i + 1)); done']);
  try {
    await expect.poll(() => {
      children.look(process.pid);
      return children.areWaiting;
    }, { timeout: 30_000 }).toBe(true);
    // As soon as it has worked for long enough it is looked at, once.
    await expect.poll(() => {
      children.look(process.pid);
      return children.areWaiting;
    }, { timeout: 60_000 }).toBe(false);
    expect(started).toEqual([]);
  } finally {
    busy.kill('SIGKILL');
  }
}, 240_000);
