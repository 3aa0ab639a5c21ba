import { expect, it } from 'vitest';
import { CodeRecords } from './code-records';
import { testRegion } from './testing/region';
import type { EngineCodeFacts } from './world/code-facts';

const code = (loops: number): EngineCodeFacts => ({ loops: new Array<unknown>(loops), returnOffset: 10 }) as unknown as EngineCodeFacts;

it('gives the room of a record back when its code object is gone for certain: what points to it is gone with it', () => {
  const { region, close } = testRegion('data', 0x10000, 1 << 16);
  try {
    const records = new CodeRecords(region);
    const [certain, perhaps] = [code(3), code(3)];
    const before = region.live;
    const { address } = records.obtain(certain);
    const taken = region.live - before;
    records.obtain(perhaps);
    records.forget(certain, true);
    records.forget(perhaps, false);
    expect([records.get(certain), records.get(perhaps)]).toEqual([undefined, undefined]);
    expect(region.live - before).toBe(taken);
    expect([...records]).toEqual([]);
    expect(records.obtain(certain).address).not.toBe(0);
    expect(address).not.toBe(0);
  } finally {
    close();
  }
});
