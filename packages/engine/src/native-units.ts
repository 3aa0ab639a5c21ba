// Native units: functions that other compiled code calls directly, with unboxed arguments. Compiled when a caller asks for them,
// one per function and kinds of arguments. Calls go through a link, a jump of its own in the code region by way of a word in the data region, so
// that a unit can be replaced: one aligned store redirects all its callers. In the data region, as forked children share the code region with
// their parent: of the parent's next unit a child has no exits, and no references to what it embeds.
import type { ArgumentKind, ReturnKind, UnitServices } from '@psyco/specializer';
import { CalleeDepth, serves } from './callee-depth';
import type { Depth } from './callee-depth';
import type { TypeInfo } from '@psyco/values';
import type { CompileRequest, Failure } from './compiler';
import type { Region } from './regions';
import type { CompiledUnit } from './unit';
import type { ProcessWorld } from './world/process-world';

/** Depth of native units compiled for the sake of one another. */
const MOST_DEPTH = 8;
/** Assumptions about the result of a recursive function that are tried. */
const MOST_ATTEMPTS = 4;
const LINK_SIZE = 16;
/** Units of one kind whose results turned out to be others. */
const MOST_RENOUNCED = 3;

/** What callers see of a native unit. */
export interface NativeUnit {
  readonly key: string;
  /** The function and the kinds of arguments. */
  readonly kind: string;
  readonly func: number;
  readonly args: ArgumentKind[];
  /** Address of the link, and of the word that says where it leads. */
  readonly link: number;
  readonly target: number;
  returns: ReturnKind;
  unit: CompiledUnit | null;
  depth: Depth;
}

/** Whether a native unit with this result is of use. */
export type Acceptance = (returns: ReturnKind, type: TypeInfo | null) => boolean;

type Answer = ReturnType<UnitServices['nativeUnit']>;

interface Progress {
  readonly native: NativeUnit;
  /** The result that calls of the unit by itself assume. */
  assumed: ReturnKind;
  recursive: boolean;
}

const kindText = (argument: ArgumentKind): string => {
  if (argument.kind === 'const') return `c${argument.address.toString(16)}`;
  return argument.kind === 'ref' ? `r${argument.type?.address.toString(16) ?? ''}` : argument.kind[0]!;
};

/** The key of a function for these kinds of arguments. */
export function nativeKey(func: number, code: number, args: readonly ArgumentKind[]): string {
  return `n${code.toString(16)}_${func.toString(16)}_${args.map(kindText).join('_')}`;
}

export class NativeUnits {
  readonly #units = new Map<string, NativeUnit | null>();
  readonly #progress: Progress[] = [];
  /** How deep direct calls may be. */
  readonly depth = new CalleeDepth();
  /** The keys that there are for a function and kinds of arguments: more than one if a unit has less in it than is allowed elsewhere. */
  readonly #variants = new Map<string, string[]>();
  /** How many units of a kind have been renounced. */
  readonly #renounced = new Map<string, number>();

  /**
   * @param compile compiles one unit, or answers what it really returns if that is not acceptable; throws what the stages throw
   * @param failed told what was thrown
   * @param mayCompile whether the options allow to compile this function
   */
  constructor(
    private readonly world: ProcessWorld,
    private readonly code: Region,
    private readonly data: Region,
    private readonly compile: (request: CompileRequest, accept: Acceptance) => CompiledUnit | ReturnKind,
    private readonly failed: (code: CompiledUnit['code'], error: unknown) => Failure,
    private readonly mayCompile: (code: CompiledUnit['code']) => boolean,
  ) {}

