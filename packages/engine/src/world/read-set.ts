// What a compilation has read and relies on: checked again, under the GIL, before its code is put in place. Pure.

/** One word or several bytes that must still be the same, or (`object`) an object that must still live and be of the type `expected`. */
export type Expectation = {
  readonly address: number;
  /** For the log. */
  readonly what: string;
} & (
  | { readonly size: 4 | 8; readonly expected: bigint }
  | { readonly size: 'object'; readonly expected: bigint; /** Address of the word with its type. */ readonly typeAddress: number }
  | { readonly size: 'bytes'; readonly expected: Uint8Array }
);

/** The words read in one compilation. */
export class ReadSet {
  readonly #words = new Map<number, Expectation>();
  readonly #objects = new Map<number, Expectation>();
  readonly #bytes = new Map<number, Expectation>();

  expect(address: number, size: 4 | 8, expected: number | bigint, what: string): void {
    if (!this.#words.has(address)) this.#words.set(address, { address, size, expected: BigInt(expected), what });
  }

  /**
   * An object that the code embeds: without a reference to it until the commit, so that the program may release it before.
   * @param typeOffset where its type is
   */
  expectObject(address: number, type: number, typeOffset: number, what: string): void {
    if (!this.#objects.has(address)) this.#objects.set(address, { address, size: 'object', expected: BigInt(type), typeAddress: address + typeOffset, what });
  }

  /** What is in an object that never changes: another one may be made where it was. */
  expectBytes(address: number, expected: Uint8Array, what: string): void {
    if (!this.#bytes.has(address)) this.#bytes.set(address, { address, size: 'bytes', expected, what });
  }

  /** What another one expects. */
  add(other: ReadSet): void {
    for (const [own, others] of [[this.#words, other.#words], [this.#objects, other.#objects], [this.#bytes, other.#bytes]] as const) {
      for (const [address, expectation] of others) if (!own.has(address)) own.set(address, expectation);
    }
  }

  /** Whether all of it is there, as far as reading tells. */
  holds(read: (address: number, size: number) => Uint8Array): boolean {
    for (const expectation of this) {
      if (expectation.size === 'bytes') {
        if (Buffer.compare(read(expectation.address, expectation.expected.length), expectation.expected) !== 0) return false;
        continue;
      }
      const [address, size] = expectation.size === 'object' ? [expectation.typeAddress, 8] : [expectation.address, expectation.size];
      const bytes = Buffer.from(read(address, size));
      const word = size === 8 ? bytes.readBigUInt64LE() : BigInt(bytes.readUInt32LE());
      if (word !== BigInt.asUintN(8 * size, expectation.expected)) return false;
    }
    return true;
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
