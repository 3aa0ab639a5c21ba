// What exits remember for the next compilation, and the errors and types that all layers of the emitter share.

import type { Value } from '@psyco/ir';
import type { FrameState, State, TypeInfo } from '@psyco/values';
import type { CodeFacts } from '../world';
import type { Reason } from '../reasons';

/** Where an exit came from: what the next compilation may learn from it. */
export interface ExitSite {
  code: number;
  offset: number;
  /** Which operand of the instruction did not fit. */
  operand: number;
  reason: Reason;
}

/** What earlier exits saw. */
export interface Feedback {
  /** Types seen at this operand by exits; empty if none. */
  typesSeen(code: number, offset: number, operand: number): number[];
  /** One version after another has left here because of yet another type: no number of types is enough. */
  isVaried(code: number, offset: number, operand: number): boolean;
  /** Shapes of compact instances that exits of this instruction saw. */
  layoutsSeen(code: number, offset: number): number[];
  /** Exits for this reason happened here often enough to compile for it. */
  happened(code: number, offset: number, reason: Reason): boolean;
}

export const noFeedback: Feedback = { typesSeen: () => [], isVaried: () => false, layoutsSeen: () => [], happened: () => false };

/**
 * What a type guard needs. Classes of the program carry a mark in their name: the passes take guards for the builtin types of the
 * same name to hold for ever.
 */
export function typeAttributes(type: TypeInfo): { address: number; name: string } {
  return { address: type.address, name: type.heap ? `class ${type.name}` : type.name };
}

/** Thrown when an inlined frame or native unit would need a real frame: the caller must not inline this code. */
export class NeedsFrame extends Error {
  override name = 'NeedsFrame';
  constructor(
    readonly code: number,
    readonly offset = 0,
  ) {
    super('needs a frame');
  }
}

export type State_ = State<CodeFacts>;
export type Frame_ = FrameState<CodeFacts>;

export interface ExitOptions {
  saw?: Value | null;
  operand?: number;
  error?: boolean;
  /** References held only by temporaries of this instruction. */
  release?: Value[];
}
