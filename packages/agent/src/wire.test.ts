// The wire table itself, and its Python mirror.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pythonConstants } from './python-constants';
import { pythonDirectory } from './python-directory';
import { HEADER_FIELDS, HEADER_SIZE, REQUEST_CAPACITY, REQUEST_ENTRY_SIZE } from './wire';
import type { WireField } from './wire';

const fields: readonly WireField[] = HEADER_FIELDS;
const end = (field: WireField): number => field.offset + 8 * (field.count ?? 1);

test('the Python constants agree with the table', () => {
  expect(readFileSync(join(pythonDirectory(), '_psyco_wire.py'), 'utf8'), 'run npm run generate -w packages/agent').toBe(pythonConstants());
});

test('fields are aligned, in order, apart, and inside the header', () => {
  fields.forEach((field, index) => {
    expect(field.offset % 8).toBe(0);
    expect(field.offset).toBeGreaterThanOrEqual(index === 0 ? 0 : end(fields[index - 1]));
    expect(end(field)).toBeLessThanOrEqual(HEADER_SIZE);
  });
});

test('no two writers share a cache line after the magic is written', () => {
  const changing = fields.filter(({ offset }) => offset >= 0x80);
  for (const one of changing) {
    for (const other of changing) {
      if (one.writer !== other.writer) expect(Math.floor((end(one) - 1) / 64) < Math.floor(other.offset / 64) || Math.floor((end(other) - 1) / 64) < Math.floor(one.offset / 64)).toBe(true);
    }
  }
});

test('the ring has room for its entries', () => {
  const ring = fields.find(({ name }) => name === 'requests')!;
  expect(8 * ring.count!).toBe(REQUEST_CAPACITY * REQUEST_ENTRY_SIZE);
});
