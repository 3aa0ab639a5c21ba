// Values as objects: forcing, virtual objects that become real, owned references.

import type { Value } from '@psyco/ir';
import { type PyValue, RefValue, type TypeInfo, type VirtualValue, forEachRef, weightOf } from '@psyco/values';
import { NumberEmitter } from './numbers';

/** Virtual objects in one another, at most: each exit would restore them all. */
const heaviest = 100;

export abstract class ObjectEmitter extends NumberEmitter {
  /** A RefValue for something just computed. */
  ref(ir: Value, ownership: 'owned' | 'stable' | 'heap', type: TypeInfo | null = null, exemplar: number | null = null, others: readonly number[] = []): RefValue {
    const ref = new RefValue(ir);
    // A new list can be read without a test of its type.
    if (ir.definition?.op === 'call' && type?.address === this.listType.address) ir.definition.attributes.bytes = this.world.offsets.listAllocated + 8;
    this.state.refs.set(ref, { ownership, slot: -1, type, exemplar, others, payload: null });
    return ref;
  }

  /**
   * The value as an object in a register (forcing). A virtual object becomes real everywhere in the state. Unboxed numbers
   * give a new object that the caller must use up: `temporary` is true then.
   */
  force(value: PyValue): { ir: Value; temporary: boolean } {
    if (value.kind === 'virtual') value = this.resolve(value);
    switch (value.kind) {
      case 'ref':
        return { ir: value.ir, temporary: false };
      case 'const':
        return { ir: this.builder.ref(value.address, value.name), temporary: false };
      case 'bool': {
        if (value.constant !== null) return { ir: this.builder.ref(value.constant ? this.world.known.true : this.world.known.false, String(value.constant)), temporary: false };
        return { ir: this.emit('box.bool', [this.irBool(value)]), temporary: false };
      }
      case 'int':
        if (value.object !== null) return { ir: this.builder.ref(value.object, String(value.constant)), temporary: false };
        return { ir: this.emit('box.int', [this.irInt(value)]), temporary: true };
      case 'float':
        if (value.object !== null) return { ir: this.builder.ref(value.object, String(value.constant)), temporary: false };
        return { ir: this.emit('box.float', [this.irFloat(value)]), temporary: true };
      case 'char':
        return { ir: this.builder.emit('call', [value.ir], { symbol: 'PyUnicode_FromOrdinal', name: 'PyUnicode_FromOrdinal', effect: 'allocate', errorWhen: 'null', result: 'ref' }, this.exit('error', { error: true })), temporary: true };
      case 'virtual': {
        const ref = this.materialize(value);
        return { ir: ref.ir, temporary: !this.state.liveRefs().has(ref) && this.state.info(ref).ownership === 'owned' };
      }
      case 'null':
        return { ir: this.null, temporary: false };
    }
  }

  protected nullIr: Value | null = null;

  /** NULL as an object, the same everywhere: parameters that only get this one vanish. */
  protected get null(): Value {
    if (!this.nullIr) {
      const { block } = this.builder;
      this.builder.block = this.fn.entry;
      this.nullIr = this.builder.ref(0, 'NULL');
      this.builder.block = block;
      const { instructions } = this.fn.entry;
      instructions.unshift(instructions.pop() as (typeof instructions)[number]);
    }
    return this.nullIr;
  }

  /** Objects seen in the locals of a live frame of the root code: predict types. */
  localSamples: readonly number[] = [];

  /** What `materialize` made last. */
  lastMaterialized: RefValue = null as unknown as RefValue;

  /**
   * Builds a virtual object; the new RefValue takes its place in the state and in what exits restore. The virtual objects in it
   * are built before, so that each stays one object wherever else it is.
   */
  materialize(value: VirtualValue): RefValue {
    let whole = this.resolve(value);
    for (let index = 0; whole.kind === 'virtual' && index < whole.parts.length; index++) {
      const part = whole.parts[index];
      if (part.kind !== 'virtual') continue;
      this.materialize(part);
      whole = this.resolve(whole);
    }
    if (whole.kind !== 'virtual') return (this.lastMaterialized = whole as RefValue);
    const ref = this.build(whole);
    this.lastMaterialized = ref;
    if (whole.shape === 'cell') {
      const local = this.state.frames[0].locals.indexOf(whole);
      if (local >= 0 && this.localSamples[local] > 0) this.state.update(ref, { exemplar: this.localSamples[local] });
    }
    this.substitute(whole, ref, true);
    this.releaseParts(whole);
    // If nobody but this instruction's operands held it, it is released at the instruction's end.
    this.dropped.push(ref);
    return ref;
  }

  /** The value itself, or the object that is built of a virtual one: anything may run then. */
  real(value: PyValue): PyValue {
    return value.kind === 'virtual' ? this.materialize(value) : value;
  }

  /** The values as parts of a virtual object that is `weight` already: the virtual ones are built if it became too heavy. */
  lighten(parts: PyValue[], weight = 0): PyValue[] {
    if (parts.reduce((sum, part) => sum + weightOf(part), weight) <= heaviest) return parts;
    return parts.map((part) => {
      const now = this.resolve(part);
      return now.kind === 'virtual' ? this.materialize(now) : now;
    });
  }

  /** Puts a Value in the place of another, also within virtual objects. */
  protected substitute(old: PyValue, fresh: PyValue, inExits: boolean): void {
    this.replaced.set(old, fresh);
    const map = (value: PyValue): PyValue => this.resolve(value);
    this.state.replace(old, fresh, map);
    if (inExits && this.before !== this.state) this.before.replace(old, fresh, map);
    this.dropped = this.dropped.map(map);
  }

  /** The new object holds references of its own to its parts: ours go, which can end no object. */
  protected releaseParts(value: VirtualValue): void {
    const live = new Set([...this.state.liveRefs(), ...this.before.liveRefs()]);
    forEachRef(value, (part) => {
      const info = this.state.info(part);
      if (live.has(part) || info.ownership !== 'owned') return;
      this.state.update(part, { ownership: 'stable' });
      this.builder.append('decref', [part.ir], { leaf: true });
    });
  }

  /** An owned reference to the value, for a container or a return: transferred if this was its last use, else increfed. */
  own(given: PyValue): Value {
    const value = this.resolve(given);
    const { ir, temporary } = this.force(value);
    if (temporary && (value.kind === 'int' || value.kind === 'float' || value.kind === 'char')) return ir;
    const ref = value.kind === 'ref' ? value : value.kind === 'virtual' ? this.refOf(ir) : null;
    if (ref && this.state.info(ref).ownership === 'owned' && (temporary || !this.state.liveRefs().has(ref))) {
      this.state.refs.delete(ref);
      this.state.refs.set(ref, { ownership: 'stable', slot: -1, type: null, exemplar: null, payload: null });
      return ir;
    }
    this.builder.append('incref', [ir]);
    return ir;
  }

  protected refOf(ir: Value): RefValue | null {
    for (const ref of this.state.refs.keys()) if (ref.ir === ir) return ref;
    return null;
  }

  /** Some ascii string, which has the usual layout: a name that the code uses. */
  asciiExample(): number | null {
    const names = this.state.frames.flatMap((frame) => [...frame.code.nameAddresses]);
    return names.find((name) => this.world.stringState(name).ascii) ?? null;
  }

  /** Builds a virtual object, by its shape. */
  protected abstract build(value: VirtualValue): RefValue;
}
