// The options of the `psyco` command, each declared once. The launcher's case statements (bin/psyco), the help text, the
// environment variables, the compiler's settings and the README's table derive from this. Knows nothing else of Psyco.

/** How an option's value is written, checked and passed on. */
export type OptionKind =
  /** No value. */
  | 'flag'
  /** One of `choices`. */
  | 'choice'
  /** A number, 0 or more. */
  | 'number'
  /** A file to write: the launcher checks that it can, and that it is no program. */
  | 'output'
  /** Any text. */
  | 'text'
  /** Any text, repeatable; in the environment separated by commas. */
  | 'list';

export interface Option {
  readonly name: string;
  readonly kind: OptionKind;
  /** What the value is called in the help text. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** What holds when the option is not given. */
  readonly default?: string;
  readonly help: string;
}

export const OPTIONS = [
  { name: 'python', kind: 'text', value: 'PATH', default: 'python3', help: 'the Python to run' },
  { name: 'mode', kind: 'choice', value: 'MODE', choices: ['profile', 'full', 'off'], default: 'profile', help: 'compile what takes the time (profile), whatever is seen to run and, with --sync, everything at its first call (full), or only what the program asks for with "import psyco" (off)' },
  { name: 'sync', kind: 'flag', help: 'let the program wait for the compiler, so that runs are alike (for tests)' },
  { name: 'log', kind: 'output', value: 'FILE', help: 'write what the compiler does, and why not, to FILE' },
  { name: 'stats', kind: 'output', value: 'FILE', help: 'write one JSON object with everything counted to FILE at exit' },
  { name: 'dump', kind: 'list', value: 'STAGE[:FUNCTION]', help: 'write this stage of the pipeline to the log; repeatable' },
  { name: 'only', kind: 'list', value: 'PATTERN', help: 'compile only functions whose name matches; repeatable' },
  { name: 'skip', kind: 'list', value: 'PATTERN', help: 'do not compile functions whose name matches; repeatable' },
  { name: 'backend', kind: 'text', value: 'PACKAGE', default: '@psyco/backend-x86', help: 'the package that makes machine code' },
  { name: 'chaos', kind: 'number', value: 'SEED', help: 'let guards fail at random; 0: each exit once (for tests)' },
  { name: 'no-optimize', kind: 'list', value: 'PASS', help: 'leave out an optimization pass, "dead-variables" (frames show all variables then), or all of them ("all"); repeatable' },
  { name: 'watermark', kind: 'number', value: 'FRACTION', default: '0.09', help: 'compile a function when it has this share of the recent time' },
  { name: 'halflife', kind: 'number', value: 'SECONDS', default: '0.5', help: 'how fast the past is forgotten' },
  { name: 'pollfreq', kind: 'number', value: 'HERTZ', default: '100', help: 'how often to look at the program' },
  { name: 'parentframe', kind: 'number', value: 'FRACTION', default: '0.25', help: 'share of a charge that goes on to the caller' },
  { name: 'code-size', kind: 'number', value: 'MIB', default: '16', help: 'size of the code region' },
  { name: 'data-size', kind: 'number', value: 'MIB', default: '8', help: 'size of the data region' },
] as const satisfies readonly Option[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** Variables that have no option. */
export const VARIABLES = [
  { name: 'PSYCO_DISABLE', help: '1: run plain Python, as if psyco were not there' },
  { name: 'PSYCO_NODE', help: 'the Node.js to run the compiler with, instead of the first "node" on PATH' },
  { name: 'PSYCO_CACHE', help: 'where the compiler keeps its own bytecode between runs (default: psyco in the cache folder of the user); off: nowhere' },
  { name: 'PSYCO_COMPILER_STDERR', help: 'a file for what Node and the compiler print when they fail, instead of the log (to debug psyco itself)' },
] as const;

/** What `psyco WORD ...` runs instead of a program. */
export const COMMANDS = [
  { name: 'doctor', help: 'check that psyco can work here, and say what to do if not' },
  { name: 'bench', help: 'run the benchmark programs with and without psyco' },
  { name: 'help', help: 'show this text' },
] as const;

/** The environment variable that stands for an option. */
export function environmentName(name: string): string {
  return `PSYCO_${name.replaceAll('-', '_').toUpperCase()}`;
}
