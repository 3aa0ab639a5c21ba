// Room in the two regions that the agent mapped into the Python process: who has which bytes, and how they are written.
// What was once executable stays as it is until the reclaimer knows that nobody is in it, or can come there.
import { readSync, writeSync } from 'node:fs';
import { Allowance } from '@psyco/runtime-x86';
import { RegionFull } from './errors';
import type { CompiledUnit } from './unit';

const align = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

interface Extent {
  start: number;
  end: number;
}

/** In order, those side by side as one. */
function joined(extents: readonly Extent[]): Extent[] {
  const result: Extent[] = [];
  for (const { start, end } of [...extents].sort((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (start === end) continue;
    if (last !== undefined && last.end === start) last.end = end;
    else result.push({ start, end });
  }
  return result;
}

/** Runs of free numbers: what was never given out, and what came back. Allocation goes on in one run, the current one. */
export class Extents {
  #next: number;
  #end: number;
  #free: Extent[] = [];

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
    this.#giveGap(this.#next, start);
    this.#next = start + size;
    return start;
  }

  /** Takes from what came back, or else from the current extent. */
  takeAnywhere(size: number, alignment = 1): number | null {
    for (const extent of this.#free) {
      const start = align(extent.start, alignment);
      if (start + size > extent.end) continue;
      const gap = extent.start;
      extent.start = start + size;
      this.#giveGap(gap, start);
      return start;
    }
    return this.take(size, alignment) ?? (this.advance(size, alignment) ? this.take(size, alignment) : null);
  }

  release(start: number, size: number): void {
    this.#free = joined([...this.#free, { start, end: start + size }]);
  }

  /** What alignment skips would otherwise keep what comes back around it apart for ever: no room, with nothing in it. */
  #giveGap(start: number, end: number): void {
    if (start < end) this.release(start, end - start);
  }

  /** Goes on in the largest extent that came back, or that and the current one make together, if so much fits there. */
  advance(size: number, alignment = 1): boolean {
    return this.#goTo(this.#free, [{ start: this.#next, end: this.#end }], size, alignment) || this.#goTo(joined([...this.#free, { start: this.#next, end: this.#end }]), [], size, alignment);
  }

  #goTo(extents: readonly Extent[], others: readonly Extent[], size: number, alignment: number): boolean {
    const largest = extents.reduce<Extent | null>((best, extent) => (best === null || extent.end - extent.start > best.end - best.start ? extent : best), null);
    if (largest === null || align(largest.start, alignment) + size > largest.end) return false;
    this.#free = joined([...extents.filter((extent) => extent !== largest), ...others]);
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
    this.readInto(address, result, size);
    return result;
  }

  /** Reads into memory that is there already: what is read often and is large costs more to allocate than to read. */
  readInto(address: number, target: NodeJS.ArrayBufferView, size: number): void {
    readSync(this.fd, target, 0, size, this.fileOffset + address - this.address);
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

/** Gives back all that a unit takes of the regions. */
export function releaseUnit(unit: CompiledUnit, code: Region, data: Region, exits: RecordTable): void {
  code.release(unit.start, unit.codeBytes);
  exits.release(unit.exitBase, unit.sites.length);
  if (unit.recipes.size > 0) data.release(unit.recipes.address, unit.recipes.size);
  if (unit.allowance !== 0) data.release(unit.allowance, Allowance.size);
}