  /** The service that the specializer calls. */
  readonly nativeUnit = (func: number, args: ArgumentKind[], depth = 1, knownOnly = false): Answer => {
    const facts = this.world.functionFacts(func);
    const code = facts === null ? null : this.world.codeFacts(facts.code);
    if (code === null || code.refusal !== null || !this.mayCompile(code)) return null;
    const kind = nativeKey(func, code.address, args);
    const running = this.#progress.findIndex(({ native }) => native.kind === kind);
    if (running >= 0) {
      // Only itself: a circle of several functions would need the results of all of them at once.
      if (running !== this.#progress.length - 1) return null;
      const progress = this.#progress[running]!;
      progress.recursive = true;
      return { key: progress.native.key, returns: progress.assumed, returnType: null };
    }
    const allowed = this.depth.below(depth, code.address);
    if (allowed === null) return null;
    const variants = this.#variants.get(kind) ?? [];
    for (const key of variants) {
      const known = this.#units.get(key);
      if (known === null) return null;
      if (!known?.unit || !serves(known.depth, allowed)) continue;
      this.depth.note(depth, known.depth);
      return answer(known, known.unit);
    }
    if (knownOnly || this.#progress.length >= MOST_DEPTH) return null;
    const renounced = this.#renounced.get(kind) ?? 0;
    const key = (this.#units.has(kind) ? `${kind}_d${allowed}` : kind) + (renounced > 0 ? `_r${renounced}` : '');
    const native: NativeUnit = { key, kind, func, args, ...this.#makeLink(), returns: 'ref', unit: null, depth: { remaining: allowed, height: 0, cut: false } };
    this.#units.set(key, native);
    this.#variants.set(kind, [...variants.filter((other) => other !== key && this.#units.has(other)), key]);
    const unit = this.#compileNative(native, code);
    if (unit === null || typeof unit === 'string') {
      this.#units.set(key, null);
      this.#releaseLink(native);
      return null;
    }
    // Nobody but the caller that is being compiled knows the link yet.
    this.relink(key, unit);
    this.depth.note(depth, native.depth);
    return answer(native, unit);
  };

  /** Told by the specializer what the innermost unit that is being compiled returns, as far as it knows. */
  readonly assumeReturns = (kind: ReturnKind): void => {
    const progress = this.#progress.at(-1);
    if (progress !== undefined) progress.assumed = kind;
  };

  /** Compiles a native unit anew, keeping what its callers rely on. Null if that is not possible, or its result if that is another one now. */
  recompile(key: string): CompiledUnit | ReturnKind | null {
    const native = this.#units.get(key);
    const facts = native ? this.world.functionFacts(native.func) : null;
    const code = facts === null ? null : this.world.codeFacts(facts.code);
    if (!native?.unit || code === null || code.address !== native.unit.code.address) return null;
    return this.#compileNative(native, code, { returns: native.returns, type: native.unit.returnType });
  }

  /** A unit of another result is to take this one's place for all that is compiled from now on. Returns whether callers had better be. */
  renounce(key: string): boolean {
    const { kind } = this.#units.get(key) ?? {};
    const renounced = kind === undefined ? MOST_RENOUNCED : (this.#renounced.get(kind) ?? 0);
    if (kind === undefined || renounced >= MOST_RENOUNCED) return false;
    this.#renounced.set(kind, renounced + 1);
    this.#variants.set(kind, this.#variants.get(kind)!.filter((other) => other !== key));
    return true;
  }

  /** Address of the link of a native unit; 0 for the unit that is being compiled. */
  linkOf(key: string): number {
    const top = this.#progress.at(-1);
    if (top?.native.key === key) return 0;
    const native = this.#units.get(key);
    if (!native) throw new Error(`call of an unknown native unit ${key}`);
    return native.link;
  }

  /** Redirects the callers of a native unit. */
  relink(key: string, unit: CompiledUnit): void {
    const native = this.#units.get(key);
    if (!native) return;
    native.unit = unit;
    native.returns = unit.returns;
    this.data.writeWord(native.target, unit.entry);
  }

  /** Forgets units whose commit was dropped: nobody holds what they embed. Their links are in no other code than what was dropped with them. */
  forget(units: Iterable<CompiledUnit>): void {
    for (const { key } of units) this.remove(key, true);
  }

  /** Whether this is the version that callers get to. */
  isCurrent(unit: CompiledUnit): boolean {
    return this.#units.get(unit.key)?.unit === unit;
  }

  /** The present version of a native unit. */
  current(key: string): CompiledUnit | null {
    return this.#units.get(key)?.unit ?? null;
  }

  /** Takes a native unit out that nobody calls any more. @param room whether its link is free too: no forked child calls it */
  remove(key: string, room: boolean): void {
    const native = this.#units.get(key);
    if (!native) return;
    this.#units.delete(key);
    if (room) this.#releaseLink(native);
  }

  /** Lets refused functions be tried again, because more is known now. */
  forgive(): void {
    for (const [key, native] of this.#units) if (native === null) this.#units.delete(key);
  }

  #releaseLink({ link, target }: NativeUnit): void {
    this.code.release(link, LINK_SIZE);
    this.data.release(target, 8);
  }

  #makeLink(): { link: number; target: number } {
    const link = this.code.allocate(LINK_SIZE, 16);
    const target = this.data.allocate(8, 8);
    // jmp [rip + distance]
    const bytes = Buffer.alloc(8, 0x90);
    bytes.writeUInt16LE(0x25ff, 0);
    bytes.writeInt32LE(target - (link + 6), 2);
    this.code.write(link, bytes);
    return { link, target };
  }

  /** @param wanted the result that callers rely on, if there are callers already */
  #compileNative(native: NativeUnit, code: CompiledUnit['code'], wanted: { returns: ReturnKind; type: TypeInfo | null } | null = null): CompiledUnit | ReturnKind | null {
    const progress: Progress = { native, assumed: wanted?.returns ?? 'int', recursive: false };
    const accept: Acceptance = (returns, type) =>
      wanted === null ? !progress.recursive || returns === progress.assumed : returns === wanted.returns && (wanted.type === null || wanted.type.heap || type?.address === wanted.type.address);
    this.#progress.push(progress);
    try {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const entry = { kind: 'native', args: native.args, returns: progress.assumed } as const;
        const { result, depth } = this.depth.within(code.address, native.depth.remaining, () => this.compile({ kind: 'native', code, offset: 0, key: native.key, func: native.func, entry }, accept));
        native.depth = depth;
        if (typeof result !== 'string') return result;
        if (wanted !== null) return result;
        progress.assumed = result;
      }
      return null;
    } catch (error) {
      this.failed(code, error);
      return null;
    } finally {
      this.#progress.pop();
    }
  }
}

function answer(native: NativeUnit, unit: CompiledUnit): Answer {
  return { key: native.key, returns: native.returns, returnType: unit.returnType };
}
