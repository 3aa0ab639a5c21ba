// `psyco bench`: hands over to the benchmark runner of the repository, which is not part of the published package.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_ROOT } from '../paths';

/** What the runner's module provides. */
interface BenchRunner {
  main(words: readonly string[]): Promise<number>;
}

/** Runs the benchmarks; resolves to the exit status. */
export async function bench(words: readonly string[]): Promise<number> {
  const runner = join(PACKAGE_ROOT, '..', '..', 'tools', 'bench', 'dist', 'index.js');
  if (!existsSync(runner)) {
    console.error('psyco: the benchmark programs are not here: run psyco bench in a built checkout of the psyco repository');
    return 2;
  }
  const { main } = (await import(pathToFileURL(runner).href)) as BenchRunner;
  return main(words);
}
