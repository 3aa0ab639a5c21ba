// Who holds which reference: what an instruction holds in its middle, what is released at its end, what other code may change.

import type { Value } from '@psyco/ir';
import { type PyValue, type RefValue, forEachRef } from '@psyco/values';
import { ObjectEmitter } from './objects';

/** The references in a value in the order in which they end with it: tuples let go of their last item first (3.11, Objects/tupleobject.c, tupledealloc). */
function forEachReleased(value: PyValue, visit: (ref: RefValue) => void): void {
  if (value.kind === 'ref') visit(value);
  else if (value.kind === 'virtual') for (const part of value.shape === 'tuple' || value.shape === 'zip' ? value.parts.toReversed() : value.parts) forEachReleased(part, visit);
}

export abstract class OwnershipEmitter extends ObjectEmitter {
  /** The caller has made this object and must give it on or release it: until then exits release it. */
  hold(ir: Value): Value {
    this.held.push(ir);
    return ir;
  }

  /** Held no longer: somebody else's now. */
  unhold(...irs: Value[]): void {
    for (const ir of irs) {
      const position = this.held.lastIndexOf(ir);
      if (position >= 0) this.held.splice(position, 1);
    }
  }

  /** Owned references to several values, held until `unhold`. */
  ownAll(values: readonly PyValue[]): Value[] {
    return values.map((value) => this.hold(this.own(value)));
  }

  /** Releases a temporary made by `force`. */
  releaseTemporary(ir: Value, leaf = true): void {
    this.unhold(ir);
    this.builder.append('decref', [ir], { leaf });
  }

  /** @param shared whether it is expected to stay alive elsewhere */
  private takeReference(ref: RefValue, shared: boolean): void {
    this.builder.append('incref', [ref.ir]);
    this.state.update(ref, { ownership: 'owned', shared });
  }

  /** Turns references that only a container keeps alive into owned ones: before anything that may change the heap. */
  secure(): void {
    const live = this.before === this.state ? this.state.liveRefs() : new Set([...this.state.liveRefs(), ...this.before.liveRefs()]);
    for (const value of this.dropped) forEachRef(value, (ref) => live.add(ref));
    for (const ref of live) if (this.state.info(ref).ownership === 'heap') this.takeReference(ref, true);
  }

  /**
   * Before an attribute gets another value: what was read from one of that name may be the object that goes. It becomes owned, so that the
   * store ends nothing, and is not expected to stay alive elsewhere: `first = self.first; self.first = first.next`.
   */
  takeOut(name: string): void {
    for (const ref of new Set([...this.state.liveRefs(), ...this.before.liveRefs()])) {
      const { attribute, ownership, type } = this.state.info(ref);
      if (attribute !== name || type?.leaf) continue;
      if (ownership === 'heap') this.takeReference(ref, false);
      else if (ownership === 'owned') this.state.update(ref, { shared: false });
    }
  }

  /**
   * Before a container loses an object without a look at who else has it, or a number is overwritten in place: what was read earlier may be that
   * object, and what lets it outlive the store a reference of the code's own, given up later without a look, too. What may be expected to be it
   * becomes owned, and a number is seen to be shared.
   * @param expected addresses of the types that are expected; none: anything
   * @returns what else only a container keeps alive, to be told from the object that goes
   */
  secureFrom(expected: ReadonlySet<number>): Value[] {
    const live = this.state.liveRefs();
    const others: Value[] = [];
    for (const ref of new Set([...live, ...this.before.liveRefs()])) {
      const { ownership, type } = this.state.info(ref);
      if (ownership !== 'heap') continue;
      if (type && expected.size > 0 && !expected.has(type.address)) {
        if (live.has(ref)) others.push(ref.ir);
        continue;
      }
      this.takeReference(ref, true);
    }
    return others;
  }

  /**
   * Tells the interpreter's frame which instruction runs: a destructor sees the line, and warns of what was not closed there. A unit without a frame of
   * its own tells nothing.
   */
  tellPlace(): void {
    if (this.fn.kind === 'native') return;
    const [root] = this.state.frames;
    const offset = root === this.frame ? this.offset & ~1 : root.offset - 2;
    this.usesFrame = true;
    this.tellsFrame = true;
    const instruction = this.builder.ptr(root.code.address + this.world.offsets.codeAdaptive + offset, `${root.code.name}@${offset}`);
    this.builder.store('store.ptr', this.emit('frame'), instruction, this.world.offsets.framePreviousInstruction, 'frame.local');
  }

  /** Releases an object taken out of a container: it may be anything, its destructor may run code. */
  releaseUnknown(ir: Value, nullable = false): void {
    this.tellPlace();
    this.builder.append(nullable ? 'xdecref' : 'decref', [ir], { leaf: false });
    this.afterUnknownCode();
  }

  /** Emits into a side branch that joins again: what it learns and secures holds there only. */
  inBranch(emit: () => void): void {
    const refs = new Map(this.state.refs);
    emit();
    this.state.refs.clear();
    for (const [ref, info] of refs) this.state.refs.set(ref, info);
  }

  /** Ends an instruction: releases what nobody holds any more. */
  protected finishInstruction(mayLeave = true): void {
    if (this.dropped.length === 0) return;
    const values = this.dropped;
    this.dropped = [];
    this.before = this.state;
    const live = this.state.liveRefs();
    const going = new Set<RefValue>();
    for (const value of values) {
      forEachReleased(value, (ref) => {
        if (live.has(ref)) return;
        // What several variables have ends with the last of them.
        going.delete(ref);
        going.add(ref);
      });
    }
    for (const ref of going) {
      going.delete(ref);
      this.release(ref, mayLeave ? [...going] : null);
    }
  }

  /**
   * Gives up the code's reference. What came out of a container most probably stays alive: then no destructor can run, and what is
   * known of the heap stays known; if it was the last reference after all, the interpreter goes on behind the instruction.
   * @param next what is released after this; null: there is no place to go on at
   */
  protected release(ref: RefValue, next: RefValue[] | null): void {
    const info = this.state.refs.get(ref);
    if (!info) return;
    this.state.refs.delete(ref);
    if (info.ownership !== 'owned') return;
    const leaf = info.type?.leaf === true;
    if (next && !leaf && info.shared && !this.feedback.happened(this.frame.code.address, this.offset, 'release')) {
      const release = [ref, ...next.filter((one) => this.state.info(one).ownership === 'owned')].map(({ ir }) => ir);
      this.builder.append(info.nullable ? 'xdecref.shared' : 'decref.shared', [ref.ir], { types: this.quietTypes }, this.exit('release', { release }));
      return;
    }
    if (!leaf) this.secure();
    if (!leaf && next) this.tellPlace();
    this.builder.append(info.nullable ? 'xdecref' : 'decref', [ref.ir], { leaf });
    if (!leaf) this.afterUnknownCode();
  }

  /** After code that may have done anything: classes of instances may have changed, though they seldom do. */
  protected afterUnknownCode(): void {
    for (const [ref, info] of this.state.refs) if (info.type && this.mayChangeClass(info.type)) this.state.refs.set(ref, { ...info, type: null, expected: [info.type.address] });
  }
}
