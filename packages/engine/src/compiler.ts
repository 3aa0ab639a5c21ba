// One compilation, through every stage: specialize, verify, optimize, make machine code, encode exits, write it all into the
// regions. Nothing is reachable for the program before the commit. Knows no policy: what to compile is decided elsewhere.
import { BackendError } from '@psyco/backend';
import type { Backend, CompiledCode, ExitMap, Target as BackendTarget } from '@psyco/backend';
import { computeOrder, forEachExitValue, optimize, printExit, printFunction, settleOwnCalls, verifyFunction } from '@psyco/ir';
import type { IrFunction, OptimizeOptions } from '@psyco/ir';
import { BytecodeError } from '@psyco/bytecode';
import { BadAddress, Inconsistent, ProcessGone } from '@psyco/objects';
import { Allowance, encodeExitRecord, encodeRecipe } from '@psyco/runtime-x86';
import type { RecipeContext } from '@psyco/runtime-x86';
import { Refusal, specialize } from '@psyco/specializer';
import type { Entry, ExitSite, Feedback, Limits, ReturnKind, SpecializedUnit, UnitServices } from '@psyco/specializer';
import { addChaos, EACH_ONCE, forceEachExit, randomNumbersOf } from './chaos';
import { CodeMap } from './code-map';
import type { Dumper } from './dump';
import { ProgramEnds, RegionFull } from './errors';
import { faultPoint } from './fault-points';
import { isWorthwhile } from './gain';
import type { Subject } from './gain';
import { passesLeftOut } from './left-out';
import type { Acceptance } from './native-units';
import type { RecordTable, Region } from './regions';
import type { Statistics } from './stats';
import { siteOf } from './unit';
import type { CompiledUnit, UnitIdentity } from './unit';
import type { EngineCodeFacts } from './world/code-facts';
import type { ProcessWorld } from './world/process-world';

/** Of the data region, what the exits of one unit may take: hundreds of locals in a thousand exits are some megabytes. */
const LARGEST_SHARE = 4;

/** What to compile. */
export interface CompileRequest extends UnitIdentity {
  readonly func: number | null;
  readonly entry: Entry;
}

/** Why a compilation came to nothing. `stale`: what was read did not fit together; it may be tried again. */
export interface Failure {
  readonly reason: string;
  readonly detail: string;
  readonly offset: number;
  readonly stale: boolean;
  readonly error: unknown;
}

export interface CompilerOptions {
  readonly world: ProcessWorld;
  readonly backend: Backend;
  readonly code: Region;
  readonly data: Region;
  readonly exits: RecordTable;
  readonly recipes: RecipeContext;
  readonly feedback: Feedback;
  readonly statistics: Statistics;
  readonly dumper: Dumper;
  readonly noOptimize: readonly string[];
  /** Check the ir before the passes and after each of them, or before the first and after the last. */
  readonly verify: OptimizeOptions['verify'];
  /** Keep also what cannot be faster than the interpreter. */
  readonly keepAll: () => boolean;
  /** Keep it all the same: the program has named it. */
  readonly isNamed: (code: EngineCodeFacts) => boolean;
  /** Seed of chaos: guards that fail at random. */
  readonly chaos: number | undefined;
  /** Everything of the backend's target that is the same for all units. */
  readonly target: Omit<BackendTarget, 'baseAddress' | 'exitBase' | 'unit'>;
  /** Machine code as text. */
  readonly formatCode: (code: CompiledCode, address: number) => Promise<string>;
  /** Called between the stages, which may take long: what cannot wait is done there. */
  breathe(): void;
  /** Called more often, at any point. @throws ProgramEnds */
  stillWanted(): void;
  /** Address that a direct call of the native unit goes to. */
  linkOf(key: string): number;
}

/** Sorts what a compilation threw. @throws what ends more than the compilation: the process is gone, the program ends, a region is full */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProcessGone || error instanceof RegionFull || error instanceof ProgramEnds) throw error;
  if (error instanceof Refusal) return { reason: error.reason, detail: error.detail, offset: error.offset, stale: error.reason === 'unsteady', error };
  if (error instanceof BadAddress || error instanceof Inconsistent || error instanceof BytecodeError) return { reason: 'stale-read', detail: error.message, offset: -1, stale: true, error };
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BackendError) return { reason: 'too-large', detail, offset: -1, stale: false, error };
  return { reason: 'internal-error', detail, offset: -1, stale: false, error };
}

/**
 * The program runs while the compiler reads: what was compiled may be gone, and anything be in its place. An error then is no
 * fault of the compiler, but a read of something that is not there.
 */
export function explainError(error: unknown, code: { readonly address: number }, isThere: () => boolean): unknown {
  return failureOf(error).reason !== 'internal-error' || isThere() ? error : new Inconsistent('the code object', code.address);
}

