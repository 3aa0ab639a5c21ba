// Where things are: this repository, the psyco command of this checkout, a supported Python, and its test suite.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Both src/ and dist/ are one folder below this workspace.
const WORKSPACE = fileURLToPath(new URL('..', import.meta.url));
export const REPOSITORY = join(WORKSPACE, '..', '..');
/** Runs one module of the suite. */
export const RUNNER = join(WORKSPACE, 'python', 'run_one.py');

const SUPPORTED = ['3.11'];

/** What was found, or the reason why not and what to do. */
export type Found<Result> = Result | { readonly missing: string };

/** The psyco command of this checkout. */
export function findPsyco(): Found<{ readonly command: string }> {
  const cli = join(REPOSITORY, 'apps', 'cli');
  const missing = ['bin/psyco', 'dist/start.cjs'].find((file) => !existsSync(join(cli, file)));
  return missing ? { missing: `apps/cli/${missing} is not there: run npm run build` } : { command: join(cli, 'bin', 'psyco') };
}

/** A Python with its own test suite. */
export interface TestedPython {
  readonly executable: string;
  /** Every file of the suite, by the name of its module. */
  readonly modules: readonly string[];
}

// Asks the interpreter itself for the suite; some distributions leave only test.support.
const QUESTION = `
import json, sys
version = '%d.%d' % sys.version_info[:2]
try:
    from test.libregrtest.runtest import findtests
    import test.test_grammar
    modules = findtests()
except ImportError:
    modules = []
print(json.dumps([sys.implementation.name, version, sys.executable, modules]))
`;

/** Every Python there is: PSYCO_PYTHON, then all on PATH (the first one may have come without the suite). */
function pythons(): string[] {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  const onPath = [...SUPPORTED.map((series) => `python${series}`), 'python3'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...(process.env.PSYCO_PYTHON ? [process.env.PSYCO_PYTHON] : []), ...onPath.filter((file) => existsSync(file))];
}

/** The first supported CPython that has its test suite. */
export function findTestedPython(): Found<TestedPython> {
  const without: string[] = [];
  for (const name of pythons()) {
    const answer = spawnSync(name, ['-I', '-c', QUESTION], { encoding: 'utf8' });
    if (answer.status !== 0) continue;
    const [implementation, series, executable, modules] = JSON.parse(answer.stdout) as [string, string, string, string[]];
    if (implementation !== 'cpython' || !SUPPORTED.includes(series)) continue;
    if (modules.length > 0) return { executable, modules };
    without.push(executable);
  }
  return without.length
    ? { missing: `${[...new Set(without)].join(', ')} came without the test suite: on Debian install libpython${SUPPORTED[0]}-testsuite, or name another with PSYCO_PYTHON` }
    : { missing: `no supported CPython (${SUPPORTED.join(', ')}) on PATH: name one with PSYCO_PYTHON` };
}
