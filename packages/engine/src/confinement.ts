// Notices programs that confine themselves: that take away from themselves, with a filter of system calls (seccomp), what commits and the agent need
// inside the process (getpid, rt_sigprocmask, open). Such a filter may end who does what it does not know. Reads /proc; knows nothing of Python.
import { readFileSync } from 'node:fs';

/** What proc(5) says of filters; undefined if it cannot be told. */
function filtersOf(process: number | 'self'): string | undefined {
  try {
    return readFileSync(`/proc/${process}/status`, 'latin1').match(/^Seccomp.*$/gm)?.join();
  } catch {
    return undefined;
  }
}

export class Confinement {
  /** Those of the compiler: what both have comes from outside. */
  readonly #own: string | undefined;

  constructor(private readonly pid: number, private readonly look: typeof filtersOf = filtersOf) {
    this.#own = look('self');
  }

  /** Whether the program has filters that the compiler has not. */
  get isConfined(): boolean {
    const filters = this.look(this.pid);
    return filters !== undefined && filters !== this.#own;
  }
}
