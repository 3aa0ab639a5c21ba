// The queue of profilers, as a state machine without a clock: times (seconds) and memory (kilobytes) come in with every call,
// and what changed goes out as a list of transitions. Which profiler does what is the caller's affair.
import { CHARGE_OPTIONS, completeOptions, LIMIT_OPTIONS, type ChargeOptions, type LimitOptions } from './options';

interface ProfilerKindEntry {
  readonly description: string;
  /** False for a kind that compiles nothing new. */
  readonly compiles: boolean;
  /** True for a kind that picks functions by their charge. */
  readonly charges: boolean;
  /** True for a kind that steps aside while another tool owns the trace or profile hook. */
  readonly yieldsToHooks: boolean;
  readonly defaults: Partial<ChargeOptions>;
}

/** Every kind of profiler. */
export const PROFILER_KINDS = {
  full: { description: 'compile everything that runs', compiles: true, charges: false, yieldsToHooks: true, defaults: {} },
  profile: { description: 'compile what reaches the watermark, while it runs', compiles: true, charges: true, yieldsToHooks: true, defaults: { pollfreq: 20 } },
  background: { description: 'compile what reaches the watermark, seen from outside only', compiles: true, charges: true, yieldsToHooks: false, defaults: { pollfreq: 100 } },
  runonly: { description: 'run what is compiled, compile nothing new', compiles: false, charges: false, yieldsToHooks: false, defaults: {} },
} as const satisfies Record<string, ProfilerKindEntry>;

/** Name of a kind of profiler. */
export type ProfilerKind = keyof typeof PROFILER_KINDS;
/** Name of a limit. */
export type LimitName = keyof LimitOptions;

/** One queued or running profiler. */
export interface Profiler {
  /** 1 for the first profiler ever queued. */
  readonly number: number;
  readonly kind: ProfilerKind;
  readonly charge: ChargeOptions;
  readonly limits: LimitOptions;
  /** True for the one the launcher started with: the first explicit one replaces it. */
  readonly isDefault: boolean;
}

/** What happened to a profiler. */
export type Transition =
  | { readonly event: 'started' | 'displaced' | 'stopped' | 'replaced'; readonly profiler: Profiler }
  | { readonly event: 'limit'; readonly profiler: Profiler; readonly limit: LimitName };

/** Charge options and limits together, as the functions of the guide take them. */
export type ProfilerOptions = Partial<ChargeOptions & LimitOptions>;

interface Queued extends Profiler {
  readonly queuedAt: number;
  /** What is left of `time` and `memory`, counted while running only. */
  timeLeft: number;
  memoryLeft: number;
}

/**
 * Profilers in order; the first that may run runs, and gives way to the next when it reaches a limit.
 *
 * @example
 * const queue = new ProfilerQueue();
 * queue.add('full', { memory: 100 }, 0, 0);  // [{ event: 'started', profiler: full }]
 * queue.add('profile', {}, 0, 0);            // []
 * queue.update(2, 130);                      // [{ event: 'limit', limit: 'memory', … }, { event: 'started', profiler: profile }]
 */
export class ProfilerQueue {
  #queue: Queued[] = [];
  #current: Queued | undefined;
  #since = { time: 0, memory: 0 };
  #hooksTaken = false;
  #count = 0;

  /** The profiler that runs now. */
  get current(): Profiler | undefined {
    return this.#current;
  }

  /** All profilers that have not reached a limit, in order. */
  get profilers(): readonly Profiler[] {
    return this.#queue;
  }

  /** Queues a profiler; it starts at once if nothing before it runs. @throws {ProfilerOptionError} */
  add(kind: ProfilerKind, options: ProfilerOptions, now: number, memory: number, isDefault = false): Transition[] {
    const limits = completeOptions<LimitOptions>(LIMIT_OPTIONS, options);
    const charge = completeOptions<ChargeOptions>(CHARGE_OPTIONS, options, PROFILER_KINDS[kind].defaults);
    this.#count += 1;
    const added: Queued = { number: this.#count, kind, charge, limits, isDefault, queuedAt: now, timeLeft: limits.time, memoryLeft: limits.memory };
    const transitions: Transition[] = [];
    if (!isDefault) {
      for (const profiler of this.#queue.filter((each) => each.isDefault)) {
        this.#remove(profiler, now, memory);
        transitions.push({ event: 'replaced', profiler });
      }
    }
    this.#queue.push(added);
    return [...transitions, ...this.update(now, memory)];
  }

  /** Tells the queue the time and the memory used; call it at least at `deadline()` and after each compilation. */
  update(now: number, memory: number): Transition[] {
    const transitions: Transition[] = [];
    for (;;) {
      const best = this.#queue.find((profiler) => !(this.#hooksTaken && PROFILER_KINDS[profiler.kind].yieldsToHooks));
      if (this.#current && this.#current !== best) {
        const displaced = this.#current;
        this.#pause(now, memory);
        transitions.push({ event: 'displaced', profiler: displaced });
      }
      if (!best) return transitions;
      const limit = this.#limitReached(best, now, memory);
      if (limit) {
        this.#remove(best, now, memory);
        transitions.push({ event: 'limit', profiler: best, limit });
        continue;
      }
      if (this.#current !== best) {
        this.#current = best;
        this.#since = { time: now, memory };
        transitions.push({ event: 'started', profiler: best });
      }
      return transitions;
    }
  }

  /** Another tool has taken (true) or released (false) the trace or profile hook of the program. */
  setHooksTaken(taken: boolean, now: number, memory: number): Transition[] {
    this.#hooksTaken = taken;
    return this.update(now, memory);
  }

  /** Stops the running profiler and removes all others. Compiled code keeps running. */
  stop(now: number, memory: number): Transition[] {
    const running = this.#current;
    this.#pause(now, memory);
    this.#queue = [];
    return running ? [{ event: 'stopped', profiler: running }] : [];
  }

  /** The time at which the running profiler reaches a limit of time; Infinity if it has none. */
  deadline(): number {
    const profiler = this.#current;
    if (!profiler) return Infinity;
    return Math.min(profiler.queuedAt + profiler.limits.timemax, this.#since.time + profiler.timeLeft);
  }

  /** The use of memory, in kilobytes, at which the running profiler reaches a limit; Infinity if it has none. */
  memoryCeiling(): number {
    const profiler = this.#current;
    return profiler ? Math.min(profiler.limits.memorymax, this.#since.memory + profiler.memoryLeft) : Infinity;
  }

  #limitReached(profiler: Queued, now: number, memory: number): LimitName | undefined {
    // The same sums as in deadline() and memoryCeiling(), so that reaching those exactly is reaching the limit.
    const since = profiler === this.#current ? this.#since : { time: now, memory };
    if (memory >= profiler.limits.memorymax) return 'memorymax';
    if (memory >= since.memory + profiler.memoryLeft) return 'memory';
    if (now >= profiler.queuedAt + profiler.limits.timemax) return 'timemax';
    if (now >= since.time + profiler.timeLeft) return 'time';
    return undefined;
  }

  #pause(now: number, memory: number): void {
    if (!this.#current) return;
    this.#current.timeLeft -= now - this.#since.time;
    this.#current.memoryLeft -= memory - this.#since.memory;
    this.#current = undefined;
  }

  #remove(profiler: Queued, now: number, memory: number): void {
    if (profiler === this.#current) this.#pause(now, memory);
    this.#queue = this.#queue.filter((each) => each !== profiler);
  }
}
