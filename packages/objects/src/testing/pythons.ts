// The interpreters that the tests run with, and a child process that stays alive while it is read.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { PythonProcess } from '../process';

/** An interpreter found on this machine. */
export interface FoundPython {
  readonly command: string;
  /** '3.11.2' or '3.11.2-debug'. */
  readonly label: string;
}

const PROBE = "import sys, os, sysconfig; print(os.path.realpath(sys.executable), sys.version.split()[0], sysconfig.get_config_var('Py_DEBUG') or 0)";

/** PSYCO_PYTHON or python3.11, python3.11-dbg, python3.12 and python3.13 from PATH, and those of PSYCO_TEST_PYTHONS (colon separated). */
export function findPythons(): FoundPython[] {
  const { PSYCO_PYTHON, PSYCO_TEST_PYTHONS } = process.env;
  const commands = [PSYCO_PYTHON ?? 'python3.11', 'python3.11-dbg', 'python3.12', 'python3.13', ...(PSYCO_TEST_PYTHONS ?? '').split(':')];
  const found = new Map<string, FoundPython>();
  for (const command of commands.filter((name) => name !== '')) {
    const result = spawnSync(command, ['-c', PROBE], { encoding: 'utf8' });
    if (result.status !== 0) {
      process.stderr.write(`SKIPPED: ${command} is not here, so nothing is tested with it\n`);
      continue;
    }
    const [executable, version, debug] = result.stdout.trim().split(' ') as [string, string, string];
    if (/^3\.1[1-3]\./.test(version)) found.set(executable, { command: executable, label: debug === '1' ? `${version}-debug` : version });
  }
  return [...found.values()];
}

/** A Python that ran a script, printed one line and waits. */
export class Specimen {
  private constructor(
    readonly child: ChildProcessWithoutNullStreams,
    /** The line, read as JSON. */
    readonly said: Record<string, unknown>,
    readonly python: PythonProcess,
  ) {}

  /** Runs a script, which must print a line of JSON (`say(...)`) and then wait (`wait()`), or run on. */
  static async start(command: string, script: string, path: readonly string[] = []): Promise<Specimen> {
    const prologue = "import sys, json\ndef say(**what): print(json.dumps(what), flush=True)\ndef wait(): sys.stdin.read()\n";
    const child = spawn(command, ['-X', 'faulthandler', '-c', prologue + script, ...path], { stdio: ['pipe', 'pipe', 'pipe'] });
    const line = await new Promise<string>((resolve, reject) => {
      let output = '';
      let errors = '';
      child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
        if (output.includes('\n')) resolve(output);
      });
      child.on('close', () => reject(new Error(`the script ended early: ${errors}`)));
      child.on('error', reject);
    });
    return new Specimen(child, JSON.parse(line) as Record<string, unknown>, new PythonProcess(child.pid!));
  }

  /** A number that the script said. */
  id(name: string): number {
    const value = this.said[name];
    if (typeof value !== 'number') throw new TypeError(`the script said nothing about ${name}`);
    return value;
  }

  /** Ends the script. */
  async stop(): Promise<void> {
    this.python.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGKILL');
    await closed;
  }
}
