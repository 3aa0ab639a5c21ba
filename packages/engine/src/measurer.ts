// How much faster calls have become: once compiled code has been in place for a while, some calls are timed by the processor's clock, in turns
// some that run the compiled code and some that the interpreter runs as it did before. A few milliseconds a function, and a small share of all.
import { readFileSync } from 'node:fs';
import { CodeRecord, RuntimeData, writeWord } from '@psyco/runtime-x86';
import type { Place } from './boot';
import type { CodeRecordSlot } from './code-records';
import type { FunctionState, Functions } from './functions';
import type { Installer } from './installer';
import type { Kind } from './measurement';
import type { Statistics } from './stats';

/** Milliseconds: compiled code settles before it is measured; between two looks for something to measure. */
const SETTLED = 15;
const LOOK_EVERY = 10;
/** Entries between two looks, from which a function is worth measuring. */
const WORTH = 4;
/** Calls in a round; milliseconds that a round takes at most, and for which the interpreter is left without the frame hook at most. */
const CALLS = 32;
const LONGEST_ROUND = 4;
const LONGEST_CALL = 150;
/** Milliseconds without a call after which a round is over. */
const NOBODY_CALLS = 20;
/** What interpreted calls may take of the session's time, and what they may in any case, in milliseconds. */
const SHARE = 0.005;
const ALLOWANCE = 40;
/** How many times longer an interpreted call may take, for the question whether it may be tried. */
const MUCH_SLOWER = 30;
/** Rounds of compiled calls ahead of those of interpreted ones. */
const MOST_AHEAD = 4;

/** Roughly: the processor's clock, as Linux tells it. */
export const TICKS_A_MILLISECOND = 1000 * (Number(/^cpu MHz\s*: ([\d.]+)/m.exec(readTextOf('/proc/cpuinfo'))?.[1]) || 2500);

function readTextOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

interface Round {
  readonly kind: Kind;
  readonly state: FunctionState;
  readonly record: CodeRecordSlot;
  readonly entry: number;
  readonly started: number;
  /** Its entry is back in place; a call is still on its way. */
  drains: boolean;
}

export class Measurer {
  #round: Round | null = null;
  #lastLook = -Infinity;
  #spent = 0;
  readonly #hits = new WeakMap<FunctionState, number>();
  readonly #began: number;

  constructor(
    private readonly place: Place,
    private readonly functions: Functions,
    private readonly installer: Installer,
    private readonly statistics: Statistics,
    now: number,
  ) {
    this.#began = now;
  }

  /** Whether calls are being timed: the caller looks again soon, and leaves the hook alone. */
  get busy(): boolean {
    return this.#round !== null;
  }

  update(now: number): void {
    if (this.#round !== null) this.#go(this.#round, now);
    else if (now - this.#lastLook >= LOOK_EVERY) {
      this.#lastLook = now;
      this.#choose(now);
    }
  }

  /** Whether calls go through the frame hook, and will for the moment. */
  get #isHooked(): boolean {
    const { committer, frameHook } = this.installer.options;
    return !committer.busy && committer.hook === frameHook;
  }

