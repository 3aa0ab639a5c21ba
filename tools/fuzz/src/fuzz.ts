// The loop: makes programs, runs them plain and in each mode, finds the ones that differ, shrinks them, writes them down.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProgram } from './program';
import { difference, differingPrograms, splitBatch, type Difference } from './running/compare';
import { modeOf, type ModeName } from './running/modes';
import type { Outcome } from '@psyco/harness';
import { Runner, type RunnerSettings } from './running/runner';
import { kindOf, Trials, type Circumstances } from './running/trials';
import { shrink } from './shrinking/shrink';
import { printProgram, type Program } from './tree';

export interface FuzzSettings extends RunnerSettings {
  readonly seed: number;
  readonly modes: readonly ModeName[];
  /** Each batch in one of the modes, in turn, instead of in all of them. */
  readonly rotate?: boolean;
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
  /** The command that shows it again: chance in a mode depends on the first program of a batch. */
  readonly replay: string;
}

export interface FuzzResult {
  /** Programs that were compared. */
  readonly programs: number;
  /** Comparisons with plain Python: programs times modes. */
  readonly comparisons: number;
  /** Units of machine code in all of them. */
  readonly units: number;
  /** Left out: plain Python needed too much time or memory. */
  readonly unusable: readonly number[];
  readonly failures: readonly Failure[];
  /** Seeds of programs that differ only as docs/differences.md says. */
  readonly listed: readonly number[];
}

/** Batches between two lines of progress. */
const REPORT_EVERY = 10;

const replayOf = (first: number, last: number, mode: ModeName): string => `npm run fuzz -- --seed ${first} --count ${last - first + 1} --batch ${last - first + 1} --modes ${mode}`;

/** Seeds of what is random in a run under psyco: small numbers, not 0. */
const circumstanceSeed = (seed: number): number => (seed % 1_000_000) + 1;

/** One run of the fuzzer. */
class Fuzzer {
  readonly #runner: Runner;
  readonly #trials: Trials;
  readonly #failures: Failure[] = [];
  readonly #listed = new Set<number>();
  readonly #unusable = new Set<number>();
  #programs = 0;
  #comparisons = 0;
  #units = 0;
  #batches = 0;

  constructor(private readonly settings: FuzzSettings) {
    this.#runner = new Runner(settings);
    this.#trials = new Trials(this.#runner);
  }

