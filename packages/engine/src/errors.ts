// What can go wrong in a session, apart from what other packages report: each error says what happened, why, what to do next.

/** A region in the Python process is full. The session goes on, compiling nothing more until code is given back. */
export class RegionFull extends Error {
  override readonly name = 'RegionFull';
  constructor(readonly region: 'code' | 'data' | 'exits', size: number) {
    const option = region === 'code' ? '--code-size' : '--data-size';
    super(`the ${region} region is full (${size} bytes): ${region === 'data' ? 'nothing more is compiled' : 'code that has not run for some time is dropped'}; give more room with ${option}`);
  }
}

/** The program has forbidden itself what a commit does. The session ends. */
export class ProgramConfined extends Error {
  override readonly name = 'ProgramConfined';
  constructor() {
    super('the program has put itself under a filter of system calls (seccomp): nothing more is compiled; nothing is to be done');
  }
}

/** The program ends: what is being compiled is of no use any more. The session goes on, to give back what the program waits for. */
export class ProgramEnds extends Error {
  override readonly name = 'ProgramEnds';
  constructor() {
    super('the program ends: what was being compiled is not needed any more; nothing is to be done');
  }
}

/** The package given with --backend cannot be used. */
export class BackendUnusable extends Error {
  override readonly name = 'BackendUnusable';
  constructor(name: string, why: string) {
    super(`the backend ${name} cannot be used: ${why}; give the name of an installed package that implements @psyco/backend`);
  }
}
