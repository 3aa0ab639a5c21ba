// Runs one command to its end and keeps everything that it shows to the outside. Knows nothing of Python or Psyco.
import { spawn } from 'node:child_process';

/** How a process ended and what it wrote. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** How a process ended that should have ended well, with the last lines that it wrote to standard error; undefined if it did. */
export function unexpectedEnding({ status, signal, timedOut, stderr }: Outcome, lines = 3): string | undefined {
  if (status === 0) return undefined;
  return `ended by ${timedOut ? 'its time limit' : (signal ?? `status ${status}`)}: ${stderr.trim().split('\n').slice(-lines).join(' | ')}`;
}

export interface RunOptions {
  readonly directory: string;
  /** That of this process by default. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The process group is killed after so many. */
  readonly seconds: number;
  /** And after so many without a word. */
  readonly silence?: number;
}

/** More output than this is cut, so that an endless loop of prints does not fill the memory. */
const MOST_OUTPUT = 16 * 1024 * 1024;
/** Milliseconds to wait for the pipes after the process has ended: a process it left behind may hold them open. */
const PATIENCE = 5000;

/** Runs a command without input. What is left of its process group is killed at the end. */
export function runProcess(command: readonly string[], { directory, environment = process.env, seconds, silence }: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command[0]!, command.slice(1), { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    let size = 0;
    let timedOut = false;
    const killGroup = (): void => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // All of it has ended by itself.
      }
    };
    const giveUp = (): void => {
      timedOut = true;
      killGroup();
    };
    const timer = setTimeout(giveUp, seconds * 1000);
    const silent = silence === undefined ? undefined : setTimeout(giveUp, silence * 1000);
    const stopTimers = (): void => {
      clearTimeout(timer);
      clearTimeout(silent);
    };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        if (!timedOut) silent?.refresh();
        size += chunk.length;
        if (size <= MOST_OUTPUT) chunks[name].push(chunk);
      });
    }
    child.on('error', (error) => {
      stopTimers();
      reject(error);
    });
    child.on('exit', () => {
      setTimeout(() => {
        killGroup();
        child.stdout.destroy();
        child.stderr.destroy();
      }, PATIENCE).unref();
    });
    child.on('close', (status, signal) => {
      stopTimers();
      killGroup();
      const text = (name: 'stdout' | 'stderr'): string => Buffer.concat(chunks[name]).toString('utf8');
      resolve({ status, signal, timedOut, stdout: text('stdout'), stderr: text('stderr'), seconds: (performance.now() - started) / 1000 });
    });
  });
}
