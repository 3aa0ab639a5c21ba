// How long calls of one function take, as measured in rounds. Pure.

/** What ran in a round: the compiled code, or the interpreter. */
export type Kind = 'compiled' | 'interpreted';

/** Rounds of each kind; of such as take less than so many milliseconds, more. */
const ROUNDS = 3;
const CHEAP_ROUNDS = 6;
const CHEAP = 0.5;

/** Below this ratio compiled code does not pay: a little less than 1 is within what is measured badly. */
const LOSS = 0.95;

/** Rounds without a call after which no more are tried. */
const MOST_MISSED = 5;

/** One round may have been disturbed. */
const FEWEST = 2;
const FEWEST_FOR_MEDIAN = 3;

/** Ticks a call, in each round. */
export class Measurement {
  readonly rounds: Readonly<Record<Kind, number[]>> = { compiled: [], interpreted: [] };
  /** Calls take too long to be left to the interpreter, or did not come, again and again. */
  givenUp = false;
  #missed = 0;
  /** The compiled code that was measured. */
  #entry = 0;
  /** Whether all rounds of interpreted calls were cheap. */
  #isCheap: boolean | null = null;

  get isDone(): boolean {
    return this.givenUp || this.#pairs >= (this.#isCheap === true ? CHEAP_ROUNDS : ROUNDS);
  }

  get #pairs(): number {
    return Math.min(this.rounds.interpreted.length, this.rounds.compiled.length);
  }

  /** Notes a round. */
  note(kind: Kind, ticks: number, milliseconds: number): void {
    this.rounds[kind].push(ticks);
    if (kind === 'interpreted') this.#isCheap = this.#isCheap !== false && milliseconds < CHEAP;
  }

  /** Notes a round of interpreted calls in which none ended: one took too long, or none came. On a busy machine the program may just not have had a processor. */
  miss(isLong: boolean): void {
    this.#missed += 1;
    this.givenUp = isLong || this.#missed >= MOST_MISSED;
  }

  /** Ticks of a compiled call; null: not measured. */
  get compiledTicks(): number | null {
    return this.rounds.compiled.length === 0 ? null : fastest(this.rounds.compiled);
  }

  /**
   * Ticks that a call gains; null: not measured. The median of the differences of rounds that followed each other: programs have phases, in
   * which one function takes longer than in others, and the fastest rounds of the two kinds may be of different ones.
   */
  get gain(): number | null {
    const pairs = this.#pairs;
    if (pairs < FEWEST_FOR_MEDIAN) return null;
    const [interpreted, compiled] = [this.rounds.interpreted.slice(-pairs), this.rounds.compiled.slice(-pairs)];
    const differences = interpreted.map((ticks, index) => ticks - compiled[index]!).sort((a, b) => a - b);
    return (differences[(pairs - 1) >> 1]! + differences[pairs >> 1]!) / 2;
  }

  /** All rounds say that compiled calls take longer. */
  get isLoss(): boolean {
    return this.isDone && !this.givenUp && this.ratio !== null && this.ratio < LOSS;
  }

  /** Another version of the code is in place: what was measured of the one before does not count; of the interpreter it does if it took long. */
  of(entry: number): void {
    if (this.#entry !== entry) this.rounds.compiled.length = 0;
    if (this.#entry !== entry && this.#isCheap === true) this.rounds.interpreted.length = 0;
    this.#entry = entry;
  }

  /** How many times faster calls are, by the fastest round of each kind; null: not measured. */
  get ratio(): number | null {
    const { compiled, interpreted } = this.rounds;
    return this.#pairs < FEWEST ? null : fastest(interpreted) / fastest(compiled);
  }
}

/** Whatever disturbs a round makes it slower: the program waits for a processor, or another thread runs. */
function fastest(values: readonly number[]): number {
  return Math.min(...values);
}
