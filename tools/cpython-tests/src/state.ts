// What is known of earlier runs, in a folder: results.jsonl, where the last line about a file and mode counts, and the plain runs, which
// need not be repeated. Lines are only appended, so a run that is killed loses nothing but the file it was at.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModeName } from './modes';
import type { Run } from './records';

/** One file of the suite in one mode, compared. */
export interface Result {
  readonly module: string;
  readonly mode: ModeName;
  /** Empty if it was the same as plain. */
  readonly difference: string;
  /** Different once, the same when it was repeated. */
  readonly unsteady: boolean;
  /** What was different then. */
  readonly once?: string;
  /** Tests with another outcome that are in the table of known differences. */
  readonly known?: number;
  readonly counts: string;
  readonly plainSeconds: number;
  readonly seconds: number;
  /** Functions with compiled code. */
  readonly compiled: number;
  /** Why the compiler was absent or failed. */
  readonly trouble?: string;
}

const keyOf = ({ module, mode }: Pick<Result, 'module' | 'mode'>): string => `${module} ${mode}`;

export class State {
  readonly #results = new Map<string, Result>();
  readonly #plain = new Map<string, Run>();

  /** @param folder undefined: nothing is kept */
  constructor(readonly folder: string | undefined, fresh = false) {
    if (folder === undefined) return;
    if (fresh) rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'plain'), { recursive: true });
    if (!existsSync(join(folder, 'results.jsonl'))) return;
    for (const line of readFileSync(join(folder, 'results.jsonl'), 'utf8').split('\n')) {
      try {
        const result = JSON.parse(line) as Result;
        this.#results.set(keyOf(result), result);
      } catch {
        // The end of the file, or a line that was cut when the run was killed.
      }
    }
  }

  get(module: string, mode: ModeName): Result | undefined {
    return this.#results.get(keyOf({ module, mode }));
  }

  add(result: Result): void {
    this.#results.set(keyOf(result), result);
    if (this.folder !== undefined) appendFileSync(join(this.folder, 'results.jsonl'), `${JSON.stringify(result)}\n`);
  }

  get results(): readonly Result[] {
    return [...this.#results.values()];
  }

  /** The plain run that is known, or a new one. */
  async plain(module: string, make: () => Promise<Run>, fresh: boolean): Promise<Run> {
    const file = this.folder === undefined ? undefined : join(this.folder, 'plain', `${module}.json`);
    if (!fresh && this.#plain.has(module)) return this.#plain.get(module)!;
    if (!fresh && file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Run;
    const run = await make();
    if (file !== undefined) writeFileSync(file, JSON.stringify(run));
    else this.#plain.set(module, run);
    return run;
  }
}
