// Compiles a unit with the native units that it calls, and puts all of it in place with one commit: checks, pins, entries. What
// fails on the way has a name and is counted; nothing half done stays reachable.
import { Inconsistent } from '@psyco/objects';
import { commit, ExitRecord } from '@psyco/runtime-x86';
import type { CommitStep } from '@psyco/runtime-x86';
import { Refusal } from '@psyco/specializer';
import type { Entry, Limits, UnitServices } from '@psyco/specializer';
import type { Allowances } from './allowances';
import type { CodeDeaths } from './code-deaths';
import { CodeRecords } from './code-records';
import type { Committer } from './committer';
import { Compiler, explainError, failureOf } from './compiler';
import type { CompileRequest, CompilerOptions, Failure } from './compiler';
import { RegionFull } from './errors';
import type { ExitWatcher } from './exit-watcher';
import { DEFAULT_POLICY } from './feedback';
import { FIRST_PATIENCE, UnitSlot } from './functions';
import type { Forks } from './forks';
import type { Functions, FunctionState } from './functions';
import type { Journal } from './journal';
import { placeOf } from './journal';
import { NativeUnits } from './native-units';
import { releaseUnit } from './regions';
import type { Statistics } from './stats';
import type { CompiledUnit } from './unit';
import type { AnalysedCode } from './world/code-facts';

/** Dropped commits and torn reads in a row after which a place is given up. */
const MOST_FAILURES = 4;
/** Times in a row that a unit finds no room, though half of what was there was dropped each time, after which it is given up. */
const MOST_NO_ROOM = 6;
/** A commit that was overtaken by more deaths of code objects than are told apart, or by forks, is posted so often. */
const MOST_POSTS = 8;
/** Frames inlined into one another, the function itself included. */
const INLINE_DEPTH = 6;
/** Versions of a unit after which the next ones leave no more to learn of types: for large ones, which cost as much as many small ones, earlier. */
const LEARNING_VERSIONS = 4;
const LARGE_LEARNING_VERSIONS = 2;
const LARGE = 20_000;
/** Limits for the first and for further attempts at what becomes too large. */
const ATTEMPTS: readonly (Partial<Limits> & Pick<Limits, 'inlineDepth'>)[] = [{ blocks: 1200, inlineDepth: INLINE_DEPTH }, { blocks: 1200, versions: 2, inlineDepth: 3 }, { blocks: 1200, versions: 1, inlineDepth: 1 }];

/** How a commit checks what was read, by its size. */
const checks = { 4: commit.check32, 8: commit.check64, object: commit.checkObject } as const;

export interface InstallerOptions extends Omit<CompilerOptions, 'linkOf'> {
  readonly committer: Committer;
  readonly allowances: Allowances;
  readonly watcher: ExitWatcher;
  readonly journal: Journal;
  readonly mayCompile: (code: AnalysedCode) => boolean;
  /** How deep calls of this function may be compiled into it; Infinity where nobody has said. */
  readonly calleeDepth: (code: AnalysedCode) => number;
  /** Address of the interpreter state, and of the frame hook that is installed with the first function entry. */
  readonly interpreter: number;
  readonly frameHook: number;
  /** Told of each function entry. */
  readonly hookIsNeeded: () => void;
  /** Address of the runtime's `watchFaults`. */
  readonly watchFaults: number;
  /** Address of the runtime's `keepChunks`. */
  readonly keepChunks: number;
  readonly deaths: Pick<CodeDeaths, 'poll' | 'count'>;
  readonly forks: Pick<Forks, 'counter' | 'settle'>;
}

/** What to put in place. */
export interface Order {
  readonly state: FunctionState;
  readonly slot: UnitSlot;
  readonly entry: Entry;
  /** Thread to take over at the loop, if one is in it now. */
  readonly arm?: { readonly thread: number; readonly code: number; readonly frame: number };
  /** The safe point comes by on its own: the program waits for the answer. */
  readonly waiting?: boolean;
  /** The caller has begun the compilation: what it has read is part of it. */
  readonly begun?: boolean;
}

