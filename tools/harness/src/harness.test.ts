import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { cleanEnvironment, inTemporaryFolder, runProcess, unexpectedEnding } from './index';

const directory = dirname(process.execPath);
const run = (program: string, seconds = 60) => runProcess([process.execPath, '-e', program], { directory, environment: cleanEnvironment({ MORE: 'more' }), seconds });

it('keeps what a process shows to the outside', async () => {
  const outcome = await run('console.log(process.cwd(), process.env.MORE); console.error("é"); process.exitCode = 3');
  expect(outcome).toMatchObject({ status: 3, signal: null, timedOut: false, stdout: `${directory} more\n`, stderr: 'é\n' });
});

it('kills what takes too long, and what is left behind', async () => {
  expect(await run('setInterval(() => {}, 1000)', 0.5)).toMatchObject({ status: null, signal: 'SIGKILL', timedOut: true });
  const { stdout } = await run('const child = require("child_process").spawn("sleep", ["100"], { stdio: "ignore" }); console.log(child.pid); child.unref()');
  // Gone, or dead and not yet buried by whoever inherited it.
  const state = (): string => {
    try {
      return readFileSync(`/proc/${Number(stdout)}/stat`, 'latin1').replace(/.*\) /, '')[0]!;
    } catch {
      return 'gone';
    }
  };
  await expect.poll(state).toMatch(/gone|Z|X/);
});

it('kills what has gone silent, however long it may take', async () => {
  const silent = 'process.stdout.write("one"); setInterval(() => {}, 1000)';
  expect(await runProcess([process.execPath, '-e', silent], { directory, seconds: 600, silence: 3 })).toMatchObject({ signal: 'SIGKILL', timedOut: true, stdout: 'one' });
});

it('says how a process ended that should have ended well', async () => {
  expect(unexpectedEnding(await run(''))).toBeUndefined();
  expect(unexpectedEnding(await run('console.error("one\\ntwo\\nthree"); process.exitCode = 3'), 2)).toBe('ended by status 3: two | three');
  expect(unexpectedEnding(await run('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'))).toBe('ended by SIGTERM: ');
  expect(unexpectedEnding(await run('setInterval(() => {}, 1000)', 0.2))).toBe('ended by its time limit: ');
});

it('removes the folder of a piece of work, well ended or not', async () => {
  const work = (folder: string): Promise<string> => {
    writeFileSync(join(folder, 'file'), '');
    return Promise.resolve(folder);
  };
  expect(existsSync(await inTemporaryFolder('test', work))).toBe(false);
  let left = '';
  await expect(inTemporaryFolder('test', async (folder) => Promise.reject(new Error(left = await work(folder))))).rejects.toThrow('psyco-test-');
  expect(existsSync(left)).toBe(false);
});

it('says when a command is not there', async () => {
  await expect(runProcess(['/nowhere/psyco'], { directory, seconds: 5 })).rejects.toThrow('ENOENT');
});

it('hides what the tools and the interpreter read', () => {
  process.env.PSYCO_TEST = process.env.PYTHONTEST = 'x';
  expect(cleanEnvironment()).toMatchObject({ PATH: process.env.PATH, PYTHONHASHSEED: '0' });
  expect(Object.keys(cleanEnvironment())).not.toEqual(expect.arrayContaining(['PSYCO_TEST']));
  expect(cleanEnvironment().PYTHONTEST).toBeUndefined();
});
