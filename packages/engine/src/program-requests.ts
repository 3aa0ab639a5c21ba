// Does what programs ask for through `import psyco`: takes the requests from the ring and puts answers where the agent waits for them.
import type { DataHeader, Request } from '@psyco/agent';
import { BadAddress, Inconsistent } from '@psyco/objects';
import { ProfilerOptionError } from '@psyco/profiler';
import type { Place } from './boot';
import { CodeDump } from './code-dump';
import { explain } from './explain';
import type { FilterQuestions } from './filter-questions';
import { withdraw } from './functions';
import type { FunctionState, Functions } from './functions';
import type { Installer } from './installer';
import type { Journal } from './journal';
import { placeOf } from './journal';
import type { Permissions } from './permissions';
import type { Profilers } from './profilers';
import type { Reclaimer } from './reclaimer';
import { handle, parseRequest, wantsAnswer } from './requests';
import type { RequestHandlers } from './requests';
import type { Statistics } from './stats';
import type { AnalysedCode } from './world/code-facts';

/** Milliseconds after bind() in which the functions are looked for all the time. */
const EXPECTATION = 3000;
/** What the agent sends when the program has run its exit handlers (packages/agent, _psyco_agent.py, leave). */
const LEAVE = Buffer.from('{"request":"leave"}');
/** Longest text of a request, in bytes. */
const LONGEST = 1 << 20;

export interface ProgramRequestsOptions {
  readonly place: Place;
  readonly header: DataHeader;
  readonly clock: () => number;
  readonly journal: Journal;
  readonly functions: Functions;
  readonly profilers: Profilers;
  readonly permissions: Permissions;
  readonly questions: FilterQuestions;
  readonly installer: Installer;
  readonly reclaimer: Pick<Reclaimer, 'giveBack' | 'giveBackAtEnd'>;
  readonly statistics: Statistics;
  /** Everything counted so far. */
  readonly report: () => Record<string, unknown>;
  /** Told when more is to be compiled: a profiler, or these functions. */
  readonly changed: (codes: readonly AnalysedCode[]) => void;
  /** Told, perhaps several times, when the program ends: nothing is compiled from then on. */
  readonly leaving: () => void;
}

export class ProgramRequests {
  readonly #bound = new Set<FunctionState>();
  readonly #codeDump = new CodeDump();
  #lastBound = -Infinity;

  constructor(private readonly options: ProgramRequestsOptions) {}

  /** Whether the program has named functions. */
  get anyBound(): boolean {
    return this.#bound.size > 0;
  }

  /** Whether the program has named functions a moment ago that are still interpreted. */
  get expectsBound(): boolean {
    return this.options.clock() - this.#lastBound < EXPECTATION && this.waitsForBound;
  }

  /** Whether a function that the program has named is still interpreted. */
  get waitsForBound(): boolean {
    for (const { entry, refused, code } of this.#bound) {
      if (entry.current === null && !entry.retired && !refused.has('entry') && code.refusal === null) return true;
    }
    return false;
  }

  /** Whether the program waits for its end. May be asked in the middle of a compilation: nothing is taken in, and no snapshot changed. */
  get programEnds(): boolean {
    const { header, place } = this.options;
    const { python } = place;
    return header.pendingRequests().some(({ argument }) => python.attempt(() => python.memory.readFresh(argument, LEAVE.length).equals(LEAVE)) ?? false);
  }

  /** Takes in all requests that are there. */
  answer(): void {
    const { header } = this.options;
    for (const request of header.pendingRequests()) {
      const finished = this.#answer(request);
      if (!finished) return;
      header.requestIsHandled(request);
    }
  }

