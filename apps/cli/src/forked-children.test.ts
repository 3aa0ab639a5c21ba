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
