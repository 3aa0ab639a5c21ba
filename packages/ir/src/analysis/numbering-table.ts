// A hash table from computations (six small numbers) to values, with scopes: made for walks over the dominator tree,
// where what is found is available. No allocation per entry.

import type { Value } from '../types';

const width = 6;

export class NumberingTable {
  private readonly keys: number[] = [];
  private readonly next: number[] = [];
  private readonly hashes: number[] = [];
  private readonly values: (Value | null)[] = [];
  private readonly buckets: Int32Array;
  private readonly mask: number;
  /** The key that `find` and `add` work on. */
  readonly key: number[] = [0, 0, 0, 0, 0, 0];

  constructor(expected: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, expected)));
    this.buckets = new Int32Array(size).fill(-1);
    this.mask = size - 1;
  }

  set(a: number, b = -1, c = -1, d = 0, e = 0, f = 0): this {
    const { key } = this;
    key[0] = a;
    key[1] = b;
    key[2] = c;
    key[3] = d;
    key[4] = e;
    key[5] = f;
    return this;
  }

  private hash(): number {
    let hash = 0;
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ this.key[i], 0x9e3779b1) ^ (hash >>> 15);
    return (hash ^ (hash >>> 16)) & this.mask;
  }

  /** The position of an entry with this key, -1 if there is none. */
  private locate(): number {
    const { key, keys } = this;
    for (let at = this.buckets[this.hash()]; at >= 0; at = this.next[at]) {
      const from = at * width;
      let same = 0;
      while (same < width && keys[from + same] === key[same]) same++;
      if (same === width) return at;
    }
    return -1;
  }

  /** The value under the key: undefined if there is none; null if it was added without a value. */
  find(): Value | null | undefined {
    const at = this.locate();
    return at < 0 ? undefined : this.values[at];
  }

  /** Adds the key; hides an older entry until the scope ends. Returns the entry's position. */
  add(value: Value | null): number {
    const hash = this.hash();
    const at = this.values.push(value) - 1;
    for (let i = 0; i < width; i++) this.keys[at * width + i] = this.key[i];
    this.hashes[at] = hash;
    this.next[at] = this.buckets[hash];
    this.buckets[hash] = at;
    return at;
  }

  /** Sets the key to that of an entry; returns its value. */
  recall(at: number): Value | null {
    for (let i = 0; i < width; i++) this.key[i] = this.keys[at * width + i];
    return this.values[at];
  }

  mark(): number {
    return this.values.length;
  }
  rollBack(mark: number): void {
    while (this.values.length > mark) {
      const at = this.values.length - 1;
      this.values.pop();
      this.buckets[this.hashes[at]] = this.next[at];
    }
    this.keys.length = mark * width;
    this.hashes.length = mark;
    this.next.length = mark;
  }
}
