// What exits have seen, for the next compilation, and when it is time for one. Pure: counts come in, answers go out.
import type { ExitSite, Feedback } from '@psyco/specializer';
import type { Reason } from '@psyco/specializer';

/** What a recompilation can do something about. */
const LEARNABLE: ReadonlySet<Reason> = new Set<Reason>(['type', 'value', 'overflow', 'bounds', 'range', 'untaken', 'global', 'class', 'attribute', 'entry', 'held', 'unbound', 'release', 'layout']);

/** An exit reason happened often enough to compile for it. */
const HAPPENED = 3;
/** Types remembered for one operand: more are "anything". */
const MOST_TYPES = 6;

/** Versions of one unit that left at one place because of its type, so often each, after which the place is taken to get any type. */
const MOST_VERSIONS = 3;
/** One version fewer, where so many types have been seen: code for each of them is large, and there are more of them. */
const MANY_TYPES = 4;
const LEFT_OFTEN = 8;

/** How the versions of one unit have left at one place. */
interface Departures {
  /** The version that did last. */
  unit: object;
  exits: number;
  versions: number;
}

/** Exits of one unit since it was put in place. */
export interface ExitCounts {
  /** Since the last look. */
  readonly recent: number;
  readonly total: number;
}

/** When a unit is compiled anew, and how often at most. */
export interface RecompilePolicy {
  readonly recent: number;
  readonly total: number;
  readonly most: number;
}

export const DEFAULT_POLICY: RecompilePolicy = { recent: 8, total: 50, most: 8 };

/** Whether a recompilation can help with exits for this reason. */
export function isLearnable(reason: Reason): boolean {
  return LEARNABLE.has(reason);
}

/** Whether so many learnable exits ask for recompilation number `done + 1`: each needs twice as many as the one before. */
export function shouldRecompile(counts: ExitCounts, done: number, policy: RecompilePolicy = DEFAULT_POLICY): boolean {
  if (done >= policy.most) return false;
  const factor = 2 ** done;
  return counts.recent >= policy.recent * factor || counts.total >= policy.total * factor;
}

/** Remembers, per place in the bytecode, what exits saw there; outlives the units it came from. */
export class FeedbackStore implements Feedback {
  readonly #types = new Map<string, number[]>();
  /** By place, then by the key of the unit. */
  readonly #departures = new Map<string, Map<string, Departures>>();
  readonly #layouts = new Map<string, number[]>();
  readonly #counts = new Map<string, number>();

  /** @param isType whether an address is (still) a class: types may be freed after an exit saw them */
  constructor(private readonly isType: (address: number) => boolean = () => true) {}

  /** Exits happened at this place, the last ones with values of these types (0 if none was recorded). */
  note(site: ExitSite, count: number, sawTypes: readonly number[], sawValue = 0, unit: { readonly key: string } | null = null): void {
    const place = `${site.code}:${site.offset}:${site.reason}`;
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + count);
    if (site.reason === 'layout') this.#remember(this.#layouts, `${site.code}:${site.offset}`, sawValue);
    const types = sawTypes.filter((type) => type !== 0);
    if (types.length === 0 || site.reason !== 'type') return;
    const operand = `${site.code}:${site.offset}:${site.operand}`;
    for (const type of types) this.#remember(this.#types, operand, type);
    if (unit !== null) this.#noteDeparture(operand, unit, count);
  }

  #noteDeparture(operand: string, unit: { readonly key: string }, count: number): void {
    let units = this.#departures.get(operand);
    if (units === undefined) this.#departures.set(operand, (units = new Map()));
    let departures = units.get(unit.key);
    if (departures === undefined) units.set(unit.key, (departures = { unit, exits: 0, versions: 0 }));
    if (departures.unit !== unit) Object.assign(departures, { unit, exits: 0 });
    if (departures.exits < LEFT_OFTEN && departures.exits + count >= LEFT_OFTEN) departures.versions++;
    departures.exits += count;
  }

  #remember(seen: Map<string, number[]>, place: string, address: number): void {
    const addresses = seen.get(place) ?? [];
    if (addresses.length < MOST_TYPES && !addresses.includes(address)) addresses.push(address);
    seen.set(place, addresses);
  }

  layoutsSeen(code: number, offset: number): number[] {
    return this.#layouts.get(`${code}:${offset}`) ?? [];
  }

  typesSeen(code: number, offset: number, operand: number): number[] {
    return (this.#types.get(`${code}:${offset}:${operand}`) ?? []).filter(this.isType);
  }

  isVaried(code: number, offset: number, operand: number): boolean {
    const place = `${code}:${offset}:${operand}`;
    const units = this.#departures.get(place);
    const most = (this.#types.get(place)?.length ?? 0) >= MANY_TYPES ? MOST_VERSIONS - 1 : MOST_VERSIONS;
    return units !== undefined && [...units.values()].some(({ versions }) => versions >= most);
  }

  happened(code: number, offset: number, reason: Reason): boolean {
    return (this.#counts.get(`${code}:${offset}:${reason}`) ?? 0) >= HAPPENED;
  }
}
