// What one epoch of reading shows of memory that changes meanwhile: of a process that sleeps, changed through a second pair of eyes.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadAddress } from './errors';
import { RemoteMemory } from './memory';

let sleeper: ChildProcess;
/** A page of the process that nothing uses: its command line is far from the low end of its stack. */
let page: number;
let memory: RemoteMemory;
let writer: RemoteMemory;

beforeAll(async () => {
  sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
  let stack: RegExpMatchArray | null = null;
  for (let look = 0; look < 200 && stack === null; look++) {
    await new Promise((done) => setTimeout(done, 10));
    if (readFileSync(`/proc/${sleeper.pid!}/comm`, 'utf8') === 'sleep\n') stack = /^([0-9a-f]+)-[0-9a-f]+ rw.*\[stack\]$/m.exec(readFileSync(`/proc/${sleeper.pid!}/maps`, 'utf8'));
  }
  page = parseInt(stack![1]!, 16);
  memory = new RemoteMemory(sleeper.pid!);
  writer = new RemoteMemory(sleeper.pid!);
});

afterAll(() => {
  memory.close();
  writer.close();
  sleeper.kill('SIGKILL');
});

describe('an epoch', () => {
  it('is a snapshot, page by page', () => {
    writer.writeU64(page + 8, 1);
    writer.writeU64(page + 2048, 1);
    memory.forget();
    expect(memory.u64(page + 8)).toBe(1n);
    writer.writeU64(page + 8, 2);
    writer.writeU64(page + 2048, 2);
    expect(memory.u64(page + 8)).toBe(1n);
    expect(memory.u64(page + 2048)).toBe(1n);
    expect(memory.ptrFresh(page + 8)).toBe(2);
    memory.forget();
    expect(memory.u64(page + 2048)).toBe(2n);
  });

  it('is one block by block at a glance', () => {
    writer.writeU64(page + 8, 1);
    writer.writeU64(page + 2048, 1);
    memory.forget('glance');
    expect(memory.u64(page + 8)).toBe(1n);
    writer.writeU64(page + 8, 2);
    writer.writeU64(page + 16, 2);
    writer.writeU64(page + 2048, 2);
    expect(memory.u64(page + 8)).toBe(1n);
    expect(memory.u64(page + 16)).toBe(0n);
    expect(memory.u64(page + 2048)).toBe(2n);
    writer.writeU64(page + 2048, 3);
    expect(memory.u64(page + 2048)).toBe(2n);
    memory.forget();
    expect(memory.u64(page + 16)).toBe(2n);
  });

  it('shows all of what lies in several blocks, and in two pages', () => {
    const bytes = Buffer.from(Array.from({ length: 6000 }, (_, index) => index % 251));
    writer.write(page, bytes);
    for (const extent of ['pages', 'glance'] as const) {
      memory.forget(extent);
      expect(memory.u32(page + 510)).toBe(bytes.readUInt32LE(510));
      expect(memory.read(page + 300, 900)).toEqual(bytes.subarray(300, 1200));
      expect(memory.read(page + 500, 2000)).toEqual(bytes.subarray(500, 2500));
      expect(memory.ptr(page + 4092)).toBe(Number(bytes.readBigUInt64LE(4092)));
      expect(memory.read(page + 3, 5990)).toEqual(bytes.subarray(3, 5993));
    }
    writer.write(page, Buffer.from(`${'x'.repeat(700)}\0`));
    memory.forget('glance');
    expect(memory.cString(page)).toBe('x'.repeat(700));
  });

  it('keeps nothing of a read that failed', () => {
    memory.forget('glance');
    expect(() => memory.u64(0x2000)).toThrow(BadAddress);
    expect(() => memory.u64(0x2000)).toThrow(BadAddress);
  });
});
