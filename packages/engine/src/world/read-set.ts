// What a compilation has read and relies on: checked again, under the GIL, before its code is put in place. Pure.

/** One word that must still have its value, or (`object`) an object that must still live and be of the type `expected`. */
export interface Expectation {
  readonly address: number;
  readonly size: 4 | 8 | 'object';
  readonly expected: bigint;
  /** For the log. */
  readonly what: string;
}

/** The words read in one compilation. */
export class ReadSet {
  readonly #words = new Map<number, Expectation>();
  readonly #objects = new Map<number, Expectation>();

  expect(address: number, size: 4 | 8, expected: number | bigint, what: string): void {
    if (!this.#words.has(address)) this.#words.set(address, { address, size, expected: BigInt(expected), what });
  }

  /** An object that the code embeds: without a reference to it until the commit, so that the program may release it before. */
  expectObject(address: number, type: number, what: string): void {
    if (!this.#objects.has(address)) this.#objects.set(address, { address, size: 'object', expected: BigInt(type), what });
  }

  merge(other: ReadSet): void {
    for (const { address, size, expected, what } of other) {
      if (size === 'object') this.expectObject(address, Number(expected), what);
      else this.expect(address, size, expected, what);
    }
  }

  get size(): number {
    return this.#words.size + this.#objects.size;
  }

  *[Symbol.iterator](): IterableIterator<Expectation> {
    yield* this.#words.values();
    yield* this.#objects.values();
  }
}
