// Instructions that only move things on the evaluation stack, and those that do nothing in compiled code.

import { nullValue } from '@psyco/values';
import type { Handler } from '../unit';

export const stackHandlers: Record<string, Handler> = {
  NOP: () => {},
  RESUME: () => {},
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
