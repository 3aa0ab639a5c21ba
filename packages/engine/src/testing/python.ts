// For tests: code objects compiled by a real CPython 3.11, where there is one.
import { spawnSync } from 'node:child_process';
import { allCode, readPyc } from '@psyco/bytecode';
import type { CodeObject } from '@psyco/bytecode';

const python = process.env.PSYCO_PYTHON ?? 'python3.11';

/** Whether tests that need CPython 3.11 can run; says so if not. */
export const hasPython = (() => {
  const found = spawnSync(python, ['-c', 'import sys; print(sys.version_info[:2] == (3, 11))'], { encoding: 'utf8' }).stdout?.trim() === 'True';
  if (!found) console.warn(`SKIPPED: no CPython 3.11 called ${python}; set PSYCO_PYTHON`);
  return found;
})();

/** Compiles a module; the code objects by qualified name. */
export function compilePython(source: string): Map<string, CodeObject> {
  const program = 'import sys, marshal, importlib.util as u; sys.stdout.buffer.write(u.MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(sys.stdin.read(), "test.py", "exec")))';
  const { stdout, stderr } = spawnSync(python, ['-c', program], { input: source });
  if (stdout.length === 0) throw new Error(stderr.toString());
  return new Map(allCode(readPyc(stdout).code).map((code) => [code.qualname, code]));
}
