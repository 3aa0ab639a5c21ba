// Runs one command to its end and keeps everything that it shows to the outside. Knows nothing of Python or Psyco.
import { spawn } from 'node:child_process';

/** How a process ended and what it wrote. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly seconds: number;
}

/** More output than this is cut, so that an endless loop of prints does not fill the memory. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Runs a command without input; the whole process group is killed after `timeout` seconds. */
export function runProcess(command: readonly string[], environment: NodeJS.ProcessEnv, directory: string, timeout: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command[0]!, command.slice(1), { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    }, timeout * 1000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => { if (stdout.length < MOST_OUTPUT) stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { if (stderr.length < MOST_OUTPUT) stderr += text; });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, stdout, stderr, timedOut, seconds: (performance.now() - started) / 1000 });
    });
  });
}
