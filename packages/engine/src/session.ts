// One session: the clockwork that samples, learns, asks and answers, each in its time; each part has its own file.
import { BytecodeError } from '@psyco/bytecode';
import type { Backend } from '@psyco/backend';
import { BadAddress, ProcessGone, UnsupportedPython } from '@psyco/objects';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { loadBackend } from './backend';
import { ProgramConfined, ProgramEnds, RegionFull } from './errors';
import { Journal } from './journal';
import { tuneNode } from './node-tuning';
import type { SessionTarget } from './target';
import type { AnalysedCode } from './world/code-facts';
import { assemble } from './parts';
import type { Clockwork, Parts } from './parts';
import { memoryOf, reportOf } from './report';
import { Watching } from './watching';

/** Milliseconds between samples: quick while there is something to do, then less and less often. */
const QUICK = 1;
const CALM_AFTER = 400;
/** No thread has run for so long: the program sleeps, or waits for somebody, and needs to be looked at less often still. */
const ASLEEP_AFTER = 1000;
const ASLEEP = 30;
/** After a read that failed: the command notices within this time that the process is gone. */
const MOURNING = 30;
/** What looks like no Python is taken to end within this time, or to be none. */
const DYING = 200;
/** Between two looks it is looked so often whether the program asks for something. */
const NOTICE = 2;
const LEARN_EVERY = 10;
const HOOKS_EVERY = 20;
/** The program waits for all to be given back: for so long the compiler does not sleep between two looks. */
const HURRY = 20;
/** In the middle of a compilation it is looked so often whether the program waits for the end. */
const END_EVERY = 5;

export class Session implements Clockwork {
  readonly #clock = (): number => performance.now();
  readonly #parts: Parts;
  readonly #watching: Watching;
  /** A region is full, or the program ends: nothing more is compiled. */
  #stopped = false;
  /** The report from before everything was given back. */
  #last: Record<string, unknown> | null = null;
  /** When the program began to wait for its end. */
  #left = Infinity;
  #mayHoldObjects = false;
  #lastLearned = -Infinity;
  #lastHooks = -Infinity;
  #lastEnd = -Infinity;

  constructor(readonly target: SessionTarget, backend: Backend, private readonly journal: Journal) {
    const { watermark, halflife, pollfreq, parentframe, mode } = target.options;
    this.#parts = assemble(target, backend, journal, this.#clock, this);
    if (mode !== 'off') this.#parts.profilers.add(mode, { watermark, halflife, pollfreq: Math.max(1, pollfreq), parentframe }, true);
    this.#watching = new Watching(this.#parts, journal, this.#clock);
  }

