// The charge model: samples of call stacks in, the functions worth compiling out. Pure: time arrives with every sample.
// Every function holds a charge that fades exponentially, like an electric charge; a function whose share of the total
// reaches the watermark is hot. Knows nothing of what its keys are.
//
// All charges fade at the same rate, so nothing is ever recomputed: a charge is stored multiplied by a unit that doubles
// every half-life, and only what is added now is multiplied by the unit of now. When the unit has become huge, all stored
// charges are divided by it once. For the same reason a share only rises when its own function is charged (or another one
// is forgotten), so the hot functions are known without looking at all the others.
import { CHARGE_OPTIONS, completeOptions, type ChargeOptions } from './options';

/** Half-lives after which the stored charges are divided by the unit. 2^120 leaves a double ample exponent. */
const RENORMALIZE_AFTER = 120;
/** Charges below this part of the total are dropped when renormalizing. */
const NEGLIGIBLE = 2 ** -40;
/** Parents that would get less than this part of a sample are not charged. */
const SMALLEST_PARENT_SHARE = 1e-4;

/** One line of a report. */
export interface ChargeEntry<Key> {
  /** 1 for the highest charge. */
  readonly rank: number;
  readonly key: Key;
  /** The charge at the time of the last sample, in units of sample weight. */
  readonly charge: number;
  /** The part of the total, 0 to 1. */
  readonly share: number;
}

/**
 * Decaying charges of functions.
 *
 * @example
 * const model = new ChargeModel<string>();
 * model.sample(0.00, ['train', 'main']);
 * model.sample(0.05, ['update', 'train', 'main']);
 * model.hot(0.05); // ['train', 'update']
 */
export class ChargeModel<Key> {
  readonly options: ChargeOptions;
  /** Stored charges: the charge at `#last`, multiplied by `#unit`. */
  readonly #charges = new Map<Key, number>();
  readonly #candidates = new Set<Key>();
  #storedTotal = 0;
  #unit = 1;
  #reference = 0;
  #last = -Infinity;
  #renormalizations = 0;

  /** @throws {ProfilerOptionError} */
  constructor(options: Partial<ChargeOptions> = {}) {
    this.options = completeOptions(CHARGE_OPTIONS, options);
  }

  /** Seconds between two samples, from `pollfreq`. */
  get interval(): number {
    return 1 / this.options.pollfreq;
  }

  /** Sum of all charges at the time of the last sample. */
  get total(): number {
    return this.#storedTotal / this.#unit;
  }

  /** How many functions hold a charge. */
  get size(): number {
    return this.#charges.size;
  }

  /** How many times stored charges were divided by the unit: what the guide calls "resetting stats". */
  get renormalizations(): number {
    return this.#renormalizations;
  }

  /**
   * Charges the running function with `weight`, its caller with `weight * parentframe`, that one's caller with
   * `weight * parentframe^2`, and so on.
   *
   * @param now seconds on any clock; an earlier time than before counts as the same time
   * @param stack the running function first, then its callers
   */
  sample(now: number, stack: readonly Key[], weight = 1): void {
    this.#advance(now);
    const charged = Math.min(stack.length, this.#depth());
    let amount = weight * this.#unit;
    for (let depth = 0; depth < charged; depth += 1) {
      const key = stack[depth]!;
      this.#charges.set(key, (this.#charges.get(key) ?? 0) + amount);
      this.#storedTotal += amount;
      amount *= this.options.parentframe;
    }
    for (let depth = 0; depth < charged; depth += 1) if (this.#isHot(stack[depth]!)) this.#candidates.add(stack[depth]!);
  }

  /** The functions whose share of the total is at least the watermark, highest charge first. */
  hot(now: number): Key[] {
    this.#advance(now);
    for (const key of this.#candidates) if (!this.#isHot(key)) this.#candidates.delete(key);
    return [...this.#candidates].sort((left, right) => this.#charges.get(right)! - this.#charges.get(left)!);
  }

  /** The charge of a function at the last time that was given; 0 if it has none. */
  charge(key: Key): number {
    return (this.#charges.get(key) ?? 0) / this.#unit;
  }

  /** The part of the total that a function holds, 0 to 1. */
  share(key: Key): number {
    return this.#storedTotal > 0 ? (this.#charges.get(key) ?? 0) / this.#storedTotal : 0;
  }

  /** The functions with the highest charges, as the log shows them. */
  report(top = 10): ChargeEntry<Key>[] {
    return [...this.#charges]
      .sort((left, right) => right[1] - left[1])
      .slice(0, top)
      .map(([key, stored], index) => ({ rank: index + 1, key, charge: stored / this.#unit, share: this.#storedTotal > 0 ? stored / this.#storedTotal : 0 }));
  }

  /** Removes a function and its charge, for one that was compiled, refused or freed. */
  forget(key: Key): void {
    if (!this.#charges.delete(key)) return;
    this.#candidates.delete(key);
    this.#recount(); // Subtracting would leave rounding errors of the size of what was removed.
  }

  /** Removes all charges. */
  reset(): void {
    this.#charges.clear();
    this.#recount();
  }

  #isHot(key: Key): boolean {
    const stored = this.#charges.get(key) ?? 0;
    return stored > 0 && stored >= this.options.watermark * this.#storedTotal && stored >= this.options.minimum * this.#unit;
  }

  /** How many frames of a stack get a charge worth adding. */
  #depth(): number {
    const { parentframe } = this.options;
    return parentframe === 0 ? 1 : 1 + Math.ceil(Math.log(SMALLEST_PARENT_SHARE) / Math.log(parentframe));
  }

  #advance(now: number): void {
    if (!(now > this.#last)) return;
    if (this.#last === -Infinity) this.#reference = now;
    this.#last = now;
    const halflives = (now - this.#reference) / this.options.halflife;
    if (halflives > RENORMALIZE_AFTER) this.#renormalize(now, halflives);
    else this.#unit = 2 ** halflives;
  }

  #renormalize(now: number, halflives: number): void {
    const factor = 2 ** -halflives; // Underflows to 0 after a very long pause, which is what is left of the charges then.
    const smallest = this.#storedTotal * factor * NEGLIGIBLE;
    for (const [key, stored] of this.#charges) {
      const scaled = stored * factor;
      if (scaled > smallest && scaled > Number.MIN_VALUE) this.#charges.set(key, scaled);
      else this.#charges.delete(key);
    }
    this.#reference = now;
    this.#unit = 1;
    this.#renormalizations += 1;
    this.#recount();
  }

  #recount(): void {
    this.#storedTotal = 0;
    for (const stored of this.#charges.values()) this.#storedTotal += stored;
    this.#candidates.clear();
    for (const key of this.#charges.keys()) if (this.#isHot(key)) this.#candidates.add(key);
  }
}