  get result(): FuzzResult {
    return { programs: this.#programs, comparisons: this.#comparisons, units: this.#units, unusable: [...this.#unusable], failures: this.#failures, listed: [...this.#listed] };
  }

  get full(): boolean {
    return this.#failures.length >= this.settings.mostFailures;
  }

  /** Runs the programs of these seeds in all modes, or in the one whose turn it is. */
  async runBatch(seeds: readonly number[]): Promise<void> {
    const { modes, rotate, directory } = this.settings;
    const programs = new Map(seeds.map((seed) => [`p${seed}.py`, makeProgram(seed)]));
    for (const [name, program] of programs) this.#runner.write(program, name);
    const plain = new Map<string, Outcome>();
    const turn = this.#batches++;
    for (const mode of rotate ? [modes[turn % modes.length]!] : modes) {
      const names = [...programs.keys()].filter((name) => !this.#unusable.has(programs.get(name)!.seed));
      await this.#compare({ mode, seed: circumstanceSeed(seeds[0]!), first: seeds[0]! }, new Map(names.map((name) => [name, programs.get(name)!])), plain);
      if (this.full) break;
    }
    this.#programs += seeds.length;
    if (turn % REPORT_EVERY === REPORT_EVERY - 1) this.settings.report(`  ${this.#programs} programs, ${this.#units} compiled units, ${this.#failures.length} different`);
    for (const name of programs.keys()) rmSync(join(directory, name), { force: true });
  }

  /** Compares a batch in one mode; after a crash or a hang it goes on with the rest. Plain runs are kept in `known`. */
  async #compare(circumstances: Circumstances, programs: Map<string, Program>, known: Map<string, Outcome>): Promise<void> {
    const { mode, seed } = circumstances;
    const path = (name: string): string => join(this.settings.directory, name);
    let rest = [...programs.keys()];
    while (rest.length && !this.full) {
      const { scale, variant, endingOnly } = modeOf(mode);
      const key = `${scale} ${variant} ${rest.join(' ')}`;
      const plain = known.get(key) ?? (await this.#runner.plain(mode, rest.map(path)));
      known.set(key, plain);
      if (plain.timedOut || plain.signal !== null || plain.stdout.includes('MemoryError') || (splitBatch(plain).length !== rest.length && rest.length > 1)) {
        rest = await this.#leaveOutRunaways(rest, programs, mode);
        continue;
      }
      const compiled = await this.#runner.compiled(mode, rest.map(path), seed);
      this.#comparisons += rest.length;
      this.#units += compiled.units;
      const found = difference(plain, compiled, endingOnly);
      if (!found) return;
      const broken = compiled.signal !== null || compiled.timedOut;
      const culprits = rest.length === 1 ? rest : differingPrograms(plain, compiled, rest);
      // What is in nobody's output is the last one's.
      const wrong = culprits.length ? culprits : [rest.at(-1)!];
      for (const name of wrong.slice(0, this.settings.mostFailures - this.#failures.length)) await this.#examine(programs.get(name)!, rest.slice(0, rest.indexOf(name) + 1).map((each) => programs.get(each)!), circumstances, found);
      if (!broken) return;
      rest = rest.slice(rest.indexOf(wrong.at(-1)!) + 1);
    }
  }

  async #leaveOutRunaways(names: readonly string[], programs: Map<string, Program>, mode: ModeName): Promise<string[]> {
    const usable: string[] = [];
    for (const name of names) {
      const { timedOut, signal, stdout, stderr } = await this.#runner.plain(mode, [join(this.settings.directory, name)]);
      if (timedOut || signal !== null || `${stdout}${stderr}`.includes('MemoryError')) this.#unusable.add(programs.get(name)!.seed);
      else usable.push(name);
    }
    return usable.length === names.length ? [] : usable;
  }

  /** A program has differed as the last of a batch: alone, it is shrunk; if it differs only after others, they are found. */
  async #examine(program: Program, batch: readonly Program[], circumstances: Circumstances, found: Difference): Promise<void> {
    const { settings } = this;
    const { mode } = circumstances;
    const again = await this.#trials.differ([program], circumstances);
    if (found.kind === 'output' && (await this.#trials.isListed(again ? [program] : batch, circumstances))) {
      this.#listed.add(program.seed);
      return settings.report(`seed ${program.seed}, mode ${mode}: a listed difference: what only the arguments of a call hold dies later`);
    }
    // A fault of the compiler may be a matter of time.
    const alone = again && (kindOf(found) === 'compiler fault') === (kindOf(again) === 'compiler fault') ? again : undefined;
    settings.report(`seed ${program.seed}, mode ${mode}: ${(alone ?? found).kind}${alone ? '' : ' after other programs in the same process'}${found.kind === 'compiler fault' || found.kind === 'crash' ? `: ${found.text}` : ''}`);
    if (!alone) {
      const companions = settings.shrinkSeconds === 0 ? batch : await this.#trials.companions(batch, circumstances);
      return this.#note(program, circumstances, found, companions.slice(0, -1));
    }
    const kind = kindOf(alone);
    const smaller = settings.shrinkSeconds === 0 ? program : await shrink(program, {
      seconds: settings.shrinkSeconds,
      firstFailing: (candidates, each) => this.#trials.firstFailing(candidates, circumstances, kind, each),
      failsAlone: (candidate) => this.#trials.differsLike(candidate, circumstances, kind),
    });
    const last = smaller === program ? alone : await this.#trials.differ([smaller], circumstances);
    this.#note(smaller, circumstances, last ?? alone, []);
  }

  #note(program: Program, { mode, seed, first }: Circumstances, found: Difference, companions: readonly Program[]): void {
    const { settings } = this;
    mkdirSync(settings.failures, { recursive: true });
    const file = join(settings.failures, `${program.seed}-${mode}.py`);
    const text = printProgram(program);
    const { scale, variant, environment = {} } = modeOf(mode);
    const variables = Object.entries({ FUZZ_SCALE: scale, ...environment }).map(([name, value]) => `${name}=${value}`).join(' ');
    const command = this.#runner.command(mode, seed).map((word) => (/[ *<>]/.test(word) ? `'${word}'` : word)).join(' ');
    // What is changed before it runs does not run by itself.
    const comment = [`Mode ${mode}: ${found.kind}`, ...(variant === undefined ? [`${variables} ${command} ${file}`] : []), ...found.text.split('\n')];
    const replay = replayOf(first, program.seed, mode);
    comment.push(`As it was found: ${replay}`);
    if (companions.length) comment.push(`Only after the programs of the seeds ${companions.map((each) => each.seed).join(', ')} in the same process.`);
    writeFileSync(file, `${comment.map((each) => `# ${each}`).join('\n')}\n${text}`);
    const lines = text.split('\n').length - 1;
    this.#failures.push({ seed: program.seed, mode, difference: found, file, lines, replay });
    settings.report(`  ${lines} lines: ${file}`);
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
