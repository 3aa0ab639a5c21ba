// Sync mode: the program waits, in its frame hook, until each function that it calls for the first time is compiled or refused.
// Deterministic, for tests. The program waits only as long as the compiler shows that it is alive.
import { commit } from '@psyco/runtime-x86';
import type { SyncRequest } from '@psyco/runtime-x86';
import type { Place } from './boot';
import type { Committer } from './committer';
import type { Functions } from './functions';
import type { Installer } from './installer';
import { sleep } from './sleep';
import type { AnalysedCode } from './world/code-facts';

/** Milliseconds to sleep between looks; Node's own timers are too coarse. */
const PAUSE = 0.1;

export class SyncServer {
  constructor(
    private readonly place: Place,
    private readonly committer: Committer,
    private readonly installer: Installer,
    private readonly functions: Functions,
    /** Whether to compile it; 'later': ask again at its next call. */
    private readonly wants: (code: AnalysedCode) => 'yes' | 'no' | 'later',
  ) {}

  /** Puts the sync hook in place: one aligned store, while the agent waits for the compiler. */
  install(interpreter: number): void {
    const { memory, dialect, runtime } = this.place;
    const word = Buffer.alloc(8);
    word.writeBigUInt64LE(BigInt(runtime.entries.syncHook));
    memory.write(interpreter + dialect.offsets.interpreterEvalFrame, word);
  }

  /** Lets other events of Node happen, then sleeps a moment. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    sleep(PAUSE);
  }

  /** Answers the call that waits, if there is one. */
  serve(stopped: boolean): void {
    const { mailbox } = this.place;
    mailbox.beat();
    const request = mailbox.syncRequest();
    if (request === null) return;
    // A program on its way runs when the call goes on; the function has no record yet and asks again.
    if (!this.committer.busy && !stopped) this.#decide(request);
    mailbox.answerSync(request);
  }

  #decide(request: SyncRequest): void {
    const { world, python } = this.place;
    world.begin();
    const code = world.codeFacts(request.code);
    if (code === null) return;
    const state = this.functions.of(code);
    const frame = python.attempt(() => python.readFrame(request.frame));
    if (frame === undefined) return;
    state.func = frame.function;
    const locals = python.attempt(() => python.memory.pointers(frame.locals, code.localCount)) ?? [];
    const wanted = this.wants(code);
    if (wanted === 'later') return;
    const tries = wanted === 'yes' && code.refusal === null && !state.refused.has('entry');
    if (tries && this.installer.install({ state, slot: state.entry, entry: { kind: 'function', locals }, waiting: true })) return;
    if (!tries && code.refusal !== null && wanted === 'yes') this.installer.refuse(state, code.refusal);
    this.#attachEmpty(code);
  }

  /** Lets functions that have a record without code be asked for again, at their next call. */
  forget(codes: readonly AnalysedCode[]): void {
    if (this.committer.busy) return;
    this.place.deaths.poll();
    const records = codes.flatMap((code) => {
      const record = this.installer.records.get(code);
      const asks = record?.attached === true && this.functions.of(code).entry.current === null && this.place.world.isThere(code);
      return asks ? [{ code, record }] : [];
    });
    if (records.length === 0) return;
    this.#setExtras(records.map(({ code }) => ({ code, record: 0 })), () => {
      for (const { record } of records) record.attached = false;
    });
  }

  /** A record without code: the function is not asked for again. */
  #attachEmpty(code: AnalysedCode): void {
    const record = this.installer.records.obtain(code);
    if (record.attached) return;
    this.#setExtras([{ code, record: record.address }], () => (record.attached = true), false);
  }

  /** Unless one of the code objects dies before the safe point: a program that has waited too long goes on without an answer. */
  #setExtras(extras: readonly { code: AnalysedCode; record: number }[], done: () => void, poke = true): void {
    const { deaths } = this.place;
    const steps = [...extras.map(({ code }) => commit.checkAlive(code.address, deaths.count)), ...extras.map(({ code, record }) => commit.setExtra(code.address, record))];
    this.committer.post(steps, ({ applied }) => {
      if (applied) done();
    }, poke);
  }
}
