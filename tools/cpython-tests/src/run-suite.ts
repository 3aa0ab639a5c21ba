// Runs many files of the suite, a few at a time.
import { SKIPPED_FILES } from './skips';
import { compareFile, type FileOptions } from './run-file';
import type { ModeName } from './modes';
import type { Result, State } from './state';

export interface SuiteOptions extends FileOptions {
  readonly modules: readonly string[];
  readonly modes: readonly ModeName[];
  readonly state: State;
  /** How many files at once. */
  readonly parallel: number;
  /** Seconds after which no file is begun any more. */
  readonly limit: number;
  /** Whether a result that is there is to be made again. */
  readonly again: (result: Result) => boolean;
  readonly onResult: (result: Result) => void;
}

/** Returns how many pairs of file and mode are still to do. */
export async function runSuite(options: SuiteOptions): Promise<number> {
  const { state, modules, modes } = options;
  const wanted = modules
    .filter((module) => !(module in SKIPPED_FILES))
    .flatMap((module) => modes.map((mode) => ({ module, mode })))
    .filter(({ module, mode }) => {
      const known = state.get(module, mode);
      return known === undefined || options.again(known);
    });
  const deadline = performance.now() + options.limit * 1000;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < wanted.length && performance.now() < deadline) {
      const { module, mode } = wanted[next++]!;
      const result = await compareFile(module, mode, options, (name, make, fresh) => state.plain(name, make, fresh));
      state.add(result);
      options.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
  return wanted.length - next;
}
