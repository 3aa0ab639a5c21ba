// How long calls of one function take, as measured in rounds. Pure.

/** What ran in a round: the compiled code, or the interpreter. */
export type Kind = 'compiled' | 'interpreted';

/** Rounds of each kind. */
const ROUNDS = 3;

/** Below this ratio compiled code does not pay: a little less than 1 is within what is measured badly. */
const LOSS = 0.95;

/** One round may have been disturbed. */
const FEWEST = 2;

/** Ticks a call, in each round. */
export class Measurement {
  readonly rounds: Readonly<Record<Kind, number[]>> = { compiled: [], interpreted: [] };
  /** Calls take too long to be left to the interpreter, or did not come. */
  givenUp = false;
  /** The compiled code that was measured. */
  #entry = 0;

  get isDone(): boolean {
    return this.givenUp || Math.min(this.rounds.interpreted.length, this.rounds.compiled.length) >= ROUNDS;
  }

  /** Ticks of a compiled call; null: not measured. */
  get compiledTicks(): number | null {
    return this.rounds.compiled.length === 0 ? null : fastest(this.rounds.compiled);
  }

  /** Ticks that a call gains; null: not measured. */
  get gain(): number | null {
    const { compiled, interpreted } = this.rounds;
    return Math.min(interpreted.length, compiled.length) < FEWEST ? null : fastest(interpreted) - fastest(compiled);
  }

  /** All rounds say that compiled calls take longer. */
  get isLoss(): boolean {
    return this.isDone && !this.givenUp && this.ratio !== null && this.ratio < LOSS;
  }

  /** Another version of the code is in place: what was measured of the one before does not count. */
  of(entry: number): void {
    if (this.#entry !== entry) this.rounds.compiled.length = 0;
    this.#entry = entry;
  }

  /** How many times faster calls are, by the fastest round of each kind; null: not measured. */
  get ratio(): number | null {
    const { compiled, interpreted } = this.rounds;
    return Math.min(interpreted.length, compiled.length) < FEWEST ? null : fastest(interpreted) / fastest(compiled);
  }
}

/** Whatever disturbs a round makes it slower: the program waits for a processor, or another thread runs. */
function fastest(values: readonly number[]): number {
  return Math.min(...values);
}
