// One session: attach, sample, choose, compile, commit, learn from exits, detach. The clockwork; each part has its own file.
import { BytecodeError } from '@psyco/bytecode';
import { DataHeader } from '@psyco/agent';
import type { Backend } from '@psyco/backend';
import { formatListing } from '@psyco/backend-x86';
import { BadAddress, ProcessGone, UnsupportedPython } from '@psyco/objects';
import { commit, RuntimeData } from '@psyco/runtime-x86';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { loadBackend } from './backend';
import { boot, findStatics } from './boot';
import type { Place } from './boot';
import { EACH_ONCE } from './chaos';
import { Committer } from './committer';
import { CrashReporter } from './crash-reporter';
import { Disturber } from './disturber';
import { Dumper } from './dump';
import { RegionFull } from './errors';
import { ExitWatcher } from './exit-watcher';
import { FeedbackStore } from './feedback';
import { FilterQuestions } from './filter-questions';
import { FIRST_PATIENCE, Functions, inheritReach } from './functions';
import type { FunctionState } from './functions';
import { HookPolicy } from './hook-policy';
import { HookWatch } from './hook-watch';
import { Installer } from './installer';
import { Journal, placeOf } from './journal';
import { Learner } from './learner';
import { LoopProgress } from './loop-progress';
import { Measurer } from './measurer';
import { tuneNode } from './node-tuning';
import { Permissions } from './permissions';
import { ProcessTime } from './process-time';
import { Profilers } from './profilers';
import { ProgramRequests } from './program-requests';
import { Reclaimer } from './reclaimer';
import { Sampler } from './sampler';
import type { Sample } from './sampler';
import { choose, interpretedFrames } from './selection';
import { Statistics } from './stats';
import { TypeProfiler } from './type-profiler';
import { SyncServer } from './sync-server';
import type { SessionTarget } from './target';
import { backendOffsets } from './world/offsets';
import type { AnalysedCode } from './world/code-facts';

/** Milliseconds between samples: quick while there is something to do, then less and less often. */
const QUICK = 1;
const CALM_AFTER = 400;
/** No thread has run for so long: the program sleeps, or waits for somebody, and needs to be looked at less often still. */
const ASLEEP_AFTER = 1000;
const ASLEEP = 30;
/** Milliseconds at least between two times that room is made in a full region. */
const CLEAR_EVERY = 1000;
/** After a read that failed: the command notices within this time that the process is gone. */
const MOURNING = 30;
/** Longest time that one sample stands for, in milliseconds: one sample alone must not make a function hot. */
const MOST_WEIGHT = 4;
/** Samples in a row in which a frame's objects were gone before they were read, after which it is given up. */
const MOST_MISSED = 50;
const LEARN_EVERY = 10;
const REQUESTS_EVERY = 5;
const HOOKS_EVERY = 20;
const HOT_LIST_EVERY = 1000;
/** Functions handed to the journal, which shows as many as the program wants. */
const MOST_HOT = 100;

export class Session {
  readonly #clock = (): number => performance.now();
  readonly #journal: Journal;
  readonly #statistics = new Statistics(this.#clock);
  readonly #functions = new Functions();
  readonly #header: DataHeader;
  readonly #place: Place;
  readonly #committer: Committer;
  readonly #watcher: ExitWatcher;
  readonly #feedback: FeedbackStore;
  readonly #installer: Installer;
  readonly #learner: Learner;
  readonly #hookPolicy: HookPolicy;
  readonly #measurer: Measurer | null;
  readonly #progress: LoopProgress;
  readonly #processTime: ProcessTime;
  readonly #reclaimer: Reclaimer;
  readonly #sampler: Sampler;
  readonly #typeProfiler: TypeProfiler;
  readonly #sync: SyncServer | null;
  readonly #disturber: Disturber | null;
  readonly #crashReporter: CrashReporter;
  readonly #profilers: Profilers;
  readonly #permissions: Permissions;
  readonly #questions: FilterQuestions;
  readonly #hookWatch: HookWatch;
  readonly #requests: ProgramRequests;
  readonly #interpreter: number;
  /** A region is full, or the program ends: nothing more is compiled. */
  #stopped = false;
  /** The report from before everything was given back. */
  #last: Record<string, unknown> | null = null;
  #mayHoldObjects = false;
  #lastSample = -Infinity;
  #lastBusy: number;
  #lastRunning = -Infinity;
  #lastLearned = -Infinity;
  #lastRequests = -Infinity;
  #lastHooks = -Infinity;
  #lastHotList = -Infinity;

