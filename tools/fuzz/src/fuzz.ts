// The loop: makes programs, runs them plain and in each mode, finds the ones that differ, shrinks them, writes them down.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProgram } from './program';
import { difference, differingPrograms, splitBatch, type Difference } from './running/compare';
import { MODES, type ModeName } from './running/modes';
import { Runner, type RunnerSettings } from './running/runner';
import { shrink } from './shrinking/shrink';
import { printProgram, type Program } from './tree';

export interface FuzzSettings extends RunnerSettings {
  readonly seed: number;
  readonly modes: readonly ModeName[];
  /** Programs to run; undefined: as many as fit in `seconds`. */
  readonly count?: number;
  readonly seconds?: number;
  /** Programs in one process. */
  readonly batch: number;
  /** Processes at once. */
  readonly parallel: number;
  /** Ends after so many failures. */
  readonly mostFailures: number;
  /** For each failure; 0: do not shrink. */
  readonly shrinkSeconds: number;
  /** Where failing programs go. */
  readonly failures: string;
  readonly report: (line: string) => void;
}

export interface Failure {
  readonly seed: number;
  readonly mode: ModeName;
  readonly difference: Difference;
  readonly file: string;
  readonly lines: number;
}

export interface FuzzResult {
  /** Programs run in all modes. */
  readonly programs: number;
  /** Left out: plain Python needed too much time or memory. */
  readonly unusable: readonly number[];
  readonly failures: readonly Failure[];
}

/** Candidates of the shrinker that need longer in plain Python have no end. */
const RUNAWAY_SECONDS = 5;

type Kind = 'crash' | 'hang' | 'other';
const kindOf = ({ kind }: Difference): Kind => (kind === 'crash' || kind === 'hang' ? kind : 'other');

/** One run of the fuzzer. */
class Fuzzer {
  readonly #runner: Runner;
  readonly #failures: Failure[] = [];
  readonly #unusable: number[] = [];
  #programs = 0;

  constructor(private readonly settings: FuzzSettings) {
    this.#runner = new Runner(settings);
  }

