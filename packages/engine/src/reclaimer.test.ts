// What is given back, and what is not, as the program and the compiler go on beside each other. The process is this one, of which only
// the stack's mapping is asked for.
import { describe, expect, it } from 'vitest';
import type { CommitStep } from '@psyco/runtime-x86';
import type { CommitResult } from './committer';
import { Reclaimer } from './reclaimer';
import type { ReclaimerParts } from './reclaimer';
import type { CompiledUnit } from './unit';

const COUNTS = { forks: 8, buffer: 64 } as const;

interface Slot {
  current: CompiledUnit | null;
}

/** A unit whose number is all that is known of it. */
const unit = (number: number): CompiledUnit =>
  ({ kind: 'function', key: `unit${number}`, start: 0x1000 * number, codeBytes: 0x100, pins: [number], calls: [], sites: [], exitBase: 0, recipes: { size: 0 }, allowance: 0 }) as unknown as CompiledUnit;

/** A program of one thread. `stack` has the words in the code region that a commit finds there. */
function program(units: CompiledUnit[], slots: Slot[], stack: number[] = []): { reclaimer: Reclaimer; run: () => CommitStep[] } {
  let posted: { steps: readonly CommitStep[]; done: (result: CommitResult) => void } | undefined;
  const watched = new Set(units);
  const parts = {
    python: {
      pid: process.pid,
      interpreterState: 0,
      layout: { PyThreadState: { next: 0, native_thread_id: 0 }, PyInterpreterState: { threads_head: 0 } },
      attempt: <Value>(read: () => Value) => read(),
      threads: () => [{ address: 0, nativeId: process.pid }],
    },
    code: { size: 1 << 20, release: () => undefined, advance: () => undefined },
    data: {
      allocate: () => COUNTS.buffer,
      readWord: (address: number) => (address === COUNTS.buffer ? stack.length : 0),
      read: () => Buffer.from(BigUint64Array.from(stack.map(BigInt)).buffer),
      release: () => undefined,
    },
    exits: { capacity: 1 << 20, release: () => undefined, advance: () => undefined },
    entries: { exitCommon: 0, armThread: 0 },
    committer: {
      get busy() {
        return posted !== undefined;
      },
      post: (steps: readonly CommitStep[], done: (result: CommitResult) => void) => (posted = { steps, done }),
    },
    installer: { natives: { current: () => null } },
    watcher: {
      get units() {
        return [...watched];
      },
      forget: (gone: CompiledUnit) => watched.delete(gone),
    },
    functions: [{ slots }],
    statistics: { events: { add: () => undefined } },
    forks: COUNTS.forks,
    clearEvery: 0,
    roomMade: () => undefined,
  };
  const run = (): CommitStep[] => {
    const { steps, done } = posted!;
    posted = undefined;
    done({ applied: true });
    return [...steps];
  };
  return { reclaimer: new Reclaimer(parts as unknown as ReclaimerParts, 0), run };
}

/** Whose references a commit gives back. */
const released = (steps: readonly CommitStep[]): unknown[] => steps.filter(({ op }) => op === 'decref').map(({ operands: [pin] }) => pin);

describe('Reclaimer', () => {
  it('gives back what nothing leads to and nobody is in', () => {
    const [used, out, running] = [1, 2, 3].map(unit) as [CompiledUnit, CompiledUnit, CompiledUnit];
    const { reclaimer, run } = program([used, out, running], [{ current: used }], [running.start + 8]);
    expect(reclaimer.giveBack()).toBe('wait');
    expect(run().map(({ op }) => op)).toContain('collectStack');
    expect(reclaimer.giveBack()).toBe('wait');
    expect(released(run())).toEqual([2]);
  });

  it('does not give back what was taken out after the look at the stack: somebody may have entered it between the two', () => {
    const [late, out] = [1, 2].map(unit) as [CompiledUnit, CompiledUnit];
    const slot: Slot = { current: late };
    const { reclaimer, run } = program([late, out], [slot]);
    reclaimer.giveBack();
    slot.current = null;
    run();
    expect(released(run())).toEqual([2]);
    // The next look tells that nobody is in it.
    expect(reclaimer.giveBack()).toBe('wait');
    run();
    expect(released(run())).toEqual([1]);
  });
});
