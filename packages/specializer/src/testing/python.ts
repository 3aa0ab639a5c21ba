// For tests: programs compiled, and their results computed, by a real CPython 3.11.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type CodeObject, python311, readMarshal } from '@psyco/bytecode';

/** A program: a module, the function of it that is tried, and argument lists as Python text. */
export interface Program {
  source: string;
  function: string;
  arguments: string[];
}

/** What a real Python makes of a program: the module's code (with a function `_arguments<n>` for each argument list), results. */
export interface Answer {
  code: CodeObject;
  /** One for each argument list: the result (or the exception) and the arguments after the call. */
  results: string[];
}

const script = fileURLToPath(new URL('./expected.py', import.meta.url));

function findPython(): string | undefined {
  const candidates = [process.env.PSYCO_PYTHON, 'python3.11', 'python3'].filter((name) => name);
  for (const command of candidates as string[]) {
    try {
      const version = execFileSync(command, ['-c', 'import sys; print(sys.version_info[:2] == (3, 11))'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      if (version.trim() === 'True') return command;
    } catch {
      // The next one.
    }
  }
  console.warn('SKIPPED: tests of the specializer need CPython 3.11, to compile their programs. Put it on PATH or set PSYCO_PYTHON.');
  return undefined;
}

export const python = findPython();

/** Asks Python about several programs at once. */
export function askPython(programs: readonly Program[]): Answer[] {
  const answers = JSON.parse(execFileSync(python as string, [script], { input: JSON.stringify(programs), encoding: 'utf8', maxBuffer: 1 << 28 })) as { code: string; results: string[] }[];
  return answers.map(({ code, results }) => ({ code: readMarshal(Buffer.from(code, 'base64'), python311) as CodeObject, results }));
}
