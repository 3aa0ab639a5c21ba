import { expect, test } from 'vitest';
import { parseFunction } from '../parser';
import { computeDominators } from './dominators';
import { findLoops } from './loops';
import { computeOrder } from './order';
import { countUses, listUses } from './uses';

const nested = parseFunction(`function f native -> i64
block b0(%0: bool, %1: i64):
  jump b1(%1)
block b1(%2: i64):
  branch %0, b2, b6
block b2:
  jump b3
block b3:
  branch %0, b4, b5
block b4:
  poll -> exit 0
  jump b3
block b5:
  %3 = add.i64 %2, %2
  jump b1(%3)
block b6:
  return %2
block b7:
  jump b6
exit 0: f@0 locals [int %2, int %1] stack []
`);

test('reverse post order', () => {
  const order = computeOrder(nested);
  expect(order.blocks.map((block) => block.id)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(order.index[7]).toBe(-1);
  expect(order.predecessors[3].map((block) => block.id)).toEqual([2, 4]);
});

test('dominators', () => {
  const [b0, b1, , b3, b4, b5, b6, b7] = nested.blocks;
  const dominators = computeDominators(nested);
  expect(dominators.immediateDominator(b6)).toBe(b1);
  expect(dominators.immediateDominator(b0)).toBe(null);
  expect([dominators.dominates(b0, b6), dominators.dominates(b3, b5), dominators.dominates(b4, b5)]).toEqual([true, true, false]);
  expect([dominators.dominates(b3, b3), dominators.dominates(b0, b7)]).toEqual([true, false]);
});

test('loops', () => {
  const loops = findLoops(nested);
  expect(loops.irreducible).toBe(false);
  const text = loops.loops.map(({ header, blocks, latches, preheader, depth, parent }) => ({
    header: header.id,
    blocks: blocks.map((block) => block.id),
    latches: latches.map((block) => block.id),
    preheader: preheader?.id ?? null,
    depth,
    parent: parent?.header.id ?? null,
  }));
  expect(text).toEqual([
    { header: 3, blocks: [3, 4], latches: [4], preheader: 2, depth: 2, parent: 1 },
    { header: 1, blocks: [1, 2, 3, 4, 5], latches: [5], preheader: 0, depth: 1, parent: null },
  ]);
  expect(loops.depthOf(nested.blocks[4])).toBe(2);
});

test('a cycle with two entries is irreducible', () => {
  const fn = parseFunction(`function f native -> void
block b0(%0: bool):
  branch %0, b1, b2
block b1:
  jump b2
block b2:
  jump b1`);
  expect(findLoops(fn)).toMatchObject({ irreducible: true, loops: [] });
});

test('uses', () => {
  const { code, exits } = countUses(nested);
  expect([code[2], exits[2], code[1], exits[1]]).toEqual([3, 1, 1, 1]);
  expect(listUses(nested)[1].map((use) => use.as)).toEqual(['argument', 'exit']);
});
