// The bytecode that the compiler process keeps: left by one run, used by the next, never when it is not certainly ours.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundle, run } from './test-support';

let directory: string;
let cache: string;

// Big enough that V8 keeps it in functions of their own.
const program = (word: string, hash: string): string => `// ${hash.repeat(32)}\nfunction say() { console.log('${word}'); }\nsay();\n`;
const write = (word: string, hash = 'a'): void => writeFileSync(join(directory, 'dist', 'compiler.cjs'), program(word, hash));
const start = async (environment = {}): Promise<string> => {
  const { stdout, stderr, status } = await run([process.execPath, join(directory, 'dist', 'start.cjs')], { environment: { PSYCO_CACHE: cache, ...environment } });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.trim();
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'psyco-start-'));
  await bundle(directory, ['start'], 'cjs');
});
beforeEach(() => {
  cache = join(mkdtempSync(join(directory, 'cache-')), 'psyco');
});
afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 20 }));

test('leaves its bytecode where only the user can write', async () => {
  write('one');
  expect(await start()).toBe('one');
  const [file, ...others] = readdirSync(cache);
  expect(file).toMatch(/^compiler-a{32}-v.*\.cache$/);
  expect(others).toEqual([]);
  expect([statSync(cache).mode & 0o777, statSync(join(cache, file!)).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('does without a folder where none can be made, or where the user has no home', async () => {
  write('one');
  const home = join(directory, 'home');
  const user = { PSYCO_CACHE: undefined, XDG_CACHE_HOME: undefined };
  // In /proc a new folder is "no such file", though its parent is there.
  expect(await start({ ...user, HOME: '/proc' })).toBe('one');
  expect(await start({ PSYCO_CACHE: '/proc/none/psyco' })).toBe('one');
  expect(await start({ ...user, HOME: home })).toBe('one');
  expect(existsSync(home)).toBe(false);
  mkdirSync(home);
  expect(await start({ ...user, HOME: home })).toBe('one');
  expect(readdirSync(join(home, '.cache', 'psyco'))).toHaveLength(1);
});

test('uses the bytecode of an earlier run, if it is of the same bundle', async () => {
  write('one');
  await start();
  // V8 knows a source by its length: what says "one" now can only come from the cache.
  write('two');
  expect(await start()).toBe('one');
  write('two', 'b');
  expect(await start()).toBe('two');
});

test('refuses what others could have written', async () => {
  write('one');
  await start();
  write('two');
  chmodSync(join(cache, readdirSync(cache)[0]!), 0o666);
  expect(await start()).toBe('two');
});

test('replaces what V8 refuses', async () => {
  write('one');
  await start();
  const file = join(cache, readdirSync(cache)[0]!);
  const { size } = statSync(file);
  writeFileSync(file, Buffer.alloc(size));
  expect(await start()).toBe('one');
  write('two');
  expect(await start()).toBe('one');
});

test('runs without a place for the cache', async () => {
  write('one');
  expect(await start({ PSYCO_CACHE: 'off' })).toBe('one');
  expect(await start({ PSYCO_CACHE: '/dev/null/nowhere' })).toBe('one');
});