  constructor(readonly target: SessionTarget, backend: Backend, journal: Journal) {
    const { options, header } = target;
    this.#journal = journal;
    this.#header = header;
    this.#permissions = new Permissions(options.only, options.skip, journal);
    const place = (this.#place = boot(target));
    const { python, world, runtime } = place;
    this.#interpreter = python.interpreterState;
    this.#committer = new Committer(place.mailbox, place.memory, this.#interpreter, place.dialect, runtime.entries, this.#clock);
    this.#watcher = new ExitWatcher(place.data, place.exits, place.runtimeData);
    this.#feedback = new FeedbackStore((address) => world.isClass(address));
    const dumper = new Dumper(options.dump, journal.dump);
    this.#installer = new Installer({
      world,
      backend,
      code: place.code,
      data: place.data,
      exits: place.exits,
      recipes: { handlers: runtime.handlers, offsets: place.dialect.offsets },
      feedback: this.#feedback,
      statistics: this.#statistics,
      dumper,
      formatCode: formatListing,
      noOptimize: options.noOptimize,
      verify: options.sync || dumper.active || options.chaos !== undefined,
      chaos: options.chaos,
      keepAll: () => this.#profilers.kind === 'full',
      isNamed: (code) => this.#functions.of(code as AnalysedCode).bound >= 0,
      target: {
        symbol: (name) => {
          const address = world.symbol(name);
          if (address === null) throw new Error(`no symbol ${name} in the process`);
          return address;
        },
        exitCommon: runtime.entries.exitCommon,
        evalBreaker: this.#interpreter + python.layout.PyInterpreterState.eval_breaker!,
        stackLimit: place.runtimeData + RuntimeData.stackLimit,
        stackCheck: runtime.entries.stackCheck,
        offsets: backendOffsets(python.layout, findStatics(python)),
      },
      breathe: () => this.#learn(this.#clock()),
      committer: this.#committer,
      watcher: this.#watcher,
      journal,
      mayCompile: (code) => this.#permissions.allows(code),
      calleeDepth: (code) => {
        const { reach } = this.#functions.of(code);
        return reach < 0 || this.#profilers.compiles ? Infinity : reach;
      },
      interpreter: this.#interpreter,
      frameHook: runtime.entries.frameHook,
      deaths: place.deaths,
      watchFaults: runtime.entries.watchFaults,
    });
    this.#crashReporter = new CrashReporter(target, place, this.#watcher, journal);
    this.#learner = new Learner(this.#watcher, this.#feedback, this.#functions, this.#installer, this.#statistics, journal);
    this.#hookPolicy = new HookPolicy(this.#committer, this.#installer, this.#statistics, this.#interpreter, this.#clock);
    // Sync mode is for tests, which want to know what runs when.
    this.#measurer = options.sync || options.chaos !== undefined ? null : new Measurer(place, this.#functions, this.#installer, this.#statistics, this.#clock());
    this.#reclaimer = new Reclaimer({
      python,
      code: place.code,
      data: place.data,
      exits: place.exits,
      entries: runtime.entries,
      committer: this.#committer,
      installer: this.#installer,
      watcher: this.#watcher,
      functions: this.#functions,
      statistics: this.#statistics,
      forks: place.data.address + DataHeader.offsetOf('forks'),
      clearEvery: options.sync ? 0 : CLEAR_EVERY,
      roomMade: () => {
        if (!this.#stopped) return;
        this.#stopped = false;
        this.#statistics.events.add('made room');
      },
    }, this.#clock());
    this.#sampler = new Sampler(python, world);
    this.#processTime = new ProcessTime(target.pid);
    this.#progress = new LoopProgress(python, this.#statistics, this.#clock, () => this.#processTime.now());
    this.#typeProfiler = new TypeProfiler(world);
    const baseline = place.code.live + place.data.live;
    this.#profilers = new Profilers({
      journal,
      clock: this.#clock,
      memory: () => (place.code.live + place.data.live - baseline + this.#watcher.footprint.total) / 1024,
      compiledCount: () => [...this.#functions].filter(({ slots }) => slots.some(({ current }) => current !== null)).length,
      logMemory: () => this.#logMemory(),
    });
    this.#questions = new FilterQuestions(place, header, this.#committer, this.#permissions);
    this.#hookWatch = new HookWatch(python, runtime.entries.osrCallback);
    this.#sync = options.sync ? new SyncServer(place, this.#committer, this.#installer, this.#functions, (code) => this.#wantsInSync(code)) : null;
    this.#disturber = options.chaos === undefined || options.chaos === EACH_ONCE ? null : new Disturber(options.chaos, {
      functions: this.#functions, installer: this.#installer, compilations: () => this.#statistics.events.get('compilations'), isAlive: (state) => this.#isAlive(state),
    });
    this.#requests = new ProgramRequests({
      place, header, journal,
      clock: this.#clock,
      functions: this.#functions,
      profilers: this.#profilers,
      permissions: this.#permissions,
      questions: this.#questions,
      reclaimer: this.#reclaimer,
      installer: this.#installer,
      statistics: this.#statistics,
      report: () => this.#report(),
      changed: (codes) => this.#wishesChanged(codes),
      leaving: () => this.#leave(),
    });
    const { watermark, halflife, pollfreq, parentframe } = options;
    if (options.mode !== 'off') this.#profilers.add(options.mode, { watermark, halflife, pollfreq: Math.max(1, pollfreq), parentframe }, true);
    this.#lastBusy = this.#clock();
  }

  /** Serves the process until it is gone. */
  async run(): Promise<void> {
    const { signal } = this.target;
    if (this.#profilers.kind === 'full') this.#installSyncHook();
    this.#header.compilerState = 'attached';
    while (!signal.aborted) {
      try {
        this.#tick();
      } catch (error) {
        if (error instanceof ProcessGone) return;
        // Memory that was there a moment ago: the process ends, or becomes another program. It shows soon. Or a code object was read while
        // it was freed; its tables are decoded later.
        if (error instanceof BadAddress || error instanceof BytecodeError) {
          this.#statistics.events.add('memory went away');
          await sleep(MOURNING);
          continue;
        }
        if (!(error instanceof RegionFull)) throw error;
        this.#stopped = true;
        if (this.#statistics.events.get(`${error.region} region full`) === 0) this.#journal.event('limit', { limit: error.message });
        this.#statistics.events.add(`${error.region} region full`);
        if (error.region !== 'data') this.#reclaimer.makeRoom();
      }
      if (this.#sync !== null) await this.#sync.pause();
      else await sleep(this.#pause());
    }
  }

  /** Milliseconds to the next look: few while there is something to do, many while the program waits for something. */
  #pause(): number {
    const now = this.#clock();
    const slow = Math.max(QUICK, this.#profilers.interval || 1000 / Math.max(1, this.target.options.pollfreq));
    if (this.#committer.busy || this.#requests.expectsBound || this.#measurer?.busy) return QUICK;
    if (now - this.#lastBusy < CALM_AFTER && this.#profilers.kind !== 'background') return QUICK;
    return now - this.#lastRunning < ASLEEP_AFTER ? slow : Math.max(ASLEEP, slow);
  }

  /** Milliseconds between two samples at least. */
  get #betweenSamples(): number {
    return this.#profilers.kind === 'background' && !this.#requests.expectsBound ? this.#profilers.interval : QUICK;
  }

  #tick(): void {
    const now = this.#clock();
    this.#committer.poll();
    if (!this.#committer.busy && !this.#measurer?.busy) this.#reclaimer.update(now);
    this.#sync?.serve(this.#stopped);
    if (now - this.#lastRequests >= REQUESTS_EVERY || this.#isLeaving) {
      this.#lastRequests = now;
      this.#requests.answer();
    }
    this.#profilers.update();
    if (now - this.#lastHooks >= HOOKS_EVERY) {
      this.#lastHooks = now;
      this.#profilers.setHooksTaken(this.#hookWatch.look());
    }
    if (now - this.#lastSample >= this.#betweenSamples * 0.8) this.#sample(now);
    this.#learn(now);
    this.#questions.ask(now);
    this.#measurer?.update(now);
    this.#noteObjects();
    if (this.#committer.busy || this.#stopped || this.#measurer?.busy) return;
    this.#disturber?.disturb();
    if (this.#committer.busy) return;
    if (!this.#learner.recompileNative()) this.#hookPolicy.update(now);
  }

  /** Tells the agent that there is something to give back in the end. */
  #noteObjects(): void {
    if (this.#mayHoldObjects || this.#statistics.events.get('compilations') === 0) return;
    this.#mayHoldObjects = true;
    this.#header.set('embedded', 1);
  }

  #learn(now: number): void {
    if (now - this.#lastLearned < LEARN_EVERY) return;
    this.#lastLearned = now;
    if (this.#learner.learn(now)) this.#lastBusy = now;
  }

  #sample(now: number): void {
    const weight = Math.min(MOST_WEIGHT, now - this.#lastSample);
    this.#lastSample = now;
    const sample = this.#sampler.sample(this.#requests.waitsForBound);
    this.#statistics.events.add('samples');
    if (sample === null) return;
    this.#place.threadStacks.note(sample.thread, now);
    this.#lastRunning = now;
    this.#inherit(sample);
    this.#progress.note(sample);
    const interpreted = interpretedFrames(sample);
    // It can be entered, and stays: worth trying soon when it leaves.
    for (const { code, compiled } of sample.frames) {
      if (!compiled) continue;
      const state = this.#functions.of(code);
      state.lastUse = now;
      for (const slot of state.loops.values()) slot.patience = FIRST_PATIENCE;
    }
    if (interpreted.length === 0) {
      const running = sample.frames[0];
      if (running !== undefined) this.#statistics.function(running.code).compiledTime += weight;
      this.#statistics.events.add('samples in compiled code');
      return;
    }
    if (this.#profilers.compiles || this.#requests.anyBound) this.#typeProfiler.observe(interpreted);
    for (const { code, seen } of interpreted) if (seen === 1) this.#functions.of(code).activations++;
    const top = interpreted[0]!;
    const topStatistics = this.#statistics.function(top.code);
    topStatistics.charge += weight;
    topStatistics.interpretedSamples++;
    const stack = interpreted.map(({ code }) => code);
    this.#profilers.sample(now, stack, weight);
    this.#logHot(now);
    if (this.#stopped || this.#committer.busy || this.#measurer?.busy) return;
    const hot = this.#profilers.hot(now, stack);
    const isHot = (state: FunctionState): boolean =>
      (hot.has(state.code) || state.reach >= 0 || state.slots.some(({ wantsRecompile }) => wantsRecompile)) && this.#permissions.allows(state.code);
    for (const code of hot) {
      if (code.refusal !== null && !this.#functions.of(code).refused.has('entry') && this.#permissions.allows(code)) this.#installer.refuse(this.#functions.of(code), code.refusal);
    }
    if (this.#act(sample, isHot, now)) return;
    // One that just began, with the hook, would have run compiled code.
    if (interpreted.some(({ code, seen }) => seen === 1 && hot.has(code) && this.#functions.of(code).entry.current !== null)) this.#hookPolicy.miss(now);
  }

  /** Returns whether there was something to do. */
  #act(sample: Sample, isHot: (state: FunctionState) => boolean, now: number): boolean {
    const choice = choose(sample, this.#functions, isHot, now);
    if (choice === null) return false;
    this.#lastBusy = now;
    const { state, slot } = choice;
    if (choice.action === 'arm') {
      slot.armed = now;
      slot.arms++;
      this.#statistics.events.add('arms');
      this.#committer.post([commit.armOsr(sample.thread, choice.arm === 'top' ? state.code.address : 0, choice.frame.frame.address)], () => undefined);
      return true;
    }
    const { frame } = choice;
    const loop = slot.kind === 'loop' ? state.code.loops.find(({ header }) => header === slot.offset)! : null;
    const seen = this.#sampler.look(frame, loop);
    if (seen === null) {
      this.#statistics.events.add('frames gone on');
      if (++slot.missed >= MOST_MISSED) this.#installer.refuse(state, 'unsteady', slot.kind === 'loop' ? slot.offset : 'entry');
      return true;
    }
    const { locals, stack } = seen;
    slot.missed = 0;
    if (slot.wantsRecompile) slot.recompilations++;
    slot.armed = now;
    this.#journal.event('tag', placeOf(state.code, state.code.lineAt(slot.offset)));
    const entry = slot.kind === 'loop' ? ({ kind: 'loop', offset: slot.offset, locals, stack } as const) : ({ kind: 'function', locals } as const);
    const arm = choice.arm === null ? {} : { arm: { thread: sample.thread, code: choice.arm === 'top' ? state.code.address : 0, frame: frame.frame.address } };
    this.#installer.install({ state, slot, entry, begun: true, ...arm });
    slot.armed = this.#clock();
    return true;
  }

  /** Notes the functions of a sample, and what is to be compiled because a caller is bound. */
  #inherit(sample: Sample): void {
    const stack = [...sample.frames].reverse().map(({ frame, code }) => {
      const state = this.#functions.of(code);
      state.func = frame.function;
      return state;
    });
    inheritReach(stack);
  }

  #wantsInSync(code: AnalysedCode): 'yes' | 'no' | 'later' {
    if (this.#stopped || (this.#profilers.kind !== 'full' && this.#functions.of(code).reach < 0)) return 'no';
    const prohibition = this.#permissions.prohibition(code);
    return prohibition === null ? 'yes' : prohibition === 'filter asked' ? 'later' : 'no';
  }

  #isAlive(state: FunctionState): boolean {
    const { world } = this.#place;
    world.begin();
    return world.functionFacts(state.func)?.code === state.code.address && world.codeFacts(state.code.address) === state.code;
  }

  /** The program waits for all to be given back. */
  get #isLeaving(): boolean {
    return this.#last !== null;
  }

  /** The program has run its exit handlers. What it reports is what was in place then. */
  #leave(): void {
    this.#stopped = true;
    this.#last ??= this.#report();
  }

  /** In sync mode functions that are to be compiled are met in the frame hook. */
  #installSyncHook(): void {
    if (this.#sync === null || this.#committer.hook === this.#place.runtime.entries.syncHook) return;
    this.#sync.install(this.#interpreter);
    this.#committer.hookIs(this.#place.runtime.entries.syncHook);
  }

  /** The program has asked for more, or for these functions. */
  #wishesChanged(codes: readonly AnalysedCode[]): void {
    this.#lastBusy = this.#clock();
    if (this.#sync === null || (codes.length === 0 && this.#profilers.kind !== 'full')) return;
    this.#installSyncHook();
    this.#sync.forget(codes);
  }

  #logHot(now: number): void {
    if (now - this.#lastHotList < HOT_LIST_EVERY) return;
    this.#lastHotList = now;
    this.#journal.hot(this.#profilers.report(MOST_HOT).map(({ rank, key, share }) => ({ rank, share, name: key.qualname, file: key.filename, line: key.firstLine })));
  }

  #memory(): Record<string, number> {
    const { code, data } = this.#place;
    return { code: code.live / 1024, data: data.live / 1024, compiler: process.memoryUsage.rss() / 1024 };
  }

  #logMemory(): void {
    this.#journal.memory(this.#memory());
  }

  /** Everything counted so far. */
  #report(): Record<string, unknown> {
    const { python, code, data, exits, runtimeData } = this.#place;
    const word = (field: keyof typeof RuntimeData): number => data.readWord(runtimeData + RuntimeData[field]);
    this.#learner.learn(this.#clock());
    for (const [facts, slot] of this.#installer.records) this.#statistics.function(facts).hits = this.#installer.records.hits(slot);
    return this.#statistics.report({
      python: `${python.version.major}.${python.version.minor}.${python.version.micro}${python.version.debug ? ' debug' : ''}`,
      pid: this.target.pid,
      mode: this.#profilers.kind ?? 'off',
      profilers: this.#profilers.list,
      memoryKilobytes: Object.fromEntries(Object.entries(this.#memory()).map(([part, amount]) => [part, Math.round(amount)])),
      regions: { code: code.live, data: data.live, exits: exits.live, highest: { code: code.used, data: data.used, exits: exits.count } },
      runtime: {
        exits: word('exitCount'),
        oneShotHooks: word('oneShotCount'),
        pendingCalls: word('pendingCallCount'),
        armed: word('armedCount'),
        takenOver: word('matchedCount'),
        gaveUp: word('gaveUpCount'),
        armRefused: word('armRefusedCount'),
        hookGivenUp: word('hookGivenUpCount'),
      },
    });
  }

  /** To be called when the process is gone: if it crashed in compiled code, says so. */
  async reportCrash(): Promise<void> {
    // What has crashed may be what was put in place last, which nobody has noticed yet.
    this.#committer.poll();
    await this.#crashReporter.report();
  }

  /** Writes what --stats wants. */
  close(): void {
    const { stats } = this.target.options;
    try {
      const report = this.#last ?? this.#report();
      if (stats !== undefined) writeFileSync(stats, `${JSON.stringify(report)}\n`);
      this.#logMemory();
    } finally {
      this.#journal.close();
      this.#processTime.close();
      this.#place.python.close();
    }
  }
}

/** Serves one Python process until `signal` aborts, or the process is gone. */
export async function runSession(target: SessionTarget): Promise<void> {
  tuneNode();
  const journal = new Journal(target.options.log);
  let session: Session;
  try {
    session = new Session(target, await loadBackend(target.options.backend, target.importModule), journal);
  } catch (error) {
    const gone = error instanceof ProcessGone;
    const reason = gone ? 'the program ended before the compiler was ready' : error instanceof Error ? error.message : String(error);
    if (error instanceof UnsupportedPython) target.header.refuse('unknownPython');
    journal.event('detached', { reason });
    journal.close();
    if (target.options.stats !== undefined) writeFileSync(target.options.stats, `${JSON.stringify({ attached: false, reason })}\n`);
    if (gone || error instanceof UnsupportedPython) return;
    throw error;
  }
  try {
    await session.run();
    await session.reportCrash();
  } finally {
    session.close();
  }
}
