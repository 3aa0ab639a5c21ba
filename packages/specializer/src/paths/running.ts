// One path at a time, instruction by instruction: steps, snapshots for exits, branches and forks.

import type { Block, Value } from '@psyco/ir';
import type { RefValue, TypeInfo } from '@psyco/values';
import { VersionEmitter } from './versions';
import { Emitter, typeAttributes, type State_ } from '../emitter';
import { Ended, pathEnded } from './contract';
import type { Instruction } from '@psyco/bytecode';

export abstract class PathRunner extends VersionEmitter {
  /** Interprets from the state's offset until the path ends. */
  protected resume(state: State_, block: Block, traceCheck: boolean): void {
    this.state = state;
    this.builder.block = block;
    this.dropped = [];
    // Those of a path that ended between KW_NAMES and its call.
    this.keywordNames = [];
    this.traceCheck = traceCheck;
    let fresh = true;
    try {
      for (;;) {
        const { frame } = this;
        if (!fresh && (frame.code.isMergePoint(frame.offset) || frame.code.loopAt(frame.offset))) {
          this.schedule(this.state, this.builder.block, false);
          return;
        }
        fresh = false;
        this.step();
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    }
  }

  protected step(): void {
    const { frame } = this;
    const instruction = frame.code.at(frame.offset);
    this.offset = instruction.offset;
    this.before = this.snapshot();
    this.replaced = new Map();
    this.held = [];
    // The interpreter keeps the names in a variable of its own: a call with keywords can only be repeated from KW_NAMES on.
    if (this.keywordNames.length > 0) this.before.frame.offset = this.keywordOffset;
    if (frame.code.neverRan(instruction.offset) && !this.feedback.happened(frame.code.address, instruction.offset, 'untaken')) return this.leaveHere('untaken');
    if (this.traceCheck) this.checkTracing();
    frame.offset = instruction.next;
    this.handle(instruction);
    this.finishInstruction();
  }

  protected snapshot(): State_ {
    const copy = this.state.fork();
    copy.refs = this.state.refs;
    copy.frames[0].slots = this.state.frames[0].slots;
    return copy;
  }

  /** A state for exits to another offset of the innermost frame, sharing ownership. */
  snapshotAt(offset: number): State_ {
    const copy = this.snapshot();
    copy.frame.offset = offset;
    return copy;
  }

  /** Releases what has been popped so far, in the middle of an instruction. */
  finishPartly(): void {
    this.finishInstruction();
  }

  /** KW_NAMES of the call that follows, and the addresses of those strings. */
  keywordNames: string[] = [];

  /** Offset of that KW_NAMES. */
  keywordOffset = 0;

  readonly keywordAddresses = new Map<string, number>();

  keywordAddress(name: string): number {
    return this.keywordAddresses.get(name) as number;
  }

  /** Operands that were popped for a try that declined: they are on the stack again. */
  forgetDropped(): void {
    this.dropped = [];
  }

  protected checkTracing(): void {
    this.traceCheck = false;
    const { offsets } = this.world;
    const cframe = this.builder.load('load.ptr', this.emit('threadstate'), offsets.threadCframe, 'thread');
    const tracing = this.builder.load('load.u8', cframe, offsets.cframeUseTracing, 'thread');
    this.guardFalse(this.emit('bool.from.i64', [tracing]), 'tracing');
  }

  /** Goes to an offset of the innermost frame: ends the path. */
  jumpTo(offset: number): never {
    this.frame.offset = offset;
    this.finishInstruction();
    this.schedule(this.state, this.builder.block, false);
    throw pathEnded;
  }

  /** Continues here or there: both paths get the state as it is now, changed by the callbacks. */
  branchTo(condition: Value, then: { offset: number; change?: () => void }, otherwise: { offset: number; change?: () => void }): never {
    this.before = this.state;
    const base = this.state;
    const { block } = this.builder;
    const { dropped, replaced } = this;
    const targets = [then, otherwise].map((way) => {
      this.replaced = new Map(replaced);
      const target = this.fn.newBlock(`to ${way.offset}`);
      this.countBlock();
      this.state = base.fork();
      this.before = this.state;
      this.builder.block = target;
      this.dropped = dropped.slice();
      way.change?.();
      this.frame.offset = way.offset;
      this.finishInstruction();
      this.schedule(this.state, this.builder.block, false);
      return { block: target, args: [] };
    });
    this.builder.block = block;
    this.builder.branch(condition, targets[0], targets[1]);
    this.dropped = [];
    throw pathEnded;
  }

  protected fork(value: RefValue, types: number[], operand: number): never {
    const unique = [...new Set(types)];
    const actual = this.builder.load('load.ptr', value.ir, this.world.offsets.objectType, 'object.type');
    const base = this.before;
    unique.forEach((address, index) => {
      const info = this.world.classInfo(address) as TypeInfo;
      if (info.heap) this.pin(address);
      const state = base.fork();
      const [exemplar = null, ...others] = this.exemplarsOf(value, info);
      state.update(value, { type: info, exemplar, others });
      const target = this.fn.newBlock(`${info.name} at ${this.offset}`);
      this.countBlock();
      if (index === unique.length - 1) {
        this.builder.append('guard.type', [value.ir], typeAttributes(info), this.exit('type', { saw: value.ir, operand }));
        this.builder.jump(target);
      } else {
        const next = this.fn.newBlock(`not ${info.name}`);
        const is = this.builder.emit('eq.ptr', [actual, this.builder.ptr(address, info.name)]);
        this.builder.branch(is, { block: target, args: [] }, { block: next, args: [] });
        this.builder.block = next;
      }
      this.scheduleFork(state, target);
    });
    this.dropped = [];
    throw pathEnded;
  }

  protected scheduleFork(state: State_, block: Block): void {
    const saved = this.traceCheck;
    this.traceCheck = false;
    this.schedule(state, block, true);
    this.traceCheck = saved;
  }

  /** Leaves the path where it is: the block has been terminated by the caller. */
  endPath(): never {
    this.dropped = [];
    throw pathEnded;
  }

  /** Ends the path with an exit to the interpreter at this instruction. */
  leaveHere(reason: Parameters<Emitter['leave']>[0]): never {
    this.leave(reason);
    this.endPath();
  }

  /** Does one instruction. */
  protected abstract handle(instruction: Instruction): void;
}
