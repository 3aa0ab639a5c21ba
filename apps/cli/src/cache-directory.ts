// The user's own folder for what Psyco keeps: its bytecode, reports of crashes. Knows the environment only.
import { join } from 'node:path';

/** The folder, which need not exist; undefined if there shall be none. */
export function cacheDirectory({ PSYCO_CACHE, XDG_CACHE_HOME, HOME } = process.env): string | undefined {
  if (PSYCO_CACHE !== undefined) return PSYCO_CACHE === 'off' ? undefined : PSYCO_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'psyco');
  return HOME ? join(HOME, '.cache', 'psyco') : undefined;
}
