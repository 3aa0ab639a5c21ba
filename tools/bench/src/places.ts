// Where the programs and the psyco command of this checkout are, and which Python to use: PSYCO_PYTHON, or the fastest on PATH.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from './errors';

// Both src/ and dist/ are one folder below this workspace.
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const SUPPORTED = ['3.11'];

export const PROGRAMS_FOLDER = join(REPOSITORY, 'bench', 'programs');
export const EXAMPLES_FOLDER = join(REPOSITORY, 'examples');

/** The psyco command of this checkout. @throws {BenchError} */
export function findPsyco(): string {
  const cli = join(REPOSITORY, 'apps', 'cli');
  const missing = ['bin/psyco', 'dist/start.cjs'].find((file) => !existsSync(join(cli, file)));
  if (missing) throw new BenchError(`apps/cli/${missing} is not there: run npm run build`);
  return join(cli, 'bin', 'psyco');
}

const QUESTION = 'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], int(hasattr(sys, "gettotalrefcount")), sys.version.split()[0], sys.executable)';

interface Python {
  readonly executable: string;
  readonly version: string;
}

function ask(name: string): Python | undefined {
  const answer = spawnSync(name, ['-I', '-c', QUESTION], { encoding: 'utf8' });
  const [implementation, series, debug, version, ...executable] = (answer.stdout ?? '').trim().split(' ');
  return implementation === 'cpython' && SUPPORTED.includes(series!) && debug === '0' ? { executable: executable.join(' '), version: version! } : undefined;
}

/** Seconds for a benchmark program: the least of a few. */
function speedOf({ executable }: Python): number {
  const times = Array.from({ length: 3 }, () => {
    const started = performance.now();
    spawnSync(executable, [join(PROGRAMS_FOLDER, 'nbody.py'), '--repeat', '3']);
    return (performance.now() - started) / 1000;
  });
  return Math.min(...times);
}

/**
 * The CPython to compare with: the one that is named, or else the fastest one on PATH. A build without profile-guided optimization
 * is a good deal slower, and no build says reliably how it was made.
 * @throws {BenchError}
 */
export function findPython(wanted: string | undefined = process.env.PSYCO_PYTHON): { readonly executable: string; readonly description: string } {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  const names = wanted ? [wanted] : directories.flatMap((directory) => [...SUPPORTED.map((series) => `python${series}`), 'python3'].map((name) => join(directory, name)).filter((file) => existsSync(file)));
  const found = new Map<string, Python>();
  for (const name of names) {
    const python = ask(name);
    // Two paths may be one file: /bin is often /usr/bin.
    if (python) found.set(realpathSync(python.executable), python);
  }
  const pythons = [...found.values()];
  if (pythons.length === 0) throw new BenchError(`no CPython ${SUPPORTED.join(' or ')} ${wanted ? `at ${wanted}` : 'on PATH'}: name one with --python or PSYCO_PYTHON`);
  const [best] = pythons.length === 1 ? pythons : pythons.map((python) => ({ ...python, speed: speedOf(python) })).sort((left, right) => left.speed - right.speed);
  const others = pythons.length === 1 ? '' : `, the fastest of ${pythons.length} on PATH`;
  return { executable: best!.executable, description: `CPython ${best!.version}${others}` };
}
