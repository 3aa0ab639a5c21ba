// The parts of a session, put together. Knows what needs what; does nothing by itself.
import { DataHeader } from '@psyco/agent';
import type { Backend } from '@psyco/backend';
import { formatListing } from '@psyco/backend-x86';
import { RuntimeData } from '@psyco/runtime-x86';
import { Allowances } from './allowances';
import { boot, findStatics } from './boot';
import type { Place } from './boot';
import { EACH_ONCE } from './chaos';
import { Committer } from './committer';
import { Confinement } from './confinement';
import { CrashReporter } from './crash-reporter';
import { Disturber } from './disturber';
import { Dumper } from './dump';
import { ExitWatcher } from './exit-watcher';
import { FeedbackStore } from './feedback';
import { FilterQuestions } from './filter-questions';
import { Forks } from './forks';
import { Functions } from './functions';
import type { FunctionState } from './functions';
import { HookPolicy } from './hook-policy';
import { HookWatch } from './hook-watch';
import { Installer } from './installer';
import { Journal } from './journal';
import { Learner } from './learner';
import { LoopProgress } from './loop-progress';
import { Measurer } from './measurer';
import { Permissions } from './permissions';
import { ProcessTime } from './process-time';
import { Profilers } from './profilers';
import { ProgramRequests } from './program-requests';
import { Reclaimer } from './reclaimer';
import { Sampler } from './sampler';
import { Statistics } from './stats';
import { TypeProfiler } from './type-profiler';
import { SoonAgain } from './soon-again';
import { SyncServer } from './sync-server';
import type { SessionTarget } from './target';
import { backendOffsets } from './world/offsets';
import type { AnalysedCode } from './world/code-facts';

/** Milliseconds at least between two times that room is made in a full region. */
const CLEAR_EVERY = 1000;

/** What the parts ask of the session that they are put together for. */
export interface Clockwork {
  /** In the middle of a compilation: what cannot wait for its end. */
  breathe(): void;
  /** In the middle of a compilation, often. @throws ProgramEnds */
  stillWanted(): void;
  /** A region that was full has room again. */
  roomMade(): void;
  report(): Record<string, unknown>;
  logMemory(): void;
  /** The program has asked for more, or for these functions. */
  wishesChanged(codes: readonly AnalysedCode[]): void;
  /** The program has run its exit handlers. */
  leave(): void;
  wantsInSync(code: AnalysedCode): 'yes' | 'no' | 'later';
}

export interface Parts {
  readonly place: Place;
  readonly committer: Committer;
  readonly watcher: ExitWatcher;
  readonly installer: Installer;
  readonly learner: Learner;
  readonly hookPolicy: HookPolicy;
  readonly measurer: Measurer | null;
  readonly reclaimer: Reclaimer;
  readonly sampler: Sampler;
  readonly processTime: ProcessTime;
  readonly progress: LoopProgress;
  readonly typeProfiler: TypeProfiler;
  readonly profilers: Profilers;
  readonly permissions: Permissions;
  readonly questions: FilterQuestions;
  readonly hookWatch: HookWatch;
  readonly sync: SyncServer | null;
  readonly disturber: Disturber | null;
  readonly soonAgain: SoonAgain | null;
  readonly crashReporter: CrashReporter;
  readonly requests: ProgramRequests;
  readonly statistics: Statistics;
  readonly functions: Functions;
}

/** Whether a function is still there, with the same code. */
function isAlive(state: FunctionState, { world }: Place): boolean {
  world.begin();
  return world.functionFacts(state.func)?.code === state.code.address && world.codeFacts(state.code.address) === state.code;
}

/**
 * Attaches to the process and makes everything that a session consists of.
 * @throws what `boot` throws
 */
