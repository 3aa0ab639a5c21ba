// The memory of another process, read and written through /proc/PID/mem. Knows pages and bytes, nothing of Python.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { BadAddress, ProcessGone, ProcessNotReadable } from './errors';

const PAGE_SHIFT = 12;
const PAGE_SIZE = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_SIZE - 1;
/** Where little is wanted so much is read: what another processor reads of the lines that the program writes slows the program. */
const BLOCK_SHIFT = 7;
/** As many as a number has bits. */
const ALL_BLOCKS = -1;
const TWO_32 = 2 ** 32;
/** User space ends here with four-level paging; a "pointer" beyond it is garbage. */
const HIGHEST_ADDRESS = 2 ** 47;
/** Longer reads go past the cache: they would fill it, and a size that is garbage should fail at once. */
const LONGEST_CACHED = 1 << 18;
/** Pages kept over epochs before the cache starts anew: 16 MiB. */
const MOST_PAGES = 4096;

interface Page {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** The epoch in which it was read, and the blocks that were, as bits. */
  epoch: number;
  blocks: number;
}

/**
 * The memory of another process.
 *
 * Reads go through a cache of 4 KiB pages (a read costs a microsecond however short it is). The cache belongs to an epoch:
 * `forget()` begins the next one, and until then a page that was read once stays as it was. So one epoch is a snapshot,
 * page by page (or, for a glance, by blocks of 128 bytes); `fresh` readers bypass it.
 */
export class RemoteMemory {
  #readable: number;
  #writable = -1;
  #epoch = 1;
  #isGlance = false;
  readonly #pages = new Map<number, Page>();
  #lastNumber = -1;
  #last: Page | undefined;
  readonly #word = Buffer.alloc(8);

  /** @param pid the process, which the caller must be allowed to trace */
  constructor(readonly pid: number) {
    this.#readable = this.#open('r');
  }

  /**
   * Begins a new epoch: whatever is read from now on is read anew.
   * @param extent 'pages': what is near comes with it, as it was then; 'glance': not much more than what is asked for. A program
   *   that is looked at a thousand times a second in pages takes 2 of 100 longer: most lines near what is read are its own, and it is about to write them.
   */
  forget(extent: 'pages' | 'glance' = 'pages'): void {
    this.#epoch++;
    this.#isGlance = extent === 'glance';
    this.#lastNumber = -1;
    if (this.#pages.size > MOST_PAGES) this.#pages.clear();
  }

  /** Runs `reader` in an epoch of its own. */
  snapshot<T>(reader: (memory: this) => T): T {
    this.forget();
    return reader(this);
  }

  /** Releases the file descriptors. */
  close(): void {
    if (this.#readable >= 0) closeSync(this.#readable);
    if (this.#writable >= 0) closeSync(this.#writable);
    this.#readable = this.#writable = -1;
    this.#pages.clear();
    this.#lastNumber = -1;
  }

  /** Unsigned byte. */
  u8(address: number): number {
    return this.#page(address, 1).view.getUint8(address & PAGE_MASK);
  }

  /** Signed byte. */
  i8(address: number): number {
    return this.#page(address, 1).view.getInt8(address & PAGE_MASK);
  }

  /** Unsigned 16-bit number. */
  u16(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 2) return this.read(address, 2).readUInt16LE();
    return this.#page(address, 2).view.getUint16(offset, true);
  }

  /** Unsigned 32-bit number. */
  u32(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 4) return this.read(address, 4).readUInt32LE();
    return this.#page(address, 4).view.getUint32(offset, true);
  }

  /** Signed 32-bit number. */
  i32(address: number): number {
    return this.u32(address) | 0;
  }

  /** Unsigned 64-bit number, exact. */
  u64(address: number): bigint {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 8) return this.read(address, 8).readBigUInt64LE();
    return this.#page(address, 8).view.getBigUint64(offset, true);
  }

