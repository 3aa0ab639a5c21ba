// What the user gets when compiled code crashes: with a backend that makes wrong code on purpose.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { bundle, run, useInstallation } from './test-support';

const PROGRAM = `
import sys
def breaks_here(n):
    total = 0
    for i in range(n):
        total += i * i
    return total
for turn in range(300):
    breaks_here(100)
print('went on')
`;

const { python, copy, work, psyco } = useInstallation(async (here) => {
  await bundle(here.copy, ['testing/broken-backend'], 'es');
  writeFileSync(join(here.work, 'program.py'), PROGRAM);
});

/** The files that the runs have left in the cache. */
async function report(cache: string): Promise<string> {
  for (let turn = 0; turn < 300; turn++) {
    try {
      const [file] = readdirSync(cache).filter((name) => name.startsWith('crash-'));
      if (file !== undefined && statSync(join(cache, file)).size > 0) return join(cache, file);
    } catch {
      // No folder yet.
    }
    await sleep(20);
  }
  throw new Error('there is no report');
}

describe.skipIf(python === undefined)('a crash in compiled code', () => {
  const start = (words: string[], cache: string, environment: Record<string, string> = {}) =>
    psyco(['--mode', 'full', '--sync', '--backend', join(copy, 'dist', 'testing', 'broken-backend.js'), ...words, 'program.py', 'an argument'], { environment: { PSYCO_CACHE: cache, ...environment } });

  test('ends as a crash of Python does, and leaves a report', async () => {
    const cache = join(work, 'cache');
    const outcome = await start([], cache);
    expect(outcome).toMatchObject({ status: null, signal: 'SIGSEGV', stdout: '' });
    const file = await report(cache);
    expect(outcome.stderr).toBe(`psyco: the program crashed in compiled code; a report is in ${file}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^Signal: {4}SIGSEGV at instruction 0x[0-9a-f]+, address 0x1234$/m);
    expect(text).toMatch(/^Function: {2}breaks_here \(.*program.py:3\), .*unit [fl]/m);
    expect(text).toMatch(/^Place: {5}bytecode offset \d+, line [4-7] of .*program.py, block b\d+$/m);
    expect(text).toMatch(/^=> 0x[0-9a-f]+ {2}mov rax, \[.*0x1234\]$/m);
    expect(text).toMatch(/^Bytes: .* > 48 8b 04 25 34 12 00 00 /m);
    expect(text).toMatch(/^ {2}r15 +0x[0-9a-f]+$/m);
    expect(text).toMatch(/^ {2}psyco: \d+\.\d+\.\d+$/m);
    expect(text).toContain('Exits taken in this unit:');
    const command = /^ {2}(psyco .*)$/m.exec(text)![1]!;
    expect(command).toContain("--skip breaks_here program.py 'an argument'");
    // The command does what it says.
    const again = await run(['/bin/sh', '-c', command.replace('psyco', join(copy, 'bin', 'psyco'))], { directory: work, environment: { PSYCO_CACHE: 'off' } });
    expect(again).toEqual({ status: 0, signal: null, stdout: 'went on\n', stderr: '' });
  });

  test('is in the log, too', async () => {
    await start(['--log', 'crash.log'], join(work, 'cache-2'));
    await report(join(work, 'cache-2'));
    expect(readFileSync(join(work, 'crash.log'), 'utf8')).toContain('Psyco crash report');
  });

  test('faulthandler still prints its traceback', async () => {
    const outcome = await start(['-X', 'faulthandler'], join(work, 'cache-3'));
    expect(outcome.signal).toBe('SIGSEGV');
    expect(outcome.stderr).toMatch(/^psyco: the program crashed in compiled code; a report is in .*\nFatal Python error: Segmentation fault\n\nCurrent thread [^]*program.py", line \d+ in /);
    expect(outcome.stderr.match(/Fatal Python error/g)).toHaveLength(1);
  });

  test('in C code that compiled code called: a report without a message', async () => {
    writeFileSync(join(work, 'elsewhere.py'), `
import ctypes
strlen = ctypes.CDLL(None).strlen
strlen.argtypes = [ctypes.c_void_p]
def f(x):
    return strlen(x)
buffer = ctypes.create_string_buffer(b"text")
for address in [ctypes.addressof(buffer)] * 50 + [0x1234]:
    f(address)
`);
    const cache = join(work, 'cache-4');
    const outcome = await psyco(['--mode', 'full', '--sync', 'elsewhere.py'], { environment: { PSYCO_CACHE: cache } });
    expect(outcome).toEqual({ status: null, signal: 'SIGSEGV', stdout: '', stderr: '' });
    const text = readFileSync(await report(cache), 'utf8');
    expect(text).toContain('outside of compiled code, in something that compiled code called');
    expect(text).toMatch(/^ {2}0x[0-9a-f]+ {2}f, bytecode offset \d+, line 6 of /m);
    expect(text).toContain('--skip f elsewhere.py');
  });
});
