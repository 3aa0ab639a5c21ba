import { afterAll, describe, expect, it } from 'vitest';
import { CodeRecord, ExitRecord, RuntimeData } from '@psyco/runtime-x86';
import { CodeRecords } from './code-records';
import { ExitWatcher } from './exit-watcher';
import { RecordTable } from './regions';
import { testRegion } from './testing/region';
import type { CompiledUnit } from './unit';
import type { EngineCodeFacts } from './world/code-facts';

const { region, close } = testRegion('data', 0x100000, 131072);
afterAll(close);

describe('ExitWatcher', () => {
  const runtime = region.allocate(RuntimeData.size, 8);
  const table = new RecordTable(region, region.allocate(64 * ExitRecord.size, 64), ExitRecord.size, 64);
  const unit = { exitBase: table.allocate(3), sites: [{}, {}, {}], pins: [], inlined: [], outerOffsets: [], blocks: 1, code: { instructions: [] } } as unknown as CompiledUnit;
  const watcher = new ExitWatcher(region, table, runtime);
  watcher.watch(unit);
  const leave = (index: number, count: number, type: number): void => {
    const record = table.addressOf(unit.exitBase + index);
    region.writeWord(record + ExitRecord.count, count);
    region.writeWord(record + ExitRecord.sawType, type);
    region.writeWord(runtime + RuntimeData.exitCount, watcher.total + 1);
  };

  it('reports what was taken since the last look', () => {
    expect(watcher.poll()).toEqual([]);
    leave(1, 5, 0xabc0);
    leave(2, 1, 0);
    expect(watcher.poll()).toEqual([
      { unit, index: 1, count: 5, sawType: 0xabc0, otherType: 0, sawValue: 0 },
      { unit, index: 2, count: 1, sawType: 0, otherType: 0, sawValue: 0 },
    ]);
    expect(watcher.poll()).toEqual([]);
    leave(1, 7, 0xabc0);
    expect(watcher.poll()).toMatchObject([{ index: 1, count: 2 }]);
    expect(watcher.countOf(unit, 1)).toBe(7);
  });
  it('keeps its counts when the table grows, and reads whole words', () => {
    const later = { ...unit, exitBase: table.allocate(60) } as CompiledUnit;
    watcher.watch(later);
    const record = table.addressOf(later.exitBase + 2);
    region.writeWord(record + ExitRecord.count, 2 ** 33 + 5);
    region.writeWord(record + ExitRecord.sawType, 0x7fff_8765_4320);
    region.writeWord(record + ExitRecord.otherType, 0x5555_0000_0040);
    region.writeWord(record + ExitRecord.sawValue, 2n ** 64n - 1n);
    leave(0, 1, 0);
    expect(watcher.poll()).toEqual([
      { unit, index: 0, count: 1, sawType: 0, otherType: 0, sawValue: 0 },
      { unit: later, index: 2, count: 2 ** 33 + 5, sawType: 0x7fff_8765_4320, otherType: 0x5555_0000_0040, sawValue: 2 ** 64 },
    ]);
  });
});

describe('CodeRecords', () => {
  const code = { loops: [{ header: 10 }, { header: 30 }], returnOffset: 62 } as unknown as EngineCodeFacts;
  const records = new CodeRecords(region);

  it('gives each code object one record, without entries at first', () => {
    const slot = records.obtain(code);
    expect(records.obtain(code)).toBe(slot);
    expect(slot.attached).toBe(false);
    expect(region.readWord(records.entryStore(slot, 1).address)).toBe(0);
    expect(records.hits(slot)).toBe(0);
  });
  it('publishes a loop by its count, after its entry', () => {
    const slot = records.obtain(code);
    const first = records.loopStores(slot, 30, 0x5000);
    expect(first.map(({ value }) => value)).toEqual([30, 0x5000, 1]);
    const second = records.loopStores(slot, 10, 0x6000);
    expect(second.map(({ value }) => value)).toEqual([10, 0x6000, 2]);
    // Replaced or taken out in place.
    expect(records.loopStores(slot, 30, 0)).toEqual([first[0], { ...first[1], value: 0 }, second[2]]);
  });
  it('counts a loop whose first commit was dropped', () => {
    const slot = records.obtain({ loops: [{ header: 8 }, { header: 16 }], returnOffset: 20 } as unknown as EngineCodeFacts);
    records.loopStores(slot, 8, 0x1000);
    expect(records.loopStores(slot, 8, 0x2000).map(({ address, value }) => [address - slot.address, value])).toEqual([
      [CodeRecord.pairs, 8],
      [CodeRecord.pairs + 8, 0x2000],
      [CodeRecord.osrCount, 1],
    ]);
  });
});
