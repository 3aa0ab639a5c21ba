// What a unit asks of others, the limits of its size, and how paths and attempts end.

import type { TypeInfo } from '@psyco/values';
import type { CodeFacts } from '../world';

/** How a native unit's arguments arrive, and how results leave. */
export type ArgumentKind = { kind: 'int' } | { kind: 'float' } | { kind: 'bool' } | { kind: 'ref'; type: TypeInfo | null; exemplar: number | null } | { kind: 'const'; address: number };
export type ReturnKind = 'int' | 'float' | 'bool' | 'ref' | 'none';

/** What the unit asks of others: compiled units to call, limits, statistics. */
export interface UnitServices {
  /** A native unit for a function and argument kinds: its key and result; null if there can be none. @param known none is compiled for this */
  nativeUnit(func: number, args: ArgumentKind[], depth: number, known?: boolean): { key: string; returns: ReturnKind; returnType: TypeInfo | null } | null;
  /** Whether calls of this code may be inlined. */
  mayInline(code: CodeFacts, depth: number): boolean;
  noteInlined(code: number): void;
  /** Told by `specialize`: the native unit that is being compiled returns this, which `nativeUnit` answers for calls of itself from now on. */
  assumeReturns?(kind: ReturnKind): void;
  /** Called every few blocks; what it throws ends the work. */
  breathe?(): void;
}

export interface Limits {
  versions: number;
  blocks: number;
  inlineDepth: number;
  /** Blocks from which on functions with loops, and those from which on all but short functions, are called as units of their own where they can be. */
  inlineLoops: number;
  inlineLong: number;
  /** Leave where nothing is known of an object: the next version knows more. If not, the general way is taken there. */
  learns: boolean;
  /** Numbers, strings and tuples that global names have are taken for constants: not if they were others when the code was to be put in place. */
  settled: boolean;
}

export const defaultLimits: Limits = { versions: 4, blocks: 3000, inlineDepth: 6, inlineLoops: 150, inlineLong: 450, learns: true, settled: true };

/** Something was learned that makes it worth to begin the compilation anew. */
export class Restart extends Error {
  override name = 'Restart';
}

/** A native unit returns something else than was assumed: all that was compiled for the assumption is of no use. */
export class ReturnsOther extends Error {
  override name = 'ReturnsOther';

  /** @param mixed there are returns of several kinds: it stays at that */
  constructor(readonly kind: ReturnKind, readonly mixed: boolean) {
    super(`returns ${kind}`);
  }
}

export class Ended extends Error {}

/** Ends the current path without an instruction of its own (the block is terminated). */
export const pathEnded = new Ended('path ended');
