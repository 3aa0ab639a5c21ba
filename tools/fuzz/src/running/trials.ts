// Tries of programs: does one differ alone, which of many is the first that does, which others must run before it. Knows no loop.
import { rmSync } from 'node:fs';
import type { Program } from '../tree';
import { difference, differingPrograms, splitBatch, type Difference } from './compare';
import { modeOf, type ModeName } from './modes';
import type { Variant } from './batch-program';
import type { Runner } from './runner';

/** Candidates of the shrinker that need longer in plain Python have no end. */
const RUNAWAY_SECONDS = 5;

/** In the output of a program that ends by an exception: no candidate, as what it prints then is another matter. */
const UNCAUGHT = /^uncaught /m;

export type Kind = 'crash' | 'hang' | 'compiler fault' | 'other';

/** A shrunk program must fail in the same way. */
export const kindOf = ({ kind }: Difference): Kind => (kind === 'crash' || kind === 'hang' || kind === 'compiler fault' ? kind : 'other');

/** In which circumstances: the mode, and the seed of what is random in it. */
export interface Circumstances {
  readonly mode: ModeName;
  readonly seed: number;
  /** Seed of the batch's first program. */
  readonly first: number;
}

export class Trials {
  constructor(private readonly runner: Runner) {}

  /** Do these programs, in one process of their own, differ? With a status: only if they end with that in plain Python. */
  async differ(programs: readonly Program[], { mode, seed }: Circumstances, status?: number): Promise<Difference | undefined> {
    const files = programs.map((program) => this.runner.write(program, `alone${programs.length}-${program.seed}.py`));
    const plain = await this.runner.plain(mode, files);
    const usable = !plain.timedOut && plain.signal === null && (status ?? plain.status) === plain.status;
    const found = usable ? difference(plain, await this.runner.compiled(mode, files, seed), modeOf(mode).endingOnly) : undefined;
    for (const file of files) rmSync(file, { force: true });
    return found;
  }

  /**
   * Is it only that objects which nothing but the arguments of a call holds live until the call returns, if the interpreter makes the call (listed in
   * docs/differences.md)? Then nothing differs if destructors log nothing, nor if something else holds each argument.
   */
  async isListed(programs: readonly Program[], circumstances: Circumstances): Promise<boolean> {
    for (const variant of ['quiet', 'held'] as const) if (await this.#differVariant(programs, circumstances, variant)) return false;
    return true;
  }

  async #differVariant(programs: readonly Program[], { mode, seed }: Circumstances, variant: Variant): Promise<Difference | undefined> {
    const files = programs.map((program) => this.runner.write(program, `${variant}${programs.length}-${program.seed}.py`));
    const found = difference(await this.runner.plain(mode, files, undefined, variant), await this.runner.compiled(mode, files, seed, variant));
    for (const file of files) rmSync(file, { force: true });
    return found;
  }

  async differsLike(program: Program, circumstances: Circumstances, kind: Kind): Promise<boolean> {
    const found = await this.differ([program], circumstances, 0);
    return found !== undefined && kindOf(found) === kind;
  }

  /** The first of the candidates that differs in the same way: looked for in one process for all, or alone. Crashes are tried alone. */
  async firstFailing(candidates: readonly Program[], circumstances: Circumstances, kind: Kind, alone: boolean): Promise<Program | undefined> {
    const { mode, seed } = circumstances;
    if (alone || candidates.length === 1 || kind === 'hang') {
      for (const candidate of candidates) if (await this.differsLike(candidate, circumstances, kind)) return candidate;
      return undefined;
    }
    const names = candidates.map((candidate, index) => `shrink${candidate.seed}-${index}.py`);
    const files = candidates.map((candidate, index) => this.runner.write(candidate, names[index]));
    const later = (from: number): Promise<Program | undefined> => this.firstFailing(candidates.slice(from), circumstances, kind, alone);
    const plain = await this.runner.plain(mode, files, RUNAWAY_SECONDS);
    // What ran away in plain Python is no candidate, and hides what came after it.
    const ended = splitBatch(plain).length - (plain.timedOut || plain.signal !== null ? 1 : 0);
    if (ended === 0) return later(1);
    const compiled = await this.runner.compiled(mode, files.slice(0, ended), seed);
    for (const file of files) rmSync(file, { force: true });
    const unclean = new Set(splitBatch(plain).flatMap(({ name, stdout }) => (UNCAUGHT.test(stdout) ? [name] : [])));
    for (const name of differingPrograms(plain, compiled, names.slice(0, ended)).filter((each) => !unclean.has(each))) {
      const index = names.indexOf(name);
      if (kind === 'other' && compiled.signal === null && !compiled.timedOut) return candidates[index];
      if (await this.differsLike(candidates[index]!, circumstances, kind)) return candidates[index];
      // After a crash there is nothing more to see.
      if (compiled.signal !== null || compiled.timedOut) return later(index + 1);
    }
    return ended < candidates.length ? later(ended + 1) : undefined;
  }

  /** The last of these programs differs only after others: as few of them as a few tries find. */
  async companions(programs: readonly Program[], circumstances: Circumstances): Promise<readonly Program[]> {
    const fails = async (some: readonly Program[]): Promise<boolean> => (await this.differ(some, circumstances)) !== undefined;
    let best = programs;
    for (let count = 2; count < programs.length; count *= 2) {
      if (!(await fails(programs.slice(-count)))) continue;
      best = programs.slice(-count);
      break;
    }
    for (let size = Math.ceil(best.length / 2); size >= 1 && best.length > 2; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let start = 0; start < best.length - 1;) {
        const fewer = [...best.slice(0, start), ...best.slice(Math.min(start + size, best.length - 1))];
        if (await fails(fewer)) best = fewer;
        else start += size;
      }
    }
    return best;
  }
}
