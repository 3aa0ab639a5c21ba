// What a compilation has read and relies on: checked again, under the GIL, before its code is put in place. Pure.

/** One word that must still have its value. */
export interface Expectation {
  readonly address: number;
  readonly size: 4 | 8;
  readonly expected: bigint;
  /** For the log. */
  readonly what: string;
}

/** The words read in one compilation. */
export class ReadSet {
  readonly #words = new Map<number, Expectation>();

  expect(address: number, size: 4 | 8, expected: number | bigint, what: string): void {
    if (!this.#words.has(address)) this.#words.set(address, { address, size, expected: BigInt(expected), what });
  }

  merge(other: ReadSet): void {
    for (const { address, size, expected, what } of other) this.expect(address, size, expected, what);
  }

  get size(): number {
    return this.#words.size;
  }

  [Symbol.iterator](): IterableIterator<Expectation> {
    return this.#words.values();
  }
}
