// A hot program in a terminal: Ctrl-Z, bg, fg, Ctrl-C, Ctrl-\, and the terminal that goes away. A shell does the job control, so one must be there.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run, useInstallation } from './test-support';

const { python, work, command } = useInstallation();
const program = fileURLToPath(new URL('testing/terminal.py', import.meta.url));

test.skipIf(python === undefined || !existsSync('/bin/bash'))('in a terminal a program is stopped, goes on, is interrupted and quit, and ends with the terminal, as plain', async () => {
  const outcome = (words: readonly string[]) => run([python!, program, words.join(' ')], { directory: work });
  const plain = await outcome([python!]);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  expect(plain.stdout.split('\n')).toEqual(['stopped: T', 'it ends: True 0', 'interrupted: 130', 'quit: 131', 'nobody is left', '']);
  expect(await outcome(command())).toEqual(plain);
});
