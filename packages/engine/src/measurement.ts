// How long calls of one function take, as measured in rounds. Pure.

/** What ran in a round: the compiled code, or the interpreter. */
export type Kind = 'compiled' | 'interpreted';

/** Rounds of each kind. */
const ROUNDS = 3;

/** One round may have been disturbed. */
const FEWEST = 2;

/** Ticks a call, in each round. */
export class Measurement {
  readonly rounds: Readonly<Record<Kind, number[]>> = { compiled: [], interpreted: [] };
  /** Calls take too long to be left to the interpreter, or did not come. */
  givenUp = false;

  get isDone(): boolean {
    return this.givenUp || this.rounds.interpreted.length >= ROUNDS;
  }

  /** Ticks of a compiled call; null: not measured. */
  get compiledTicks(): number | null {
    return this.rounds.compiled.length === 0 ? null : fastest(this.rounds.compiled);
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
