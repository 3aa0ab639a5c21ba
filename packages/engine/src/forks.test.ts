// Children on their way, in a header that is a plain buffer.
import { DataHeader } from '@psyco/agent';
import { expect, it } from 'vitest';
import { Forks } from './forks';

it('waits until all children have their copies, or are given up', () => {
  const memory = Buffer.alloc(0x1000);
  const data = {
    read: (address: number, size: number) => memory.subarray(address, address + size),
    readWord: (address: number) => Number(memory.readBigUInt64LE(address)),
  };
  let now = 0;
  let pauses: (() => void)[] = [];
  const forks = new Forks(data, 0, () => now, () => {
    now += 100;
    pauses.shift()?.();
  });
  const set = (address: number, value: number): void => void memory.writeBigUInt64LE(BigInt(value), address);
  const begin = (number: number): void => {
    set(DataHeader.offsetOf('forksUnderWay', number % 64), number);
    set(forks.counter, number);
  };
  const end = (number: number): void => set(DataHeader.offsetOf('forksUnderWay', number % 64), 0);

  expect([forks.settle(), now]).toEqual([0, 0]);
  begin(1);
  end(1);
  expect([forks.settle(), now]).toEqual([1, 0]);
  // Another one begins while the first is waited for.
  begin(2);
  pauses = [() => begin(3), () => end(2), () => end(3)];
  expect([forks.settle(), now]).toEqual([3, 300]);
  expect([forks.settle(), now]).toEqual([3, 300]);
  // One that never comes is waited for once.
  begin(64);
  expect([forks.settle(), now]).toEqual([64, 2300]);
  begin(65);
  end(65);
  expect([forks.settle(), now]).toEqual([65, 2300]);
});
