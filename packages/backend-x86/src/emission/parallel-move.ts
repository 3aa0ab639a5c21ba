// Orders the moves of a parallel move (all sources are read before any destination is written) into single moves.
// Knows locations, nothing of bytes: the emitter makes the moves.

import type { Move } from '../allocation/allocation';
import { SCRATCH_XMM, XMM0 } from '../machine/registers';

export interface MoveEmitter {
  move(from: Move['from'], to: number, scratchIsBusy: boolean): void;
  /** Both are general registers. */
  exchange(a: number, b: number): void;
}

export function emitParallelMove(emitter: MoveEmitter, moves: readonly Move[]): void {
  if (moves.length === 1) {
    if (moves[0].from !== moves[0].to) emitter.move(moves[0].from, moves[0].to, false);
    return;
  }
  const pending = moves.filter((move) => move.from !== move.to).map((move) => ({ ...move }));
  // How many pending moves read each location.
  const readers = new Map<number, number>();
  for (const { from } of pending) if (typeof from === 'number') readers.set(from, (readers.get(from) ?? 0) + 1);
  let scratchIsBusy = false;
  const done = (i: number): void => {
    const { from } = pending[i];
    if (typeof from === 'number') {
      readers.set(from, readers.get(from)! - 1);
      if (from === SCRATCH_XMM) scratchIsBusy = false;
    }
    pending.splice(i, 1);
  };
  // Constants last: they take no source away, and their destination may be the source of another.
  while (pending.length > 0) {
    let progressed = false;
    for (let i = pending.length - 1; i >= 0; i--) {
      const { from, to } = pending[i];
      if ((readers.get(to) ?? 0) > 0) continue;
      emitter.move(from, to, scratchIsBusy);
      done(i);
      progressed = true;
    }
    if (progressed) continue;
    // Only cycles are left.
    const first = pending[0];
    const { from, to } = first;
    if (typeof from === 'number' && from < XMM0 && to < XMM0) {
      emitter.exchange(to, from);
      // `to` is done; what was in `to` is in `from` now.
      done(0);
      for (let i = pending.length - 1; i >= 0; i--) {
        if (pending[i].from !== to) continue;
        pending[i].from = from;
        readers.set(to, readers.get(to)! - 1);
        readers.set(from, (readers.get(from) ?? 0) + 1);
        if (pending[i].to === from) done(i);
      }
    } else {
      emitter.move(from, SCRATCH_XMM, false);
      readers.set(from as number, readers.get(from as number)! - 1);
      readers.set(SCRATCH_XMM, 1);
      first.from = SCRATCH_XMM;
      scratchIsBusy = true;
    }
  }
}