  /** Serves the process until it is gone. */
  async run(): Promise<void> {
    const { signal } = this.target;
    if (this.#parts.profilers.kind === 'full') this.#installSyncHook();
    this.target.header.compilerState = 'attached';
    while (!signal.aborted) {
      try {
        this.#tick();
      } catch (error) {
        if (error instanceof ProcessGone) return;
        if (error instanceof ProgramConfined) {
          this.journal.event('detached', { reason: error.message });
          return;
        }
        if (error instanceof ProgramEnds) {
          this.#parts.statistics.events.add('given up at the end');
          this.#stopped = true;
          continue;
        }
        // Memory that was there a moment ago: the process ends, or becomes another program. It shows soon. Or a code object was read while
        // it was freed; its tables are decoded later.
        if (error instanceof BadAddress || error instanceof BytecodeError) {
          this.#parts.statistics.events.add('memory went away');
          await sleep(MOURNING);
          continue;
        }
        if (!(error instanceof RegionFull)) throw error;
        this.#stopped = true;
        if (this.#parts.statistics.events.get(`${error.region} region full`) === 0) this.journal.event('limit', { limit: error.message });
        this.#parts.statistics.events.add(`${error.region} region full`);
        this.#parts.reclaimer.makeRoom();
      }
      if (this.#parts.sync !== null) await this.#parts.sync.pause();
      else await this.#rest(this.#pause());
    }
  }

  /** Sleeps until the next look, or until the program asks for something: it may wait for that. */
  async #rest(milliseconds: number): Promise<void> {
    if (this.#isLeaving && this.#clock() - this.#left < HURRY) return turn();
    const end = this.#clock() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - this.#clock()) {
      await sleep(Math.min(left, milliseconds < ASLEEP ? NOTICE : left));
      if (this.target.header.hasPendingRequests) return;
    }
  }

  /** Milliseconds to the next look: few while there is something to do, many while the program waits for something. */
  #pause(): number {
    const now = this.#clock();
    const slow = Math.max(QUICK, this.#parts.profilers.interval || 1000 / Math.max(1, this.target.options.pollfreq));
    if (this.#parts.committer.busy || this.#parts.requests.expectsBound || this.#parts.measurer?.busy) return QUICK;
    if (now - this.#watching.lastBusy < CALM_AFTER && this.#parts.profilers.kind !== 'background') return QUICK;
    return now - this.#watching.lastRunning < ASLEEP_AFTER ? slow : Math.max(ASLEEP, slow);
  }

  /** Milliseconds between two samples at least. */
  get #betweenSamples(): number {
    return this.#parts.profilers.kind === 'background' && !this.#parts.requests.expectsBound ? this.#parts.profilers.interval : QUICK;
  }

  #tick(): void {
    const now = this.#clock();
    this.#parts.committer.poll();
    // Before there are more than are told apart: then nothing that is known of any function counts any more.
    this.#parts.place.deaths.poll();
    if (!this.#parts.committer.busy && !this.#parts.measurer?.busy) this.#parts.reclaimer.update(now);
    this.#parts.sync?.serve(this.#stopped);
    if (this.target.header.hasPendingRequests) this.#parts.requests.answer();
    this.#parts.profilers.update();
    if (now - this.#lastHooks >= HOOKS_EVERY) {
      this.#lastHooks = now;
      this.#parts.profilers.setHooksTaken(this.#parts.hookWatch.look());
      this.#parts.committer.leaveIfConfined();
    }
    if (now - this.#watching.lastSample >= this.#betweenSamples * 0.8) this.#watching.sample(now, () => !this.#isBusy);
    this.#learn(now);
    this.#parts.questions.ask(now);
    this.#parts.measurer?.update(now);
    this.#noteObjects();
    if (this.#isBusy) return;
    this.#parts.disturber?.disturb();
    this.#parts.soonAgain?.update();
    if (this.#parts.committer.busy) return;
    if (!this.#parts.learner.recompileNative()) this.#parts.hookPolicy.update(now);
  }

  /** Nothing new can be begun. */
  get #isBusy(): boolean {
    const { committer, measurer } = this.#parts;
    return this.#stopped || committer.busy || measurer?.busy === true;
  }

  /** In the middle of a compilation. */
  breathe(): void {
    const now = this.#clock();
    this.#learn(now);
    // The frame hook costs the program as much meanwhile.
    this.#parts.measurer?.update(now);
    if (!this.#isBusy) this.#parts.hookPolicy.update(now);
    this.stillWanted();
  }

  stillWanted(): void {
    const now = this.#clock();
    if (now - this.#lastEnd < END_EVERY) return;
    this.#lastEnd = now;
    if (this.#parts.requests.programEnds) throw new ProgramEnds();
  }

  roomMade(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#parts.statistics.events.add('made room');
  }

  /** Tells the agent that there is something to give back in the end. */
  #noteObjects(): void {
    if (this.#mayHoldObjects || this.#parts.statistics.events.get('compilations') === 0) return;
    this.#mayHoldObjects = true;
    this.target.header.set('embedded', 1);
  }

  #learn(now: number): void {
    if (now - this.#lastLearned < LEARN_EVERY && this.#parts.soonAgain === null) return;
    this.#lastLearned = now;
    if (this.#parts.learner.learn(now)) this.#watching.lastBusy = now;
  }

  wantsInSync(code: AnalysedCode): 'yes' | 'no' | 'later' {
    if (this.#stopped || (this.#parts.profilers.kind !== 'full' && this.#parts.functions.of(code).reach < 0)) return 'no';
    const prohibition = this.#parts.permissions.prohibition(code);
    return prohibition === null ? 'yes' : prohibition === 'filter asked' ? 'later' : 'no';
  }

  /** The program waits for all to be given back. */
  get #isLeaving(): boolean {
    return this.#left !== Infinity;
  }

  /** The program has run its exit handlers. What it reports is what was in place then. */
  leave(): void {
    this.#stopped = true;
    if (this.#isLeaving) return;
    this.#left = this.#clock();
    if (this.target.options.stats !== undefined) this.#last = this.report();
  }

  /** In sync mode functions that are to be compiled are met in the frame hook. */
  #installSyncHook(): void {
    if (this.#parts.sync === null || this.#parts.committer.hook === this.#parts.place.runtime.entries.syncHook) return;
    this.#parts.sync.install(this.#parts.place.python.interpreterState);
    this.#parts.committer.hookIs(this.#parts.place.runtime.entries.syncHook);
  }

  /** The program has asked for more, or for these functions. */
  wishesChanged(codes: readonly AnalysedCode[]): void {
    this.#watching.lastBusy = this.#clock();
    if (this.#parts.sync === null || (codes.length === 0 && this.#parts.profilers.kind !== 'full')) return;
    this.#installSyncHook();
    this.#parts.sync.forget(codes);
  }

  logMemory(): void {
    this.journal.memory(memoryOf(this.#parts.place));
  }

  report(): Record<string, unknown> {
    this.#parts.learner.learn(this.#clock());
    return reportOf(this.target.pid, this.#parts);
  }

  /** To be called when the process is gone: if it crashed in compiled code, says so. */
  async reportCrash(): Promise<void> {
    // What has crashed may be what was put in place last, which nobody has noticed yet.
    this.#parts.committer.poll();
    await this.#parts.crashReporter.report();
  }

  /** Writes what --stats wants. */
  close(): void {
    const { stats } = this.target.options;
    try {
      if (stats !== undefined) writeFileSync(stats, `${JSON.stringify(this.#last ?? this.report())}\n`);
      this.logMemory();
    } finally {
      this.journal.close();
      this.#parts.processTime.close();
      this.#parts.place.python.close();
    }
  }
}

async function endsSoon(signal: AbortSignal): Promise<boolean> {
  await sleep(DYING, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}

/** Serves one Python process until `signal` aborts, or the process is gone. */
export async function runSession(target: SessionTarget): Promise<void> {
  tuneNode();
  const journal = new Journal(target.options.log);
  let session: Session;
  try {
    session = new Session(target, await loadBackend(target.options.backend, target.importModule), journal);
  } catch (error) {
    // A process that ends looks like no Python for a moment.
    const gone = error instanceof ProcessGone || (error instanceof UnsupportedPython && (await endsSoon(target.signal)));
    const reason = gone ? 'the program ended before the compiler was ready' : error instanceof Error ? error.message : String(error);
    if (error instanceof UnsupportedPython && !gone) target.header.refuse('unknownPython');
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