  get result(): FuzzResult {
    return { programs: this.#programs, unusable: this.#unusable, failures: this.#failures };
  }

  get full(): boolean {
    return this.#failures.length >= this.settings.mostFailures;
  }

  /** Runs the programs of these seeds in all modes. */
  async runBatch(seeds: readonly number[]): Promise<void> {
    const programs = new Map(seeds.map((seed) => [`p${seed}.py`, makeProgram(seed)]));
    for (const [name, program] of programs) this.#runner.write(program, name);
    for (const mode of this.settings.modes) {
      const names = [...programs.keys()].filter((name) => !this.#unusable.includes(programs.get(name)!.seed));
      await this.#compare(mode, new Map(names.map((name) => [name, programs.get(name)!])));
      if (this.full) break;
    }
    this.#programs += seeds.length;
    for (const name of programs.keys()) rmSync(join(this.settings.directory, name), { force: true });
  }

  /** Compares a batch in one mode; takes out what fails, and goes on with the rest. */
  async #compare(mode: ModeName, programs: Map<string, Program>): Promise<void> {
    const path = (name: string): string => join(this.settings.directory, name);
    let rest = [...programs.keys()];
    while (rest.length && !this.full) {
      const seed = programs.get(rest[0]!)!.seed;
      const plain = await this.#runner.plain(rest.map(path), MODES[mode].scale);
      if (plain.timedOut || plain.signal !== null || splitBatch(plain).length !== rest.length && rest.length > 1) {
        rest = await this.#leaveOutRunaways(rest, programs, mode);
        if (rest.length === 0) return;
        continue;
      }
      const compiled = await this.#runner.compiled(mode, rest.map(path), seed);
      const found = difference(plain, compiled);
      if (!found) return;
      if (rest.length === 1) return void (await this.#note(programs.get(rest[0]!)!, mode, found, undefined));
      const culprit = differingPrograms(plain, compiled, rest)[0] ?? rest.at(-1)!;
      const index = rest.indexOf(culprit);
      const alone = await this.#differs(programs.get(culprit)!, mode, seed);
      await this.#note(programs.get(culprit)!, mode, alone ?? found, alone ? undefined : rest.slice(0, index + 1).map((name) => programs.get(name)!));
      rest = rest.slice(index + 1);
    }
  }

  async #leaveOutRunaways(names: readonly string[], programs: Map<string, Program>, mode: ModeName): Promise<string[]> {
    const usable: string[] = [];
    for (const name of names) {
      const { timedOut, signal, stderr } = await this.#runner.plain([join(this.settings.directory, name)], MODES[mode].scale);
      if (timedOut || signal !== null || stderr.includes('MemoryError')) this.#unusable.push(programs.get(name)!.seed);
      else usable.push(name);
    }
    return usable.length === names.length ? [] : usable;
  }

  /** Does the program, alone in its process, differ? */
  async #differs(program: Program, mode: ModeName, seed: number, name = `alone${program.seed}.py`): Promise<Difference | undefined> {
    const file = this.#runner.write(program, name);
    const plain = await this.#runner.plain([file], MODES[mode].scale);
    const found = plain.timedOut || plain.signal !== null ? undefined : difference(plain, await this.#runner.compiled(mode, [file], seed));
    rmSync(file, { force: true });
    return found;
  }

  /** The first of the candidates that differs in the same way: looked for in one process, then tried alone. */
  async #firstFailing(candidates: readonly Program[], mode: ModeName, seed: number, kind: Kind): Promise<Program | undefined> {
    const names = candidates.map((_, index) => `shrink${seed}-${index}.py`);
    const files = candidates.map((candidate, index) => this.#runner.write(candidate, names[index]));
    const fails = async (index: number): Promise<boolean> => {
      const again = await this.#differs(candidates[index]!, mode, seed);
      return again !== undefined && kindOf(again) === kind;
    };
    if (candidates.length === 1 || kind === 'hang') {
      for (const index of candidates.keys()) if (await fails(index)) return candidates[index];
      return undefined;
    }
    const plain = await this.#runner.plain(files, MODES[mode].scale, RUNAWAY_SECONDS);
    // What ran away in plain Python is no candidate, and hides what came after it.
    const ended = splitBatch(plain).length - (plain.timedOut || plain.signal !== null ? 1 : 0);
    if (ended === 0) return candidates.length > 1 ? this.#firstFailing(candidates.slice(1), mode, seed, kind) : undefined;
    const compiled = await this.#runner.compiled(mode, files.slice(0, ended), seed);
    for (const name of differingPrograms(plain, compiled, names.slice(0, ended))) {
      const index = names.indexOf(name);
      if (await fails(index)) return candidates[index];
      // After a crash there is nothing more to see.
      if (compiled.signal !== null || compiled.timedOut) return this.#firstFailing(candidates.slice(index + 1), mode, seed, kind);
    }
    return ended < candidates.length ? this.#firstFailing(candidates.slice(ended + 1), mode, seed, kind) : undefined;
  }

  async #note(program: Program, mode: ModeName, found: Difference, batch: readonly Program[] | undefined): Promise<void> {
    const { settings } = this;
    settings.report(`seed ${program.seed}, mode ${mode}: ${found.kind}${batch ? ` after ${batch.length - 1} other programs in the same process` : ''}`);
    const smaller = batch || settings.shrinkSeconds === 0 ? program : await shrink(program, {
      seconds: settings.shrinkSeconds,
      firstFailing: (candidates) => this.#firstFailing(candidates, mode, program.seed, kindOf(found)),
    });
    const last = (batch ? undefined : await this.#differs(smaller, mode, program.seed)) ?? found;
    mkdirSync(settings.failures, { recursive: true });
    const file = join(settings.failures, `${program.seed}-${mode}.py`);
    const text = printProgram(smaller);
    const comment = [`Mode ${mode}: ${last.kind}`, `FUZZ_SCALE=${MODES[mode].scale} ${this.#runner.command(mode, program.seed).map((word) => (/[ *<>]/.test(word) ? `'${word}'` : word)).join(' ')} ${file}`, ...last.text.split('\n')];
    if (batch) comment.push(`Only after the programs of the seeds ${batch.map(({ seed }) => seed).join(', ')} in the same process.`);
    writeFileSync(file, `${comment.map((each) => `# ${each}`).join('\n')}\n${text}`);
    this.#failures.push({ seed: program.seed, mode, difference: last, file, lines: text.split('\n').length - 1 });
    settings.report(`  ${text.split('\n').length - 1} lines: ${file}`);
  }
}

/** Runs the fuzzer to the end of its count, of its time, or of its patience with failures. */
export async function fuzz(settings: FuzzSettings): Promise<FuzzResult> {
  const fuzzer = new Fuzzer(settings);
  const started = performance.now();
  let next = settings.seed;
  const last = settings.count === undefined ? Infinity : settings.seed + settings.count;
  const inTime = (): boolean => settings.seconds === undefined || performance.now() - started < settings.seconds * 1000;
  const worker = async (): Promise<void> => {
    while (next < last && inTime() && !fuzzer.full) {
      const seeds = Array.from({ length: Math.min(settings.batch, last - next) }, (_, index) => next + index);
      next += seeds.length;
      await fuzzer.runBatch(seeds);
    }
  };
  await Promise.all(Array.from({ length: settings.parallel }, worker));
  return fuzzer.result;
}
