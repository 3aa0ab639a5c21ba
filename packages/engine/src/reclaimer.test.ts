// What is given back, and what is not, as the program and the compiler go on beside each other. The process is this one, of which only
// the stack's mapping is asked for.
import { describe, expect, it, vi } from 'vitest';
import { readMappings } from '@psyco/objects';
import type { CommitStep } from '@psyco/runtime-x86';
import type { CommitResult } from './committer';
import { Reclaimer } from './reclaimer';
import type { ReclaimerParts } from './reclaimer';
import type { CompiledUnit } from './unit';

/** All threads of the program wait, in no compiled code. */
vi.mock('./waiting-threads', () => ({ readWaitingStacks: () => [] }));

const COUNTS = { forks: 8, exitsUnderWay: 16, buffer: 64 } as const;

interface Slot {
  current: CompiledUnit | null;
  armed: number;
}
const slotOf = (current: CompiledUnit): Slot => ({ current, armed: 0 });

/** A unit whose number is all that is known of it. */
const unit = (number: number): CompiledUnit =>
  ({ kind: 'function', key: `unit${number}`, start: 0x1000 * number, codeBytes: 0x100, pins: [number], calls: [], sites: [], exitBase: 0, recipes: { size: 0 }, allowance: 0 }) as unknown as CompiledUnit;

/** A program, of one thread if nothing is said. `stack` has the words in the code region that a commit finds there; `cframe` is the C frame of the innermost interpreter. */
function program(units: CompiledUnit[], slots: Slot[], stack: number[] = [], threads = 1, cframe = 8) {
  let posted: { steps: readonly CommitStep[]; done: (result: CommitResult) => void } | undefined;
  const watched = new Set(units);
  const state = { slots, entry: slots[0], lastUse: 0 };
  const clock = { worked: 0 };
  const counts: Record<number, number> = {};
  const parts = {
    python: {
      pid: process.pid,
      interpreterState: 0,
      memory: { ptrFresh: () => cframe },
      layout: { PyThreadState: { next: 0, native_thread_id: 0, cframe: 0, root_cframe: 8 }, PyInterpreterState: { threads_head: 0 } },
      attempt: <Value>(read: () => Value) => read(),
      threads: () => Array.from({ length: threads }, () => ({ address: 0, nativeId: process.pid })),
    },
    code: { size: 1 << 20, release: () => undefined, advance: () => undefined },
    data: {
      allocate: () => COUNTS.buffer,
      readWord: (address: number) => (address === COUNTS.buffer ? stack.length : counts[address] ?? 0),
      read: () => Buffer.from(BigUint64Array.from(stack.map(BigInt)).buffer),
      release: () => undefined,
    },
    exits: { capacity: 1 << 20, release: () => undefined, advance: () => undefined },
    committer: {
      get busy() {
        return posted !== undefined;
      },
      post: (steps: readonly CommitStep[], done: (result: CommitResult) => void) => (posted = { steps, done }),
    },
    installer: { natives: { current: () => null }, records: { get: () => undefined }, retire: (_: unknown, slot: Slot) => (slot.current = null) },
    watcher: {
      get units() {
        return [...watched];
      },
      forget: (gone: CompiledUnit) => watched.delete(gone),
    },
    functions: [state],
    worked: () => clock.worked,
    statistics: { events: { add: () => undefined } },
    forks: COUNTS.forks,
    exitsUnderWay: COUNTS.exitsUnderWay,
    clearEvery: 0,
    roomMade: () => undefined,
  };
  const run = (applied = true): CommitStep[] => {
    const { steps, done } = posted!;
    posted = undefined;
    done(applied ? { applied } : { applied, step: 0 });
    return [...steps];
  };
  return { reclaimer: new Reclaimer(parts as unknown as ReclaimerParts, 0), run, isPosted: () => posted !== undefined, state, clock, counts };
}

/** Whose references a commit gives back. */
const released = (steps: readonly CommitStep[]): unknown[] => steps.filter(({ op }) => op === 'decref').map(({ operands: [pin] }) => pin);

