// For tests only: finds a real CPython and runs src/testing/dump.py in it.
// May know: environment and processes; nothing of the package.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./dump.py', import.meta.url));
const bigEnough = 1 << 29;

function isVersion(command: string, version: string): boolean {
  try {
    const found = execFileSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return found.trim() === version;
  } catch {
    return false;
  }
}

/** The interpreter of that version: PSYCO_PYTHON if it is one, else `pythonX.Y` or `python3` on PATH. Says so if there is none. */
export function findPython(version = '3.11'): string | undefined {
  const candidates = [process.env.PSYCO_PYTHON, `python${version}`, 'python3'].filter((name) => name !== undefined && name !== '');
  const found = candidates.find((command) => isVersion(command!, version));
  if (!found) console.warn(`SKIPPED: tests against a real Python ${version}. None found; put it on PATH or set PSYCO_PYTHON.`);
  return found;
}

/** Runs one of dump.py's commands and returns its JSON. */
export function dump<T>(python: string, ...argv: string[]): T {
  return JSON.parse(execFileSync(python, [script, ...argv], { encoding: 'utf8', maxBuffer: bigEnough })) as T;
}