  /** Signed 64-bit number, exact. */
  i64(address: number): bigint {
    return BigInt.asIntN(64, this.u64(address));
  }

  /** Unsigned 64-bit number as a number: exact for pointers and sizes, rounded beyond 2^53. */
  ptr(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 8) {
      const bytes = this.read(address, 8);
      return bytes.readUInt32LE(4) * TWO_32 + bytes.readUInt32LE();
    }
    const { view } = this.#page(address, 8);
    return view.getUint32(offset + 4, true) * TWO_32 + view.getUint32(offset, true);
  }

  /** Signed 64-bit number (Py_ssize_t) as a number: exact within 2^53. */
  ssize(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 8) {
      const bytes = this.read(address, 8);
      return bytes.readInt32LE(4) * TWO_32 + bytes.readUInt32LE();
    }
    const { view } = this.#page(address, 8);
    return view.getInt32(offset + 4, true) * TWO_32 + view.getUint32(offset, true);
  }

  /** IEEE double. */
  f64(address: number): number {
    const offset = address & PAGE_MASK;
    if (offset > PAGE_SIZE - 8) return this.read(address, 8).readDoubleLE();
    return this.#page(address, 8).view.getFloat64(offset, true);
  }

  /** A copy of `length` bytes, through the cache unless it is very long. */
  read(address: number, length: number): Buffer {
    this.#check(address, length);
    if (length > LONGEST_CACHED) return this.readFresh(address, length);
    const result = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const from = (address + done) & PAGE_MASK;
      const count = Math.min(PAGE_SIZE - from, length - done);
      this.#page(address + done, count).bytes.copy(result, done, from, from + count);
      done += count;
    }
    return result;
  }

  /** A copy of `length` bytes as they are now, past the cache. */
  readFresh(address: number, length: number): Buffer {
    this.#check(address, length);
    const result = Buffer.allocUnsafe(length);
    this.#fill(result, length, address);
    return result;
  }

  /** An unsigned 64-bit number as it is now, past the cache. Aligned addresses are read in one piece. */
  ptrFresh(address: number): number {
    this.#check(address, 8);
    this.#fill(this.#word, 8, address);
    return this.#word.readUInt32LE(4) * TWO_32 + this.#word.readUInt32LE();
  }

  /** `count` pointers. */
  pointers(address: number, count: number): number[] {
    const bytes = this.read(address, count * 8);
    const result = new Array<number>(count);
    for (let index = 0; index < count; index++) result[index] = bytes.readUInt32LE(index * 8 + 4) * TWO_32 + bytes.readUInt32LE(index * 8);
    return result;
  }

  /** The bytes up to the next zero, at most `most`. */
  cString(address: number, most = 1024): string {
    const parts: Buffer[] = [];
    for (let done = 0; done < most; ) {
      const from = (address + done) & PAGE_MASK;
      const count = Math.min(PAGE_SIZE - from, most - done);
      const chunk = this.#page(address + done, count).bytes.subarray(from, from + count);
      const end = chunk.indexOf(0);
      parts.push(Buffer.from(end < 0 ? chunk : chunk.subarray(0, end)));
      if (end >= 0) break;
      done += count;
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** Follows a chain of pointers: `first`, then what `next` gives, until it gives 0 or `most` were visited. */
  *walk(first: number, next: (address: number) => number, most: number): Generator<number> {
    for (let address = first, count = 0; address !== 0 && count < most; count++) {
      yield address;
      address = next(address);
    }
  }

  /** Whether `length` bytes at the address can be read now. */
  isReadable(address: number, length = 8): boolean {
    try {
      this.readFresh(address, length);
      return true;
    } catch (error) {
      if (error instanceof BadAddress) return false;
      throw error;
    }
  }

  /** Writes bytes, even into pages that the process itself cannot write. */
  write(address: number, bytes: Uint8Array): void {
    this.#check(address, bytes.length);
    if (this.#writable < 0) this.#writable = this.#open('r+');
    let written: number;
    try {
      written = writeSync(this.#writable, bytes, 0, bytes.length, address);
    } catch {
      throw new BadAddress(address, bytes.length);
    }
    if (written === 0 && bytes.length > 0) throw new ProcessGone(this.pid);
    if (written !== bytes.length) throw new BadAddress(address, bytes.length);
    for (let number = Math.floor(address / PAGE_SIZE); number * PAGE_SIZE < address + bytes.length; number++) this.#pages.delete(number);
    this.#lastNumber = -1;
  }

  /** Writes a 64-bit number; in one piece if the address is a multiple of 8. */
  writeU64(address: number, value: number | bigint): void {
    this.#word.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
    this.write(address, this.#word);
  }

  /** Writes a 32-bit number; in one piece if the address is a multiple of 4. */
  writeU32(address: number, value: number): void {
    this.#word.writeUInt32LE(value >>> 0);
    this.write(address, this.#word.subarray(0, 4));
  }

  #open(mode: 'r' | 'r+'): number {
    try {
      return openSync(`/proc/${this.pid}/mem`, mode);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      if (code === 'ENOENT' || code === 'ESRCH') throw new ProcessGone(this.pid);
      throw new ProcessNotReadable(this.pid, code);
    }
  }

  #check(address: number, length: number): void {
    if (!(address >= PAGE_SIZE && address + length <= HIGHEST_ADDRESS && length >= 0) || !Number.isInteger(address)) throw new BadAddress(address, length);
  }

  #page(address: number, length: number): Page {
    const number = Math.floor(address / PAGE_SIZE);
    if (number === this.#lastNumber) return this.#last!;
    let page = this.#pages.get(number);
    if (page === undefined || page.epoch !== this.#epoch || page.blocks !== ALL_BLOCKS) {
      this.#check(address, length);
      if (page === undefined) {
        const bytes = Buffer.alloc(PAGE_SIZE);
        page = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, PAGE_SIZE), epoch: this.#epoch, blocks: 0 };
        this.#pages.set(number, page);
      }
      if (page.epoch !== this.#epoch) {
        page.epoch = this.#epoch;
        page.blocks = 0;
      }
      if (this.#isGlance) this.#readBlocks(page, number, address & PAGE_MASK, length);
      else {
        page.blocks = 0;
        this.#fill(page.bytes, PAGE_SIZE, number * PAGE_SIZE);
        page.blocks = ALL_BLOCKS;
      }
    }
    if (page.blocks === ALL_BLOCKS) {
      this.#lastNumber = number;
      this.#last = page;
    }
    return page;
  }

  /** Of the blocks with these bytes of a page, those that were not read in this epoch; neighbours in one go. */
  #readBlocks(page: Page, number: number, from: number, length: number): void {
    const isMissing = (block: number): boolean => (page.blocks & (1 << block)) === 0;
    const end = (from + length + (1 << BLOCK_SHIFT) - 1) >> BLOCK_SHIFT;
    for (let first = from >> BLOCK_SHIFT; first < end; first++) {
      let after = first;
      while (after < end && isMissing(after)) after++;
      if (after === first) continue;
      this.#fill(page.bytes.subarray(first << BLOCK_SHIFT, after << BLOCK_SHIFT), (after - first) << BLOCK_SHIFT, number * PAGE_SIZE + (first << BLOCK_SHIFT));
      while (first < after) page.blocks |= 1 << first++;
    }
  }

  /** Reads exactly `length` bytes. A process that ended gives 0 bytes and no error, and leaves stale bytes in the buffer. */
  #fill(target: Buffer, length: number, address: number): void {
    if (this.#readable < 0) throw new ProcessGone(this.pid);
    let count: number;
    try {
      count = readSync(this.#readable, target, 0, length, address);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') throw new ProcessGone(this.pid);
      throw new BadAddress(address, length);
    }
    if (count === 0 && length > 0) throw new ProcessGone(this.pid);
    if (count !== length) throw new BadAddress(address, length);
  }
}
