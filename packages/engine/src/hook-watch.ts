// Notices other tools (debuggers, profilers, coverage) that have taken a thread's trace or profile hook. Reads, decides nothing.
import type { PythonProcess } from '@psyco/objects';

export class HookWatch {
  constructor(private readonly python: PythonProcess, private readonly ownTraceFunction: number) {}

  /** Whether some thread has a trace or profile function that is not ours. */
  look(): boolean {
    const { python } = this;
    const { c_tracefunc: trace, c_profilefunc: profile } = python.layout.PyThreadState;
    return python.attempt(() =>
      python.threads().some(({ address }) => {
        const traced = python.memory.ptrFresh(address + trace!);
        return python.memory.ptrFresh(address + profile!) !== 0 || (traced !== 0 && traced !== this.ownTraceFunction);
      })) ?? false;
  }
}
