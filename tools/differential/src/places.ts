// Where things are in this repository, and which Python to use. The Python is found by PSYCO_PYTHON or on PATH.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Both src/ and dist/ are one folder below this workspace.
export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

const SUPPORTED = ['3.11'];

/** The psyco command of this checkout, or the reason why it cannot be used. */
export function findPsyco(): { readonly command: string } | { readonly missing: string } {
  const cli = join(REPOSITORY, 'apps', 'cli');
  const missing = ['bin/psyco', 'dist/start.cjs'].find((file) => !existsSync(join(cli, file)));
  return missing ? { missing: `apps/cli/${missing} is not there: run npm run build` } : { command: join(cli, 'bin', 'psyco') };
}

/** A supported CPython: its real executable; undefined if there is none. */
export function findPython(): string | undefined {
  for (const name of [process.env.PSYCO_PYTHON, ...SUPPORTED.map((series) => `python${series}`), 'python3']) {
    if (!name) continue;
    const answer = spawnSync(name, ['-I', '-c', 'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sys.executable)'], { encoding: 'utf8' });
    const [implementation, series, ...executable] = (answer.stdout ?? '').trim().split(' ');
    if (implementation === 'cpython' && SUPPORTED.includes(series!)) return executable.join(' ');
  }
  return undefined;
}
