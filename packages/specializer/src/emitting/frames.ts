// Locals, and the slots of the interpreter frame that mirror them.

import type { Value } from '@psyco/ir';
import { nullValue, type PyValue, type RefValue } from '@psyco/values';
import { OwnershipEmitter } from './ownership';
import { NeedsFrame, type Frame_ } from './shared';

export abstract class FrameEmitter extends OwnershipEmitter {
  /** An object of unknown kind put into a local: what was seen there predicts its type. */
  predictLocal(frame: Frame_, index: number, value: PyValue): void {
    if (value.kind !== 'ref') return;
    const info = this.state.info(value);
    if (info.type !== null || info.exemplar !== null) return;
    const sample = frame === this.state.frames[0] ? this.localSamples[index] : 0;
    const guessed = this.profile.localTypes(frame.code.address, index).filter((type) => this.world.classInfo(type));
    this.state.update(value, { exemplar: sample > 0 && guessed.length === 0 ? sample : null, guessed });
  }

  /** Overwrites a local, with the interpreter's timing of releases. */
  storeLocal(index: number, value: PyValue): void {
    const frame = this.frame;
    const old = frame.locals[index];
    frame.locals[index] = value;
    if (old === value) return;
    this.predictLocal(frame, index, value);
    if (frame.slots && old.kind === 'ref' && frame.slots[index] === old) this.detachSlot(index, old);
    this.dropped.push(old);
  }

  /** The interpreter frame's slot no longer mirrors its local: leaf objects may stay there, others are taken out. */
  protected detachSlot(index: number, ref: RefValue): void {
    const root = this.state.frames[0];
    const slots = root.slots as NonNullable<Frame_['slots']>;
    const info = this.state.info(ref);
    const other = slots.findIndex((content, local) => local !== index && content === ref && root.locals[local] === ref);
    // What may be NULL must not be increfed: it moves.
    const leaf = info.type?.leaf === true && !info.nullable;
    if (leaf) {
      slots[index] = 'stale';
    } else {
      this.emptySlot(index);
    }
    if (other >= 0) {
      this.state.update(ref, { slot: other });
      if (!leaf) {
        this.secure();
        this.builder.append('decref', [ref.ir], { leaf: false });
      }
    } else if (leaf) {
      if (this.state.liveRefs().has(ref)) {
        this.builder.append('incref', [ref.ir]);
        this.state.update(ref, { ownership: 'owned', slot: -1 });
      } else this.state.update(ref, { ownership: 'stable', slot: -1 });
    } else this.state.update(ref, { ownership: 'owned', slot: -1 });
  }

  /** Takes a reference out of the interpreter frame's slot: whoever asks has it now. */
  emptySlot(index: number): void {
    this.builder.store('store.ref', this.emit('frame'), this.force(nullValue).ir, this.slotOffset(index), 'frame.local');
    (this.state.frames[0].slots as NonNullable<Frame_['slots']>)[index] = 'empty';
  }

  protected slotOffset(index: number): number {
    return this.world.offsets.frameLocals + 8 * index;
  }

  /**
   * Code without a frame of its own cannot call what may look at frames. Where that happens seldom (complaints, rare kinds of values)
   * the interpreter does it. A call that has run before, and not by exception, is going to run again; other operations ran with values of other types,
   * maybe.
   */
  protected leaveForFrame(): never {
    const { code } = this.frame;
    const { address } = code;
    const ranBefore = code.at(this.offset).opcode === 'CALL' && code.evidence(this.offset) === 'yes' && code.runsOften(this.offset);
    if (ranBefore || this.feedback.happened(address, this.offset, 'untaken')) throw new NeedsFrame(address, this.offset);
    this.leave('untaken');
    return this.endPath();
  }

  /** Makes the frame's slots hold what the locals are: before code runs that may look at the frame. */
  syncFrame(): void {
    if (!this.isRoot) this.leaveForFrame();
    for (let index = 0; index < this.frame.locals.length; index++) this.syncSlot(index);
  }

  /** Makes a slot of the frame hold what the local is. */
  syncSlot(index: number): void {
    const frame = this.frame;
    const slots = frame.slots as NonNullable<Frame_['slots']>;
    let local = frame.locals[index];
    const content = slots[index];
    if (content === local || (local.kind === 'null' && content === 'empty')) return;
    const pointer = this.emit('frame');
    if (local.kind === 'virtual') local = this.materialize(local);
    const info = local.kind === 'ref' ? this.state.info(local) : null;
    const { ir, temporary } = this.force(local);
    if (info?.ownership !== 'owned' && !temporary && local.kind !== 'null') this.builder.append('incref', [ir]);
    let old: Value | null = null;
    if (content !== 'empty') old = this.builder.load('load.ref', pointer, this.slotOffset(index), 'frame.local');
    this.builder.store('store.ref', pointer, ir, this.slotOffset(index), 'frame.local');
    if (old) this.builder.append('xdecref', [old], { leaf: true });
    slots[index] = local.kind === 'null' ? 'empty' : local;
    if (local.kind === 'ref') this.state.update(local, { ownership: 'frame', slot: index });
  }
}
