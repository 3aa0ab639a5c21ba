// Forks of the program, and the children that have no copy of the data region yet (packages/agent/src/wire.ts, "Generations"). What is put in place in
// their parent meanwhile would be in their copy: entries of code for which the child, which was there before, holds no references. So a
// commit waits for them, and is not applied if another fork has begun since.
import { DataHeader } from '@psyco/agent';
import type { Region } from './regions';
import { sleep } from './sleep';

const WORDS = 64;
/** Milliseconds after which a child is given up: it has ended before, or there is none, as the fork failed. */
const PATIENCE = 2000;
const PAUSE = 0.2;

export class Forks {
  #settled = 0;

  /** @param header address of the header of the data region */
  constructor(private readonly data: Pick<Region, 'read' | 'readWord'>, private readonly header: number, private readonly clock: () => number, private readonly pause = (): void => sleep(PAUSE)) {}

  /** Address of the word that counts forks. */
  get counter(): number {
    return this.header + DataHeader.offsetOf('forks');
  }

  /** How many forks there have been, when all of their children have their copies: they have them as long as the count stays. */
  settle(): number {
    const end = this.clock() + PATIENCE;
    for (;;) {
      const count = this.data.readWord(this.counter);
      if (count === this.#settled) return count;
      const words = this.data.read(this.header + DataHeader.offsetOf('forksUnderWay'), 8 * WORDS);
      const areUnderWay = Array.from({ length: WORDS }, (_, index) => Number(words.readBigUInt64LE(8 * index))).some((number) => number > this.#settled);
      if (!areUnderWay || this.clock() >= end) return (this.#settled = count);
      this.pause();
    }
  }
}
