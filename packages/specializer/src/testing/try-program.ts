// For tests: tries a program in all ways: compiled from its entry and from within its loops, optimized and not, left at every
// place, with failing calls, compiled again for what exits saw; each time the results are those of a real Python, and no
// reference is lost.

import type { IrFunction } from '@psyco/ir';
import type { FakeFrame } from './fake-interpreter';
import { FakeProcess } from './fake-process';
import { provoke, type Run, runFunction, runLoop, type RunOptions } from './fake-run';
import { type CompiledProgram, type CompileOptions, compileProgram, FakeFeedback } from './fake-units';
import type { Answer, Program } from './python';

export interface TryOptions {
  neverInline?: string[];
  /** Told of every unit before it runs. */
  show?: (fn: IrFunction) => void;
  /** At most so many places to leave at, and calls to fail, per way. */
  most?: number;
}

/** How it went. */
export interface Report {
  /** Runs of compiled code, and those of them that never left. */
  runs: number;
  complete: number;
  /** Reasons of exits that were not provoked. */
  reasons: Set<string>;
  compilations: number;
}

const rounds = 4;

/** Lets vitest speak with its worker: it gives up a worker that says nothing for a minute, as one long program did on a busy machine. */
const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function sample(count: number, most: number): number[] {
  const step = Math.max(1, count / most);
  return Array.from({ length: Math.min(count, most) }, (_, index) => 1 + Math.floor(index * step));
}

class Attempt {
  readonly report: Report = { runs: 0, complete: 0, reasons: new Set(), compilations: 0 };
  constructor(
    readonly program: Program,
    readonly answer: Answer,
    readonly options: TryOptions,
  ) {}

  start(number: number): { process: FakeProcess; func: number; args: number } {
    const process = new FakeProcess(this.answer.code);
    return { process, func: process.global(this.program.function), args: process.arguments(number) };
  }

  compare(what: string, text: string, number: number): void {
    if (text !== this.answer.results[number]) throw new Error(`${what}: f(${this.program.arguments[number]}) gives ${text} instead of ${this.answer.results[number]}`);
  }

  interpreted(): void {
    this.answer.results.forEach((_, number) => {
      const { process, func, args } = this.start(number);
      const text = process.conclude(() => process.vm.call(func, process.vm.heap.readTuple(args)), args);
      this.compare('the fake interpreter', text, number);
      const complaints = process.vm.heap.census();
      if (complaints.length > 0) throw new Error(`the fake interpreter: ${complaints.join('; ')}`);
    });
  }

  /** Runs one way with and without provocations. */
  private all(what: string, number: number, feedback: FakeFeedback, run: (options: RunOptions) => Run | null): boolean {
    const most = this.options.most ?? 12;
    const attempt = (name: string, options: RunOptions): Run | null => {
      try {
        return run(options);
      } catch (error) {
        (error as Error).message = `${what}, f(${this.program.arguments[number]}), ${name}: ${(error as Error).message}`;
        throw error;
      }
    };
    const plain = attempt('plain', {});
    if (plain === null) return false;
    this.report.runs++;
    this.compare(what, plain.text, number);
    if (plain.exits.length === 0) this.report.complete++;
    for (const { site } of plain.exits) this.report.reasons.add(site.reason);
    const learned = plain.exits.map(({ site, type }) => feedback.note(site, type)).some((one) => one);
    for (const leaveAt of sample(plain.polls, most)) {
      const left = attempt(`leaving at ${leaveAt}`, { leaveAt }) as Run;
      this.compare(`${what}, leaving at ${leaveAt}`, left.text, number);
    }
    for (const failAt of sample(plain.calls, most)) attempt(`failing at ${failAt}`, { failAt });
    return learned;
  }

  private compile(process: FakeProcess, request: Parameters<typeof compileProgram>[1], options: CompileOptions): CompiledProgram {
    this.report.compilations++;
    const compiled = compileProgram(process.world, request, { neverInline: this.options.neverInline, ...options });
    for (const { fn } of [compiled.unit, ...compiled.natives.values()]) {
      this.options.show?.(fn);
      provoke(fn);
    }
    return compiled;
  }

  async entries(optimized: boolean): Promise<void> {
    const feedback = new FakeFeedback();
    for (let round = 0; round < rounds; round++) {
      const first = this.start(0);
      const { codeOf, heap } = { codeOf: first.process.vm.codeOf(first.func), heap: first.process.vm.heap };
      const locals = [...heap.readTuple(first.args)];
      while (locals.length < codeOf.localCount) locals.push(0);
      const compiled = this.compile(first.process, { code: codeOf.address, func: first.func, entry: { kind: 'function', locals } }, { feedback, optimized });
      let learned = false;
      for (const number of this.program.arguments.keys()) {
        await breathe();
        const learnedHere = this.all(`function entry${optimized ? ', optimized' : ''}, round ${round}`, number, feedback, (options) => {
          const { process, func, args } = this.start(number);
          return runFunction(process, compiled, func, args, options);
        });
        learned ||= learnedHere;
      }
      if (!learned) return;
    }
  }

  async loops(optimized: boolean): Promise<void> {
    const { process: any, func: anyFunc } = this.start(0);
    for (const { header } of any.vm.codeOf(anyFunc).loops) {
      const feedback = new FakeFeedback();
      for (let round = 0; round < rounds; round++) {
        let learned = false;
        for (const number of this.program.arguments.keys()) {
          await breathe();
          let compiled: CompiledProgram | null = null;
          const compile = (process: FakeProcess) => (frame: FakeFrame) =>
            (compiled ??= this.compile(process, { code: frame.facts.address, func: frame.func, entry: { kind: 'loop', offset: header, locals: frame.locals.slice(), stack: frame.stack.slice() } }, { feedback, optimized }));
          const learnedHere = this.all(`loop at ${header}${optimized ? ', optimized' : ''}, round ${round}`, number, feedback, (options) => {
            const { process, func, args } = this.start(number);
            return runLoop(process, func, args, { header, turn: 2, compile: compile(process) }, options);
          });
          learned ||= learnedHere;
        }
        if (!learned) break;
      }
    }
  }
}

/** Tries a program in all ways. @throws an Error that says what went wrong in which way. */
export async function tryProgram(program: Program, answer: Answer, options: TryOptions = {}): Promise<Report> {
  const attempt = new Attempt(program, answer, options);
  attempt.interpreted();
  for (const optimized of [false, true]) {
    await attempt.entries(optimized);
    await attempt.loops(optimized);
  }
  return attempt.report;
}
