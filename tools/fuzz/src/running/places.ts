// Where things are in this repository, and which Python to use: PSYCO_PYTHON, or what is on PATH.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This workspace: the bundle in dist/ and the sources in src/running/ both find it. */
export const WORKSPACE = [new URL('..', import.meta.url), new URL('../..', import.meta.url)].map((url) => fileURLToPath(url)).find((folder) => existsSync(join(folder, 'package.json')))!;

const SUPPORTED = ['3.11'];

/** The psyco command of this checkout, or undefined if it is not built. */
export function findPsyco(): string | undefined {
  const cli = join(WORKSPACE, '..', '..', 'apps', 'cli');
  return ['bin/psyco', 'dist/start.cjs'].every((file) => existsSync(join(cli, file))) ? join(cli, 'bin', 'psyco') : undefined;
}

/** The real executable of a supported CPython; undefined if there is none. */
export function findPython(): string | undefined {
  const candidates = [process.env.PSYCO_PYTHON, ...SUPPORTED.map((series) => `python${series}`), 'python3'];
  for (const name of candidates) {
    if (!name) continue;
    const answer = spawnSync(name, ['-I', '-c', 'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sys.executable)'], { encoding: 'utf8' });
    const [implementation, series, ...executable] = (answer.stdout ?? '').trim().split(' ');
    if (implementation === 'cpython' && SUPPORTED.includes(series!)) return executable.join(' ');
  }
  return undefined;
}
