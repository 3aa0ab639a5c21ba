// The frame hook slows every call of a Python function that has no compiled code, so it is in place only while it pays: as long
// as enough calls go to compiled functions. In sync mode it stays.
import { commit } from '@psyco/runtime-x86';
import type { Committer } from './committer';
import type { Installer } from './installer';
import type { Statistics } from './stats';

const LOOK_EVERY = 200;
/** Looks in a row with too few hits after which the hook is taken out; twice as many each time that this was wrong. */
const PATIENCE = 5;
/** Hits a second that are worth it. */
const WORTH = 300;
/** Samples within `MISS_WINDOW` that the hook would have turned into compiled code, before it is put back. */
const MISSES = 3;
const MISS_WINDOW = 200;

export class HookPolicy {
  #last = -Infinity;
  #idle = 0;
  #hits = 0;
  #patience = PATIENCE;
  #misses: number[] = [];

  constructor(
    private readonly committer: Committer,
    private readonly installer: Installer,
    private readonly statistics: Statistics,
    private readonly interpreter: number,
    private readonly clock: () => number,
  ) {}

  /** Looks at the hits now and then; may post a commit. */
  update(now: number): void {
    if (now - this.#last < LOOK_EVERY || this.committer.hook !== this.installer.options.frameHook) return;
    if (this.committer.isHookGone()) {
      this.committer.hookIs(0);
      this.statistics.events.add('hook taken out by the program: deep recursion');
      return;
    }
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    let hits = 0;
    for (const [, slot] of this.installer.records) hits += this.installer.records.hits(slot);
    const rate = (hits - this.#hits) / seconds;
    this.#hits = hits;
    this.#idle = rate < WORTH ? this.#idle + 1 : 0;
    if (this.#idle < this.#patience) return;
    this.#idle = 0;
    this.#set(0, 'hook removed');
  }

  /** A function with compiled code began to run in the interpreter. */
  miss(now: number): void {
    if (this.committer.busy || this.committer.hook !== 0) return;
    this.#misses = [...this.#misses.filter((time) => now - time < MISS_WINDOW), now];
    if (this.#misses.length < MISSES) return;
    this.#misses = [];
    this.#patience *= 2;
    this.#last = this.clock();
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
