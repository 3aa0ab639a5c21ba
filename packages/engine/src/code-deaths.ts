// Which code objects of the program have died, in the order of their deaths, from the ring that the runtime keeps.
import { CodeDeathRing, RuntimeData } from '@psyco/runtime-x86';
import type { Region } from './regions';

const LENGTH = CodeDeathRing.count * CodeDeathRing.size;

export class CodeDeaths {
  /** How many are known of. */
  count = 0;

  /**
   * @param runtimeData address of the runtime's block
   * @param died told the addresses of those that have died, or null if it may have been any
   */
  constructor(
    private readonly data: Pick<Region, 'read' | 'readWord'>,
    private readonly runtimeData: number,
    private readonly died: (addresses: readonly number[] | null) => void,
  ) {}

  /** Looks for new deaths. */
  poll(): void {
    const count = this.data.readWord(this.runtimeData + RuntimeData.codeDeathCount);
    if (count === this.count) return;
    const first = this.count;
    this.count = count;
    if (count - first > CodeDeathRing.count) return this.died(null);
    const ring = this.data.read(this.runtimeData + RuntimeData.codeDeaths, LENGTH);
    const addresses: number[] = [];
    for (let death = first; death < count; death++) {
      const place = (death % CodeDeathRing.count) * CodeDeathRing.size;
      // Counted, but not yet written; or overwritten meanwhile.
      if (Number(ring.readBigUInt64LE(place + CodeDeathRing.number)) !== death + 1) return this.died(null);
      addresses.push(Number(ring.readBigUInt64LE(place + CodeDeathRing.address)));
    }
    this.died(addresses);
  }
}
