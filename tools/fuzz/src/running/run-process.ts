// Runs one command to its end and keeps what an observer sees of it. Knows nothing of Python or Psyco.
import { spawn } from 'node:child_process';

/** How a process ended and what it wrote. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** More output than this is cut off. */
const MOST_OUTPUT = 8 * 1024 * 1024;

/** Runs a command without input; its process group is killed after `seconds`. */
export function runProcess(command: readonly string[], environment: NodeJS.ProcessEnv, directory: string, seconds: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    let size = 0;
    let timedOut = false;
    const killGroup = (): void => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup();
    }, seconds * 1000);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_OUTPUT) chunks[name].push(chunk);
        else killGroup();
      });
    }
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const text = (name: 'stdout' | 'stderr'): string => Buffer.concat(chunks[name]).toString('utf8');
      resolve({ status, signal, stdout: text('stdout'), stderr: text('stderr'), timedOut });
    });
  });
}
