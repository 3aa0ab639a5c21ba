// What units may cost, in a data region that is a plain buffer.
import { describe, expect, it } from 'vitest';
import { Allowance, RuntimeData } from '@psyco/runtime-x86';
import { Allowances } from './allowances';

/** A region with the runtime's block at 0, a unit's allowance at 0x400 and the word that enters it at 0x500. */
function setUp(always = false) {
  const buffer = Buffer.alloc(0x600);
  const data = {
    read: (address: number, size: number) => buffer.subarray(address, address + size),
    readWord: (address: number) => Number(buffer.readBigInt64LE(address)),
    writeWord: (address: number, value: number | bigint) => void buffer.writeBigInt64LE(BigInt(value), address),
    write: (address: number, bytes: Uint8Array) => void buffer.set(bytes, address),
  };
  data.writeWord(RuntimeData.traceEventCount, 77);
  const unit = { allowance: 0x400, entry: 0x1234 };
  const allowances = new Allowances(data, 0, always);
  allowances.grant(unit, 0x500);
  return { data, allowances, unit, word: (field: keyof typeof Allowance) => data.readWord(unit.allowance + Allowance[field]) };
}

describe('the allowance of a unit', () => {
  it('begins with some exits and some tracing, counted from now', () => {
    const { word } = setUp();
    expect(word('exits')).toBeGreaterThan(0);
    expect(word('events')).toBeGreaterThan(0);
    expect([word('entryWord'), word('entry'), word('eventsSeen')]).toEqual([0x500, 0x1234, 77]);
  });

  it('is renewed as far as exits go, and the unit put back unless another one is there', () => {
    const { data, allowances, unit, word } = setUp();
    const before = word('exits');
    data.writeWord(unit.allowance + Allowance.exits, 0);
    allowances.renew(unit);
    expect(word('exits')).toBe(before);
    expect(data.readWord(0x500)).toBe(0x1234);
    data.writeWord(0x500, 0x9999);
    allowances.renew(unit);
    expect(data.readWord(0x500)).toBe(0x9999);
  });

  it('earns tracing while it runs, and no more in advance than has a use', () => {
    const { data, allowances, unit, word } = setUp();
    data.writeWord(unit.allowance + Allowance.events, -5);
    expect(allowances.isOverdrawn(unit)).toBe(true);
    allowances.renew(unit);
    expect(allowances.isOverdrawn(unit)).toBe(true);
    allowances.earn(unit, 1);
    expect(allowances.isOverdrawn(unit)).toBe(false);
    const once = word('events');
    allowances.earn(unit, 1e9);
    const most = word('events');
    expect(most).toBeGreaterThan(once);
    allowances.earn(unit, 1e9);
    expect(word('events')).toBe(most);
  });

  it('has no end in tests', () => {
    const { allowances, unit, word } = setUp(true);
    expect(word('events')).toBe(Number.MAX_SAFE_INTEGER);
    allowances.earn(unit, 1);
    expect(word('events')).toBe(Number.MAX_SAFE_INTEGER);
  });
});
