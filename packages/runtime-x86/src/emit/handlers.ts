// The frame around the handlers of recipe operations: each starts with r12 at its operands and ends by going to the next one.

import { mem, r12 } from './machine';
import type { Label } from './machine';
import type { Emitter } from './emitter';
import { recipeOpNames } from '../recipe-ops';
import type { RecipeOp } from '../recipe-ops';

/** Emits the body of a handler. Returns 'jumps' if the body ends by itself. */
export type Handler = (emitter: Emitter) => 'jumps' | void;

/** Emits all handlers; returns their labels. */
export function emitHandlers(emitter: Emitter, bodies: Record<RecipeOp, Handler>): Record<RecipeOp, Label> {
  const { asm } = emitter;
  const labels = {} as Record<RecipeOp, Label>;
  for (const name of recipeOpNames) {
    asm.align(8);
    labels[name] = asm.label(`recipe ${name}`);
    asm.bind(labels[name]);
    asm.add(r12, 8);
    if (bodies[name](emitter) !== 'jumps') asm.jmp(mem(r12));
  }
  return labels;
}

/** Moves the next operand, a plain word, somewhere. */
export function nextWord(emitter: Emitter, register: import('./machine').Register): void {
  emitter.asm.mov(register, mem(r12));
  emitter.asm.add(r12, 8);
}
