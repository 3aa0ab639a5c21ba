// Random numbers that a seed repeats (Blackman and Vigna's xoshiro128**, seeded by splitmix32). Knows nothing of programs.

export interface Weighted {
  readonly weight: number;
}

/** A stream of random choices; equal seeds make equal streams, on every machine. */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let mix = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
    for (let index = 0; index < 4; index += 1) {
      mix = (mix + 0x9e3779b9) >>> 0;
      let word = mix;
      word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.#state[index] = word ^ (word >>> 15);
    }
  }

  #word(): number {
    const state = this.#state;
    const rotate = (value: number, count: number): number => (value << count) | (value >>> (32 - count));
    const result = Math.imul(rotate(Math.imul(state[1]!, 5), 7), 9) >>> 0;
    const shifted = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    state[3] = rotate(state[3]!, 11);
    return result;
  }

  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor((this.#word() / 2 ** 32) * limit);
  }

  /** An integer from `low` to `high`, both possible. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#word() / 2 ** 32 < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** One of `items`, in proportion to the weights. */
  weighted<T extends Weighted>(items: readonly T[]): T {
    let rest = (this.#word() / 2 ** 32) * items.reduce((sum, item) => sum + item.weight, 0);
    return items.find((item) => (rest -= item.weight) < 0) ?? items[items.length - 1]!;
  }
}
