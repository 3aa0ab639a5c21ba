import { expect, it } from 'vitest';
import { RuntimeData } from './data-layout';

it('gives every field of the runtime block words of its own', () => {
  const { size, ...fields } = RuntimeData;
  const offsets = Object.values(fields);
  expect(new Set(offsets).size).toBe(offsets.length);
  expect(offsets.filter((offset) => offset % 8 !== 0 || offset >= size)).toEqual([]);
});
