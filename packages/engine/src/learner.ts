// Learns from exits: counts them, remembers what they saw, asks for recompilations, and takes out what does not pay.
import type { ExitEvent, ExitWatcher } from './exit-watcher';
import { DEFAULT_POLICY, FeedbackStore, isLearnable, shouldRecompile } from './feedback';
import type { Functions, UnitSlot } from './functions';
import type { Installer } from './installer';
import type { Journal } from './journal';
import type { Statistics } from './stats';
import type { CompiledUnit } from './unit';
import type { EngineCodeFacts } from './world/code-facts';

/** A function entry is looked at when it was entered this often, and taken out if so large a part of the entries left. */
const JUDGE_AFTER = 500;
const WORST_SHARE = 0.5;
/** Takeovers of a loop that came to nothing at once (nothing was done yet), after which it is compiled anew: more would not tell more. */
const FAILED_ENTRIES = 3;
/** Exits of a loop per millisecond, and between two looks, beyond which it is taken out when nothing more can be learnt. */
const WORST_LOOP_RATE = 40;
const WORST_LOOP_COUNT = 400;
/** The same for a unit that waits for its recompilation: it is taken out until then. */
const SUSPEND_RATE = 20;
const SUSPEND_COUNT = 200;

/** Exits that say that the program has changed what code is made for, not that other values came by. */
const INVALIDATING: ReadonlySet<string> = new Set(['global', 'class']);

interface Counts {
  learnable: number;
  all: number;
  /** Of loops: taken right at the entry. */
  entries: number;
}

interface RatedCounts extends Counts {
  /** All exits per millisecond. */
  readonly rate: number;
}

export class Learner {
  #lastLook = -Infinity;

  constructor(
    private readonly watcher: ExitWatcher,
    private readonly feedback: FeedbackStore,
    private readonly functions: Functions,
    private readonly installer: Installer,
    private readonly statistics: Statistics,
    private readonly journal: Journal,
  ) {}

  /** Takes in what happened since the last time. Returns whether something did. */
  learn(now: number): boolean {
    const milliseconds = Math.max(1, Math.min(1000, now - this.#lastLook));
    this.#lastLook = now;
    const events = this.watcher.poll();
    if (events.length === 0) return false;
    const slots = new Map<CompiledUnit, UnitSlot>();
    for (const state of this.functions) for (const slot of state.slots) if (slot.current !== null) slots.set(slot.current, slot);
    const recent = new Map<UnitSlot | string, Counts>();
    for (const event of events) {
      this.#note(event);
      const slot = slots.get(event.unit) ?? (event.unit.kind === 'native' ? event.unit.key : undefined);
      if (slot === undefined) continue;
      const counts = recent.get(slot) ?? { learnable: 0, all: 0, entries: 0 };
      const { reason } = event.unit.sites[event.index]!;
      counts.all += event.count;
      if (isLearnable(reason)) counts.learnable += event.count;
      if (event.unit.kind === 'loop' && event.unit.outerOffsets[event.index] === -1) counts.entries += event.count;
      recent.set(slot, counts);
    }
    for (const [slot, counts] of recent) if (typeof slot === 'string') this.#judgeNative(slot, counts.learnable);
    for (const [slot, counts] of recent) {
      if (typeof slot !== 'string') {
        this.#judge(slot, { ...counts, rate: counts.all / milliseconds }, now);
        if (slot.current !== null) this.installer.options.allowances.renew(slot.current);
      }
    }
    return events.length > 0;
  }

  /** Compiles anew a native unit that asks for it. Returns whether a commit is on its way. */
  recompileNative(): boolean {
    for (const [key, slot] of this.installer.nativeSlots) {
      if (!slot.wantsRecompile) continue;
      this.journal.event('recompiled', { function: slot.code.qualname, reason: 'exits', count: slot.total });
      const result = this.installer.reinstallNative(key);
      if (result !== 'other result') return result;
      this.#recompileCallers(key);
    }
    return false;
  }

  #recompileCallers(key: string): void {
    for (const state of this.functions) {
      for (const slot of state.slots) {
        if (slot.current?.calls.includes(key) && slot.recompilations < DEFAULT_POLICY.most) slot.wantsRecompile = true;
      }
    }
    for (const slot of this.installer.nativeSlots.values()) {
      if (slot.unit.calls.includes(key) && slot.recompilations < DEFAULT_POLICY.most) slot.wantsRecompile = true;
    }
  }

  #note({ unit, index, count, sawType, otherType, sawValue }: ExitEvent): void {
    const site = unit.sites[index]!;
    if (site.operand < 0) return; // a call site: the callee's own exit is counted
    this.feedback.note(site, count, [sawType, otherType], sawValue, unit);
    // As the unit was compiled with them: another code object may be at that address by now.
    const code = [unit.code, ...unit.inlined].find(({ address }) => address === site.code);
    const line = code?.lineAt(site.offset) ?? 0;
    if (INVALIDATING.has(site.reason)) this.#noteInvalidation(unit, site.reason, code ?? unit.code, line);
    this.statistics.function(unit.code).noteExits(this.statistics.unit(unit), site.reason, line, count);
  }

