// The frame hook slows every call of a Python function that has no compiled code, so it is in place only while it pays: as long
// as enough calls go to compiled functions, and what these gain is more than what the others lose. In sync mode it stays.
import { readWord, writeWord } from '@psyco/runtime-x86';
import type { Dialect, RemoteMemory } from '@psyco/runtime-x86';
import type { CodeRecordSlot } from './code-records';
import type { Committer } from './committer';
import type { Installer } from './installer';
import { TICKS_A_MILLISECOND } from './measurer';
import type { Statistics } from './stats';

const LOOK_EVERY = 25;
/** Milliseconds with too few hits after which the hook is taken out; twice as many each time that this was wrong. */
const PATIENCE = 1000;
/** Hits a second that are worth it. */
const WORTH = 300;
/** Nanoseconds that the hook may take more than compiled code is known to gain: in any case, and of each millisecond of the session. */
const MAY_LOSE = 4e6;
const MAY_LOSE_OF_MILLISECOND = 5000;
/** What is left of that at least when new code is put in place, so that it can be measured; and what must be for the hook to come back without any. */
const TRIAL = 2.5e6;
/** Milliseconds that a call lasts at most, for the question where the time in compiled code comes from. */
const LONG_CALL = 1000;
/** Milliseconds for which it stays out, unless something new is compiled; twice as long each time. */
const LOST_FOR = 2000;
/** Nanoseconds that a call of a function without compiled code takes longer with the hook: it goes through C (Python/ceval.c, CALL). */
const COST = 10;
/** Samples within `MISS_WINDOW` that the hook would have turned into compiled code, before it is put back. */
const MISSES = 3;
const MISS_WINDOW = 200;

/** Where the hook is put. */
export interface HookPlace {
  readonly memory: RemoteMemory;
  readonly dialect: Pick<Dialect, 'offsets'>;
  /** Address of the interpreter state. */
  readonly interpreter: number;
}

export class HookPolicy {
  #last = -Infinity;
  /** Whether the hook was in place at the last look. */
  #isWatched = false;
  /** When it was last worth it. */
  #busy = -Infinity;
  #hits = 0;
  #patience = PATIENCE;
  #misses: number[] = [];
  readonly #known = new WeakMap<CodeRecordSlot, { readonly hits: number; readonly time: number; readonly lastHit: number }>();
  #uncompiled = 0;
  /** Nanoseconds lost so far; what was gained before that does not count. */
  #lost = 0;
  #lostFor = LOST_FOR;
  #outUntil = -Infinity;
  readonly #began: number;

  constructor(
    private readonly committer: Committer,
    private readonly installer: Installer,
    private readonly statistics: Statistics,
    private readonly place: HookPlace,
    private readonly clock: () => number,
    /** Calls of functions without compiled code that have gone through the hook. */
    private readonly uncompiledCalls: () => number,
    /** Nanoseconds that may be lost in any case: all of them in tests, where nothing is measured. */
    private readonly mayLose = MAY_LOSE,
  ) {
    this.#began = clock();
  }

  /** New code is put in place. */
  grant(): void {
    this.#lost = Math.min(this.#lost, this.#allowed(this.clock()) - TRIAL);
  }

  /** Nanoseconds that may have been lost by now. */
  #allowed(now: number): number {
    return this.mayLose + MAY_LOSE_OF_MILLISECOND * (now - this.#began);
  }

  /** Looks at the hits now and then. May be asked in the middle of a compilation. */
  update(now: number): void {
    if (this.committer.hook !== this.installer.options.frameHook) {
      this.#isWatched = false;
      return;
    }
    if (now - this.#last < LOOK_EVERY) return;
    if (this.committer.isHookGone()) {
      this.committer.hookIs(0);
      this.statistics.events.add('hook taken out by the program: deep recursion');
      return;
    }
    const seconds = (now - this.#last) / 1000;
    const { hits, gain } = this.#look(now);
    const rate = (hits - this.#hits) / seconds;
    this.#last = now;
    this.#hits = hits;
    if (!this.#isWatched || rate >= WORTH) this.#busy = now;
    this.#lost = Math.max(0, this.#lost - gain);
    this.#isWatched = true;
    if (this.#lost > this.#allowed(now)) {
      if (!this.#set(0, 'hook removed: it cost more than it gained')) return;
      this.#outUntil = now + this.#lostFor;
      this.#lostFor *= 2;
    } else if (now - this.#busy >= this.#patience) this.#set(0, 'hook removed');
  }

  /** All hits so far, and the nanoseconds that were gained since the last look, less what the hook took. */
  #look(now: number): { hits: number; gain: number } {
    const uncompiled = this.uncompiledCalls();
    let gain = -COST * (uncompiled - this.#uncompiled);
    this.#uncompiled = uncompiled;
    let hits = 0;
    for (const [code, slot] of this.installer.records) {
      const { measurement, compiledTime: time } = this.statistics.function(code);
      const before = this.#known.get(slot) ?? { hits: 0, time: 0, lastHit: -Infinity };
      const all = this.installer.records.hits(slot);
      const recent = all - before.hits;
      const lastHit = recent > 0 ? now : before.lastHit;
      this.#known.set(slot, { hits: all, time, lastHit });
      hits += all;
      // What has not been measured, like calls that last, is taken to have become twice as fast where it was seen to run.
      if (measurement.gain !== null) gain += recent * (measurement.gain / TICKS_A_MILLISECOND) * 1e6;
      else if (now - lastHit < LONG_CALL) gain += (time - before.time) * 1e6;
    }
    return { hits, gain };
  }

  /** A function with compiled code began to run in the interpreter. */
  miss(now: number): void {
    if (this.committer.busy || this.committer.hook !== 0 || now < this.#outUntil || this.#lost > this.#allowed(now) - TRIAL) return;
    this.#misses = [...this.#misses.filter((time) => now - time < MISS_WINDOW), now];
    if (this.#misses.length < MISSES) return;
    this.#misses = [];
    this.#patience *= 2;
    this.#set(this.installer.options.frameHook, 'hook installed');
  }

  /** Writes the word itself: while no commit is on its way no other hook of ours comes and goes, and a call sees the old one or the new. Returns whether it did. */
  #set(address: number, event: string): boolean {
    const { committer, place } = this;
    if (committer.busy) return false;
    const word = place.interpreter + place.dialect.offsets.interpreterEvalFrame;
    // Another tool's stays.
    if (Number(readWord(place.memory, word)) !== committer.hook) return false;
    writeWord(place.memory, word, BigInt(address));
    committer.hookIs(address);
    this.statistics.events.add(event);
    return true;
  }
}
