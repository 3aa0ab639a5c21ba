// Runs generated programs: one alone or many in one process, plain or in a mode.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, runProcess, type Outcome } from '@psyco/harness';
import { printProgram, type Program } from '../tree';
import { BATCH_PROGRAM, VARIANT, type Variant } from './batch-program';
import { modeOf, type ModeName } from './modes';
import { NO_ACTIVITY, readActivity, type Activity } from './activity';

export interface RunnerSettings {
  readonly python: string;
  /** The psyco command. */
  readonly psyco: string;
  /** Seconds for one program in a mode; batches get more. */
  readonly timeout: number;
  /** For the programs' files. */
  readonly directory: string;
}

/** A run under psyco, with what the compiler says of it. */
export type CompiledOutcome = Outcome & Activity;

/** Plain Python beyond this has run away. */
const PLAIN_SECONDS = 10;
const PLAIN_KILOBYTES = 3_000_000;
/** More a program may take in a batch. */
const BATCH_SECONDS = 3;
/** Every program of a batch says that it begins: one that is silent for so many times what one alone may take, hangs. */
const SILENCE = 2;

export class Runner {
  #runs = 0;

  constructor(readonly settings: RunnerSettings) {
    mkdirSync(settings.directory, { recursive: true });
    writeFileSync(join(settings.directory, 'batch.py'), BATCH_PROGRAM);
  }

  /** Writes the program to a file and returns its path. */
  write(program: Program, name = `p${program.seed}.py`): string {
    const file = join(this.settings.directory, name);
    writeFileSync(file, printProgram(program));
    return file;
  }

  /** The command that runs this file in this mode. */
  command(mode: ModeName, seed: number): string[] {
    return [this.settings.psyco, '--python', this.settings.python, ...modeOf(mode).options.map((word) => (word === 'SEED' ? String(seed) : word))];
  }

  /** As it is in plain Python, to be compared with this mode. */
  async plain(mode: ModeName, files: readonly string[], seconds = PLAIN_SECONDS + files.length * BATCH_SECONDS, variant = modeOf(mode).variant): Promise<Outcome> {
    const { scale } = modeOf(mode);
    const slower = Math.max(1, scale / 4);
    return this.#run(['sh', '-c', `ulimit -v ${PLAIN_KILOBYTES}; exec "$@"`, 'sh', this.settings.python], files, scale, seconds * slower, SILENCE * PLAIN_SECONDS * slower, variant);
  }

  async compiled(mode: ModeName, files: readonly string[], seed: number, variant = modeOf(mode).variant): Promise<CompiledOutcome> {
    const { scale, small = false } = modeOf(mode);
    const statistics = join(this.settings.directory, `${(this.#runs += 1)}.json`);
    const slower = Math.max(1, scale / 4);
    const outcome = await this.#run([...this.command(mode, seed), '--stats', statistics], files, scale, this.settings.timeout + files.length * BATCH_SECONDS * slower, SILENCE * this.settings.timeout * slower, variant, modeOf(mode).environment);
    // After a crash or a hang there is enough to look at.
    const activity = mode === 'off' || outcome.signal !== null || outcome.timedOut ? NO_ACTIVITY : await readActivity(statistics, small);
    rmSync(statistics, { force: true });
    return { ...outcome, ...activity };
  }

  #run(command: readonly string[], files: readonly string[], scale: number, seconds: number, silence: number, variant?: Variant, more: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const program = files.length === 1 && variant === undefined ? files : [join(this.settings.directory, 'batch.py'), ...files];
    return runProcess([...command, ...program], {
      // No warnings about the strange things that programs made at random do.
      environment: cleanEnvironment({ PYTHONWARNINGS: 'ignore', FUZZ_SCALE: String(scale), ...more, ...(variant && { [VARIANT]: variant }) }),
      directory: this.settings.directory,
      seconds,
      silence,
    });
  }
}
