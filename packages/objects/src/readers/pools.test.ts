// Finds the pools of real interpreters, and does not find them where objects come from elsewhere.
import { describe, expect, it } from 'vitest';
import { findPythons, Specimen } from '../testing/pythons';

const pythons = findPythons();
if (pythons.length === 0) describe.skip('pools: no Python 3.11 to 3.13 found', () => it('is skipped', () => {}));

const script = `
numbers = [10 ** 6 + index for index in range(3000)]
del numbers[::2]
say(number=id(numbers[700]), next=id(numbers[701]))
wait()`;

async function find(command: string, allocator: string | undefined, check?: (specimen: Specimen, table: number) => void): Promise<number | undefined> {
  const before = process.env.PYTHONMALLOC;
  if (allocator === undefined) delete process.env.PYTHONMALLOC;
  else process.env.PYTHONMALLOC = allocator;
  const specimen = await Specimen.start(command, script);
  if (before === undefined) delete process.env.PYTHONMALLOC;
  else process.env.PYTHONMALLOC = before;
  try {
    const table = specimen.python.usedPools();
    if (table !== undefined) check?.(specimen, table);
    return table;
  } finally {
    await specimen.stop();
  }
}

describe.each(pythons)('Python $label', ({ command, label }) => {
  const hasPools = label.startsWith('3.11.') && !label.endsWith('debug');

  it(hasPools ? 'has a table of pools, and an int is in one of the second size class' : 'is not asked for pools', async () => {
    const table = await find(command, undefined, ({ python, said }, address) => {
      const { memory } = python;
      const pool = (said.number as number) - ((said.number as number) % 16384);
      expect(memory.u32(pool + 36)).toBe(1);
      // Half of the ints were deleted: their class has a pool with room.
      const first = memory.ptr(address + 16);
      expect(first % 16384).toBe(0);
      expect(memory.ptr(first + 8) - (memory.ptr(first + 8) % 16384)).toBe(first);
    });
    expect(table !== undefined).toBe(hasPools);
  });

  it.each(['malloc', 'debug', 'pymalloc_debug', 'malloc_debug'])('has none with PYTHONMALLOC=%s', async (allocator) => {
    expect(await find(command, allocator)).toBeUndefined();
  });
});
