// What can go wrong when another process is read: each error says what happened, why, and what to do next.

/** An address (in hexadecimal) for a message. */
export function hex(address: number): string {
  return `0x${address.toString(16)}`;
}

/** The process that was being read has ended, or runs another program now. */
export class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
  constructor(readonly pid: number) {
    super(`process ${pid} is gone: it ended or executed another program; drop everything read from it`);
  }
}

/** The operating system does not let this process read that one. */
export class ProcessNotReadable extends Error {
  override readonly name = 'ProcessNotReadable';
  constructor(readonly pid: number, readonly code: string) {
    super(
      `the memory of process ${pid} cannot be opened (${code}): the process must belong to the same user and must allow it; ` +
        'see /proc/sys/kernel/yama/ptrace_scope, and prctl(PR_SET_PTRACER) for processes that are not children',
    );
  }
}

/** Nothing is mapped at the address, or it is no address at all. */
export class BadAddress extends Error {
  override readonly name = 'BadAddress';
  constructor(readonly address: number, readonly length: number) {
    super(`${length} bytes at ${hex(address)} are not readable: the pointer is wrong, or stale because the process went on; read again or give up`);
  }
}

/** What was read cannot be what it should be: a stale pointer, or memory in the middle of a change. */
export class Inconsistent extends Error {
  override readonly name = 'Inconsistent';
  constructor(what: string, readonly address: number) {
    super(`${what} at ${hex(address)}: not an object of that kind, or it changed while it was read; read again or give up`);
  }
}

/** The process is not a CPython that this package knows. */
export class UnsupportedPython extends Error {
  override readonly name = 'UnsupportedPython';
}

/** The symbol is not exported by the interpreter. */
export class UnknownSymbol extends Error {
  override readonly name = 'UnknownSymbol';
  constructor(readonly symbol: string, where: string) {
    super(`${where} does not export ${symbol}: another version or build of CPython exports it, or its name is misspelt`);
  }
}
