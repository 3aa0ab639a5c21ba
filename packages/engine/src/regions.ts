// Room in the two regions that the agent mapped into the Python process: who has which bytes, and how they are written.
// Code stays as it is once it is executable, because a thread or a forked child may be in it, unless somebody has made sure that
// nobody is and gives it back.
import { readSync, writeSync } from 'node:fs';
import { RegionFull } from './errors';

const align = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

/** One mapped file: addresses in the Python process, written through the file. */
export class Region {
  #next: number;
  /** Given back, by address. */
  readonly #free = new Map<number, number>();
  readonly #word = Buffer.alloc(8);

  /**
   * @param name for the message when it is full
   * @param used bytes at the start that belong to somebody else
   */
  constructor(readonly name: 'code' | 'data' | 'exits', readonly fd: number, readonly address: number, readonly size: number, readonly fileOffset = 0, used = 0) {
    this.#next = used;
  }

  /** Bytes given out, the gaps for alignment included, less what was given back. */
  get used(): number {
    let used = this.#next;
    for (const size of this.#free.values()) used -= size;
    return used;
  }

  /** Gives bytes back, which nobody uses any more. */
  free(address: number, size: number): void {
    const after = this.#free.get(address + size);
    if (after !== undefined) this.#free.delete(address + size);
    let start = address;
    let length = size + (after ?? 0);
    for (const [other, otherSize] of this.#free) {
      if (other + otherSize !== address) continue;
      this.#free.delete(other);
      start = other;
      length += otherSize;
      break;
    }
    this.#free.set(start, length);
  }

  /** The largest piece that was given back, aligned; null if there is none. */
  largestFree(alignment = 16): { readonly address: number; readonly size: number } | null {
    let best: { address: number; size: number } | null = null;
    for (const [start, length] of this.#free) {
      const address = align(start, alignment);
      const size = start + length - address;
      if (size > 0 && (best === null || size > best.size)) best = { address, size };
    }
    return best;
  }

  /** Takes bytes out of what was given back: from the start of a free piece, as `largestFree` has named it. */
  take(address: number, size: number): void {
    for (const [start, length] of this.#free) {
      if (address < start || address + size > start + length) continue;
      this.#free.delete(start);
      if (address > start) this.#free.set(start, address - start);
      if (address + size < start + length) this.#free.set(address + size, start + length - address - size);
      return;
    }
    throw new RangeError(`${this.name} region: nothing free at ${address}`);
  }

  /** The address that the next allocation of this alignment will have. */
  peek(alignment = 16): number {
    return align(this.address + this.#next, alignment);
  }

  /** Takes `size` bytes. @throws {RegionFull} */
  allocate(size: number, alignment = 16): number {
    const address = this.peek(alignment);
    if (address + size > this.address + this.size) throw new RegionFull(this.name, this.size);
    this.#next = address + size - this.address;
    return address;
  }

  /** Whether `size` bytes would fit. */
  fits(size: number, alignment = 16): boolean {
    return this.peek(alignment) + size <= this.address + this.size;
  }

  write(address: number, bytes: Uint8Array): void {
    if (address < this.address || address + bytes.length > this.address + this.size) throw new RangeError(`${this.name} region: write outside of it`);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done, bytes.length - done, this.fileOffset + address - this.address + done);
  }

  /** One aligned 8-byte store, which no reader sees half done. */
  writeWord(address: number, value: number | bigint): void {
    if (address % 8 !== 0) throw new RangeError(`${this.name} region: word not aligned`);
    this.#word.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
    this.write(address, this.#word);
  }

  read(address: number, size: number): Buffer {
    const result = Buffer.alloc(size);
    readSync(this.fd, result, 0, size, this.fileOffset + address - this.address);
    return result;
  }

  readWord(address: number): number {
    return Number(this.read(address, 8).readBigUInt64LE());
  }
}

/** The records of a table of fixed length: numbers are given out in runs and never reused. */
export class RecordTable {
  #next = 0;

  constructor(readonly region: Region, readonly address: number, readonly recordSize: number, readonly capacity: number) {}

  /** How many records were given out. */
  get count(): number {
    return this.#next;
  }

  /** The number that the next run will start with. */
  peek(): number {
    return this.#next;
  }

  /** Takes `count` records. @throws {RegionFull} */
  allocate(count: number): number {
    if (this.#next + count > this.capacity) throw new RegionFull('exits', this.capacity * this.recordSize);
    const first = this.#next;
    this.#next += count;
    return first;
  }

  addressOf(number: number): number {
    return this.address + number * this.recordSize;
  }
}
