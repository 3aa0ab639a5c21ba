// For tests: the memory of a process that does not exist. Blocks are never given out twice, and what is freed must not be
// touched again: reading or writing it throws. Knows nothing of Python.

/** Compiled code, or the model itself, did what would have crashed or corrupted a real process. */
export class FakeMemoryError extends Error {
  override name = 'FakeMemoryError';
}

const pageSize = 4096;
const granule = 16;
const hex = (address: number): string => `0x${address.toString(16)}`;

export class FakeMemory {
  private readonly pages = new Map<number, DataView>();
  /** Granules that belong to a block: true while it is allocated, false after it was freed. */
  private readonly granules = new Map<number, boolean>();
  /** Says whose memory it is, for messages. */
  describe: (address: number) => string = hex;

  /** Makes a block usable: zeros. */
  map(address: number, size: number): void {
    for (let page = Math.floor(address / pageSize); page * pageSize < address + size; page++) {
      if (!this.pages.has(page)) this.pages.set(page, new DataView(new ArrayBuffer(pageSize)));
    }
    for (let at = address - (address % granule); at < address + size; at += granule) this.granules.set(at, true);
  }

  free(address: number, size: number): void {
    for (let at = address; at < address + size; at += granule) this.granules.set(at, false);
  }

  isMapped(address: number): boolean {
    return this.granules.get(address - (address % granule)) === true;
  }

  private view(address: number): DataView {
    const state = this.granules.get(address - (address % granule));
    if (state) return this.pages.get(Math.floor(address / pageSize)) as DataView;
    throw new FakeMemoryError(state === false ? `touches freed memory at ${this.describe(address)}` : `there is no memory at ${hex(address)}`);
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
