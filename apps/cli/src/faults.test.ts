// What can go wrong around a program, with a real compiler: the program must end as it does with plain Python, and say the same.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { FAULT_POINTS } from '@psyco/engine';
import { startTime } from './attach';
import { findOnPath } from './python';
import { run, useInstallation } from './test-support';

const programs = fileURLToPath(new URL('./testing/', import.meta.url));
const { python, work, command, plain, psyco } = useInstallation(({ copy, work: folder }) => {
  for (const directory of [dirname(folder), copy, folder]) chmodSync(directory, 0o755);
  for (const name of ['busy.py', 'growing.py', 'no_memory.py', 'too_large.py', 'many_locals.py', 'ends_soon.py']) copyFileSync(join(programs, name), join(folder, name));
});
const stats = (name: string) => JSON.parse(readFileSync(join(work, name), 'utf8')) as { events: Record<string, number>; codeBytes: number; functions: { name: string; versions: number; whyNot: { reason: string }[] }[] };

/** Waits for a file that the compiler writes when the program has ended. */
async function written(name: string): Promise<void> {
  for (let turn = 0; turn < 500 && !(existsSync(join(work, name)) && readFileSync(join(work, name), 'utf8') !== ''); turn++) await sleep(10);
}

describe.skipIf(python === undefined)('the compiler dies', () => {
  test.each(Object.keys(FAULT_POINTS).flatMap((point) => [1, 3].map((times) => ({ point, times }))))('$point, time $times', async ({ point, times }) => {
    const outcome = await psyco(['--mode', 'full', 'busy.py', 'fault'], { environment: { PSYCO_TEST_FAULT: `kill:${point}:${times}` } });
    expect(outcome.stderr).toMatch(/^compiler \d+ X\n$/);
    expect({ ...outcome, stderr: '' }).toEqual(await plain(['busy.py']));
  });

  // The program gives up after ten seconds.
  test('while the program waits for it', async () => {
    const outcome = await psyco(['--mode', 'full', '--sync', 'busy.py'], { environment: { PSYCO_TEST_FAULT: 'kill:posted:20' } });
    expect(outcome).toEqual(await plain(['busy.py']));
  });
});

describe.skipIf(python === undefined)('the compiler freezes', () => {
  test.each(['posted', 'applied', 'code written'])('%s: the program goes on, and ends', async (point) => {
    const outcome = await psyco(['--mode', 'full', 'busy.py', 'fault'], { environment: { PSYCO_TEST_FAULT: `freeze:${point}:2` } });
    const [, compiler, state] = /^compiler (\d+) (\w)\n$/.exec(outcome.stderr)!;
    if (state === 'T') process.kill(Number(compiler), 'SIGCONT');
    expect(state).toBe('T');
    expect({ ...outcome, stderr: '' }).toEqual(await plain(['busy.py']));
    // Awake again it finds the program gone.
    for (let turn = 0; turn < 1000 && startTime(Number(compiler)) !== undefined; turn++) await sleep(10);
    expect(startTime(Number(compiler))).toBeUndefined();
  });
});

describe.skipIf(python === undefined)('no room is left', () => {
  test.each([
    ['for code', ['--code-size', '0.07'], ['code region full', 'made room']],
    ['for data', ['--data-size', '1'], ['data region full']],
  ])('%s: the program goes on, with what is compiled or with less of it', async (name, words, events) => {
    const file = `full-${words[0]!.slice(2)}.json`;
    const outcome = await psyco(['--mode', 'full', '--sync', ...words, '--stats', file, 'growing.py', '120']);
    expect(outcome).toEqual(await plain(['growing.py', '120']));
    await written(file);
    expect(Object.keys(stats(file).events)).toEqual(expect.arrayContaining(events));
  });

  test.each([
    ['the code', ['--code-size', '0.05'], 'too_large.py', 'huge'],
    ['what its exits restore', ['--data-size', '2'], 'many_locals.py', 'wide'],
  ])('for %s of one function: the others are compiled all the same', async (_, words, program, large) => {
    const file = `${program}.json`;
    const outcome = await psyco(['--mode', 'full', '--sync', ...words, '--stats', file, program]);
    expect(outcome).toEqual(await plain([program]));
    await written(file);
    const of = (name: string) => stats(file).functions.find((each) => each.name === name)!;
    expect(of(large)).toMatchObject({ versions: 0, whyNot: [{ reason: 'too-large' }] });
    expect(of('later').versions).toBeGreaterThan(0);
  });
});

