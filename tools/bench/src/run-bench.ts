// The benchmark as a function: finds the interpreters and programs, measures, returns the report.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchError } from './errors';
import { measureProgram, PLANS, type Plan, type ProgramResult } from './measure';
import { measureOverheads } from './overheads';
import { findPsyco, findPython, PROGRAMS_FOLDER } from './places';
import { PROGRAMS, type BenchProgram } from './programs';
import { runProgram, type Launcher } from './run-program';
import type { Report } from './table';

export interface BenchOptions {
  /** Names of programs; all if empty or absent. */
  readonly names?: readonly string[];
  /** Fewer runs, none of ten seconds. */
  readonly quick?: boolean;
  /** Another interpreter to compare with, as a command: `pypy3`. */
  readonly versus?: string;
  /** The psyco command; that of this checkout if absent. */
  readonly psyco?: string;
  /** The Python; by default PSYCO_PYTHON, or the fastest supported one on PATH. */
  readonly python?: string;
  /** More options for psyco. */
  readonly psycoOptions?: readonly string[];
  /** Changes to the plan. */
  readonly plan?: Partial<Plan>;
  /** Measure the empty script and memory too; by default when all programs run. */
  readonly overheads?: boolean;
  /** Called after each program. */
  readonly onResult?: (result: ProgramResult) => void;
}

function choosePrograms(names: readonly string[]): readonly BenchProgram[] {
  const unknown = names.filter((name) => !PROGRAMS.some((program) => program.name === name));
  if (unknown.length) throw new BenchError(`there is no benchmark ${unknown.join(', ')}: choose from ${PROGRAMS.map(({ name }) => name).join(', ')}`);
  return names.length ? PROGRAMS.filter(({ name }) => names.includes(name)) : PROGRAMS;
}

/** Runs the benchmarks. @throws {BenchError} */
export async function runBench(options: BenchOptions = {}): Promise<Report> {
  const { names = [] } = options;
  const programs = choosePrograms(names);
  const python = findPython(options.python);
  const psycoCommand = options.psyco ?? findPsyco();
  const plain: Launcher = { name: 'plain', command: [python.executable] };
  const psyco: Launcher = {
    name: 'psyco',
    command: [psycoCommand, '--python', python.executable, ...(options.psycoOptions ?? [])],
    statistics: (file) => ['--stats', file],
  };
  const versus: Launcher | undefined = options.versus ? { name: options.versus, command: [options.versus] } : undefined;
  const plan: Plan = { ...PLANS[options.quick ? 'quick' : 'full'], ...options.plan };
  const scratch = mkdtempSync(join(tmpdir(), 'psyco-bench-'));
  try {
    const results: ProgramResult[] = [];
    let count = 0;
    for (const program of programs) {
      const result = await measureProgram(program, { plain, psyco, versus }, plan, (launcher, { name }, size, iterations) => {
        count += 1; // A file name of its own for each run, so that none reads what an earlier one wrote.
        return runProgram(launcher, [join(PROGRAMS_FOLDER, `${name}.py`), '--size', size, '--repeat', String(iterations)], join(scratch, String(count)));
      });
      results.push(result);
      options.onResult?.(result);
    }
    const wanted = options.overheads ?? names.length === 0;
    const overheads = wanted ? await measureOverheads(plain, psyco, PROGRAMS_FOLDER, scratch, options.quick ? 1 : 3) : undefined;
    const [{ model = 'unknown processor' } = {}] = cpus();
    return { machine: `${model.trim()}, ${cpus().length} cores`, plain: python.description, versus: options.versus, results, overheads };
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 20 });
  }
}
