// Where the threads of a process are, from outside: the words on their machine stacks that may be return addresses in compiled code.
// Only of threads that wait in the kernel is the stack known; for others the answer is to look again.
import { readdirSync, readFileSync } from 'node:fs';
import { readMappings } from '@psyco/objects';
import type { PythonProcess } from '@psyco/objects';

/** More threads are not looked at. */
const MOST_THREADS = 64;
/** Bytes of a stack that are read at most. */
const LONGEST_STACK = 64 << 20;

/** The words between `start` and `end` on the stacks of all threads; 'running': a thread is not waiting now; 'unknown': it cannot be told. */
export function readWaitingStacks(python: Pick<PythonProcess, 'pid' | 'memory'>, start: number, end: number): number[] | 'running' | 'unknown' {
  try {
    const threads = readdirSync(`/proc/${python.pid}/task`);
    if (threads.length > MOST_THREADS) return 'unknown';
    const mappings = readMappings(python.pid);
    const found: number[] = [];
    for (const thread of threads) {
      // proc(5): number and six arguments of the system call, stack pointer, program counter; or "running"; or -1 and the pointers, for one
      // that waits for a page of memory, or was stopped, in the middle of anything: where it is may be in registers only.
      const fields = readFileSync(`/proc/${python.pid}/task/${thread}/syscall`, 'latin1').trim().split(' ');
      const pointer = Number(fields.at(-2));
      if (fields[0] === '-1' || !(pointer > 0)) return 'running';
      const mapping = mappings.find((each) => pointer >= each.start && pointer < each.end);
      if (mapping === undefined) return 'running';
      if (mapping.end - pointer > LONGEST_STACK) return 'unknown';
      const bytes = Uint8Array.from(python.memory.readFresh(pointer, mapping.end - pointer));
      for (const word of new BigUint64Array(bytes.buffer, 0, bytes.length >> 3)) if (word >= BigInt(start) && word <= BigInt(end)) found.push(Number(word));
    }
    return found;
  } catch {
    return 'unknown';
  }
}
