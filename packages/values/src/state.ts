// The state of the specializer at one point: the frames (outermost first; all but the first are inlined callees), each
// with a Value per local and stack slot, and what is known of every object in a register.

import type { Continuation } from '@psyco/ir';
import { forEachRef, nullValue, type PyValue, type RefInfo, type RefValue } from './value';

/** What the state needs of a code object. */
export interface FrameCode {
  readonly address: number;
  readonly name: string;
  /** localsplus entries. */
  readonly localCount: number;
  /** Whether a local may still be read from this offset on. */
  isLive(local: number, offset: number): boolean;
}

/** What the interpreter frame's slot holds: the same as a Value, nothing, or some leaf object that must be released on overwriting. */
export type SlotContent = PyValue | 'empty' | 'stale';

export class FrameState<Code extends FrameCode = FrameCode> {
  /** Byte offset of the current instruction; for outer frames the offset after the call. */
  offset = 0;
  stack: PyValue[] = [];
  /** Root frame of a frame unit only. */
  slots: SlotContent[] | null = null;
  continuation: Continuation = 'push';
  constructor(
    readonly code: Code,
    /** The function object; null for the root frame of a frame unit. */
    public func: PyValue | null,
    public locals: PyValue[],
  ) {}

  fork(): FrameState<Code> {
    const copy = new FrameState(this.code, this.func, this.locals.slice());
    copy.offset = this.offset;
    copy.stack = this.stack.slice();
    copy.slots = this.slots ? this.slots.slice() : null;
    copy.continuation = this.continuation;
    return copy;
  }
}

const unknownRef: RefInfo = { ownership: 'stable', slot: -1, type: null, exemplar: null, payload: null };

export class State<Code extends FrameCode = FrameCode> {
  frames: FrameState<Code>[] = [];
  refs = new Map<RefValue, RefInfo>();

  fork(): State<Code> {
    const copy = new State<Code>();
    copy.frames = this.frames.map((frame) => frame.fork());
    copy.refs = new Map(this.refs);
    return copy;
  }

  /** The innermost frame. */
  get frame(): FrameState<Code> {
    return this.frames[this.frames.length - 1];
  }

  info(ref: RefValue): RefInfo {
    return this.refs.get(ref) ?? unknownRef;
  }

  update(ref: RefValue, change: Partial<RefInfo>): void {
    this.refs.set(ref, { ...this.info(ref), ...change });
  }

  /** Calls `visit` for every Value in every local and stack slot, the parts of virtual ones not included. */
  forEachValue(visit: (value: PyValue) => void): void {
    for (const frame of this.frames) {
      if (frame.func) visit(frame.func);
      for (const local of frame.locals) visit(local);
      for (const entry of frame.stack) visit(entry);
    }
  }

  /** Every RefValue that some slot holds. */
  liveRefs(): Set<RefValue> {
    const live = new Set<RefValue>();
    this.forEachValue((value) => forEachRef(value, (ref) => live.add(ref)));
    return live;
  }

  /** Puts `replacement` wherever `value` is, in virtual parts too if `inside` is given. */
  replace(value: PyValue, replacement: PyValue, inside?: (outer: PyValue) => PyValue): void {
    const map = inside ?? ((one: PyValue) => (one === value ? replacement : one));
    for (const frame of this.frames) {
      if (frame.func) frame.func = map(frame.func);
      frame.locals = frame.locals.map(map);
      frame.stack = frame.stack.map(map);
      // In place: the array may be shared with what exits restore.
      frame.slots?.forEach((slot, index, slots) => {
        if (slot === value) slots[index] = replacement;
      });
    }
  }

  static unbound(count: number): PyValue[] {
    return new Array<PyValue>(count).fill(nullValue);
  }
}