  #choose(now: number): void {
    if (!this.#isHooked) return;
    let best: FunctionState | null = null;
    let most = WORTH;
    for (const state of this.functions) {
      const record = this.installer.records.get(state.code);
      if (state.entry.current === null || record === undefined) continue;
      const hits = this.installer.records.hits(record);
      const recent = hits - (this.#hits.get(state) ?? hits);
      this.#hits.set(state, hits);
      if (recent >= most && this.#mayMeasure(state)) [best, most] = [state, recent];
    }
    if (best !== null) this.#begin(best, now);
  }

  #begin(state: FunctionState, now: number): void {
    const known = this.statistics.function(state.code);
    const { compiled, interpreted } = known.measurement.rounds;
    const expected = (MUCH_SLOWER * (known.measurement.compiledTicks ?? 0)) / TICKS_A_MILLISECOND;
    const isAffordable = this.#spent + expected <= ALLOWANCE + SHARE * (now - this.#began);
    // Where interpreted calls seem to take too long: the compiled ones may have waited for a processor, which ends only some rounds.
    if (!isAffordable && compiled.length > interpreted.length + MOST_AHEAD) return;
    const kind = compiled.length <= interpreted.length || !isAffordable ? 'compiled' : 'interpreted';
    const record = this.installer.records.get(state.code)!;
    const entry = state.entry.current!.entry;
    if (this.place.data.readWord(this.#entryWord(record)) !== entry) return;
    const { python, runtime } = this.place;
    // Before the entry.
    this.place.data.writeWord(record.address + CodeRecord.measured, kind === 'compiled' ? entry : python.symbol('_PyEval_EvalFrameDefault'));
    this.#write('measureHook', kind === 'compiled' ? 0 : this.installer.options.frameHook);
    for (const field of ['measureOwner', 'measureTicks', 'measureCalls'] as const) this.#write(field, 0);
    this.#round = { kind, state, record, entry, started: now, drains: false };
    this.place.data.writeWord(this.#entryWord(record), runtime.entries.measuredEntry);
    this.statistics.events.add(`rounds of ${kind} calls`);
  }

  #go(round: Round, now: number): void {
    const { state, record, entry, kind, started } = round;
    const calls = this.#read('measureCalls');
    const took = now - started;
    if (!round.drains) {
      if (calls < CALLS && took < (calls > 0 ? LONGEST_ROUND : this.#read('measureOwner') === 0 ? NOBODY_CALLS : LONGEST_CALL)) return;
      // A commit, or an exit without allowance, may have put something else there.
      const word = this.#entryWord(record);
      if (this.place.data.readWord(word) === this.place.runtime.entries.measuredEntry) this.place.data.writeWord(word, state.entry.current?.entry === entry ? entry : 0);
      round.drains = true;
    }
    if (this.#read('measureOwner') !== 0 && took < LONGEST_CALL) return;
    this.#round = null;
    if (kind === 'interpreted') this.#spent += calls === 0 ? took : this.#read('measureTicks') / TICKS_A_MILLISECOND;
    const known = this.statistics.function(state.code);
    const isLong = this.#read('measureOwner') !== 0;
    if (isLong) {
      // A call that takes long: with the hook at least what it calls is fast again.
      this.#write('measureOwner', 0);
      if (kind === 'interpreted') this.#restoreHook();
    }
    const ticks = this.#read('measureTicks');
    if (calls > 0) known.measurement.note(kind, ticks / calls, ticks / TICKS_A_MILLISECOND);
    else if (kind === 'interpreted') known.measurement.miss(isLong);
    // What the program has asked for by name stays.
    if (known.measurement.isLoss && state.bound < 0 && state.entry.current?.entry === entry) this.installer.retire(state, state.entry, 'calls of it take longer than in the interpreter');
    // The other kind at once: what is compared should be of one phase of the program.
    else if (calls > 0 && this.#mayMeasure(state)) this.#begin(state, now);
  }

  #mayMeasure({ code, entry: { current, wantsRecompile } }: FunctionState): boolean {
    if (current === null || wantsRecompile || !this.#isHooked) return false;
    const { measurement } = this.statistics.function(code);
    measurement.of(current.entry);
    return !measurement.isDone && this.statistics.seconds * 1000 - this.statistics.unit(current).time * 1000 >= SETTLED;
  }

  #restoreHook(): void {
    const { committer, frameHook, interpreter } = this.installer.options;
    const { memory, dialect } = this.place;
    const address = interpreter + dialect.offsets.interpreterEvalFrame;
    if (!committer.busy && committer.hook === frameHook && memory.read(address, 8).every((byte) => byte === 0)) writeWord(memory, address, BigInt(frameHook));
  }

  #entryWord(record: CodeRecordSlot): number {
    return this.installer.records.entryStore(record, 0).address;
  }

  #read(field: keyof typeof RuntimeData): number {
    return this.place.data.readWord(this.place.runtimeData + RuntimeData[field]);
  }

  #write(field: keyof typeof RuntimeData, value: number): void {
    this.place.data.writeWord(this.place.runtimeData + RuntimeData[field], value);
  }
}
