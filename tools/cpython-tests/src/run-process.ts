// Runs one command to its end and keeps everything that it shows to the outside. Knows nothing of Python or Psyco.
import { spawn } from 'node:child_process';

/** How a process ended and what it wrote. */
export interface Ending {
  readonly status: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** More output than this is cut, so that an endless loop of prints does not fill the memory. */
const MOST_OUTPUT = 4 * 1024 * 1024;
/** Seconds to wait for the pipes after the process has ended: a process it left behind may hold them open. */
const PATIENCE = 5;

/** Runs a command without input; the whole process group is killed after `timeout` seconds, and in any case at the end. */
export function runProcess(command: readonly string[], environment: NodeJS.ProcessEnv, directory: string, timeout: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command[0]!, command.slice(1), { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const killGroup = (): void => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // All of it has ended by itself.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup();
    }, timeout * 1000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => { if (stdout.length < MOST_OUTPUT) stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { if (stderr.length < MOST_OUTPUT) stderr += text; });
    child.on('error', reject);
    child.on('exit', () => {
      const seconds = PATIENCE * 1000;
      setTimeout(() => { killGroup(); child.stdout.destroy(); child.stderr.destroy(); }, seconds).unref();
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      killGroup();
      resolve({ status, signal, timedOut, stdout, stderr, seconds: (performance.now() - started) / 1000 });
    });
  });
}
