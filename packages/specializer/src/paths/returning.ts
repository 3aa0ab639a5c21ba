// How a frame ends: into inlined callers, natively, or to the interpreter, with what its locals hold.

import type { Value } from '@psyco/ir';
import { forEachRef, nullValue, type PyValue, type RefValue, type TypeInfo } from '@psyco/values';
import { PathRunner } from './running';
import type { Frame_ } from '../emitter';
import { type ReturnKind, pathEnded, ReturnsOther } from './contract';
import { Refusal } from '../reasons';

export abstract class ReturnEmitter extends PathRunner {
  /** Kinds of values returned so far. */
  readonly returned = new Map<ReturnKind, TypeInfo | null>();

  /** Native units: what every return converts to. */
  returnKind: ReturnKind = 'ref';

  /** Native units: objects are returned, whatever they are. */
  settled = false;

  /** Whether the unit links its frame at entry (function entries with calls of unknown code). */
  linked = false;

  /** Returns from the innermost frame: to the caller's code if it is inlined, else from the unit. */
  returnValue(value: PyValue): never {
    if (this.state.frames.length > 1) return this.returnInlined(value);
    this.noteReturn(value);
    if (this.fn.kind === 'native') {
      const { kind } = this.commonReturn();
      if (kind !== this.returnKind) throw new ReturnsOther(kind, this.returned.size > 1);
      return this.returnNative(value);
    }
    this.buildLocalsThatEndLate();
    const result = this.own(value);
    this.frame.stack = [];
    this.leaveLocalsToFrame();
    this.releaseLocals();
    if (this.linked) this.builder.append('frame.unlink');
    this.builder.append('return', [result]);
    this.endPath();
  }

  protected noteReturn(value: PyValue): void {
    const kind: ReturnKind = value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' ? value.kind : value.kind === 'const' && value.address === this.world.known.none ? 'none' : 'ref';
    if (value.kind === 'ref' && this.isType(value, this.intType)) this.returned.set('int', this.intType);
    else if (value.kind === 'ref' && this.isType(value, this.floatType)) this.returned.set('float', this.floatType);
    else {
      const type = this.typeOf(value);
      const earlier = this.returned.get(kind);
      this.returned.set(kind, earlier === undefined || earlier?.address === type?.address ? type : null);
    }
  }

  /** What all the values returned so far have in common, or what the unit has settled on. */
  commonReturn(): { kind: ReturnKind; type: TypeInfo | null } {
    const [first] = this.returned;
    if (!first || this.returned.size > 1 || (this.settled && first[0] !== 'ref')) return { kind: 'ref', type: null };
    return { kind: first[0], type: first[1] };
  }

  protected returnNative(value: PyValue): never {
    let result: Value | null;
    switch (this.returnKind) {
      case 'int':
        result = this.isType(value, this.intType) ? this.toI64(value) : this.own(value);
        break;
      case 'float':
        result = this.isType(value, this.floatType) ? this.toF64(value) : this.own(value);
        break;
      case 'bool':
        result = value.kind === 'bool' ? this.irBoolInt(value) : this.own(value);
        break;
      case 'none':
        result = null;
        break;
      default:
        result = this.own(value);
    }
    this.frame.stack = [];
    this.releaseLocals();
    this.builder.append('return', result ? [result] : []);
    this.endPath();
  }

  /**
   * Virtual locals end with this code, before what is left to the frame's slots: those that would so end before something that is in an earlier
   * slot are built, and left to the frame, too.
   */
  private buildLocalsThatEndLate(): void {
    const mayRunCode = (ref: RefValue): boolean => {
      const { ownership, type } = this.state.info(ref);
      return (ownership === 'owned' || ownership === 'frame') && type?.leaf !== true;
    };
    let leavesSome = false;
    for (let index = 0; index < this.frame.locals.length; index++) {
      const local = this.frame.locals[index];
      let may = false;
      forEachRef(local, (ref) => (may ||= mayRunCode(ref)));
      if (!may) continue;
      if (leavesSome && local.kind === 'virtual') this.materialize(local);
      leavesSome ||= local.kind === 'ref';
    }
  }

  /**
   * Objects whose destructors may run code go back to the frame's slots: who clears the frame releases them, in the order of the
   * slots, when the frame cannot be seen any more (3.11, Python/ceval.c, _PyEvalFrameClearAndPop).
   */
  protected leaveLocalsToFrame(): void {
    const { locals } = this.frame;
    const slots = this.frame.slots as NonNullable<typeof this.frame.slots>;
    const pointer = this.emit('frame');
    locals.forEach((local, index) => {
      if (local.kind !== 'ref' || locals.lastIndexOf(local) !== index) return;
      const info = this.state.info(local);
      const content = slots[index];
      if (info.ownership !== 'owned' || info.type?.leaf === true || (content !== 'empty' && content !== 'stale')) return;
      const old = content === 'stale' ? this.builder.load('load.ref', pointer, this.slotOffset(index), 'frame.local') : null;
      this.builder.store('store.ref', pointer, local.ir, this.slotOffset(index), 'frame.local');
      if (old) this.builder.append('xdecref', [old], { leaf: true });
      slots[index] = local;
      this.state.update(local, { ownership: 'frame', slot: index });
    });
  }

  protected releaseLocals(): void {
    const frame = this.frame;
    const values = frame.locals;
    frame.locals = values.map(() => nullValue);
    this.before = this.state;
    this.dropped.push(...values);
    this.finishInstruction(false);
  }

  protected returnInlined(value: PyValue): never {
    const inner = this.state.frames.pop() as Frame_;
    const caller = this.frame;
    this.dropped.push(...inner.locals, ...inner.stack);
    if (inner.func) this.dropped.push(inner.func);
    switch (caller.continuation) {
      case 'push':
        caller.stack.push(value);
        break;
      case 'init':
        if (!(value.kind === 'const' && value.address === this.world.known.none)) throw new Refusal('unsupported-opcode', '__init__ returns something', this.offset);
        break;
      case 'discard':
        this.dropped.push(value);
        break;
    }
    caller.continuation = 'push';
    this.before = this.state;
    // What the callee held goes at the end of the call: exits tell of a place within that instruction, whichever callee it was.
    this.offset = caller.offset - 1;
    this.finishInstruction();
    this.schedule(this.state, this.builder.block, false);
    throw pathEnded;
  }
}
