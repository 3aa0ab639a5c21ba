// The user's own folder for what Psyco keeps: its bytecode, reports of crashes. Knows the environment, and whether there are folders.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder, which need not exist; undefined if there shall be none, or the user has no home (a service's may be named, and not be there on purpose). */
export function cacheDirectory({ PSYCO_CACHE, XDG_CACHE_HOME, HOME } = process.env): string | undefined {
  if (PSYCO_CACHE !== undefined) return PSYCO_CACHE === 'off' ? undefined : PSYCO_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'psyco');
  return HOME && existsSync(HOME) ? join(HOME, '.cache', 'psyco') : undefined;
}

/**
 * Makes a folder for the user alone, and those around it. Not mkdirSync's `recursive`: where the system says of a new folder that there is no such
 * (in /proc, or where homes are mounted when somebody asks for them), Node 20 tries again for ever.
 * @throws what mkdirSync throws
 */
export function makeFolder(directory: string): void {
  const parent = dirname(directory);
  if (!existsSync(parent) && parent !== directory) makeFolder(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
