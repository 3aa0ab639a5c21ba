// What is kept of memory that the interpreter gives back, in a real Python.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commit } from './mailbox';
import { Fixture } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

describe.each(pythons)('the allocator of chunks and arenas in %s', (executable) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
  });
  afterAll(() => fixture?.close());

  /** Runs `keepChunks` at a safe point. */
  const install = async (): Promise<void> => {
    fixture.mailbox.post([commit.call(fixture.runtime.entries.keepChunks)]);
    fixture.hook('oneShotHook');
    await fixture.python.run('(lambda: 1)()');
    expect(fixture.mailbox.poll().state).toBe('applied');
  };

  it('keeps the chunk and the arenas that were given back last, and nothing else', async () => {
    const { python } = fixture;
    await python.run(`
import ctypes
class Arena(ctypes.Structure):
    _fields_ = [('context', ctypes.c_void_p), ('alloc', ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)), ('free', ctypes.PYFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t))]
def arena():
    found = Arena(); ctypes.pythonapi.PyObject_GetArenaAllocator(ctypes.byref(found)); return found
def context(): return arena().context
plain = context()
`);
    await install();
    await python.run(`
first = context()
def tried(size):
    one = arena(); a = one.alloc(one.context, size); b = one.alloc(one.context, size)
    one.free(one.context, a, size); one.free(one.context, b, size)
    kept = ctypes.c_void_p.from_address(one.context + 24).value
    c = one.alloc(one.context, size); empty = ctypes.c_void_p.from_address(one.context + 24).value
    one.free(one.context, c, size)
    return [kept == b, c == b, empty is None]
chunk, other = tried(16384), tried(32768)[0]
def arenas(count, size=1 << 20):
    one = arena(); taken = [one.alloc(one.context, size) for _ in range(count)]
    for address in taken: one.free(one.context, address, size)
    kept = [ctypes.c_void_p.from_address(one.context + 32 + 8 * index).value for index in range(4)]
    again = [one.alloc(one.context, size) for _ in range(4)]
    for address in again: one.free(one.context, address, size)
    # Those that were given back last are kept, and what is kept is there to be written to.
    for address in kept: ctypes.memset(address, 1, size)
    return [set(kept) == set(taken[-4:]), kept == again]
`);
    await install();
    expect(await python.evaluate('[plain is None, first is not None, first == context(), chunk, other]')).toEqual([true, true, true, [true, true, true], false]);
    expect(await python.evaluate('arenas(6)')).toEqual([true, true]);
    // The C library maps no large blocks by themselves any more (struct mallinfo: the fifth int is the bytes of those).
    await python.run(`
library = ctypes.CDLL(None)
class Mallinfo(ctypes.Structure):
    _fields_ = [(f'f{index}', ctypes.c_int) for index in range(10)]
library.mallinfo.restype = Mallinfo
library.malloc.argtypes, library.malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
mapped = library.mallinfo().f4
large = library.malloc(8 << 20)
mapped = library.mallinfo().f4 - mapped
`);
    expect(await python.evaluate('[large is not None, mapped]')).toEqual([true, 0]);
  });

  it('serves recursion of any depth', async () => {
    await fixture.python.run(`
import sys
sys.setrecursionlimit(20000)
def down(n, a=1, b=2, c=3): return n if n == 0 else 1 + down(n - 1)
depths = [down(n) for n in (*range(0, 400, 7), 9000, 3, 9000)] == [*range(0, 400, 7), 9000, 3, 9000]
`);
    expect(await fixture.python.evaluate('depths')).toBe(true);
  });
});