export function assemble(target: SessionTarget, backend: Backend, journal: Journal, clock: () => number, session: Clockwork): Parts {
  const statistics = new Statistics(clock);
  const functions = new Functions();
  const { options, header } = target;
  const permissions: Permissions = new Permissions(options.only, options.skip, journal);
  const place = boot(target);
  const { python, world, runtime } = place;
  world.unexpected = (error) => {
    statistics.events.add('unexpected errors of readers');
    journal.unexpected(error);
  };
  const interpreter = python.interpreterState;
  // Compiled code has no exits where it makes numbers into objects, so these must not fail. What else it calls of the runtime.
  const boxes: Readonly<Record<string, number>> = { PyLong_FromLongLong: runtime.entries.boxInt, PyFloat_FromDouble: runtime.entries.boxFloat, appendString: runtime.entries.appendString };
  const committer = new Committer(place.mailbox, place.memory, interpreter, place.dialect, runtime.entries, clock, new Confinement(target.pid));
  const watcher = new ExitWatcher(place.data, place.exits, place.runtimeData);
  const feedback = new FeedbackStore((address) => world.isClass(address));
  const dumper = new Dumper(options.dump, journal.dump);
  const installer = new Installer({
    world,
    backend,
    code: place.code,
    data: place.data,
    exits: place.exits,
    recipes: { handlers: runtime.handlers, offsets: place.dialect.offsets },
    feedback,
    statistics,
    dumper,
    formatCode: formatListing,
    noOptimize: options.noOptimize,
    verify: dumper.active || options.chaos !== undefined ? 'each' : options.sync ? 'last' : undefined,
    chaos: options.chaos,
    keepAll: () => profilers.kind === 'full',
    isNamed: (code) => functions.of(code as AnalysedCode).bound >= 0,
    target: {
      symbol: (name) => {
        const address = boxes[name] ?? world.symbol(name);
        if (address === null) throw new Error(`no symbol ${name} in the process`);
        return address;
      },
      exitCommon: runtime.entries.exitCommon,
      evalBreaker: interpreter + python.layout.PyInterpreterState.eval_breaker!,
      stackLimit: place.runtimeData + RuntimeData.stackLimit,
      stackCheck: runtime.entries.stackCheck,
      offsets: backendOffsets(python.layout, findStatics(python)),
    },
    breathe: () => session.breathe(),
    stillWanted: () => session.stillWanted(),
    committer,
    allowances: new Allowances(place.data, place.runtimeData, options.sync || options.chaos !== undefined),
    watcher,
    journal,
    mayCompile: (code) => permissions.allows(code),
    calleeDepth: (code) => {
      const { reach } = functions.of(code);
      return reach < 0 || profilers.compiles ? Infinity : reach;
    },
    interpreter,
    frameHook: runtime.entries.frameHook,
    hookIsNeeded: (): void => hookPolicy.grant(),
    deaths: place.deaths,
    forks: new Forks(place.data, place.data.address, clock),
    watchFaults: runtime.entries.watchFaults,
    keepChunks: runtime.entries.keepChunks,
  });
  const crashReporter = new CrashReporter(target, place, watcher, journal);
  const learner = new Learner(watcher, feedback, functions, installer, statistics, journal);
  const hookPolicy: HookPolicy = new HookPolicy(committer, installer, statistics, { ...place, interpreter }, clock, () => place.data.readWord(place.runtimeData + RuntimeData.hookMissCount), options.chaos === undefined ? undefined : Infinity);
  // Sync mode is for tests, which want to know what runs when.
  const measurer = options.sync || options.chaos !== undefined ? null : new Measurer(place, functions, installer, statistics, clock());
  const processTime = new ProcessTime(target.pid);
  const reclaimer = new Reclaimer({
    worked: () => processTime.now(),
    python,
    code: place.code,
    data: place.data,
    exits: place.exits,
    committer,
    installer,
    watcher,
    functions,
    statistics,
    forks: place.data.address + DataHeader.offsetOf('forks'),
    exitsUnderWay: place.runtimeData + RuntimeData.exitsUnderWay,
    clearEvery: options.sync ? 0 : CLEAR_EVERY,
    roomMade: () => session.roomMade(),
  }, clock());
  const sampler = new Sampler(python, world, (code) => installer.records.get(code) !== undefined);
  const progress = new LoopProgress(python, statistics, clock, () => processTime.now());
  const typeProfiler = new TypeProfiler(world);
  const baseline = place.code.live + place.data.live;
  const profilers = new Profilers({
    journal,
    clock,
    memory: () => (place.code.live + place.data.live - baseline + watcher.footprint.total) / 1024,
    compiledCount: () => [...functions].filter(({ slots }) => slots.some(({ current }) => current !== null)).length,
    logMemory: () => session.logMemory(),
  });
  // A program that makes functions anew all the time, as templates and plugins are, would fill the compiler's memory.
  world.died = (code, certain) => {
    profilers.forget(code);
    if (!functions.forget(code)) return;
    permissions.forget(code);
    statistics.forget(code);
    const record = installer.records.get(code);
    if (record === undefined) return;
    statistics.function(code).hits = installer.records.hits(record);
    installer.records.forget(code, certain);
  };
  const questions = new FilterQuestions(place, header, committer, permissions);
  const hookWatch = new HookWatch(python, runtime.entries.osrCallback);
  const sync = options.sync ? new SyncServer(place, committer, installer, functions, (code) => session.wantsInSync(code)) : null;
  const disturber = options.chaos === undefined || options.chaos === EACH_ONCE ? null : new Disturber(options.chaos, {
    functions, installer, compilations: () => statistics.events.get('compilations'), isAlive: (state) => isAlive(state, place),
  });
  const soonAgain = sync !== null && SoonAgain.isWanted ? new SoonAgain({ functions, installer, committer, sync }) : null;
  const requests = new ProgramRequests({
    place, header, journal,
    clock,
    functions,
    profilers,
    permissions,
    questions,
    reclaimer,
    installer,
    statistics,
    report: () => session.report(),
    changed: (codes) => session.wishesChanged(codes),
    leaving: () => session.leave(),
  });
  return { place, committer, watcher, installer, learner, hookPolicy, measurer, reclaimer, sampler, processTime, progress, typeProfiler, profilers, permissions, questions, hookWatch, sync, disturber, soonAgain, crashReporter, requests, statistics, functions };
}
