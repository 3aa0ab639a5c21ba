// From a process to its regions: processes that have only part of what an agent makes, because they end, or because something is wrong.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { DATA_REGION_NAME, DataHeader, HEADER_SIZE, REFUSALS, WIRE_MAGIC, WIRE_VERSION } from '@psyco/agent';
import { attach, findRegions } from './attach';
import { findOnPath } from './python';

const [python] = findOnPath('python3');
if (python === undefined) console.warn('SKIPPED: no python3 on PATH');

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** A process with a data region whose header is complete, and no code region. */
async function withoutCode(): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(python!, ['-c', `import os, time\nos.ftruncate(os.memfd_create('${DATA_REGION_NAME}'), ${HEADER_SIZE})\ntime.sleep(60)`]) as ChildProcess & { readonly pid: number };
  children.push(child);
  for (let turn = 0; turn < 500; turn++) {
    await sleep(10);
    const regions = findRegions(child.pid);
    if (regions === undefined) continue;
    const fd = openSync(regions.data, 'r+');
    const header = new DataHeader(fd);
    for (const [field, value] of [['pid', child.pid], ['wireVersion', WIRE_VERSION], ['magic', WIRE_MAGIC]] as const) header.set(field, value);
    closeSync(fd);
    return child;
  }
  throw new Error('the process did not start');
}

describe.skipIf(python === undefined)('a process whose code region is not there', () => {
  test('is refused if it goes on', async () => {
    const child = await withoutCode();
    expect(await attach(child.pid)).toEqual({ reason: REFUSALS.codeRegionFailed.explanation });
  });

  test('has ended, if it ends soon', async () => {
    const child = await withoutCode();
    const attached = attach(child.pid);
    child.kill('SIGKILL');
    expect(await attached).toEqual({ reason: 'the program ended before the compiler was ready', ended: true });
  });
});