/** Whether the next version is to leave where nothing is known. */
function learns(recompilations: number, last: CompiledUnit | null): boolean {
  return recompilations < (last !== null && last.codeBytes > LARGE ? LARGE_LEARNING_VERSIONS : LEARNING_VERSIONS);
}

export class Installer {
  readonly records: CodeRecords;
  readonly natives: NativeUnits;
  /** Slots of native units, for their recompilation. */
  readonly nativeSlots = new Map<string, { code: AnalysedCode; unit: CompiledUnit; recompilations: number; recent: number; total: number; wantsRecompile: boolean }>();
  readonly #compiler: Compiler;
  /** By exit: whether on-stack replacement is armed after it. */
  readonly #resumes = new WeakMap<CompiledUnit, Uint8Array>();
  /** Native units compiled since the present compilation began. */
  #batch: CompiledUnit[] = [];
  /** Whether the present compilation is not repeated because what it had read had changed. */
  #settled = true;

  constructor(readonly options: InstallerOptions) {
    this.records = new CodeRecords(options.data);
    this.#compiler = new Compiler({ ...options, linkOf: (key) => this.natives.linkOf(key) });
    this.natives = new NativeUnits(
      options.world,
      options.code,
      options.data,
      (request, accept) => {
        const { recompilations = 0, unit = null } = this.nativeSlots.get(request.key) ?? {};
        const result = this.#compiler.compile(request, { ...this.#services(), assumeReturns: this.natives.assumeReturns }, accept, { learns: learns(recompilations, unit), settled: this.#settled });
        if (typeof result !== 'string') this.#batch.push(result);
        return result;
      },
      (code, error) => this.#noteNativeFailure(code as AnalysedCode, error),
      (code) => options.mayCompile(code as AnalysedCode),
    );
  }

  get statistics(): Statistics {
    return this.options.statistics;
  }

