// The programs of tests/interface: each calls the functions of the `psyco` module in a real process and checks what they do. The first
// line of a program says which options psyco gets, or that plain Python runs it ("# plain"); every test_* function is a test.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { run, useInstallation } from './test-support';

const folder = fileURLToPath(new URL('../../../tests/interface/', import.meta.url));
const programs = readdirSync(folder).filter((name) => name.endsWith('.py') && name !== 'harness.py');
const { python, copy, work, command } = useInstallation();

/** The words that start a program, from its first line. */
function commandFor(name: string, text: string): string[] {
  const first = text.slice(0, text.indexOf('\n'));
  if (first === '# plain') return [python!, join(folder, name)];
  const [, options] = /^# psyco: (.*)$/.exec(first) ?? [];
  if (options === undefined) throw new Error(`${name}: the first line is "# psyco: OPTIONS" or "# plain", not "${first}"`);
  return command(...options.split(' '), join(folder, name));
}

describe.skipIf(python === undefined)('the interface', () => {
  test.each(programs)('%s', async (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const names = [...text.matchAll(/^def (test_\w+)/gm)].map(([, test_]) => test_);
    const isPlain = text.startsWith('# plain\n');
    const environment = { PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: isPlain ? join(copy, 'dist', 'python') : undefined };
    const { stdout, stderr, status } = await run(commandFor(name, text), { directory: work, environment });
    expect({ stdout: stdout.trim().split('\n'), stderr, status }).toEqual({ stdout: names.map((test_) => `passed ${test_}`), stderr: '', status: 0 });
  });
});
