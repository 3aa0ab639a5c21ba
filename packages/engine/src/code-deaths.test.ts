import { CodeDeathRing, RuntimeData } from '@psyco/runtime-x86';
import { expect, it } from 'vitest';
import { CodeDeaths } from './code-deaths';

it('tells each death once, and everything if it cannot tell', () => {
  const memory = Buffer.alloc(RuntimeData.size);
  const data = {
    read: (address: number, size: number) => memory.subarray(address, address + size),
    readWord: (address: number) => Number(memory.readBigUInt64LE(address)),
  };
  const write = (address: number, value: number): void => void memory.writeBigUInt64LE(BigInt(value), address);
  const told: (readonly number[] | null)[] = [];
  const deaths = new CodeDeaths(data, 0, (addresses) => told.push(addresses));
  const die = (address: number, written = true): void => {
    const count = data.readWord(RuntimeData.codeDeathCount);
    write(RuntimeData.codeDeathCount, count + 1);
    if (!written) return;
    const entry = RuntimeData.codeDeaths + (count % CodeDeathRing.count) * CodeDeathRing.size;
    write(entry + CodeDeathRing.address, address);
    write(entry + CodeDeathRing.number, count + 1);
  };
  deaths.poll();
  expect(told).toEqual([]);
  die(0x1000);
  die(0x2000);
  deaths.poll();
  deaths.poll();
  expect(told.splice(0)).toEqual([[0x1000, 0x2000]]);
  for (let index = 0; index < CodeDeathRing.count; index++) die(index + 1);
  deaths.poll();
  expect(told.splice(0).map((addresses) => addresses?.length)).toEqual([CodeDeathRing.count]);
  die(0x3000);
  die(0x4000, false);
  deaths.poll();
  expect(told.splice(0)).toEqual([null]);
  for (let index = 0; index <= CodeDeathRing.count; index++) die(index + 1);
  deaths.poll();
  expect(told).toEqual([null]);
  expect(deaths.count).toBe(data.readWord(RuntimeData.codeDeathCount));
});