export class Compiler {
  /** How often each code object was compiled, for chaos: its random numbers depend on nothing else. */
  readonly #times = new WeakMap<object, number>();

  constructor(readonly options: CompilerOptions) {}

  /**
   * Compiles one unit within the compilation that `world.begin()` began.
   * @param accept whether a native unit with this result is of use; if not, the answer is the result instead of the unit
   * @throws whatever a stage throws; see `failureOf`
   */
  compile(request: CompileRequest, services: Partial<UnitServices>, accept: Acceptance = () => true, limits: Partial<Limits> = {}): CompiledUnit | ReturnKind {
    const stages: Record<string, number> = {};
    const started = performance.now();
    let last = started;
    const stage = (name: string): void => {
      const now = performance.now();
      stages[name] = (stages[name] ?? 0) + now - last;
      last = now;
    };
    const { world, feedback, dumper, statistics } = this.options;
    const name = request.code.qualname;
    const title = `${request.kind} ${name} ${request.key}`;
    const specialized = specialize({ code: request.code.address, func: request.func, entry: request.entry }, world, { feedback, services: { ...services, breathe: this.options.stillWanted }, limits });
    const { fn } = specialized;
    stage('specialize');
    faultPoint('specialized');
    this.options.breathe();
    if (!accept(specialized.returns, specialized.returnType)) return specialized.returns;
    if (!this.options.keepAll() && !this.options.isNamed(request.code) && request.kind !== 'native' && !isWorthwhile(this.#subject(request, specialized))) throw new Refusal('no-gain', request.code.qualname, request.offset);
    if (request.kind === 'native') settleOwnCalls(fn, request.key);
    dumper.dump('values', name, title, () => printFunction(fn));
    dumper.dump('ir', name, title, () => printFunction(fn));
    if (this.options.verify) verifyFunction(fn);
    const copies = this.#addChaos(fn, request);
    this.#optimize(fn, name, title);
    stage('optimize');
    faultPoint('optimized');
    this.options.breathe();
    if (!this.options.keepAll() && request.kind === 'loop' && !hasLoop(fn)) throw new Inconsistent('a loop that is left at once', request.code.address);
    dumper.dump('optimized', name, title, () => printFunction(fn));
    dumper.dump('recipes', name, title, () => fn.exits.map((exit) => printExit(exit)).join('\n'));
    const { compiled, address, exitBase, calls } = this.#makeCode(fn, name, title);
    stage('backend');
    faultPoint('encoded');
    this.options.breathe();
    const { allowance, recipes } = this.#makeExits(compiled, { address, exitBase, native: fn.kind === 'native' });
    faultPoint('exits written');
    this.options.code.write(address, compiled.bytes);
    faultPoint('code written');
    stage('encode');
    for (const pin of specialized.pins) world.expectObject(pin);
    const unit: CompiledUnit = {
      kind: request.kind,
      code: request.code,
      offset: request.offset,
      key: request.key,
      start: address,
      entry: address + compiled.entry,
      map: new CodeMap(compiled.places ?? [], (code) => world.codeFacts(code)),
      codeBytes: compiled.bytes.length,
      compileMilliseconds: performance.now() - started,
      blocks: fn.blocks.length,
      exitBase,
      sites: sitesOf(compiled, specialized, copies),
      outerOffsets: compiled.exits.map(({ exit }) => (fn.kind === 'native' ? -1 : (exit.frames[0]?.offset ?? -1))),
      returns: specialized.returns,
      returnType: specialized.returnType,
      allowance,
      recipes,
      pins: specialized.pins,
      inlined: specialized.inlined.map((address) => world.codeFacts(address)).filter((facts) => facts !== null),
      calls,
    };
    statistics.compiled(unit, stages);
    return unit;
  }

  #addChaos(fn: IrFunction, { code, kind, offset }: CompileRequest): Map<number, number> | undefined {
    const { chaos, data } = this.options;
    if (chaos === undefined) return undefined;
    const times = (this.#times.get(code) ?? 0) + 1;
    this.#times.set(code, times);
    const counter = (): number => data.allocate(8, 8);
    if (chaos === EACH_ONCE) return forceEachExit(fn, counter);
    return addChaos(fn, randomNumbersOf(chaos, `${code.qualname} ${code.firstLine} ${kind} ${offset} ${times}`), counter);
  }

  #subject(request: CompileRequest, { fn }: SpecializedUnit): Subject {
    const lengthOf = (address: number): number => this.options.world.codeFacts(address)?.instructions.length ?? 0;
    return { fn, code: request.code, header: request.kind === 'loop' ? request.offset : null, lengthOf };
  }

  #optimize(fn: IrFunction, name: string, title: string): void {
    const { noOptimize, dumper, verify } = this.options;
    optimize(fn, {
      breathe: this.options.stillWanted,
      disable: passesLeftOut(noOptimize),
      verify,
      ...(dumper.wants('passes', name) ? { dump: (pass, text) => dumper.dump('passes', name, `${title} after ${pass}`, () => text) } : {}),
    });
  }

