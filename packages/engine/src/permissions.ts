// Whether a function may be compiled at all: Psyco's own code, --only and --skip, cannotcompile(), the function of setfilter().
// Asks nobody itself: what the filter has not judged yet is forbidden for now and put on a list.
import type { Journal } from './journal';
import { createFilter } from './filters';
import type { AnalysedCode } from './world/code-facts';

/** Code that is Psyco's own, or runs before the program does. */
const OWN_FILES = /(_psyco_agent|_psyco_wire|sitecustomize)\.py$|\/psyco\/(__init__|checks|connection|errors|functions|logs|profilers|reports|requests|selecting)\.py$/;

/** Why a function is not compiled. */
export type Prohibition = 'own' | 'option' | 'cannotcompile' | 'filter' | 'filter asked';

export class Permissions {
  readonly #byOptions: ReturnType<typeof createFilter>;
  readonly #fixed = new WeakMap<AnalysedCode, Prohibition | null>();
  readonly #never = new WeakSet<AnalysedCode>();
  #filtering = false;
  readonly #verdicts = new Map<AnalysedCode, boolean>();
  readonly #unjudged = new Set<AnalysedCode>();

  constructor(only: readonly string[], skip: readonly string[], private readonly journal: Journal) {
    this.#byOptions = createFilter(only, skip);
  }

  /** Why the function must not be compiled now; null: it may. */
  prohibition(code: AnalysedCode): Prohibition | null {
    if (this.#never.has(code)) return 'cannotcompile';
    let fixed = this.#fixed.get(code);
    if (fixed === undefined) this.#fixed.set(code, (fixed = this.#decide(code)));
    if (fixed !== null || !this.#filtering) return fixed;
    const verdict = this.#verdicts.get(code);
    if (verdict === undefined) this.#unjudged.add(code);
    return verdict === undefined ? 'filter asked' : verdict ? null : 'filter';
  }

  allows(code: AnalysedCode): boolean {
    return this.prohibition(code) === null;
  }

  /** Never compile it. */
  forbid(code: AnalysedCode): void {
    if (this.#never.has(code)) return;
    this.#never.add(code);
    this.journal.event('filtered', { function: code.qualname, reason: 'cannotcompile()' });
  }

  /** There is a filter function from now on, another one than before, or none. What `started` names is not judged again. */
  setFilter(on: boolean, started: (code: AnalysedCode) => boolean): void {
    this.#filtering = on;
    this.#unjudged.clear();
    for (const code of this.#verdicts.keys()) if (!started(code)) this.#verdicts.delete(code);
  }

  /** What has begun to be compiled needs no verdict. */
  exempt(code: AnalysedCode): void {
    this.#verdicts.set(code, true);
    this.#unjudged.delete(code);
  }

  judge(code: AnalysedCode, allowed: boolean): void {
    this.#unjudged.delete(code);
    this.#verdicts.set(code, allowed);
    if (!allowed) this.journal.event('filtered', { function: code.qualname, reason: 'setfilter()' });
  }

  /** A function that waits for a verdict. */
  nextUnjudged(): AnalysedCode | null {
    const { value } = this.#unjudged.values().next();
    return value ?? null;
  }

  /** It is not waited for any longer: its code is gone. */
  giveUp(code: AnalysedCode): void {
    this.#unjudged.delete(code);
  }

  /** Its code is gone. */
  forget(code: AnalysedCode): void {
    this.#unjudged.delete(code);
    this.#verdicts.delete(code);
  }

  #decide(code: AnalysedCode): Prohibition | null {
    if (OWN_FILES.test(code.filename)) return 'own';
    if (this.#byOptions(code)) return null;
    this.journal.event('filtered', { function: code.qualname, reason: '--only or --skip' });
    return 'option';
  }
}
