// The queue of profilers of one session: which one runs, which functions it finds hot, and what of it goes into the log. Times are
// milliseconds here and seconds in @psyco/profiler; memory is kilobytes.
import { ChargeModel, PROFILER_KINDS, ProfilerQueue } from '@psyco/profiler';
import type { ChargeEntry, ProfilerKind, ProfilerOptions, Transition } from '@psyco/profiler';
import type { Journal } from './journal';
import type { AnalysedCode } from './world/code-facts';

/** Charge (milliseconds of samples) from which a function can be hot at all. */
const MINIMUM_CHARGE = 5;

export interface ProfilersOptions {
  readonly journal: Journal;
  readonly clock: () => number;
  /** Kilobytes of code and data made so far, and of what the compiler keeps for them. */
  readonly memory: () => number;
  /** How many functions are compiled. */
  readonly compiledCount: () => number;
  /** Called after something of it was logged that has to do with memory. */
  readonly logMemory: () => void;
}

export class Profilers {
  readonly #queue = new ProfilerQueue();
  #charges = new ChargeModel<AnalysedCode>({ minimum: MINIMUM_CHARGE });
  #renormalizations = 0;

  constructor(private readonly options: ProfilersOptions) {}

  /** The kind that runs now; null: none does. */
  get kind(): ProfilerKind | null {
    return this.#queue.current?.kind ?? null;
  }

  /** Whether something is compiled that nobody has named. */
  get compiles(): boolean {
    const { kind } = this;
    return kind !== null && PROFILER_KINDS[kind].compiles;
  }

  /** Milliseconds between two looks at a program that is not being compiled just now. */
  get interval(): number {
    return this.#queue.current === undefined ? 0 : 1000 / this.#queue.current.charge.pollfreq;
  }

  /** All profilers in order, the one that runs marked. */
  get list(): { kind: ProfilerKind; running: boolean }[] {
    return this.#queue.profilers.map((profiler) => ({ kind: profiler.kind, running: profiler.number === this.#queue.current?.number }));
  }

  /** @throws {ProfilerOptionError} */
  add(kind: ProfilerKind, options: ProfilerOptions, isDefault = false): void {
    this.#note(this.#queue.add(kind, options, this.#now, this.options.memory(), isDefault));
  }

  /** Ends the profiler that runs and all that wait. */
  stop(): void {
    this.#note(this.#queue.stop(this.#now, this.options.memory()));
  }

  /** Another tool has the trace or profile hook of the program, or no longer. */
  setHooksTaken(taken: boolean): void {
    this.#note(this.#queue.setHooksTaken(taken, this.#now, this.options.memory()));
  }

  /** Looks at the limits. */
  update(): void {
    const memory = this.options.memory();
    if (this.#now >= this.#queue.deadline() || memory >= this.#queue.memoryCeiling()) this.#note(this.#queue.update(this.#now, memory));
  }

  /** Charges a stack of functions, innermost first. */
  sample(now: number, stack: readonly AnalysedCode[], weight: number): void {
    this.#charges.sample(now / 1000, stack, weight);
    if (this.#charges.renormalizations === this.#renormalizations) return;
    this.#renormalizations = this.#charges.renormalizations;
    this.options.journal.event('resettingStats', { profiler: this.kind ?? 'none' });
  }

  /** Its code is gone. */
  forget(code: AnalysedCode): void {
    this.#charges.forget(code);
  }

  /** Those of a stack of functions that the running profiler wants compiled. */
  hot(now: number, stack: readonly AnalysedCode[]): ReadonlySet<AnalysedCode> {
    const { kind } = this;
    if (kind === null || !PROFILER_KINDS[kind].compiles) return new Set();
    return new Set(PROFILER_KINDS[kind].charges ? this.#charges.hot(now / 1000) : stack);
  }

  /** The functions with the highest charges. */
  report(top: number): ChargeEntry<AnalysedCode>[] {
    return this.#charges.report(top);
  }

  get #now(): number {
    return this.options.clock() / 1000;
  }

  #note(transitions: readonly Transition[]): void {
    const { journal } = this.options;
    for (const transition of transitions) {
      const profiler = transition.profiler.kind;
      switch (transition.event) {
        case 'started':
          this.#begin();
          journal.event('profilerStart', { profiler });
          break;
        case 'limit':
          if (transition.limit.startsWith('memory')) this.options.logMemory();
          journal.event('profilerLimit', { profiler, limit: transition.limit });
          break;
        case 'displaced':
          journal.event('profilerDisplaced', { profiler });
          break;
        case 'replaced':
          journal.event('profilerReplaced', { profiler });
          break;
        case 'stopped':
          this.options.logMemory();
          journal.event('profilerStopped', { profiler, count: this.options.compiledCount() });
      }
    }
  }

  /** Charges go on from one profiler to the next, if both count them in the same way. */
  #begin(): void {
    const { current } = this.#queue;
    if (current === undefined || !PROFILER_KINDS[current.kind].charges) return;
    const options = { ...current.charge, minimum: MINIMUM_CHARGE };
    if (JSON.stringify(options) === JSON.stringify(this.#charges.options)) return;
    this.#charges = new ChargeModel<AnalysedCode>(options);
    this.#renormalizations = 0;
  }
}
