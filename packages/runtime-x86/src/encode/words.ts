// A growing list of 64-bit words in memory order (little-endian, as the machine that the programs are for). Made for many
// small programs in a row: one list is filled, copied out and emptied again, and plain numbers never become bigints.

const HALF = 2 ** 32;

export class Words {
  /** Two halves for each word. */
  #halves = new Uint32Array(512);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  /** Appends a number: an address or a small integer of either sign. */
  number(value: number): void {
    const at = this.#room();
    const high = Math.floor(value / HALF);
    this.#halves[at] = value - high * HALF;
    this.#halves[at + 1] = high;
  }

  /** Appends any 64 bits, negative ones as two's complement. */
  bits(value: bigint): void {
    const at = this.#room();
    this.#halves[at] = Number(BigInt.asUintN(32, value));
    this.#halves[at + 1] = Number(BigInt.asUintN(32, value >> 32n));
  }

  /** The bytes of this list, behind those of another one. */
  bytesAfter(first: Words): Uint8Array {
    const halves = new Uint32Array(first.#length + this.#length);
    halves.set(first.#halves.subarray(0, first.#length));
    halves.set(this.#halves.subarray(0, this.#length), first.#length);
    return new Uint8Array(halves.buffer);
  }

  #room(): number {
    const at = this.#length;
    this.#length += 2;
    if (this.#length > this.#halves.length) {
      const larger = new Uint32Array(2 * this.#halves.length);
      larger.set(this.#halves);
      this.#halves = larger;
    }
    return at;
  }
}