  /** Compiles and posts. Returns whether a commit is on its way. @throws what ends the session */
  install(order: Order): boolean {
    const { state, slot, entry } = order;
    const { world, journal, data } = this.options;
    this.#batch = [];
    this.#settled = slot.failures === 0;
    if (!order.begun) world.begin();
    const request: CompileRequest = { kind: slot.kind, code: state.code, offset: slot.offset, key: slot.key, func: state.func || null, entry };
    let unit: CompiledUnit;
    try {
      const fresh = world.codeFacts(state.code.address);
      if (fresh !== state.code) throw new Inconsistent('the code object', state.code.address);
      unit = this.#compileWithinLimits(request, learns(slot.recompilations, slot.current));
    } catch (error) {
      this.#discard(this.#batch);
      if (error instanceof RegionFull) this.#noteNoRoom(state, slot);
      const failure = this.#noteFailure(state.code, this.#explain(error, state.code));
      if (failure.stale && ++slot.failures < MOST_FAILURES) return false;
      state.refused.set(slot.kind === 'function' ? 'entry' : slot.offset, failure.reason);
      if (slot.current !== null) this.retire(state, slot, failure.reason);
      return false;
    }
    const record = this.records.obtain(state.code);
    const stores = slot.kind === 'loop' ? this.records.loopStores(record, slot.offset, unit.entry) : [this.records.entryStore(record, unit.entry)];
    this.options.allowances.grant(unit, stores.find(({ value }) => value === unit.entry)!.address);
    const units = [...this.#batch, unit];
    const steps = this.#prepare(units, record.attached ? [] : [commit.setExtra(state.code.address, record.address)]);
    steps.push(...stores.map(({ address, value }) => commit.store64(address, value)));
    if (slot.kind === 'function') this.options.hookIsNeeded();
    const needsHook = slot.kind === 'function' && this.options.committer.hook === 0;
    if (needsHook) steps.push(commit.setHook(this.options.interpreter, this.options.frameHook));
    if (order.arm !== undefined) steps.push(commit.armOsr(order.arm.thread, order.arm.code, order.arm.frame));
    state.isAwaited = true;
    this.#post(steps, units, state.code, !order.waiting, (applied) => {
      state.isAwaited = false;
      if (!applied) {
        if (++slot.failures >= MOST_FAILURES) state.refused.set(slot.kind === 'function' ? 'entry' : slot.offset, 'dropped');
        return;
      }
      record.attached = true;
      if (needsHook) {
        this.options.committer.hookIs(this.options.frameHook);
        this.statistics.events.add('hook installed');
      }
      if (slot.current !== null) this.statistics.unit(slot.current).state = 'replaced';
      Object.assign(slot, { current: unit, recent: 0, total: 0, allExits: 0, failedEntries: 0, failures: 0, noRoom: 0, patience: FIRST_PATIENCE, wantsRecompile: false, suspended: false, retired: false });
      slot.hits = slot.hitsAtStart = this.records.hits(record);
      this.updateResume(state, units);
      journal.event('compiled', { ...placeOf(state.code), function: state.code.qualname, versions: slot.recompilations + 1, bytes: unit.codeBytes, milliseconds: Math.round(unit.compileMilliseconds * 10) / 10 });
    });
    return true;
  }

  /** What every unit asks for. */
  #services(): Pick<UnitServices, 'nativeUnit' | 'mayInline'> {
    return { nativeUnit: this.natives.nativeUnit, mayInline: (code, depth) => this.#mayInline(code, depth) };
  }

  #mayInline(code: { readonly address: number }, depth: number): boolean {
    if (!this.options.mayCompile(code as AnalysedCode) || this.natives.depth.below(depth, code.address) === null) return false;
    this.natives.depth.note(depth);
    return true;
  }

  /** What becomes too large is tried again with fewer versions of each block, which costs generality at most. */
  #compileWithinLimits(request: CompileRequest, learns: boolean): CompiledUnit {
    const depth = this.options.calleeDepth(request.code as AnalysedCode);
    for (let attempt = 0; ; attempt++) {
      const limits = { ...ATTEMPTS[attempt]!, learns, settled: this.#settled };
      try {
        return this.natives.depth.within(request.code.address, depth, () => this.#compiler.compile(request, this.#services(), () => true, limits) as CompiledUnit).result;
      } catch (error) {
        if (attempt + 1 >= ATTEMPTS.length || !(error instanceof Refusal) || error.reason !== 'too-large') throw error;
        this.statistics.events.add('compiled again within smaller limits');
      }
    }
  }

  /** One that is larger than all the room there is must not keep the others from being compiled. */
  #noteNoRoom(state: FunctionState, slot: UnitSlot): void {
    if (++slot.noRoom < MOST_NO_ROOM) return;
    this.refuse(state, 'too-large', slot.kind === 'function' ? 'entry' : slot.offset);
    slot.wantsRecompile = false;
  }

  /** Gives back the room of units that were never put in place: nobody has the way to them. @param replacement of a native unit that stays */
  #discard(units: readonly CompiledUnit[], replacement?: CompiledUnit): void {
    this.natives.forget(units.filter((unit) => unit !== replacement && unit.kind === 'native'));
    const { code, data, exits } = this.options;
    for (const unit of units) releaseUnit(unit, code, data, exits);
  }

  /**
   * Compiles a native unit anew and redirects its callers. Returns whether a commit is on its way; 'other result': the callers rely on one that it
   * does not have any more, and have to be compiled anew themselves.
   */
  reinstallNative(key: string): boolean | 'other result' {
    const slot = this.nativeSlots.get(key);
    if (slot === undefined) return false;
    this.#batch = [];
    this.#settled = true;
    this.options.world.begin();
    let unit: CompiledUnit | null = null;
    let otherResult = false;
    try {
      const result = this.natives.recompile(key);
      if (typeof result === 'string') otherResult = true;
      else unit = result;
    } finally {
      slot.recompilations++;
      slot.recent = slot.total = 0;
      slot.wantsRecompile = false;
      // The units that it would have called: no commit checks what they have read, and nothing holds what they embed.
      if (unit === null) this.#discard(this.#batch);
    }
    if (otherResult && this.natives.renounce(key)) {
      slot.recompilations = DEFAULT_POLICY.most;
      this.statistics.events.add('direct calls with other results');
      return 'other result';
    }
    if (unit === null) return false;
    const units = [...this.#batch];
    const old = slot.unit;
    this.#post(this.#prepare(units), units, slot.code, true, (applied) => {
      if (!applied) return;
      this.statistics.unit(old).state = 'replaced';
      slot.unit = unit;
      this.natives.relink(key, unit);
    }, unit);
    return true;
  }

  /** Notes that a function, or a loop of it, is not compiled, without having tried. */
  refuse(state: FunctionState, reason: string, place: 'entry' | number = 'entry'): void {
    state.refused.set(place, reason);
    const { file, line } = this.statistics.function(state.code).refuse(reason, state.code.qualname, place === 'entry' ? -1 : place);
    this.options.journal.event('unsupported', { reason, function: state.code.qualname, file, line });
  }

  /** Takes a unit out: the interpreter runs the function again. */
  retire(state: FunctionState, slot: UnitSlot, reason: string): void {
    const record = this.records.get(state.code);
    if (record === undefined || slot.current === null) return;
    const stores = slot.kind === 'loop' ? this.records.loopStores(record, slot.offset, 0) : [this.records.entryStore(record, 0)];
    for (const { address, value } of stores) this.options.data.writeWord(address, value);
    this.statistics.unit(slot.current).state = 'retired';
    this.statistics.events.add('retired');
    this.options.journal.event('retired', { function: state.code.qualname, reason });
    slot.current = null;
    slot.retired = true;
    this.updateResume(state, []);
  }

  /** The units in place, native ones included. */
  *active(functions: Functions): IterableIterator<CompiledUnit> {
    for (const { slots } of functions) for (const { current } of slots) if (current !== null) yield current;
    for (const { unit } of this.nativeSlots.values()) yield unit;
  }

  /** Takes out all units of a function and forgets what was learnt of its places. */
  unlink(state: FunctionState): void {
    for (const slot of state.slots) if (slot.current !== null) this.retire(state, slot, 'unbound');
    state.refused.clear();
    state.loops.clear();
    state.entry = new UnitSlot('function', 0, state.entry.key);
  }

  /** Takes a unit out until its place is compiled anew. */
  suspend(state: FunctionState, slot: UnitSlot): void {
    if (slot.current === null) return;
    const { recompilations } = slot;
    this.retire(state, slot, 'until it is compiled anew');
    Object.assign(slot, { retired: false, recompilations: recompilations + 1, wantsRecompile: false, suspended: true });
  }

  /** Lets exits that land inside a loop in which compiled code can be entered be followed by on-stack replacement. */
  updateResume(state: FunctionState, units: readonly CompiledUnit[]): void {
    const entries = state.code.loops.filter(({ header }) => state.activeLoop(header) !== null);
    const loops = state.code.loops.filter((loop) => entries.some(({ header }) => header >= loop.header && header <= loop.last));
    const root = units.at(-1);
    for (const unit of new Set([...units, ...state.slots.flatMap(({ current }) => current ?? [])])) {
      let known = this.#resumes.get(unit);
      if (known === undefined) this.#resumes.set(unit, (known = new Uint8Array(unit.sites.length)));
      for (let index = 0; index < unit.sites.length; index++) {
        const outer = unit.outerOffsets[index]!;
        // An exit of a native unit lands in frames of its callers: a loop, if that is what was compiled with it.
        const inLoop = unit.kind === 'native' ? root?.kind === 'loop' : outer >= 0 && loops.some(({ header, last }) => outer >= header && outer <= last);
        const resumes = inLoop && unit.sites[index]!.reason !== 'tracing' ? 1 : 0;
        if (known[index] === resumes) continue;
        known[index] = resumes;
        this.options.data.writeWord(this.options.exits.addressOf(unit.exitBase + index) + ExitRecord.resume, resumes);
      }
    }
  }

  /**
   * The steps that check what was read and pin what is embedded.
   * @param attach those that attach the code record: a step that may fail (without memory; Objects/codeobject.c of 3.11, _PyCode_SetExtra), so that nothing
   * else may be done before it. What follows would stay: references taken, and in the record an entry into code whose room is given
   * back, which is entered once the record is attached after all. A record without entries does nothing.
   */
  #prepare(units: readonly CompiledUnit[], attach: readonly CommitStep[] = []): CommitStep[] {
    const steps: CommitStep[] = [];
    for (const { address, size, expected } of this.options.world.readSet) steps.push(size === 'bytes' ? commit.checkBytes(address, expected) : checks[size](address, expected));
    steps.push(...attach);
    // Of each unit its own, as they are given back unit by unit.
    for (const { pins } of units) for (const pin of new Set(pins)) steps.push(commit.incref(pin));
    // Again with every commit, as the program may have put others in front.
    steps.push(commit.call(this.options.watchFaults), commit.call(this.options.keepChunks));
    return steps;
  }

  #post(steps: CommitStep[], units: readonly CompiledUnit[], code: AnalysedCode, poke: boolean, done: (applied: boolean) => void, replaced?: CompiledUnit): void {
    const { committer, watcher, journal, world, deaths, forks } = this.options;
    const reasons = [...world.readSet].map(({ what }) => what);
    const used = world.codesUsed;
    const drop = (reason: string): void => {
      this.statistics.dropped.add(reason);
      this.statistics.function(code).dropped.add(reason);
      for (const unit of units) this.statistics.unit(unit).state = 'dropped';
      this.#discard(units, replaced);
      journal.event('dropped', { function: code.qualname, reason });
      done(false);
    };
    // What has died before the safe point may have been one of these, or so many that nobody knows: then it is looked at, and posted again. So it is after a fork.
    const attempt = (left: number): void => {
      deaths.poll();
      if (left === 0 || [...used].some(({ dead }) => dead)) return drop('code object');
      const overtaken = [commit.check64(forks.counter, forks.settle()), ...[...used].map(({ facts }) => commit.checkAlive(facts.address, deaths.count))];
      committer.post([...overtaken, ...steps], (result) => {
        // What is compiled next takes fewer values for constants, and has fewer to check.
        if (!result.applied && result.step >= overtaken.length + steps.length) return drop('no room for what is to be checked');
        if (!result.applied) return result.step < overtaken.length ? attempt(left - 1) : drop(reasons[result.step - overtaken.length] ?? 'code extra refused');
        this.statistics.events.add('commits applied');
        for (const unit of units) {
          watcher.watch(unit);
          if (unit.kind === 'native' && unit !== replaced) this.nativeSlots.set(unit.key, { code: unit.code as AnalysedCode, unit, recompilations: 0, recent: 0, total: 0, wantsRecompile: false });
        }
        done(true);
      }, poke || left < MOST_POSTS);
    };
    attempt(MOST_POSTS);
  }

  /** A function that cannot be called directly may well be compiled on its own: that is counted, and no refusal of the function. */
  #noteNativeFailure(code: AnalysedCode, error: unknown): Failure {
    const explained = this.#explain(error, code);
    const failure = failureOf(explained);
    if (failure.reason === 'internal-error' || failure.stale) return this.#noteFailure(code, explained);
    this.statistics.events.add(`no direct calls: ${failure.reason}`);
    return failure;
  }

  #explain(error: unknown, code: AnalysedCode): unknown {
    return explainError(error, code, () => this.options.world.isThere(code));
  }

  #noteFailure(code: AnalysedCode, error: unknown): Failure {
    const failure = failureOf(error);
    this.statistics.events.add(failure.stale ? 'stale reads' : 'refused');
    if (failure.stale) {
      this.statistics.dropped.add('stale read');
      this.options.journal.event('dropped', { function: placeOf(code).function, reason: failure.detail });
      return failure;
    }
    const { file, line } = this.statistics.function(code).refuse(failure.reason, failure.detail, failure.offset);
    this.options.journal.event('unsupported', { reason: `${failure.reason} (${failure.detail})`, function: code.qualname, file, line });
    if (failure.reason === 'internal-error' && failure.error instanceof Error) this.options.journal.dump(`${failure.error.stack}\n`);
    return failure;
  }
}

