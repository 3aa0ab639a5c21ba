import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RegionFull } from './errors';
import { reachable } from './reclaimer';
import type { CompiledUnit } from './unit';
import { Extents, RecordTable, Region } from './regions';

const folder = mkdtempSync(join(tmpdir(), 'psyco-regions-'));
const fd = openSync(join(folder, 'region'), 'w+');
ftruncateSync(fd, 4096);
afterAll(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

describe('Region', () => {
  it('gives out aligned addresses in order until it is full', () => {
    const region = new Region('code', fd, 0x10000, 4096, 0, 9);
    expect(region.peek()).toBe(0x10010);
    expect(region.allocate(3)).toBe(0x10010);
    expect(region.allocate(8, 8)).toBe(0x10018);
    expect(region.fits(4096)).toBe(false);
    expect(() => region.allocate(4096)).toThrow(RegionFull);
    expect(region.used).toBe(0x20);
  });
  it('writes and reads by address', () => {
    const region = new Region('data', fd, 0x20000, 1024, 2048);
    region.writeWord(0x20008, -1);
    region.write(0x20010, new Uint8Array([1, 2, 3]));
    expect([...region.read(0x20008, 11)]).toEqual([255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3]);
    expect(() => region.write(0x20400, new Uint8Array(1))).toThrow(RangeError);
    expect(() => region.writeWord(0x20001, 0)).toThrow(RangeError);
  });
});

describe('Extents', () => {
  it('gives out again what came back', () => {
    const extents = new Extents(0, 100);
    const [a, b, c] = [extents.take(30)!, extents.take(30)!, extents.take(30)!];
    expect([a, b, c, extents.take(30)]).toEqual([0, 30, 60, null]);
    extents.release(a, 30);
    expect(extents.takeAnywhere(10, 4)).toBe(0);
    extents.release(b, 30);
    // What lies side by side is one.
    expect(extents.released).toBe(50);
    expect(extents.fits(40)).toBe(false);
    expect(extents.advance(60)).toBe(false);
    expect(extents.advance(40)).toBe(true);
    expect(extents.take(45)).toBe(10);
    // What was left where it went on before is not lost.
    expect(extents.takeAnywhere(10)).toBe(90);
  });
  it('has room again for one as large as all when all came back, whatever was skipped for alignment', () => {
    const extents = new Extents(0, 96);
    const starts = [5, 5, 5, 5, 5, 5].map((size) => extents.take(size, 16)!);
    expect(starts).toEqual([0, 16, 32, 48, 64, 80]);
    // In another order, with some taken again in between.
    for (const start of [32, 0, 80]) extents.release(start, 5);
    expect(extents.takeAnywhere(7, 16)).toBe(0);
    for (const start of [48, 16, 64]) extents.release(start, 5);
    extents.release(0, 7);
    expect(extents.advance(96, 16)).toBe(true);
    expect(extents.take(96, 16)).toBe(0);
  });
});

describe('RecordTable', () => {
  it('numbers runs of records', () => {
    const table = new RecordTable(new Region('data', fd, 0x20000, 1024), 0x20000, 64, 4);
    expect(table.allocate(3)).toBe(0);
    expect(table.addressOf(2)).toBe(0x20080);
    expect(() => table.allocate(2)).toThrow(RegionFull);
    expect(table.allocate(1)).toBe(3);
  });
});

describe('reachable', () => {
  it('keeps what is in use, and the native units that it calls', () => {
    const unit = (key: string, ...calls: string[]): CompiledUnit => ({ key, calls }) as unknown as CompiledUnit;
    const units = [unit('a', 'n1'), unit('b', 'n3'), unit('n1', 'n2', 'n1'), unit('n2', 'gone'), unit('n3')];
    const kept = reachable([units[0]!], (key) => units.find((one) => one.key === key) ?? null);
    expect([...kept].map(({ key }) => key)).toEqual(['a', 'n1', 'n2']);
  });
});