  #makeCode(fn: IrFunction, name: string, title: string): { compiled: CompiledCode; address: number; exitBase: number; calls: string[] } {
    const { backend, code, exits, target, dumper } = this.options;
    const wantsCode = dumper.wants('asm', name);
    for (;;) {
      const address = code.peek();
      const exitBase = exits.peek();
      const calls = new Set<string>();
      const unit = (key: string): number | null => {
        calls.add(key);
        return this.options.linkOf(key) || null;
      };
      const compiled = backend.compile(fn, { ...target, baseAddress: address, exitBase, unit }, { listing: wantsCode, breathe: this.options.stillWanted });
      const { length } = compiled.bytes;
      // However much is given back: no reason to drop the others.
      if (length > code.size) throw new BackendError(`${length} bytes of machine code do not fit in the code region (${code.size} bytes)`);
      const fits = (code.fits(length) || !code.advance(length)) && (exits.fits(compiled.exits.length) || !exits.advance(compiled.exits.length));
      // Code is made for the place where it will be: once more for another one, where what came back has room.
      if (!fits) continue;
      code.claim(length);
      exits.allocate(compiled.exits.length);
      if (wantsCode) void dumper.dumpLater('asm', name, title, () => this.options.formatCode(compiled, address));
      return { compiled, address, exitBase, calls: [...calls] };
    }
  }

  /** What exits need in the data region. What the code has taken is given back if there is no room. */
  #makeExits(compiled: CompiledCode, { address, exitBase, native }: { address: number; exitBase: number; native: boolean }): { allowance: number; recipes: CompiledUnit['recipes'] } {
    const { code, data, exits } = this.options;
    let allowance = 0;
    try {
      if (!native) allowance = data.allocate(Allowance.size, 8);
      return { allowance, recipes: this.#writeExits(compiled, exitBase, native, allowance) };
    } catch (error) {
      code.release(address, compiled.bytes.length);
      exits.release(exitBase, compiled.exits.length);
      if (allowance !== 0) data.release(allowance, Allowance.size);
      throw error;
    }
  }

  #writeExits(compiled: CompiledCode, exitBase: number, native: boolean, allowance: number): { address: number; size: number } {
    const { data, exits, recipes } = this.options;
    // Guards of one bytecode often leave in the same way: equal programs are written once, and all of them in one go.
    const programs: Uint8Array[] = [];
    const places = new Map<string, number>();
    let size = 0;
    const recipeOffsets = compiled.exits.map((map) => {
      if (!isReachable(map)) return -1;
      const program = encodeRecipe(map, recipes);
      const key = Buffer.from(program.buffer, program.byteOffset, program.length).toString('latin1');
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, size);
      programs.push(program);
      size += program.length;
      return size - program.length;
    });
    // However much is given back: no reason to drop the others.
    if (size > data.size / LARGEST_SHARE) throw new BackendError(`what its exits restore takes ${size} bytes of the data region (${data.size} bytes)`);
    const base = size > 0 ? data.allocate(size, 8) : 0;
    if (size > 0) data.write(base, Buffer.concat(programs));
    const records = compiled.exits.map((map, index) => {
      const offset = recipeOffsets[index]!;
      return offset < 0 ? new Uint8Array(exits.recordSize) : encodeExitRecord(map, { recipe: base + offset, native, allowance });
    });
    if (records.length > 0) exits.region.write(exits.addressOf(exitBase), Buffer.concat(records));
    return { address: base, size };
  }
}

/** Whether anything is done more than once: a unit made for objects that were gone already leaves before that. */
function hasLoop(fn: IrFunction): boolean {
  const { blocks, index, predecessors } = computeOrder(fn);
  return blocks.some((block, position) => predecessors[block.id]!.some((predecessor) => index[predecessor.id]! >= position));
}

/** Exits whose guard an optimization has removed keep their number, but no value of theirs has a place. */
function isReachable({ exit, locations }: ExitMap): boolean {
  let complete = true;
  forEachExitValue(exit, (value) => {
    if (!locations.has(value)) complete = false;
  });
  return complete;
}

/** By exit number: several numbers may belong to one exit, and passes add exits of their own. A guard that left its loop still tells of where it was. */
function sitesOf(compiled: CompiledCode, specialized: SpecializedUnit, copies: Map<number, number> | undefined): ExitSite[] {
  return compiled.exits.map(({ exit, use }) => {
    const id = exit.origin ?? exit.id;
    const site = siteOf(exit, specialized.sites[copies?.get(id) ?? id]);
    return use === 'call' ? { ...site, reason: 'error' as const, operand: -1 } : site;
  });
}
