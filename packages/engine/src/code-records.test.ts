// What is stored in the records of code objects.
import { CodeRecord } from '@psyco/runtime-x86';
import { afterAll, expect, it } from 'vitest';
import { CodeRecords } from './code-records';
import { testRegion } from './testing/region';
import type { EngineCodeFacts } from './world/code-facts';

const { region: data, close } = testRegion('data', 0x800000, 65536);
afterAll(close);

it('counts a loop whose first commit was dropped', () => {
  const records = new CodeRecords(data);
  const slot = records.obtain({ loops: [{}, {}], returnOffset: 20 } as unknown as EngineCodeFacts);
  const stores = (offset: number, entry: number): unknown => records.loopStores(slot, offset, entry).map(({ address, value }) => [address - slot.address, value]);
  stores(8, 0x1000); // and dropped
  expect(stores(16, 0x2000)).toEqual([[CodeRecord.pairs + CodeRecord.pairSize, 16], [CodeRecord.pairs + CodeRecord.pairSize + 8, 0x2000], [CodeRecord.osrCount, 2]]);
  expect(stores(8, 0x3000)).toEqual([[CodeRecord.pairs, 8], [CodeRecord.pairs + 8, 0x3000], [CodeRecord.osrCount, 2]]);
});