  #answer({ argument }: Request): boolean {
    const { place, journal } = this.options;
    const { memory } = place.python;
    place.world.begin();
    const request = parseRequest(memory.cString(argument, LONGEST), this.#handlers);
    if (request === null) return true;
    let answer: unknown = {};
    try {
      answer = handle(request, this.#handlers);
    } catch (error) {
      // What was read made no sense, or an option is wrong, which the agent has checked: nothing the program can do about it.
      if (!(error instanceof BadAddress || error instanceof Inconsistent || error instanceof ProfilerOptionError)) throw error;
      journal.event('warning', { text: `${request.request}: ${error.message}` });
    }
    if (answer === 'wait') return false;
    if (wantsAnswer(request)) {
      const bytes = Buffer.from(JSON.stringify(answer));
      if (bytes.length <= request.size) memory.write(request.buffer, bytes);
    }
    return true;
  }

  #states(addresses: readonly number[]): FunctionState[] {
    const { place, functions } = this.options;
    return addresses.flatMap((address) => {
      const code = place.world.codeFacts(address);
      return code === null ? [] : [functions.of(code)];
    });
  }

  readonly #handlers: RequestHandlers = {
    bind: ({ codes, rec, except = [] }) => {
      const { journal, changed } = this.options;
      const states = this.#states(codes);
      this.#lastBound = this.options.clock();
      for (const original of this.#states(except)) original.spared = true;
      for (const state of states) {
        if (state.bound < 0) journal.event('bind', placeOf(state.code));
        state.bound = Math.max(state.bound, rec);
        // What was taken out because it did not pay, or was refused for another reason than what it is, gets another chance.
        if (state.entry.retired) state.entry.retired = false;
        if (state.code.refusal !== null && !state.refused.has('entry')) this.options.installer.refuse(state, state.code.refusal);
        this.#bound.add(state);
      }
      changed(states.map(({ code }) => code));
    },
    unbind: ({ codes }) => {
      // What is on its way would be put in place afterwards.
      if (this.options.installer.options.committer.busy) return 'wait';
      for (const state of this.#states(codes)) {
        if (state.bound >= 0) this.options.journal.event('unbind', placeOf(state.code));
        this.#bound.delete(state);
        const [itself, ...callees] = withdraw(state, this.options.functions);
        // What was compiled on its account only; a profiler may want the callees all the same.
        for (const each of [itself!, ...(this.options.profilers.compiles ? [] : callees)]) this.options.installer.unlink(each);
      }
      return this.options.reclaimer.giveBack();
    },
    leave: () => {
      const { installer, leaving, functions, reclaimer } = this.options;
      if (installer.options.committer.busy) return 'wait';
      leaving();
      for (const state of functions) installer.unlink(state);
      return reclaimer.giveBackAtEnd();
    },
    cannotcompile: ({ codes }) => {
      const { permissions, installer } = this.options;
      const states = this.#states(codes);
      const compiled = states.filter((state) => isCompiled(state, installer));
      if (compiled.length === 0) for (const { code } of states) permissions.forbid(code);
      return { compiled: compiled.length };
    },
    filter: ({ on }) => {
      const { permissions, functions, installer } = this.options;
      permissions.setFilter(on, (code) => isCompiled(functions.of(code), installer));
      if (on) for (const state of functions) if (isCompiled(state, installer)) permissions.exempt(state.code);
    },
    verdict: ({ code, allowed }) => {
      this.options.questions.answer(code, allowed);
    },
    profiler: ({ kind, ...options }) => {
      const { profilers, changed } = this.options;
      profilers.add(kind, options);
      changed([]);
    },
    stop: () => this.options.profilers.stop(),
    log: ({ path, top }) => this.options.journal.append(path, top),
    stats: () => this.options.report(),
    explain: ({ code }) => {
      const { installer, permissions, report, statistics } = this.options;
      const [state] = this.#states([code]);
      if (state === undefined) return null;
      report(); // counts hits and exits
      return explain({ state, statistics: statistics.function(state.code), installer, units: installer.active(this.options.functions), prohibition: permissions.prohibition(state.code) });
    },
    dumpcodebuf: ({ path }) => {
      const { installer, functions, place } = this.options;
      return this.#codeDump.write(path, [...installer.active(functions)], place.code);
    },
  };
}

/** Whether there is code for it, of its own or in that of others. */
function isCompiled(state: FunctionState, installer: Installer): boolean {
  if (state.slots.some(({ current }) => current !== null)) return true;
  for (const { code, unit } of installer.nativeSlots.values()) if (code === state.code || unit.inlined.some(({ address }) => address === state.code.address)) return true;
  return false;
}
