// What differs between CPython versions, as an interface; one file per version fills it in.

import type { RuntimeOffsets } from '../offsets';

export interface Dialect {
  readonly version: string;
  readonly opcodes: { readonly reraise: number; readonly returnValue: number };
  /** Bytes of the smallest chunk of a thread's data stack, and the words that must stay free in a new one. */
  readonly dataStackChunkSize: number;
  /** Bytes of memory for small objects that are asked for at once. */
  readonly arenaSize: number;
  readonly dataStackOverhead: number;
  readonly frameOwnedByFrameObject: number;
  readonly traceCall: number;
  readonly traceLine: number;
  readonly traceReturn: number;
  readonly pendingCallsCapacity: number;
  /** The default offsets of this version; a generated layout may be used instead. */
  readonly offsets: RuntimeOffsets;
}
