// Instructions that only move things on the evaluation stack, and those that do nothing in compiled code.

import { nullValue } from '@psyco/values';
import type { Handler, Unit } from '../unit';

/**
 * The interpreter looks for signals and other threads at each call. The frame hook does where a function is entered from elsewhere, and loops do; what
 * native units call each other again and again would never. (Those that call none lose the poll at the end: see `leaveOutPolls`.)
 */
function resume(c: Unit): void {
  if (c.fn.kind === 'native' && c.state.frames.length === 1) c.builder.append('poll', [], {}, c.exit('poll'));
}

export const stackHandlers: Record<string, Handler> = {
  NOP: () => {},
  RESUME: (c) => resume(c),
  CACHE: () => {},
  PRECALL: () => {},
  POP_TOP: (c) => void c.pop(),
  PUSH_NULL: (c) => c.push(nullValue),
  COPY: (c, { argument }) => c.push(c.peek(argument - 1)),
  SWAP: (c, { argument }) => {
    const { stack } = c.frame;
    const top = stack.length - 1;
    const other = stack.length - argument;
    [stack[top], stack[other]] = [stack[other], stack[top]];
  },
};
