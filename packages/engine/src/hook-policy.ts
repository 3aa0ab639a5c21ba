// The frame hook slows every call of a Python function that has no compiled code, so it is in place only while it pays: as long
// as enough calls go to compiled functions. In sync mode it stays.
import { commit } from '@psyco/runtime-x86';
import type { Committer } from './committer';
import type { Functions } from './functions';
import type { Installer } from './installer';
import type { Statistics } from './stats';

const LOOK_EVERY = 200;
/** Looks in a row with too few hits after which the hook is taken out. */
const PATIENCE = 5;
/** Hits a second that are worth it. */
const WORTH = 300;

export class HookPolicy {
  #last = -Infinity;
  #idle = 0;
  #hits = 0;

  constructor(
    private readonly committer: Committer,
    private readonly installer: Installer,
    private readonly functions: Functions,
    private readonly statistics: Statistics,
    private readonly interpreter: number,
    private readonly clock: () => number,
  ) {}

  /** Looks at the hits now and then; may post a commit. */
  update(now: number): void {
    if (now - this.#last < LOOK_EVERY || this.committer.hook !== this.installer.options.frameHook) return;
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    let hits = 0;
    for (const [, slot] of this.installer.records) hits += this.installer.records.hits(slot);
    const rate = (hits - this.#hits) / seconds;
    this.#hits = hits;
    this.#idle = rate < WORTH ? this.#idle + 1 : 0;
    if (this.#idle < PATIENCE) return;
    this.#idle = 0;
    this.committer.post([commit.setHook(this.interpreter, 0)], ({ applied }) => {
      if (!applied) return;
      this.committer.hookIs(0);
      this.statistics.events.add('hook removed');
    });
  }

  /** Puts the hook back: a function with compiled code is hot in the interpreter. */
  reinstall(): void {
    if (this.committer.busy || this.committer.hook !== 0) return;
    const { frameHook } = this.installer.options;
    this.committer.post([commit.setHook(this.interpreter, frameHook)], ({ applied }) => {
      if (!applied) return;
      this.committer.hookIs(frameHook);
      this.#last = this.clock();
      this.statistics.events.add('hook installed');
    });
    void this.functions;
  }
}
