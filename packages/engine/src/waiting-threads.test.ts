// Processes that wait, run, or are stopped in the middle of something; no Python among them.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { readMappings, RemoteMemory } from '@psyco/objects';
import { readWaitingStacks } from './waiting-threads';

let child: ChildProcess;
afterEach(() => child.kill('SIGKILL'));

/** Starts a process and waits until the system says this of its only thread. */
async function inState(command: string, words: readonly string[], condition: (state: string) => boolean, act: () => void = () => undefined): Promise<number> {
  child = spawn(command, words, { stdio: 'ignore' });
  const pid = child.pid!;
  const look = (): string => readFileSync(`/proc/${pid}/syscall`, 'latin1');
  await expect.poll(() => { act(); return condition(look()); }, { timeout: 20_000, interval: 5 }).toBe(true);
  return pid;
}

/** The words on its stack that may be addresses of code. */
function lookAt(pid: number): number[] | 'running' | 'unknown' {
  const memory = new RemoteMemory(pid);
  try {
    const code = readMappings(pid).filter(({ path }) => path.startsWith('/'));
    return readWaitingStacks({ pid, memory }, Math.min(...code.map(({ start }) => start)), Math.max(...code.map(({ end }) => end)));
  } finally {
    memory.close();
  }
}

const NANOSLEEP = ['35 ', '230 '];

describe('readWaitingStacks', () => {
  test('knows where a thread is that waits in the kernel', async () => {
    const found = lookAt(await inState('sleep', ['1000'], (state) => NANOSLEEP.some((number) => state.startsWith(number))));
    expect(found).toBeInstanceOf(Array);
    expect(found.length).toBeGreaterThan(0);
  });

  test('does not know where a thread is that is stopped between two instructions', async () => {
    const pid = await inState('sh', ['-c', 'while :; do :; done'], (state) => state.startsWith('-1 '), () => {
      child.kill('SIGCONT');
      child.kill('SIGSTOP');
    });
    expect(lookAt(pid)).toBe('running');
  });

  test('says when a process is gone', () => {
    child = spawn('true');
    expect(readWaitingStacks({ pid: 2 ** 30, memory: null as never }, 0, 1)).toBe('unknown');
  });
});
