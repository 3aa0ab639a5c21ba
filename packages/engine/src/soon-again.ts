// Compiles again soon, for tests: what only second and later versions do is met within a few calls, not after hundreds of exits. The entry of a
// function that was left so often is taken out, and the program waits for the next version when it calls the function again (sync mode).
// Decides when; others do.
import type { Committer } from './committer';
import type { Functions } from './functions';
import type { Installer } from './installer';
import type { SyncServer } from './sync-server';
import type { AnalysedCode } from './world/code-facts';

/** Exits that can be learnt from, after which a version is replaced. 0: as in programs. Nothing else reads it. */
const forTest = Number(process.env.PSYCO_TEST_AGAIN ?? 0);

/** Versions of one function that are made so. */
const MOST = 8;

export interface SoonAgainParts {
  readonly functions: Pick<Functions, typeof Symbol.iterator>;
  readonly installer: Pick<Installer, 'suspend' | 'nativeSlots'>;
  readonly committer: Pick<Committer, 'busy'>;
  readonly sync: Pick<SyncServer, 'forget'>;
}

export class SoonAgain {
  constructor(private readonly parts: SoonAgainParts, private readonly after = forTest) {}

  /** Whether tests want it. */
  static get isWanted(): boolean {
    return forTest > 0;
  }

  /** Called at each turn, when it is known what was left how often. */
  update(): void {
    const { functions, installer, committer, sync } = this.parts;
    if (committer.busy) return;
    for (const slot of installer.nativeSlots.values()) if (slot.total >= this.after && slot.recompilations < MOST) slot.wantsRecompile = true;
    const asked: AnalysedCode[] = [];
    for (const state of functions) {
      const { entry } = state;
      if (entry.current === null || entry.total < this.after || entry.recompilations >= MOST) continue;
      installer.suspend(state, entry);
      asked.push(state.code);
    }
    if (asked.length > 0) sync.forget(asked);
  }
}
