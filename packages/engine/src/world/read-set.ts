// What a compilation has read and relies on: checked again, under the GIL, before its code is put in place. Pure.

/** One word or several bytes that must still be the same, or (`object`) an object that must still live and be of the type `expected`. */
export type Expectation = {
  readonly address: number;
  /** For the log. */
  readonly what: string;
} & ({ readonly size: 4 | 8 | 'object'; readonly expected: bigint } | { readonly size: 'bytes'; readonly expected: Uint8Array });

/** The words read in one compilation. */
export class ReadSet {
  readonly #words = new Map<number, Expectation>();
  readonly #objects = new Map<number, Expectation>();
  readonly #bytes = new Map<number, Expectation>();

  expect(address: number, size: 4 | 8, expected: number | bigint, what: string): void {
    if (!this.#words.has(address)) this.#words.set(address, { address, size, expected: BigInt(expected), what });
  }

  /** An object that the code embeds: without a reference to it until the commit, so that the program may release it before. */
  expectObject(address: number, type: number, what: string): void {
    if (!this.#objects.has(address)) this.#objects.set(address, { address, size: 'object', expected: BigInt(type), what });
  }

  /** What is in an object that never changes: another one may be made where it was. */
  expectBytes(address: number, expected: Uint8Array, what: string): void {
    if (!this.#bytes.has(address)) this.#bytes.set(address, { address, size: 'bytes', expected, what });
  }

  /** Whether an object is expected to live. */
  hasObject(address: number): boolean {
    return this.#objects.has(address);
  }

  get size(): number {
    return this.#words.size + this.#objects.size + this.#bytes.size;
  }

  *[Symbol.iterator](): IterableIterator<Expectation> {
    yield* this.#words.values();
    yield* this.#objects.values();
    yield* this.#bytes.values();
  }
}
