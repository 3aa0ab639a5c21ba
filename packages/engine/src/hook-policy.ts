// The frame hook slows every call of a Python function that has no compiled code, so it is in place only while it pays: as long
// as enough calls go to compiled functions, and what these gain is more than what the others lose. In sync mode it stays.
import { commit } from '@psyco/runtime-x86';
import type { CodeRecordSlot } from './code-records';
import type { Committer } from './committer';
import type { Installer } from './installer';
import { TICKS_A_MILLISECOND } from './measurer';
import type { Statistics } from './stats';

const LOOK_EVERY = 100;
/** Milliseconds with too few hits after which the hook is taken out; twice as many each time that this was wrong. */
const PATIENCE = 1000;
/** Hits a second that are worth it. */
const WORTH = 300;
/** Nanoseconds that the hook may take more than compiled code gained, after which it is taken out. */
const MOST_LOST = 5e6;
/** Milliseconds for which it stays out then, unless something new is compiled; twice as long each time. */
const LOST_FOR = 2000;
/** Nanoseconds that a call of a function without compiled code takes longer with the hook: it goes through C (Python/ceval.c, CALL). */
const COST = 10;
/** Nanoseconds that a call of a compiled function is taken to gain until it has been measured. */
const LIKELY_GAIN = 150;
/** Samples within `MISS_WINDOW` that the hook would have turned into compiled code, before it is put back. */
const MISSES = 3;
const MISS_WINDOW = 200;

export class HookPolicy {
  #last = -Infinity;
  /** Whether the hook was in place at the last look. */
  #isWatched = false;
  /** When it was last worth it. */
  #busy = -Infinity;
  #hits = 0;
  #patience = PATIENCE;
  #misses: number[] = [];
  readonly #known = new Map<CodeRecordSlot, { readonly hits: number; readonly time: number }>();
  #uncompiled = 0;
  /** Nanoseconds lost so far; what was gained before that does not count. */
  #lost = 0;
  #lostFor = LOST_FOR;
  #outUntil = -Infinity;

  constructor(
    private readonly committer: Committer,
    private readonly installer: Installer,
    private readonly statistics: Statistics,
    private readonly interpreter: number,
    private readonly clock: () => number,
    /** Calls of functions without compiled code that have gone through the hook. */
    private readonly uncompiledCalls: () => number,
  ) {}

  /** Looks at the hits now and then; may post a commit. */
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
    const { hits, gain } = this.#look();
    const rate = (hits - this.#hits) / seconds;
    this.#last = now;
    this.#hits = hits;
    if (!this.#isWatched || rate >= WORTH) this.#busy = now;
    this.#lost = this.#isWatched ? Math.max(0, this.#lost - gain) : 0;
    this.#isWatched = true;
    if (this.#lost > MOST_LOST) {
      this.#outUntil = now + this.#lostFor;
      this.#lostFor *= 2;
      this.#remove('hook removed: it cost more than it gained');
    } else if (now - this.#busy >= this.#patience) this.#remove('hook removed');
  }

  /** All hits so far, and the nanoseconds that were gained since the last look, less what the hook took. */
  #look(): { hits: number; gain: number } {
    const uncompiled = this.uncompiledCalls();
    let gain = -COST * (uncompiled - this.#uncompiled);
    this.#uncompiled = uncompiled;
    let hits = 0;
    for (const [code, slot] of this.installer.records) {
      const { measurement, compiledTime: time } = this.statistics.function(code);
      const before = this.#known.get(slot) ?? { hits: 0, time: 0 };
      const all = this.installer.records.hits(slot);
      this.#known.set(slot, { hits: all, time });
      hits += all;
      const recent = all - before.hits;
      // What has not been measured, like calls that last, is taken to have become twice as fast.
      if (measurement.gain !== null) gain += recent * (measurement.gain / TICKS_A_MILLISECOND) * 1e6;
      else if (recent > 0) gain += Math.max(recent * LIKELY_GAIN, (time - before.time) * 1e6);
    }
    return { hits, gain };
  }

  #remove(event: string): void {
    this.#set(0, event);
  }

  /** A function with compiled code began to run in the interpreter. */
  miss(now: number): void {
    if (this.committer.busy || this.committer.hook !== 0 || now < this.#outUntil) return;
    this.#misses = [...this.#misses.filter((time) => now - time < MISS_WINDOW), now];
    if (this.#misses.length < MISSES) return;
    this.#misses = [];
    this.#patience *= 2;
    this.#set(this.installer.options.frameHook, 'hook installed');
  }

  #set(address: number, event: string): void {
    this.committer.post([commit.setHook(this.interpreter, address)], ({ applied }) => {
      if (!applied) return;
      this.committer.hookIs(address);
      this.statistics.events.add(event);
    });
  }
}
