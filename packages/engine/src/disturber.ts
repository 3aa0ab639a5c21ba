// Chaos around compiled code, for tests: units are taken out, compiled anew without need, or without any example of their
// arguments, while the program runs. What happens is drawn from a seed, once for each compilation. Decides; others do.
import { randomNumbers } from './chaos';
import type { FunctionState, Functions, UnitSlot } from './functions';
import type { Installer } from './installer';

/** One compilation in this many is followed by a disturbance, of something compiled among the last so many functions. */
const ONE_IN = 3;
const LATEST = 40;

/** What the disturber may have done. */
export interface Disturbances {
  readonly functions: Functions;
  readonly installer: Pick<Installer, 'retire' | 'install'>;
  /** Units compiled so far. */
  readonly compilations: () => number;
  /** Whether the function object is still there, with this code. Begins a compilation. */
  readonly isAlive: (state: FunctionState) => boolean;
}

type Action = (random: () => number) => void;

export class Disturber {
  readonly #random: () => number;
  readonly #actions: readonly Action[] = [(random) => this.#retire(random), (random) => this.#askForRecompilation(random), (random) => this.#compileAnew(random)];
  #seen = 0;
  /** Taken out by this one. */
  readonly #out = new Set<FunctionState>();

  constructor(seed: number, private readonly parts: Disturbances) {
    this.#random = randomNumbers(seed ^ 0x5bd1e995);
  }

  /** Called now and then, while no commit is on its way. */
  disturb(): void {
    const compilations = this.parts.compilations();
    if (compilations === this.#seen) return;
    this.#seen = compilations;
    if (this.#random() % ONE_IN === 0) this.#actions[this.#random() % this.#actions.length]!(this.#random);
  }

  #pick<T>(from: readonly T[], random: () => number): T | undefined {
    return from.length === 0 ? undefined : from[random() % from.length];
  }

  #compiled(): { readonly state: FunctionState; readonly slot: UnitSlot }[] {
    return [...this.parts.functions].flatMap((state) => state.slots.filter(({ current }) => current !== null).map((slot) => ({ state, slot }))).slice(-LATEST);
  }

  /** The interpreter runs it again; frames that are in it go on. */
  #retire(random: () => number): void {
    const chosen = this.#pick(this.#compiled(), random);
    if (chosen === undefined) return;
    this.parts.installer.retire(chosen.state, chosen.slot, 'chaos');
    chosen.slot.retired = false;
    if (chosen.slot.kind === 'function') this.#out.add(chosen.state);
  }

  #askForRecompilation(random: () => number): void {
    const chosen = this.#pick(this.#compiled(), random);
    if (chosen !== undefined) chosen.slot.wantsRecompile = true;
  }

  /** Without knowing anything of its arguments; what was taken out comes back so. */
  #compileAnew(random: () => number): void {
    const states = [...this.#out, ...this.#compiled().map(({ state }) => state)].filter(({ func, entry, refused }) => func !== 0 && entry.failures === 0 && !refused.has('entry'));
    const state = this.#pick(states, random);
    if (state === undefined || !this.parts.isAlive(state)) return;
    this.#out.delete(state);
    state.entry.recompilations++;
    this.parts.installer.install({ state, slot: state.entry, entry: { kind: 'function', locals: new Array<number>(state.code.localCount).fill(0) }, begun: true });
  }
}
