// What a unit may cost until the compiler looks at it again: exits, and the tracing with which on-stack replacement waits, after an exit, for a loop
// that can be entered. Knows the data region's words only (runtime-x86, Allowance); who earns what is decided by the samples.
import { Allowance, RuntimeData, wordsToBytes } from '@psyco/runtime-x86';
import type { Region } from './regions';
import type { CompiledUnit } from './unit';

/** A good part of a millisecond's worth. */
const EXITS = 600;
/** Events of tracing in a millisecond, roughly: the interpreter looks up the line of each instruction besides. */
const EVENTS_A_MILLISECOND = 10_000;
/** Milliseconds of tracing that a new unit may cause before it has been seen to run, and that may be earned in advance. */
const FIRST = 1;
const MOST = 10;

/** A number of its own for one test: exits are taken a million times there while the compiler is stopped, to see what each leaves behind (tools/leaks). Nothing else reads it. */
const forTest = process.env.PSYCO_TEST_EXITS;

type Allowed = Pick<CompiledUnit, 'allowance' | 'entry'>;

export class Allowances {
  readonly #exits = Number(forTest ?? EXITS);
  readonly #unlimited: boolean;

  /** @param always whether tracing may cost what it will: in tests */
  constructor(private readonly data: Pick<Region, 'read' | 'readWord' | 'writeWord' | 'write'>, private readonly runtimeData: number, always: boolean) {
    this.#unlimited = always || forTest !== undefined;
  }

  /** For a unit that is about to be put in place. @param entryWord address of the word that enters it */
  grant({ allowance, entry }: Allowed, entryWord: number): void {
    const events = this.#unlimited ? Number.MAX_SAFE_INTEGER : FIRST * EVENTS_A_MILLISECOND;
    this.data.write(allowance, wordsToBytes([this.#exits, entryWord, entry, events, this.data.readWord(this.runtimeData + RuntimeData.traceEventCount)].map(BigInt)));
  }

  /** Lets a unit that pays leave as often again; puts it back if the program has taken it out meanwhile. */
  renew({ allowance, entry }: Allowed): void {
    this.data.writeWord(allowance + Allowance.exits, this.#exits);
    const word = this.data.readWord(allowance + Allowance.entryWord);
    if (this.data.readWord(word) === 0) this.data.writeWord(word, entry);
  }

  /** The unit was seen to run for so long: waiting for it may take as long again. Compiled code that is twice as fast has saved that much. */
  earn({ allowance }: Allowed, milliseconds: number): void {
    if (this.#unlimited) return;
    this.data.writeWord(allowance + Allowance.events, Math.min(MOST * EVENTS_A_MILLISECOND, this.#events(allowance) + Math.round(milliseconds * EVENTS_A_MILLISECOND)));
  }

  /** Whether waiting for the unit has cost more than it earned. */
  isOverdrawn({ allowance }: Allowed): boolean {
    return this.#events(allowance) < 0;
  }

  #events(allowance: number): number {
    return Number(this.data.read(allowance + Allowance.events, 8).readBigInt64LE());
  }
}
