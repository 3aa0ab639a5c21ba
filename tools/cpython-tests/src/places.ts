// The programs of this tool, and the Python that comes with its own test suite.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installedPythons, NO_PYTHON, REPOSITORY, SUPPORTED, type Missing } from '@psyco/harness';

/** Runs one module of the suite. */
export const RUNNER = join(REPOSITORY, 'tools', 'cpython-tests', 'python', 'run_one.py');

/** A Python with its own test suite. */
export interface TestedPython {
  readonly executable: string;
  /** Every file of the suite, by the name of its module. */
  readonly modules: readonly string[];
}

// Asks the interpreter itself for the suite; some distributions leave only test.support.
const QUESTION = `
import json
try:
    from test.libregrtest.runtest import findtests
    import test.test_grammar
    modules = findtests()
except ImportError:
    modules = []
print(json.dumps(modules))
`;

/** The first supported CPython that has its test suite. */
export function findTestedPython(): TestedPython | Missing {
  const without = new Set<string>();
  for (const { executable } of installedPythons()) {
    if (without.has(executable)) continue;
    const answer = spawnSync(executable, ['-I', '-c', QUESTION], { encoding: 'utf8' });
    const modules = answer.status === 0 ? (JSON.parse(answer.stdout) as string[]) : [];
    if (modules.length > 0) return { executable, modules };
    without.add(executable);
  }
  return without.size
    ? { missing: `${[...without].join(', ')} came without the test suite: on Debian install libpython${SUPPORTED[0]}-testsuite, or name another with PSYCO_PYTHON` }
    : { missing: NO_PYTHON };
}
