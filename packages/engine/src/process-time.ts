// Processor time that another process has used. Linux only; knows nothing of Python.
import { closeSync, openSync, readSync } from 'node:fs';

/** A clock tick of /proc is a hundredth of a second on every Linux (USER_HZ). */
const MILLISECONDS_A_TICK = 10;

/** Milliseconds of processor time, all threads together, in steps of ten; 0 if it cannot be told. */
export class ProcessTime {
  #file: number | undefined;
  readonly #buffer = Buffer.alloc(1024);

  constructor(pid: number) {
    try {
      this.#file = openSync(`/proc/${pid}/stat`, 'r');
    } catch {
      this.#file = undefined;
    }
  }

  now(): number {
    if (this.#file === undefined) return 0;
    try {
      const text = this.#buffer.toString('latin1', 0, readSync(this.#file, this.#buffer, 0, this.#buffer.length, 0));
      // proc(5): utime and stime are the fields 14 and 15; the second field, in parentheses, may have anything in it.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_A_TICK || 0;
    } catch {
      return 0;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
