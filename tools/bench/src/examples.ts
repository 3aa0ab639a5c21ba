// The programs of examples/, plain and in each mode of psyco: `psyco bench --examples`. With --write the tables go into
// examples/README.md, between the marks.
//
// CPU time of the Python process, from its resource usage, so that what else the machine does counts little. Each program must
// print the same in every run.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './numbers';
import { EXAMPLES_FOLDER } from './places';
import { markdownTable, times } from './table';

interface Example {
  readonly name: string;
  readonly what: string;
  /** Arguments for a program that binds its own hot functions. */
  readonly binds?: readonly string[];
}

const EXAMPLES: readonly Example[] = [
  { name: 'bpnn', what: 'a network learns to add, by back-propagation' },
  { name: 'recognizer', what: 'a network learns to recognize languages of code' },
  { name: 'templates', what: 'many small tests of a template engine', binds: ['--bind'] },
  { name: 'logs', what: 'reports on a log: regular expressions, splitting, sorting' },
];

interface Mode {
  readonly name: string;
  readonly options: readonly string[];
  readonly binds?: boolean;
}

const MODES: readonly Mode[] = [
  { name: 'profile', options: ['--mode', 'profile'] },
  { name: 'full', options: ['--mode', 'full'] },
  { name: 'bind', options: ['--mode', 'off'], binds: true },
];

interface ExampleRun {
  readonly output: string;
  readonly status: number;
  /** CPU seconds of the process. */
  readonly cpu: number;
  /** CPU seconds of the parts that the program itself has measured. */
  readonly parts: ReadonlyMap<string, number>;
}

// Runs a command and prints the resource usage of it alone: the compiler is no descendant that is waited for.
const MEASURER = `
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, used.ru_utime + used.ru_stime, done.stdout.decode()]))
`;

const TIMED_LINE = /^(\S[\w ]*?) +(\d+) +(\d+\.\d+) s$/;

async function runExample(python: string, command: readonly string[]): Promise<ExampleRun> {
  const child = spawn(python, ['-I', '-c', MEASURER, ...command], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PYTHONHASHSEED: '0' } });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk as string;
  const [status, cpu, output] = JSON.parse(text) as [number, number, string];
  const parts = new Map(output.split('\n').map((line) => TIMED_LINE.exec(line)).filter((match) => match !== null).map(([, name, , seconds]) => [name!, Number(seconds)]));
  return { output: output.replaceAll(/ *\d+\.\d+ s( in all)?$/gm, ''), status, cpu, parts };
}

export interface ExamplesReport {
  readonly text: string;
  readonly problems: readonly string[];
}

/** Runs the examples. */
export async function runExamples(options: { python: { executable: string; description: string }; psyco: string; rounds: number; names?: readonly string[] }): Promise<ExamplesReport> {
  const { python, psyco, rounds } = options;
  const problems: string[] = [];
  const rows: string[][] = [];
  const details: string[][] = [];
  const modesOf = (example: Example): readonly Mode[] => MODES.filter((mode) => !mode.binds || example.binds);
  for (const example of EXAMPLES.filter(({ name }) => !options.names?.length || options.names.includes(name))) {
    const file = join(EXAMPLES_FOLDER, `${example.name}.py`);
    const plain: ExampleRun[] = [];
    const series = new Map<Mode, ExampleRun[]>(modesOf(example).map((mode) => [mode, []]));
    for (let round = 0; round < rounds; round += 1) {
      plain.push(await runExample(python.executable, [python.executable, file]));
      for (const [mode, runs] of series) runs.push(await runExample(python.executable, [psyco, '--python', python.executable, ...mode.options, file, ...(mode.binds ? example.binds! : [])]));
    }
    for (const [name, runs] of [['plain', plain] as const, ...[...series].map(([mode, each]) => [mode.name, each] as const)]) {
      for (const run of runs) if (run.status !== 0 || run.output !== plain[0]!.output) problems.push(`${example.name}, ${name}: ${run.status === 0 ? 'another output than plain Python' : `exit status ${run.status}`}`);
    }
    const middle = (runs: readonly ExampleRun[], value: (run: ExampleRun) => number): number => median(runs.map(value));
    const ratios = (value: (run: ExampleRun) => number): string[] => MODES.map((mode) => (series.has(mode) ? times(middle(plain, value) / middle(series.get(mode)!, value)) : ''));
    rows.push([`\`${example.name}.py\``, example.what, middle(plain, ({ cpu }) => cpu).toFixed(2), ...ratios(({ cpu }) => cpu)]);
    for (const part of plain[0]!.parts.keys()) details.push([`${example.name}: ${part}`, middle(plain, ({ parts }) => parts.get(part)!).toFixed(3), ...ratios(({ parts }) => parts.get(part) ?? NaN)]);
  }
  const heads = MODES.map(({ name }) => name);
  const text = [
    `CPU time of the Python process (${python.description}), median of ${rounds}; ratios: how many times less under psyco than plain. Written by \`npx psyco bench --examples --write\`.`,
    '',
    ...markdownTable([['program', 'what it does', 'plain s', ...heads], ...rows]),
    ...(details.length ? ['', ...markdownTable([['one test of many', 'plain s', ...heads], ...details])] : []),
  ].join('\n');
  return { text, problems: [...new Set(problems)] };
}

const BEGIN = '<!-- measured -->';
const END = '<!-- end of measured -->';

/** Puts the tables into a README. */
export function writeExamples(text: string, file: string = join(EXAMPLES_FOLDER, 'README.md')): void {
  const old = readFileSync(file, 'utf8');
  const [before, rest] = old.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${file} has no marks ${BEGIN} and ${END}: put them where the tables shall be`);
  writeFileSync(file, `${before}${BEGIN}\n${text}\n${END}${after}`);
}
