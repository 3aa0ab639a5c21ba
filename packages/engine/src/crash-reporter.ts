// Sees to it that a crash in compiled code does not go unexplained: puts into the process what it tells the user in its last moment, and
// writes the report when the process is dead.
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname } from 'node:path';
import { RuntimeData } from '@psyco/runtime-x86';
import type { Place } from './boot';
import { readCrash } from './crash-record';
import { crashReport } from './crash-report';
import type { ExitWatcher } from './exit-watcher';
import type { Journal } from './journal';
import type { SessionTarget } from './target';

function quietly<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

export class CrashReporter {
  /** As of the start: later the process is gone. */
  readonly #program: readonly string[];
  readonly #directory: string;

  constructor(private readonly target: SessionTarget, private readonly place: Place, private readonly watcher: ExitWatcher, private readonly journal: Journal) {
    const { pid } = target;
    this.#program = quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1), []);
    this.#directory = quietly(() => readlinkSync(`/proc/${pid}/cwd`), '.');
    this.#putMessage();
  }

  /** What the handler in the process writes to its standard error. */
  #putMessage(): void {
    const { crash } = this.target;
    if (crash === undefined) return;
    const { data, runtimeData } = this.place;
    const text = Buffer.from(`psyco: the program crashed in compiled code; a report is in ${crash.file}\n`);
    const address = data.allocate(text.length);
    data.write(address, text);
    data.writeWord(runtimeData + RuntimeData.crashMessage, address);
    data.writeWord(runtimeData + RuntimeData.crashMessageLength, text.length);
  }

  /** Writes the report, if there is something to report. */
  async report(): Promise<void> {
    const { target, place, watcher } = this;
    if (target.crash === undefined) return;
    const { code, data, runtime, runtimeData, python } = place;
    const crash = readCrash(data, runtimeData);
    if (crash === undefined) return;
    const { disassemble } = await import('@psyco/x86/disassemble').catch(() => ({ disassemble: undefined }));
    const text = crashReport({
      crash,
      units: watcher.units,
      exitCount: (unit, index) => watcher.countNow(unit, index),
      readCode: (address, size) => code.read(address, size),
      region: { start: code.address, runtimeEnd: code.address + runtime.bytes.length, end: code.address + code.size },
      disassemble,
      versions: {
        psyco: target.crash.version,
        python: `${python.version.major}.${python.version.minor}.${python.version.micro}${python.version.debug ? ' debug' : ''}`,
        node: process.version,
        kernel: release(),
        processor: quietly(() => /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'latin1'))?.[1] ?? 'unknown', 'unknown'),
      },
      program: this.#program,
      directory: this.#directory,
      options: target.options,
    });
    if (text === undefined) return;
    this.journal.dump(text);
    try {
      target.crash.makeFolder(dirname(target.crash.file));
      // A new file of the user's own: never one that somebody has put there.
      writeFileSync(target.crash.file, text, { flag: 'wx', mode: 0o600 });
    } catch {
      // Nobody to tell.
    }
  }
}
