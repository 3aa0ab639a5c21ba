// Room in the two regions that the agent mapped into the Python process: who has which bytes, and how they are written.
// What was once executable stays as it is until the reclaimer knows that nobody is in it, or can come there.
import { readSync, writeSync } from 'node:fs';
import { RegionFull } from './errors';

const align = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

/** Runs of free numbers: what was never given out, and what came back. Allocation goes on in one run, the current one. */
export class Extents {
  #next: number;
  #end: number;
  #free: { start: number; end: number }[] = [];

  constructor(start: number, end: number) {
    this.#next = start;
    this.#end = end;
  }

  /** Where the next run begins if it is taken from the current extent. */
  peek(alignment = 1): number {
    return align(this.#next, alignment);
  }

  fits(size: number, alignment = 1): boolean {
    return this.peek(alignment) + size <= this.#end;
  }

  /** Takes from the current extent; null if it does not fit. */
  take(size: number, alignment = 1): number | null {
    if (!this.fits(size, alignment)) return null;
    const start = this.peek(alignment);
    this.#next = start + size;
    return start;
  }

  /** Takes from what came back, or else from the current extent. */
  takeAnywhere(size: number, alignment = 1): number | null {
    for (const extent of this.#free) {
      const start = align(extent.start, alignment);
      if (start + size > extent.end) continue;
      extent.start = start + size;
      return start;
    }
    return this.take(size, alignment) ?? (this.advance(size, alignment) ? this.take(size, alignment) : null);
  }

  release(start: number, size: number): void {
    this.#free.push({ start, end: start + size });
    this.#free.sort((one, other) => one.start - other.start);
    const merged: { start: number; end: number }[] = [];
    for (const extent of this.#free) {
      const last = merged.at(-1);
      if (extent.start === extent.end) continue;
      if (last !== undefined && last.end === extent.start) last.end = extent.end;
      else merged.push({ ...extent });
    }
    this.#free = merged;
  }

  /** Goes on in the largest extent that came back, if so much fits there. */
  advance(size: number, alignment = 1): boolean {
    const largest = this.#free.reduce<{ start: number; end: number } | null>((best, extent) => (best === null || extent.end - extent.start > best.end - best.start ? extent : best), null);
    if (largest === null || align(largest.start, alignment) + size > largest.end) return false;
    this.#free = this.#free.filter((extent) => extent !== largest);
    if (this.#next < this.#end) this.release(this.#next, this.#end - this.#next);
    this.#next = largest.start;
    this.#end = largest.end;
    return true;
  }

  /** How much came back and was not given out again; the current extent does not count. */
  get released(): number {
    return this.#free.reduce((sum, { start, end }) => sum + end - start, 0);
  }
}

/** One mapped file: addresses in the Python process, written through the file. */
export class Region {
  readonly #extents: Extents;
  readonly #word = Buffer.alloc(8);
  #highest: number;
  #live: number;

  /**
   * @param name for the message when it is full
   * @param used bytes at the start that belong to somebody else
   */
  constructor(readonly name: 'code' | 'data' | 'exits', readonly fd: number, readonly address: number, readonly size: number, readonly fileOffset = 0, used = 0) {
    this.#extents = new Extents(address + used, address + size);
    this.#highest = used;
    this.#live = used;
  }

  /** Bytes ever in use, the gaps for alignment included: so much of the file exists. */
  get used(): number {
    return this.#highest;
  }

  /** Bytes in use now. */
  get live(): number {
    return this.#live;
  }

  /** The address that `claim` will give. */
  peek(alignment = 16): number {
    return this.#extents.peek(alignment);
  }

  /** Takes `size` bytes anywhere. @throws {RegionFull} */
  allocate(size: number, alignment = 16): number {
    return this.#given(this.#extents.takeAnywhere(size, alignment), size);
  }

  /** Takes the bytes at the address that `peek` told, for what had to know it beforehand. @throws {RegionFull} */
  claim(size: number, alignment = 16): number {
    return this.#given(this.#extents.take(size, alignment), size);
  }

  /** Whether `claim` would succeed. */
  fits(size: number, alignment = 16): boolean {
    return this.#extents.fits(size, alignment);
  }

  /** Moves the place that `peek` tells to where so many bytes fit, in what came back. */
  advance(size: number): boolean {
    return this.#extents.advance(size, 16);
  }

  /** Gives bytes back that nobody can reach any more. */
  release(address: number, size: number): void {
    this.#live -= size;
    this.#extents.release(address, size);
  }

  #given(address: number | null, size: number): number {
    if (address === null) throw new RegionFull(this.name, this.size);
    this.#highest = Math.max(this.#highest, address + size - this.address);
    this.#live += size;
    return address;
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

/** The records of a table of fixed length; numbers are given out in runs. */
export class RecordTable {
  readonly #extents: Extents;
  #highest = 0;
  #live = 0;

  constructor(readonly region: Region, readonly address: number, readonly recordSize: number, readonly capacity: number) {
    this.#extents = new Extents(0, capacity);
  }

  /** The highest number ever given out, plus one. */
  get count(): number {
    return this.#highest;
  }

  /** Records in use now. */
  get live(): number {
    return this.#live;
  }

  /** The number that the next run will start with. */
  peek(): number {
    return this.#extents.peek();
  }

  fits(count: number): boolean {
    return this.#extents.fits(count);
  }

  /** Moves the number that `peek` tells to where so many fit, in what came back. */
  advance(count: number): boolean {
    return this.#extents.advance(count);
  }

  /** Takes `count` records. @throws {RegionFull} */
  allocate(count: number): number {
    const first = this.#extents.take(count);
    if (first === null) throw new RegionFull('exits', this.capacity * this.recordSize);
    this.#highest = Math.max(this.#highest, first + count);
    this.#live += count;
    return first;
  }

  /** Gives records back that nobody can reach any more. */
  release(first: number, count: number): void {
    this.#live -= count;
    this.#extents.release(first, count);
  }

  addressOf(number: number): number {
    return this.address + number * this.recordSize;
  }
}
