import type { CodePlace } from '@psyco/backend';
import { expect, test } from 'vitest';
import { CodeMap } from './code-map';
import type { EngineCodeFacts } from './world/code-facts';

const facts = { qualname: 'f' } as EngineCodeFacts;
const exit = (offset: number): CodePlace['exit'] => ({ frames: [{ code: 7, offset }] }) as unknown as CodePlace['exit'];
const map = new CodeMap(
  [
    { offset: 10, block: 0, exit: null },
    { offset: 20, block: 0, exit: exit(4) },
    { offset: 30, block: 2, exit: exit(8) },
    { offset: 40, block: 3, exit: null },
  ],
  (address) => (address === 7 ? facts : null),
);

test.each([
  { offset: 9, found: undefined },
  { offset: 10, found: { block: 0, code: facts, offset: 4 } },
  { offset: 29, found: { block: 0, code: facts, offset: 4 } },
  { offset: 30, found: { block: 2, code: facts, offset: 8 } },
  { offset: 400, found: { block: 3, code: null, offset: -1 } },
])('the byte at $offset', ({ offset, found }) => {
  expect(map.find(offset)).toEqual(found);
});
