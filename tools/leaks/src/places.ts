// Where things are in this repository, and which Pythons to use: named by the caller, or found on PATH.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Both src/ and dist/ are one folder below this workspace.
const WORKSPACE = fileURLToPath(new URL('..', import.meta.url));

/** The Python programs. */
export const PROGRAMS = join(WORKSPACE, 'python');

/** The psyco command of this checkout, or undefined if it is not built. */
export function findPsyco(): string | undefined {
  const cli = join(WORKSPACE, '..', '..', 'apps', 'cli');
  return ['bin/psyco', 'dist/start.cjs'].every((file) => existsSync(join(cli, file))) ? join(cli, 'bin', 'psyco') : undefined;
}

const SUPPORTED = ['3.11'];

/** The executable of a supported CPython: one that counts all references (a debug build), or one that does not. */
export function findPython(debug: boolean): string | undefined {
  const names = [process.env.PSYCO_PYTHON, ...SUPPORTED.map((series) => `python${series}${debug ? '-dbg' : ''}`), 'python3'];
  const question = 'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], hasattr(sys, "gettotalrefcount"), sys.executable)';
  for (const name of names.filter((each) => each !== undefined)) {
    const answer = spawnSync(name, ['-I', '-c', question], { encoding: 'utf8' });
    const [implementation, series, counts, ...executable] = (answer.stdout ?? '').trim().split(' ');
    if (implementation === 'cpython' && SUPPORTED.includes(series!) && (counts === 'True') === debug) return executable.join(' ');
  }
  return undefined;
}
