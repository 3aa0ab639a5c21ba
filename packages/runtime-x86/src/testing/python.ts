// For tests: a real Python process, its memory, and a runtime in it.

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RemoteMemory } from '../memory';

const names = ['python3.11', 'python3', 'python3.11-dbg'];

/** Interpreters to test with: `PSYCO_PYTHON`, or all of version 3.11 in the folders of the PATH. */
export function findPythons(): string[] {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  const candidates = process.env.PSYCO_PYTHON ? [process.env.PSYCO_PYTHON] : folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(existsSync);
  const found = new Map<string, string>();
  for (const candidate of candidates) {
    try {
      const [executable, version] = execFileSync(candidate, ['-c', 'import os, sys; print(os.path.realpath(sys.executable)); print(sys.version_info[:2])'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
      if (version === '(3, 11)' && process.platform === 'linux' && process.arch === 'x64') found.set(executable, candidate);
    } catch {
      // Not there: the caller says so if nothing is.
    }
  }
  return [...found.values()];
}

interface Hello {
  version: number;
  size: number;
  data: number;
  /** File descriptor, in the process, of the data region. */
  dataFile: number;
  code: number;
  index: number;
  interpreter: number;
  thread: number;
  debug: boolean;
}

export class TestPython implements RemoteMemory {
  readonly #replies: AsyncIterator<string>;
  readonly #memory: number;
  readonly #symbols = new Map<string, number>();

  private constructor(
    readonly process: ChildProcessWithoutNullStreams,
    replies: AsyncIterator<string>,
    readonly hello: Hello,
  ) {
    this.#replies = replies;
    this.#memory = openSync(`/proc/${process.pid}/mem`, 'r+');
  }

  static async start(executable: string): Promise<TestPython> {
    const child = spawn(executable, ['-X', 'faulthandler', fileURLToPath(new URL('./host.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'pipe'] });
    const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const first = await replies.next();
    if (first.done) throw new Error(`${executable} did not start: ${errors}`);
    const python = new TestPython(child, replies, JSON.parse(first.value) as Hello);
    python.errors = () => errors;
    return python;
  }

  errors: () => string = () => '';

  async request(request: Record<string, string>): Promise<unknown> {
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#replies.next();
    if (line.done) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error(`the Python process died (${this.process.exitCode ?? this.process.signalCode}): ${this.errors()}`);
    }
    const reply = JSON.parse(line.value) as { value?: unknown; error?: string };
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value;
  }

  run(source: string): Promise<unknown> {
    return this.request({ run: source });
  }

  evaluate<Type = unknown>(expression: string): Promise<Type> {
    return this.request({ evaluate: expression }) as Promise<Type>;
  }

  async symbols(names: readonly string[]): Promise<void> {
    for (const name of names) this.#symbols.set(name, (await this.request({ symbol: name })) as number);
  }

  symbol(name: string): number {
    const address = this.#symbols.get(name);
    if (address === undefined) throw new Error(`symbol ${name} was not asked for`);
    return address;
  }

  read(address: number, length: number): Uint8Array {
    const buffer = Buffer.alloc(length);
    if (readSync(this.#memory, buffer, 0, length, address) !== length) throw new Error(`cannot read 0x${address.toString(16)}`);
    return buffer;
  }

  write(address: number, bytes: Uint8Array): void {
    if (writeSync(this.#memory, bytes, 0, bytes.length, address) !== bytes.length) throw new Error(`cannot write 0x${address.toString(16)}`);
  }

  close(): void {
    closeSync(this.#memory);
    this.process.kill('SIGKILL');
  }
}
