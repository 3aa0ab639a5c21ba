// The shell command that runs a program again, with the same options and without one function's compiled code. Text only.
import type { SessionOptions } from './target';

const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Options that differ from what holds without them. */
function optionWords(options: SessionOptions): string[] {
  return [
    ...(options.mode === 'profile' ? [] : ['--mode', options.mode]),
    ...(options.sync ? ['--sync'] : []),
    ...(options.chaos === undefined ? [] : ['--chaos', String(options.chaos)]),
    ...(options.backend === '@psyco/backend-x86' ? [] : ['--backend', options.backend]),
    ...options.noOptimize.flatMap((pass) => ['--no-optimize', pass]),
    ...options.only.flatMap((pattern) => ['--only', pattern]),
    ...options.skip.flatMap((pattern) => ['--skip', pattern]),
  ];
}

/** @param program the command line of the Python process: the interpreter, then its arguments */
export function commandWithout(names: readonly string[], program: readonly string[], options: SessionOptions): string {
  const [python = 'python3', ...words] = program;
  return ['psyco', '--python', python, ...optionWords(options), ...names.flatMap((name) => ['--skip', name]), ...words].map(quote).join(' ');
}
