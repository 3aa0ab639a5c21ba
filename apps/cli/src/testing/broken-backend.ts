// For tests only: a backend whose code for functions with a certain name reads address 0x1234, to see what a crash looks like. Given
// with --backend like any other.
import type { Backend } from '@psyco/backend';
import { createX86Backend } from '@psyco/backend-x86';

/** mov rax, [0x1234] */
const FAULT = [0x48, 0x8b, 0x04, 0x25, 0x34, 0x12, 0x00, 0x00];

export function createBackend(): Backend {
  const good = createX86Backend();
  return {
    ...good,
    compile(fn, target, options) {
      const code = good.compile(fn, target, options);
      if (!fn.name.includes('breaks')) return code;
      // The last place of the way that is usually taken: the loop has turned before.
      const place = code.places!.findLast(({ exit, offset }) => exit !== null && exit.reason !== 'poll' && offset < code.bytes.length / 2)!;
      code.bytes.set(FAULT, place.offset);
      return code;
    },
  };
}
