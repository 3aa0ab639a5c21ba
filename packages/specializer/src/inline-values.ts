// The value classes that inlining needs, under one roof.
export { FrameState, nullValue, RefValue, VirtualValue, type PyValue, type TypeInfo } from '@psyco/values';
export type { Continuation as Continuation_ } from '@psyco/ir';
