// Which bytecode an address in a unit's code belongs to: kept with the unit, so that a crash can be explained when nothing else
// is left. Numbers only: the ir of the unit is not kept alive.
import type { CodePlace } from '@psyco/backend';
import type { EngineCodeFacts } from './world/code-facts';

/** Where an address belongs. `code` is null where no bytecode is known: only the block is. */
export interface BytecodePlace {
  /** Number of the block in the ir. */
  readonly block: number;
  /** The function, which may be one that was inlined. */
  readonly code: EngineCodeFacts | null;
  readonly offset: number;
}

export class CodeMap {
  readonly #offsets: Int32Array;
  readonly #blocks: Int32Array;
  readonly #bytecodes: Int32Array;
  readonly #codes: (EngineCodeFacts | null)[];

  /** @param factsOf the code object at an address, if it is known */
  constructor(places: readonly CodePlace[], factsOf: (address: number) => EngineCodeFacts | null) {
    this.#offsets = Int32Array.from(places, ({ offset }) => offset);
    this.#blocks = Int32Array.from(places, ({ block }) => block);
    this.#bytecodes = Int32Array.from(places, ({ exit }) => exit?.frames.at(-1)?.offset ?? -1);
    this.#codes = places.map(({ exit }) => (exit === null || exit.frames.length === 0 ? null : factsOf(exit.frames.at(-1)!.code)));
  }

  /** The place of the byte at this offset in the unit; undefined before the first place (the prologue). */
  find(offset: number): BytecodePlace | undefined {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#offsets[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    const index = low - 1;
    if (index < 0) return undefined;
    // Instructions that cannot leave have no bytecode of their own: that of the nearest one in the same block serves.
    let nearest = index;
    while (nearest >= 0 && this.#bytecodes[nearest]! < 0 && this.#blocks[nearest] === this.#blocks[index]) nearest--;
    if (nearest < 0 || this.#blocks[nearest] !== this.#blocks[index]) nearest = index;
    while (nearest + 1 < this.#offsets.length && this.#bytecodes[nearest]! < 0 && this.#blocks[nearest + 1] === this.#blocks[index]) nearest++;
    return { block: this.#blocks[index]!, code: this.#codes[nearest]!, offset: this.#bytecodes[nearest]! };
  }
}
