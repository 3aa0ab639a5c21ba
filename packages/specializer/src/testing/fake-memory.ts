// For tests: the memory of a process that does not exist. Blocks are never given out twice, and what is freed must not be
// touched again: reading or writing it throws. Knows nothing of Python.

/** Compiled code, or the model itself, did what would have crashed or corrupted a real process. */
export class FakeMemoryError extends Error {
  override name = 'FakeMemoryError';
}

const pageSize = 4096;
const granule = 16;
const hex = (address: number): string => `0x${address.toString(16)}`;

const absent = 0;
const allocated = 1;
const freed = 2;

interface Page {
  view: DataView;
  /** State of each granule. */
  states: Uint8Array;
}

export class FakeMemory {
  private readonly pages = new Map<number, Page>();
  /** Says whose memory it is, for messages. */
  describe: (address: number) => string = hex;

  private mark(address: number, size: number, state: number): void {
    for (let at = address - (address % granule); at < address + size; ) {
      const number = Math.floor(at / pageSize);
      let page = this.pages.get(number);
      if (!page) this.pages.set(number, (page = { view: new DataView(new ArrayBuffer(pageSize)), states: new Uint8Array(pageSize / granule) }));
      const end = Math.min(address + size, (number + 1) * pageSize);
      page.states.fill(state, (at % pageSize) / granule, Math.ceil((end - number * pageSize) / granule));
      at = end;
    }
  }

  /** Makes a block usable: zeros. */
  map(address: number, size: number): void {
    this.mark(address, size, allocated);
  }
  free(address: number, size: number): void {
    this.mark(address, size, freed);
  }

  private stateOf(address: number): number {
    return this.pages.get(Math.floor(address / pageSize))?.states[Math.floor((address % pageSize) / granule)] ?? absent;
  }
  isMapped(address: number): boolean {
    return this.stateOf(address) === allocated;
  }

  private view(address: number): DataView {
    const page = this.pages.get(Math.floor(address / pageSize));
    const state = page?.states[Math.floor((address % pageSize) / granule)] ?? absent;
    if (page && state === allocated) return page.view;
    throw new FakeMemoryError(state === freed ? `touches freed memory at ${this.describe(address)}` : `there is no memory at ${hex(address)}`);
  }

  /** The bits of `width` bytes, unsigned, little-endian. */
  read(address: number, width: number): bigint {
    if (width === 8 && address % 8 === 0) return this.view(address).getBigUint64(address % pageSize, true);
    let bits = 0n;
    for (let byte = width - 1; byte >= 0; byte--) bits = (bits << 8n) | BigInt(this.view(address + byte).getUint8((address + byte) % pageSize));
    return bits;
  }

  write(address: number, width: number, bits: bigint): void {
    if (width === 8 && address % 8 === 0) return this.view(address).setBigUint64(address % pageSize, bits, true);
    for (let byte = 0; byte < width; byte++) this.view(address + byte).setUint8((address + byte) % pageSize, Number((bits >> BigInt(8 * byte)) & 0xffn));
  }

  word(address: number): number {
    return Number(this.read(address, 8));
  }
  setWord(address: number, value: number | bigint): void {
    this.write(address, 8, BigInt.asUintN(64, BigInt(value)));
  }
  signed(address: number): bigint {
    return BigInt.asIntN(64, this.read(address, 8));
  }
  double(address: number): number {
    return this.view(address).getFloat64(address % pageSize, true);
  }
  setDouble(address: number, value: number): void {
    this.view(address).setFloat64(address % pageSize, value, true);
  }
}
