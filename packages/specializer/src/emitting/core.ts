// The innermost layer of the emitter: the state, the builder, the evaluation stack, exits and guards. Knows values and ir only.

import { Builder, type Exit, type IrFunction, type OpName, type Value } from '@psyco/ir';
import { type PyValue, State, recipeOfState, substituted } from '@psyco/values';
import { NeedsFrame, type ExitSite, type Feedback, type State_, type Frame_, type ExitOptions } from './shared';
import type { CodeFacts, ClassInfo, World } from '../world';
import { type Reason, Refusal } from '../reasons';
import { type TypeProfile, typeProfile } from '../type-profile';

export abstract class EmitterCore {
  readonly builder: Builder;
  state: State_ = new State<CodeFacts>();

  /** The state at the start of the current instruction: what its exits restore. Shares ownership with `state`. */
  before: State_ = new State<CodeFacts>();

  /** Values popped or overwritten by the current instruction; released at its end unless held elsewhere. */
  protected dropped: PyValue[] = [];

  /** References that the instruction holds in the middle of what it does: every exit releases them. */
  protected held: Value[] = [];

  /** What virtual objects have become in the course of this instruction: handlers may still have the old Values at hand. */
  protected replaced = new Map<PyValue, PyValue>();

  readonly sites: ExitSite[] = [];
  readonly pins = new Set<number>();
  usesFrame = false;

  /** The frame is told which instruction runs: others see it from then on. */
  tellsFrame = false;

  /** The frame gets its cells at once, as others see it: where one is missing `f_locals` reads through NULL (3.11, Objects/frameobject.c, _PyFrame_FastToLocalsWithError). */
  cellsInFrame = false;

  /** Set after unknown code ran: the next instruction first checks that no trace function was installed. */
  traceCheck = false;

  /** Offset of the current instruction proper. */
  offset = 0;

  protected readonly typeCache = new Map<string, ClassInfo>();
  protected readonly exemplars = new Map<number, number[]>();
  readonly profile: TypeProfile;

  constructor(
    readonly world: World,
    readonly fn: IrFunction,
    readonly feedback: Feedback,
  ) {
    this.builder = new Builder(fn);
    this.profile = typeProfile(world);
  }

  get frame(): Frame_ {
    return this.state.frame;
  }

  get isRoot(): boolean {
    return this.state.frames.length === 1 && this.frame.slots !== null;
  }

  push(value: PyValue): void {
    this.frame.stack.push(this.resolve(value));
  }

  pop(): PyValue {
    const value = this.frame.stack.pop() as PyValue;
    this.dropped.push(value);
    return value;
  }

  /** Pops several, bottom first. */
  popMany(count: number): PyValue[] {
    if (count === 0) return [];
    const values = this.frame.stack.splice(this.frame.stack.length - count, count);
    this.dropped.push(...values);
    return values;
  }

  peek(depth = 0): PyValue {
    return this.frame.stack[this.frame.stack.length - 1 - depth];
  }

  /** The Value that stands for this one now. */
  resolve(value: PyValue): PyValue {
    return value.kind !== 'virtual' || this.replaced.size === 0 ? value : substituted(value, this.replaced);
  }

  /** A new exit to the start of the current instruction. */
  exit(reason: Reason, options: ExitOptions = {}): Exit {
    const id = this.fn.exits.length;
    const exit: Exit = {
      id,
      reason,
      error: options.error ?? false,
      frames: this.exitFrames(options.error ?? false),
      saw: options.saw ?? null,
      // An object may be held twice; what the caller names and is held already is the same reference.
      release: [...this.held, ...(options.release ?? []).filter((ir) => !this.held.includes(ir))],
    };
    this.fn.exits.push(exit);
    this.sites.push({ code: this.frame.code.address, offset: this.offset, operand: options.operand ?? 0, reason });
    return exit;
  }

  protected exitFrames(error: boolean) {
    const { frame } = this.before;
    const repeatedFrom = frame.offset;
    // A call with keywords is repeated from KW_NAMES on, which has a place in the source of its own; what it raises it raises itself.
    if (error && repeatedFrom < this.offset) frame.offset = this.offset;
    const frames = recipeOfState(this.before, this.world.known);
    frame.offset = repeatedFrom;
    return frames;
  }

  guardTrue(condition: Value, reason: Reason, options: ExitOptions = {}): void {
    this.builder.append('guard.true', [condition], {}, this.exit(reason, options));
  }

  guardFalse(condition: Value, reason: Reason, options: ExitOptions = {}): void {
    this.builder.append('guard.false', [condition], {}, this.exit(reason, options));
  }

  /** Ends the block with an exit: the interpreter does this instruction. */
  leave(reason: Reason): void {
    this.builder.append('exit', [], {}, this.exit(reason));
  }

  abstract endPath(): never;

  refuse(reason: Reason, detail: string): never {
    // A function that lives for a moment, called by one that lasts: the call is made instead.
    if (reason === 'unsteady' && this.state.frames.length > 1) throw new NeedsFrame(this.frame.code.address, this.offset);
    throw new Refusal(reason, detail, this.offset);
  }

  /** The code embeds the object and keeps it alive. To be called before it is looked at. */
  pin(address: number): void {
    this.pins.add(address);
    this.world.embeds(address);
  }

  emit(op: OpName, args: Value[] = []): Value {
    return this.builder.emit(op, args);
  }

  i64(value: bigint | number): Value {
    return this.builder.i64(value);
  }
}