describe('Reclaimer', () => {
  it('gives back what nothing leads to and nobody is in', () => {
    const [used, out, running] = [1, 2, 3].map(unit) as [CompiledUnit, CompiledUnit, CompiledUnit];
    const { reclaimer, run } = program([used, out, running], [slotOf(used)], [running.start + 8]);
    expect(reclaimer.giveBack()).toBe('wait');
    expect(run().map(({ op }) => op)).toContain('collectStack');
    expect(reclaimer.giveBack()).toBe('wait');
    expect(released(run())).toEqual([2]);
  });

  it('does not give back what was taken out after the look at the stack: somebody may have entered it between the two', () => {
    const [late, out] = [1, 2].map(unit) as [CompiledUnit, CompiledUnit];
    const slot = slotOf(late);
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

  it('takes out what the program has not used for half a minute of its own time, and releases it', () => {
    const rests = unit(1);
    const { reclaimer, run, isPosted, state, clock } = program([rests], [slotOf(rests)]);
    // Waiting is not working.
    for (let now = 1000; now < 100_000; now += 1000) reclaimer.update(now);
    clock.worked = 20_000;
    state.lastUse = 100_000;
    reclaimer.update(100_000);
    clock.worked = 49_000;
    reclaimer.update(101_000);
    expect(isPosted()).toBe(false);
    clock.worked = 50_000;
    reclaimer.update(102_000);
    expect(isPosted()).toBe(false);
    reclaimer.update(132_000);
    expect(run().map(({ op }) => op)).toContain('collectStack');
    expect(released(run())).toEqual([1]);
  });

  it('keeps everything in a child that was forked in another thread, which is not on the main stack', () => {
    const main = readMappings(process.pid).find(({ path }) => path === '[stack]')!;
    for (const [cframe, isKept] of [[main.end - 64, false], [main.end, true], [main.start - 64, true]] as const) {
      const { reclaimer, isPosted } = program([unit(1)], [slotOf(unit(2))], [], 1, cframe);
      reclaimer.giveBack();
      expect(isPosted()).toBe(!isKept);
    }
  });

  it('keeps everything while an exit is under way, which takes references to what its unit holds', () => {
    const checked = (steps: readonly CommitStep[]): boolean => steps.some(({ operands }) => operands.includes(COUNTS.exitsUnderWay));
    const { reclaimer, run, isPosted } = program([unit(1)], [slotOf(unit(2))]);
    reclaimer.update(1000);
    reclaimer.update(32_000);
    expect(checked(run(false))).toBe(true);
    expect(isPosted()).toBe(false);
    expect(reclaimer.giveBack()).toBe('wait');
    expect(checked(run(false))).toBe(true);
    // The exit may be waiting for this very answer, in a collection of garbage.
    expect(reclaimer.giveBack()).toEqual({ released: 0, kept: 1 });
    expect(isPosted()).toBe(false);
    expect(reclaimer.giveBack()).toBe('wait');
    expect(checked(run())).toBe(true);
    expect(reclaimer.giveBack()).toBe('wait');
    expect(released(run())).toEqual([1]);
  });

  it('keeps everything at the end, too, while another thread waits in the middle of an exit', () => {
    const { reclaimer, run, isPosted, counts } = program([unit(1)], [], [], 2);
    counts[COUNTS.exitsUnderWay] = 1;
    expect(reclaimer.giveBackAtEnd()).toBe('wait');
    expect(reclaimer.giveBackAtEnd()).toBe('wait');
    expect(isPosted()).toBe(false);
    counts[COUNTS.exitsUnderWay] = 0;
    expect(reclaimer.giveBackAtEnd()).toBe('wait');
    expect(released(run())).toEqual([1]);
    expect(reclaimer.giveBackAtEnd()).toMatchObject({ kept: 0 });
  });

  it('does not wait without end for an exit that another thread does not leave', () => {
    const { reclaimer, counts } = program([unit(1)], [], [], 2);
    counts[COUNTS.exitsUnderWay] = 1;
    const answers = Array.from({ length: 1000 }, () => reclaimer.giveBackAtEnd());
    expect(answers.at(-1)).toEqual({ released: 0, kept: 1 });
  });
});
