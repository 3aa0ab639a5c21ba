import { afterAll, describe, expect, it } from 'vitest';
import { findPython, runProcess } from '@psyco/harness';
import { buildFence, fenceEnvironment } from './fence';
import type { FenceOptions } from './fence';

const fence = buildFence();
const python = findPython();
if ('missing' in fence) console.warn(`fence: not tested: ${fence.missing}`);
if (python === undefined) console.warn('fence: not tested: no supported CPython');
const isHere = !('missing' in fence) && python !== undefined;
afterAll(() => 'missing' in fence || fence.remove());

const LIBRARY = 'import ctypes\nlibrary = ctypes.CDLL(None)\nlibrary.malloc.restype = ctypes.c_void_p\nlibrary.realloc.restype = ctypes.c_void_p\nblock = library.malloc(1000)\n';
const write = (offset: number): string => `(ctypes.c_char * 8).from_address(block + ${offset})[0] = b"x"\n`;

async function run(program: string, options: FenceOptions = {}): Promise<string> {
  if ('missing' in fence) throw new Error(fence.missing);
  const environment = { ...process.env, ...fenceEnvironment(fence, options) };
  const { status, signal, stdout, stderr } = await runProcess([python!, '-S', '-c', program], { directory: process.cwd(), environment, seconds: 100 });
  return [signal ?? status, stdout.trim(), stderr.trim()].join(' ').trim();
}

describe.runIf(isHere)('a fenced block', () => {
  it('can be used, and faults behind its end', async () => {
    expect(await run(`${LIBRARY}${write(0)}${write(999)}`, { least: 600 })).toBe('0');
    expect(await run(`${LIBRARY}${write(1008)}`, { least: 600 })).toBe('SIGSEGV');
  });

  it('faults after it was freed, and freed again it ends the process', async () => {
    const free = 'library.free(ctypes.c_void_p(block))\n';
    expect(await run(`${LIBRARY}${free}${write(0)}`, { least: 600 })).toBe('SIGSEGV');
    expect(await run(`${LIBRARY}${free}${free}`, { least: 600 })).toMatch(/^SIGABRT .*second time/);
  });

  it('moves with what it holds', async () => {
    const grow = 'block = library.realloc(ctypes.c_void_p(block), 5000)\n';
    expect(await run(`${LIBRARY}${write(0)}${grow}print((ctypes.c_char * 1).from_address(block)[0])\n${write(4999)}`, { least: 600 })).toBe("0 b'x'");
    expect(await run(`${LIBRARY}${grow}${write(5008)}`, { least: 2000 }), 'fenced when it has grown').toBe('SIGSEGV');
  });

  it('is one of many, if that is asked for, and is an object, too', async () => {
    const behind = 'print(len(bytes((ctypes.c_char * 8).from_address(block + 1008))))';
    expect(await run(`${LIBRARY}${behind}`, { least: 600 })).toBe('SIGSEGV');
    expect(await run(`${LIBRARY}${behind}`, { least: 600, oneIn: 1_000_000_000 })).toBe('0 8');
    const dead = 'import ctypes\nfor _ in range(1000):\n  x = object()\n  y = id(x)\n  del x\n  ctypes.c_ssize_t.from_address(y).value\nprint("all")';
    expect(await run(dead, { objects: true, oneIn: 10 })).toBe('SIGSEGV');
    expect(await run(dead, { oneIn: 10 }), 'objects of pools').toBe('0 all');
  });
});
