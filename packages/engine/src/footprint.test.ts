// What units cost the compiler.
import { expect, it } from 'vitest';
import { Footprint } from './footprint';
import type { CompiledUnit } from './unit';

const code = { instructions: new Array(100).fill(null) };
const unit = (sites: number): CompiledUnit => ({ code, sites: new Array(sites).fill(null), pins: [], inlined: [], outerOffsets: [], blocks: 0 }) as unknown as CompiledUnit;

it('counts each unit, and its code object once', () => {
  const footprint = new Footprint();
  const [small, large] = [unit(10), unit(1000)];
  footprint.add(small);
  const one = footprint.total;
  footprint.add(large);
  expect(footprint.total - one).toBeGreaterThan(990 * 100);
  footprint.remove(large);
  expect(footprint.total).toBe(one);
  footprint.remove(small);
  expect(footprint.total).toBe(0);
  footprint.remove(small);
  expect(footprint.total).toBe(0);
});