  /** Something the code relied on has changed: its guards see it, and the next version is compiled for what is there now. */
  #noteInvalidation(unit: CompiledUnit, reason: string, code: EngineCodeFacts, line: number): void {
    const { invalidations } = this.statistics.function(unit.code);
    if (invalidations.get(reason) === 0) this.journal.event('invalidated', { function: unit.code.qualname, reason, file: code.filename, line });
    invalidations.add(reason);
  }

  #judge(slot: UnitSlot, counts: RatedCounts, now: number): void {
    slot.recent = counts.learnable;
    slot.total += counts.learnable;
    slot.allExits += counts.all;
    slot.failedEntries += counts.entries;
    if (slot.wantsRecompile) return this.#suspendIfUseless(slot, counts);
    const entersInVain = slot.failedEntries >= FAILED_ENTRIES && slot.recompilations < DEFAULT_POLICY.most;
    if (entersInVain || shouldRecompile(slot, slot.recompilations)) {
      slot.wantsRecompile = true;
      this.statistics.events.add('recompilations asked for');
      this.journal.event('recompiled', { function: slot.current!.code.qualname, reason: 'exits', count: slot.total });
      return;
    }
    const state = [...this.functions].find(({ slots }) => slots.includes(slot));
    if (state === undefined) return;
    const { records } = this.installer;
    const record = records.get(state.code);
    if (this.#isCalleeAtFault(slot.current!)) {
      slot.allExits = 0;
      if (record !== undefined) slot.hitsAtStart = records.hits(record);
      return;
    }
    if (slot.kind === 'loop') {
      if (counts.all > WORST_LOOP_COUNT && counts.rate > WORST_LOOP_RATE) this.installer.retire(state, slot, `${counts.all} exits at once`);
      return;
    }
    const hits = record === undefined ? 0 : records.hits(record) - slot.hitsAtStart;
    if (hits >= JUDGE_AFTER && slot.allExits > hits * WORST_SHARE) this.installer.retire(state, slot, `${slot.allExits} of ${hits} entries left`);
  }

  /** Exits of native callees are exits of their callers as well. Those that are about to be compiled anew do not speak against the callers. */
  #isCalleeAtFault(unit: CompiledUnit): boolean {
    const { nativeSlots } = this.installer;
    const keys = new Set(unit.calls);
    // The set grows while it is walked.
    for (const key of keys) {
      const callee = nativeSlots.get(key);
      if (callee?.wantsRecompile) return true;
      for (const further of callee?.unit.calls ?? []) keys.add(further);
    }
    return false;
  }

  /** A unit that waits for its recompilation and is left nearly whenever it is entered does more harm than good until then. */
  #suspendIfUseless(slot: UnitSlot, counts: RatedCounts): void {
    const state = [...this.functions].find(({ slots }) => slots.includes(slot));
    if (state === undefined || counts.all < SUSPEND_COUNT || counts.rate < SUSPEND_RATE) return;
    if (slot.kind === 'function') {
      const record = this.installer.records.get(state.code);
      const hits = record === undefined ? 0 : this.installer.records.hits(record);
      const recent = hits - slot.hits;
      slot.hits = hits;
      if (counts.all <= recent * WORST_SHARE) return;
    }
    this.installer.suspend(state, slot);
  }

  #judgeNative(key: string, learnable: number): void {
    const slot = this.installer.nativeSlots.get(key);
    if (slot === undefined || slot.wantsRecompile) return;
    slot.recent = learnable;
    slot.total += learnable;
    slot.wantsRecompile = shouldRecompile(slot, slot.recompilations);
  }
}