test.skipIf(python === undefined)('a program that ends does not wait for what is being compiled', async () => {
  const outcome = await psyco(['--mode', 'full', '--stats', 'ends-soon.json', 'ends_soon.py', 'fault'], { environment: { PSYCO_TEST_FAULT: 'freeze:specialized:3' } });
  expect(outcome.stderr).toMatch(/^compiler \d+ T\n$/);
  expect({ ...outcome, stderr: '' }).toEqual(await plain(['ends_soon.py']));
  await written('ends-soon.json');
  expect(stats('ends-soon.json').events).toMatchObject({ 'given up at the end': 1 });
});

const hooks = python !== undefined && spawnSync(python, ['-c', 'import _testcapi']).status === 0;
if (!hooks) console.warn('SKIPPED: allocations did not fail: no _testcapi (libpython3.11-testsuite)');

describe.skipIf(!hooks)('allocations that fail', () => {
  test.each(['ints', 'floats', 'objects', 'texts', 'containers', 'handled', 'closures', 'numbers'])('in %s: nothing but a MemoryError comes of it', async (name) => {
    const outcome = await psyco(['--mode', 'full', '--sync', 'no_memory.py', name]);
    expect(outcome).toEqual(await plain(['no_memory.py', name]));
  });
});

describe.skipIf(python === undefined)('files and streams', () => {
  test('a full disk for log and statistics', async () => {
    const outcome = await psyco(['--mode', 'full', '--sync', '--log', '/dev/full', '--stats', '/dev/full', 'busy.py']);
    expect(outcome).toEqual(await plain(['busy.py']));
  });

  test.each(['2>&-', '>&- 2>&-', '<&- 2>&-', '<&- >&- 2>&-'])('closed: %s', async (redirections) => {
    const both = await Promise.all([[python!], command('--mode', 'full', '--sync')].map(
      (command) => run(['/bin/sh', '-c', `"$@" busy.py ${redirections}`, 'sh', ...command], { directory: work })));
    expect(both[1]).toEqual(both[0]);
  });

  test('all descriptors closed by the program in the middle of it', async () => {
    writeFileSync(join(work, 'closing.py'), 'import os\nfrom busy import main\nmain()\nos.closerange(3, 4096)\nmain()\n');
    expect(await psyco(['--mode', 'full', 'closing.py'])).toEqual(await plain(['closing.py']));
  });
});

describe.skipIf(python === undefined)('a process that cannot be read', () => {
  // As root everything can be read.
  const setpriv = findOnPath('setpriv')[0];
  const canDrop = process.getuid!() === 0 && setpriv !== undefined;
  test.skipIf(!canDrop)('runs plain', async () => {
    // Not dumpable from its first moment, as a setuid program is.
    writeFileSync(join(work, 'hidden.py'), 'import ctypes\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\nfrom busy import main\nmain()\n');
    const words = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--no-new-privs'];
    const expected = await run([setpriv!, ...words, python!, join(work, 'hidden.py')], { directory: '/' });
    if (expected.status !== 0) {
      console.warn(`SKIPPED: ${python} is not for everybody`);
      return;
    }
    const outcome = await run([setpriv!, ...words, ...command(join(work, 'hidden.py'))], { directory: '/' });
    expect(outcome).toEqual(expected);
  });
});
