// One measured run of one benchmark program by one interpreter. The program itself writes how long each iteration took
// (bench/programs/harness.py); psyco writes its statistics; the rest is seen from outside.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How to start an interpreter. */
export interface Launcher {
  readonly name: string;
  readonly command: readonly string[];
  /** Options that make it write statistics to a file, for psyco only. */
  readonly statistics?: (file: string) => readonly string[];
}

/** What one run showed. */
export interface Run {
  readonly output: string;
  readonly status: number | null;
  readonly errors: string;
  /** Seconds from start to end of the process. */
  readonly wall: number;
  /** Seconds of CPU time of the process from its start to the end of the program. */
  readonly cpu: number;
  /** CPU seconds of each iteration. */
  readonly iterations: readonly number[];
  /** Kilobytes of memory in use after each iteration, and the most that ever was. */
  readonly memory: readonly number[];
  readonly peakMemory: number;
  readonly statistics: Statistics | undefined;
}

/** The part of psyco's statistics that the tables show. */
export interface Statistics {
  readonly attached: boolean;
  /** True if the compiler itself failed; `reason` says why. */
  readonly failed?: boolean;
  readonly reason?: string;
  readonly compiler?: { readonly cpuSeconds: number; readonly peakMemoryKilobytes: number };
  readonly codeBytes?: number;
  readonly exitCount?: number;
}

interface TimesFile {
  readonly iterations: readonly { readonly cpu: number; readonly wall: number; readonly memory: number }[];
  readonly cpu: number;
  readonly peak_memory: number;
}

/** The compiler writes its statistics a moment after the program has ended. */
async function readStatistics(file: string): Promise<Statistics | undefined> {
  const deadline = performance.now() + 3000;
  while (performance.now() < deadline) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Statistics;
    } catch {
      await sleep(20);
    }
  }
  return undefined;
}

function readTimes(file: string): TimesFile {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TimesFile;
  } catch {
    return { iterations: [], cpu: NaN, peak_memory: NaN };
  }
}

/** Environment of every run: no settings of Psyco or Python from outside, the same hashes in every run. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PSYCO_') && !name.startsWith('PYTHON'));
  return { ...Object.fromEntries(kept), PYTHONHASHSEED: '0' };
}

/**
 * Runs a program.
 * @param scratch a path for files of this run, without a suffix
 * @param withTimes true for the programs of bench/programs, which take --times
 */
export async function runProgram(launcher: Launcher, words: readonly string[], scratch: string, withTimes = true): Promise<Run> {
  const times = `${scratch}.times.json`;
  const statistics = `${scratch}.stats.json`;
  const command = [...launcher.command, ...(launcher.statistics?.(statistics) ?? []), ...words, ...(withTimes ? ['--times', times] : [])];
  const { status, output, errors, wall } = await new Promise<Pick<Run, 'status' | 'output' | 'errors' | 'wall'>>((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command[0]!, command.slice(1), { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let collected = '';
    let complaints = '';
    let ended = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => { collected += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { complaints += text; });
    child.on('error', reject);
    child.on('exit', () => { ended = performance.now(); });
    child.on('close', (code) => resolve({ status: code, output: collected, errors: complaints, wall: (ended - started) / 1000 }));
  });
  const { iterations, cpu, peak_memory } = withTimes ? readTimes(times) : readTimes('');
  return {
    status, output, errors, wall, cpu,
    iterations: iterations.map((each) => each.cpu),
    memory: iterations.map((each) => each.memory),
    peakMemory: peak_memory,
    statistics: launcher.statistics ? await readStatistics(statistics) : undefined,
  };
}
