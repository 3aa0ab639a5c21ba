// Which code objects of the program have died, in the order of their deaths, from the ring that the runtime keeps.
import { CodeDeathRing, RuntimeData } from '@psyco/runtime-x86';
import type { Region } from './regions';

const LENGTH = CodeDeathRing.count * CodeDeathRing.size;

export class CodeDeaths {
  /** How many are known of: what the word at `counter` holds as long as no other code object dies. */
  count = 0;

  /**
   * @param runtimeData address of the runtime's block
   * @param died told the addresses of those that have died, or null if it may have been any
   */
  constructor(
    private readonly data: Pick<Region, 'read' | 'readWord' | 'writeWord'>,
    private readonly runtimeData: number,
    private readonly died: (addresses: readonly number[] | null) => void,
  ) {}

  /** Address of the word that counts deaths. */
  get counter(): number {
    return this.runtimeData + RuntimeData.codeDeathCount;
  }

  /** Looks for new deaths. */
  poll(): void {
    const count = this.data.readWord(this.counter);
    if (count === this.count) return;
    const first = this.count;
    this.count = count;
    if (count - first > CodeDeathRing.count) return this.died(null);
    const ring = this.data.read(this.runtimeData + RuntimeData.codeDeaths, LENGTH);
    const addresses: number[] = [];
    for (let death = first; death < count; death++) {
      const place = (death % CodeDeathRing.count) * CodeDeathRing.size;
      addresses.push(Number(ring.readBigUInt64LE(place)));
      this.data.writeWord(this.runtimeData + RuntimeData.codeDeaths + place, 0);
    }
    // Counted, but not yet written.
    this.died(addresses.includes(0) ? null : addresses);
  }
}
