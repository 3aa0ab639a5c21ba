// From a sample to what is done about it: charges, types seen, and the function or loop that is compiled or entered next.
import { commit } from '@psyco/runtime-x86';
import { FIRST_PATIENCE, inheritReach } from './functions';
import type { FunctionState } from './functions';
import { type Journal, placeOf } from './journal';
import type { Sample } from './sampler';
import { choose, interpretedFrames } from './selection';
import type { Parts } from './parts';

/** Longest time that one sample stands for, in milliseconds: one sample alone must not make a function hot. */
const MOST_WEIGHT = 4;
/** Samples in a row in which a frame's objects were gone before they were read, after which it is given up. */
const MOST_MISSED = 50;
const HOT_LIST_EVERY = 1000;
/** Functions handed to the journal, which shows as many as the program wants. */
const MOST_HOT = 100;

export class Watching {
  /** When something was last done, when any thread was seen to run, and when the last sample was taken. */
  lastBusy: number;
  lastRunning = -Infinity;
  lastSample = -Infinity;
  #lastHotList = -Infinity;

  constructor(private readonly parts: Parts, private readonly journal: Journal, private readonly clock: () => number) {
    this.lastBusy = clock();
  }

  /** One sample; nothing is chosen unless something may be. */
  sample(now: number, mayChoose: () => boolean): void {
    const weight = Math.min(MOST_WEIGHT, now - this.lastSample);
    this.lastSample = now;
    const sample = this.parts.sampler.sample(this.parts.requests.waitsForBound);
    this.parts.statistics.events.add('samples');
    if (sample === null) return;
    this.parts.place.threadStacks.note(sample.thread, now);
    this.lastRunning = now;
    if (sample.frames.length === 0) {
      this.parts.statistics.events.add('samples torn');
      return;
    }
    this.#inherit(sample);
    this.parts.progress.note(sample);
    const interpreted = interpretedFrames(sample);
    const { allowances } = this.parts.installer.options;
    // It can be entered, and stays: worth trying soon when it leaves.
    for (const { code, compiled } of sample.frames) {
      if (!compiled) continue;
      const state = this.parts.functions.of(code);
      state.lastUse = now;
      for (const slot of state.loops.values()) if (slot.current !== null && !allowances.isOverdrawn(slot.current)) slot.patience = FIRST_PATIENCE;
    }
    if (interpreted.length === 0) {
      this.parts.statistics.function(sample.frames[0]!.code).compiledTime += weight;
      for (const { current } of this.parts.functions.of(sample.frames[0]!.code).slots) if (current !== null) allowances.earn(current, weight);
      this.parts.statistics.events.add('samples in compiled code');
      return;
    }
    if (this.parts.profilers.compiles || this.parts.requests.anyBound) this.parts.typeProfiler.observe(interpreted);
    for (const { code, seen } of interpreted) if (seen === 1) this.parts.functions.of(code).activations++;
    const top = interpreted[0]!;
    const topStatistics = this.parts.statistics.function(top.code);
    topStatistics.charge += weight;
    topStatistics.interpretedSamples++;
    const stack = interpreted.map(({ code }) => code);
    this.parts.profilers.sample(now, stack, weight);
    this.#logHot(now);
    if (!mayChoose()) return;
    const hot = this.parts.profilers.hot(now, stack);
    const isHot = (state: FunctionState): boolean =>
      (hot.has(state.code) || state.reach >= 0 || state.slots.some(({ wantsRecompile, suspended }) => wantsRecompile || suspended)) && this.parts.permissions.allows(state.code);
    for (const code of hot) {
      if (code.refusal !== null && !this.parts.functions.of(code).refused.has('entry') && this.parts.permissions.allows(code)) this.parts.installer.refuse(this.parts.functions.of(code), code.refusal);
    }
    if (this.#act(sample, isHot, now)) return;
    // One that just began, with the hook, would have run compiled code.
    if (interpreted.some(({ code, seen }) => seen === 1 && hot.has(code) && this.parts.functions.of(code).entry.current !== null)) this.parts.hookPolicy.miss(now);
  }

  /** Returns whether there was something to do. */
  #act(sample: Sample, isHot: (state: FunctionState) => boolean, now: number): boolean {
    const choice = choose(sample, this.parts.functions, isHot, now);
    if (choice === null) return false;
    this.lastBusy = now;
    const { state, slot } = choice;
    if (choice.action === 'arm') {
      slot.armed = now;
      slot.arms++;
      this.parts.statistics.events.add('arms');
      this.parts.committer.post([commit.armOsr(sample.thread, choice.arm === 'top' ? state.code.address : 0, choice.frame.frame.address)], () => undefined);
      return true;
    }
    const { frame } = choice;
    const loop = slot.kind === 'loop' ? state.code.loops.find(({ header }) => header === slot.offset)! : null;
    const seen = this.parts.sampler.look(frame, loop, sample.thread);
    if (seen === null) {
      this.parts.statistics.events.add('frames gone on');
      if (++slot.missed >= MOST_MISSED) this.parts.installer.refuse(state, 'unsteady', slot.kind === 'loop' ? slot.offset : 'entry');
      return true;
    }
    const { locals, stack } = seen;
    slot.missed = 0;
    if (slot.wantsRecompile) slot.recompilations++;
    slot.armed = now;
    this.journal.event('tag', placeOf(state.code, state.code.lineAt(slot.offset)));
    const entry = slot.kind === 'loop' ? ({ kind: 'loop', offset: slot.offset, locals, stack } as const) : ({ kind: 'function', locals } as const);
    const arm = choice.arm === null ? {} : { arm: { thread: sample.thread, code: choice.arm === 'top' ? state.code.address : 0, frame: frame.frame.address } };
    this.parts.installer.install({ state, slot, entry, begun: true, ...arm });
    slot.armed = this.clock();
    return true;
  }

  /** Notes the functions of a sample, and what is to be compiled because a caller is bound. */
  #inherit(sample: Sample): void {
    const stack = [...sample.frames].reverse().map(({ frame, code }) => {
      const state = this.parts.functions.of(code);
      state.func = frame.function;
      return state;
    });
    inheritReach(stack);
  }

  #logHot(now: number): void {
    if (now - this.#lastHotList < HOT_LIST_EVERY) return;
    this.#lastHotList = now;
    this.journal.hot(this.parts.profilers.report(MOST_HOT).map(({ rank, key, share }) => ({ rank, share, name: key.qualname, file: key.filename, line: key.firstLine })));
  }
}
