// Finds the directory that goes on PYTHONPATH: beside this package, or beside the bundle that this module was put into.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentNotFoundError } from './errors';

/**
 * The directory with `sitecustomize.py` and the `psyco` package.
 * @throws {AgentNotFoundError}
 */
export function pythonDirectory(from: string = import.meta.url): string {
  const here = dirname(fileURLToPath(from));
  const candidates = [join(here, 'python'), join(here, '..', 'python')];
  const found = candidates.find((directory) => existsSync(join(directory, 'sitecustomize.py')));
  if (found === undefined) throw new AgentNotFoundError(candidates);
  return found;
}
