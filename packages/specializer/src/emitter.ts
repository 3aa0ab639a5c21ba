// The base of the specializer: the current state, the builder, exits, ownership of references, guards, forcing, calls.
// Opcode handlers and meta-operations work through it. Knows values and ir; nothing of single opcodes or Python types.

import { Builder, type Exit, type IrFunction, type IrType, type OpName, type Value } from '@psyco/ir';
import {
  BoolValue, ConstValue, FloatValue, type FrameState, IntValue, nullValue, type PyValue, RefValue, State, type TypeInfo, VirtualValue, forEachRef, recipeOfState,
} from '@psyco/values';
import type { CodeFacts, ClassInfo, World } from './world';
import type { Reason } from './reasons';
import { Refusal } from './reasons';
import { type TypeProfile, typeProfile } from './type-profile';
import { forceVirtual } from './force';

/** Where an exit came from: what the next compilation may learn from it. */
export interface ExitSite {
  code: number;
  offset: number;
  /** Which operand of the instruction did not fit. */
  operand: number;
  reason: Reason;
}

/** What earlier exits saw. */
export interface Feedback {
  /** Types seen at this operand by exits; empty if none. */
  typesSeen(code: number, offset: number, operand: number): number[];
  /** Shapes of compact instances that exits of this instruction saw. */
  layoutsSeen(code: number, offset: number): number[];
  /** Exits for this reason happened here often enough to compile for it. */
  happened(code: number, offset: number, reason: Reason): boolean;
}

export const noFeedback: Feedback = { typesSeen: () => [], layoutsSeen: () => [], happened: () => false };

/**
 * What a type guard needs. Classes of the program carry a mark in their name: the passes take guards for the builtin types of the
 * same name to hold for ever.
 */
export function typeAttributes(type: TypeInfo): { address: number; name: string } {
  return { address: type.address, name: type.heap ? `class ${type.name}` : type.name };
}

/** Thrown when an inlined frame or native unit would need a real frame: the caller must not inline this code. */
export class NeedsFrame extends Error {
  override name = 'NeedsFrame';
  constructor(
    readonly code: number,
    readonly offset = 0,
  ) {
    super('needs a frame');
  }
}

export type State_ = State<CodeFacts>;
export type Frame_ = FrameState<CodeFacts>;

export interface ExitOptions {
  saw?: Value | null;
  operand?: number;
  error?: boolean;
  /** References held only by temporaries of this instruction. */
  release?: Value[];
}

/** Types that one place is compiled for at most. */
const mostTypes = 5;

export abstract class Emitter {
  readonly builder: Builder;
  state: State_ = new State<CodeFacts>();
  /** The state at the start of the current instruction: what its exits restore. Shares ownership with `state`. */
  before: State_ = new State<CodeFacts>();
  /** Values popped or overwritten by the current instruction; released at its end unless held elsewhere. */
  protected dropped: PyValue[] = [];
  readonly sites: ExitSite[] = [];
  readonly pins = new Set<number>();
  usesFrame = false;
  /** Set after unknown code ran: the next instruction first checks that no trace function was installed. */
  traceCheck = false;
  /** Offset of the current instruction proper. */
  offset = 0;
  private readonly typeCache = new Map<string, ClassInfo>();
  private readonly exemplars = new Map<number, number>();
  readonly profile: TypeProfile;

  constructor(
    readonly world: World,
    readonly fn: IrFunction,
    readonly feedback: Feedback,
  ) {
    this.builder = new Builder(fn);
    this.profile = typeProfile(world);
  }

  // Frames and the stack

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

  // Types

  builtin(symbol: string): ClassInfo {
    let info = this.typeCache.get(symbol);
    if (!info) this.typeCache.set(symbol, (info = this.world.builtinType(symbol)));
    return info;
  }
  get intType(): ClassInfo {
    return this.builtin('PyLong_Type');
  }
  get floatType(): ClassInfo {
    return this.builtin('PyFloat_Type');
  }
  get boolType(): ClassInfo {
    return this.builtin('PyBool_Type');
  }
  get listType(): ClassInfo {
    return this.builtin('PyList_Type');
  }
  get tupleType(): ClassInfo {
    return this.builtin('PyTuple_Type');
  }
  get strType(): ClassInfo {
    return this.builtin('PyUnicode_Type');
  }
  get dictType(): ClassInfo {
    return this.builtin('PyDict_Type');
  }

  /** The exact type of a value, if known. */
  readonly typeOf = (value: PyValue, state: State = this.state): TypeInfo | null => {
    switch (value.kind) {
      case 'int':
        return this.intType;
      case 'float':
        return this.floatType;
      case 'bool':
        return this.boolType;
      case 'char':
        return this.strType;
      case 'const':
        return value.type;
      case 'ref':
        return state.info(value).type;
      case 'virtual':
        return value.type ?? this.shapeType(value);
      case 'null':
        return null;
    }
  };

  private shapeType(value: VirtualValue): TypeInfo | null {
    const symbol = ({ tuple: 'PyTuple_Type', list: 'PyList_Type', slice: 'PySlice_Type', range: 'PyRange_Type', enumerate: 'PyEnum_Type', zip: 'PyZip_Type', bound_method: 'PyMethod_Type', cell: 'PyCell_Type', range_iterator: 'PyRangeIter_Type', list_iterator: 'PyListIter_Type', tuple_iterator: 'PyTupleIter_Type', str_iterator: 'PyUnicodeIter_Type' } as Record<string, string>)[value.shape];
    return symbol ? this.builtin(symbol) : null;
  }

  isType(value: PyValue, type: TypeInfo): boolean {
    return this.typeOf(value)?.address === type.address;
  }

  /** Address of a real object seen in this place, or null. */
  exemplarOf(value: PyValue): number | null {
    if (value.kind === 'const') return value.address;
    return value.kind === 'ref' ? this.state.info(value).exemplar : null;
  }

  /**
   * The type that a value is or will be guarded to be: promotion. Emits the guard.
   * @param hint a type to expect when nothing was seen (from CPython's inline cache).
   * @returns null if nothing is known: the caller takes the untaught way.
   */
  promoteType(value: PyValue, operand = 0, hint: TypeInfo | null = null): TypeInfo | null {
    const known = this.typeOf(value);
    if (known || value.kind !== 'ref') return known;
    const type = this.predictType(value, operand, hint);
    if (type) this.guardType(value, type, operand);
    return type;
  }

  /**
   * What `promoteType` would guard for, without emitting anything. Several types seen: splits the state. None seen: leaves, and
   * the next compilation knows more.
   */
  predictType(value: PyValue, operand = 0, hint: TypeInfo | null = null): TypeInfo | null {
    const known = this.typeOf(value);
    if (known || value.kind !== 'ref') return known;
    const types = this.typesExpected(value, operand, hint);
    if (types === null) return null;
    if (types.length === 0) return this.leaveUnknown(value, operand);
    return types.length === 1 ? this.world.classInfo(types[0]) : this.fork(value, types, operand);
  }

  /** The types that an object may be expected to have, likely ones first; null: all sorts. */
  typesExpected(value: RefValue, operand: number, hint: TypeInfo | null = null): number[] | null {
    const seen = this.feedback.typesSeen(this.frame.code.address, this.offset, operand);
    const { exemplar, others = [], notNone, origin, expected = [], guessed = [] } = this.state.info(value);
    const types = new Set<number>(expected);
    for (const address of [exemplar, ...others]) {
      const type = address === null ? null : this.world.typeAddress(address);
      if (type === null) continue;
      types.add(type);
      if (!this.exemplars.has(type)) this.exemplars.set(type, address as number);
    }
    // Objects that lived shortly may be read as something else by now: what the interpreter has specialized to is certain.
    if (hint && types.size < 2) types.clear();
    if (hint) types.add(hint.address);
    for (const type of seen) types.add(type);
    if (types.size === 0 && origin) for (const type of this.profile.attributeTypes(origin.owner, origin.name)) if (this.world.classInfo(type)) types.add(type);
    if (types.size === 0) for (const type of guessed) types.add(type);
    if (notNone) types.delete(this.builtin('_PyNone_Type').address);
    return types.size > mostTypes ? null : [...types];
  }

  /** None is not what the operation is meant for: it may have been seen here, but it is not compiled for. */
  expectNotNone(value: PyValue): void {
    if (value.kind === 'ref' && !this.typeOf(value)) this.state.update(value, { notNone: true });
  }

  /** Ends the path: the exit notes the type of the value. */
  private leaveUnknown(value: RefValue, operand: number): never {
    this.builder.append('exit', [], {}, this.exit('type', { saw: value.ir, operand }));
    return this.endPath();
  }

  abstract endPath(): never;

  /** Splits the state: one continuation for each type. Does not return. */
  protected abstract fork(value: RefValue, types: number[], operand: number): never;

  guardType(ref: RefValue, type: TypeInfo, operand = 0): void {
    this.builder.append('guard.type', [ref.ir], typeAttributes(type), this.exit('type', { saw: ref.ir, operand }));
    if (type.heap) this.pin(type.address);
    const { origin } = this.state.info(ref);
    if (origin) this.profile.noteAttribute(origin.owner, origin.name, type.address);
    this.state.update(ref, { type });
  }

  // Exits

  /** A new exit to the start of the current instruction. */
  exit(reason: Reason, options: ExitOptions = {}): Exit {
    const id = this.fn.exits.length;
    const exit: Exit = {
      id,
      reason,
      error: options.error ?? false,
      frames: this.exitFrames(),
      saw: options.saw ?? null,
      // An object may be held twice; what the caller names and is held already is the same reference.
      release: [...this.held, ...(options.release ?? []).filter((ir) => !this.held.includes(ir))],
    };
    this.fn.exits.push(exit);
    this.sites.push({ code: this.frame.code.address, offset: this.offset, operand: options.operand ?? 0, reason });
    return exit;
  }

  protected exitFrames() {
    return recipeOfState(this.before, this.world.known);
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

  // Machine values

  pin(address: number): void {
    this.pins.add(address);
  }
  emit(op: OpName, args: Value[] = []): Value {
    return this.builder.emit(op, args);
  }
  i64(value: bigint | number): Value {
    return this.builder.i64(value);
  }
  irInt(value: IntValue): Value {
    return value.ir ?? this.builder.i64(value.constant as bigint);
  }
  irFloat(value: FloatValue): Value {
    return value.ir ?? this.builder.f64(value.constant as number);
  }
  /** As an ir `bool`. */
  irBool(value: BoolValue): Value {
    if (value.constant !== null) return this.builder.bool(value.constant);
    const ir = value.ir as Value;
    return ir.type === 'bool' ? ir : this.emit('bool.from.i64', [ir]);
  }
  /** As an ir `i64`, 0 or 1. */
  irBoolInt(value: BoolValue): Value {
    if (value.constant !== null) return this.i64(value.constant ? 1 : 0);
    const ir = value.ir as Value;
    return ir.type === 'bool' ? this.emit('i64.from.bool', [ir]) : ir;
  }

  int(ir: Value): IntValue {
    return new IntValue(null, ir);
  }
  intConstant(value: bigint | number): IntValue {
    return new IntValue(BigInt(value), null);
  }
  float(ir: Value): FloatValue {
    return new FloatValue(null, ir);
  }
  floatConstant(value: number): FloatValue {
    return new FloatValue(value, null);
  }
  bool(ir: Value): BoolValue {
    return new BoolValue(null, ir);
  }
  boolConstant(value: boolean): BoolValue {
    return new BoolValue(value, null);
  }
  get none(): ConstValue {
    return this.constant(this.world.known.none);
  }

  /** A value for a known object: numbers become Int, Float and Bool values. */
  constant(address: number, name?: string, pinned = true): ConstValue {
    const typeAddress = this.world.typeAddress(address);
    const type = typeAddress === null ? null : this.world.classInfo(typeAddress);
    if (type === null) return this.refuse('unsteady', 'an object is gone');
    if (pinned) this.pin(address);
    return new ConstValue(address, type, name ?? type.name);
  }

  /**
   * A value for a constant of the code: ints and floats unboxed, though they stay the objects that they are.
   * @param pinned whether the code must keep the object alive
   */
  literal(address: number, pinned = true): PyValue {
    const { known } = this.world;
    if (address === known.true || address === known.false) return this.boolConstant(address === known.true);
    const type = this.world.typeAddress(address);
    const integer = type === this.intType.address ? this.world.readInt(address) : null;
    const isShort = integer !== null && integer >= -(2n ** 63n) && integer < 2n ** 63n;
    if (!isShort && type !== this.floatType.address) return this.constant(address, undefined, pinned);
    if (pinned) this.pin(address);
    return isShort ? new IntValue(integer, null, address) : new FloatValue(this.world.readFloat(address), null, address);
  }

  /** A constant of the present frame's code object, which keeps it alive: the unit holds its own code and those of the calls in it. */
  codeConstant(index: number): PyValue {
    return this.literal(this.frame.code.constants[index], this.state.frames.length > 2);
  }

  /** The machine integer in a value of type int or bool (emits a load for objects). */
  toI64(value: PyValue, operand = 0): Value {
    if (value.kind === 'int') return this.irInt(value);
    if (value.kind === 'bool') return this.irBoolInt(value);
    if (value.kind === 'ref') {
      const { payload } = this.state.info(value);
      if (payload?.type === 'i64') return payload;
      const ir = this.builder.emit('unbox.int', [value.ir], {}, this.exit('overflow', { operand }));
      this.state.update(value, { payload: ir });
      return ir;
    }
    if (value.kind === 'const') {
      const constant = this.world.readInt(value.address);
      if (constant >= -(2n ** 63n) && constant < 2n ** 63n) return this.i64(constant);
      const ir = this.builder.ref(value.address, value.name);
      return this.builder.emit('unbox.int', [ir], {}, this.exit('overflow', { operand }));
    }
    throw new Error(`toI64: not an int: ${value.kind}`);
  }

  /** The double in a value of type float, or converted from int and bool (exact or rounded as CPython does). */
  toF64(value: PyValue, operand = 0): Value {
    if (value.kind === 'float') return this.irFloat(value);
    if (value.kind === 'const' && value.type.address === this.floatType.address) return this.builder.f64(this.world.readFloat(value.address));
    if (value.kind === 'ref' && this.isType(value, this.floatType)) {
      const { payload } = this.state.info(value);
      if (payload?.type === 'f64') return payload;
      const ir = this.builder.load('load.f64', value.ir, this.world.offsets.floatValue, 'float.value');
      this.state.update(value, { payload: ir });
      return ir;
    }
    if (value.kind === 'int' && value.constant !== null) return this.builder.f64(Number(value.constant));
    return this.emit('f64.from.i64', [this.toI64(value, operand)]);
  }

  /** Types whose instances are released without a trace, wherever that happens. */
  get quietTypes(): readonly number[] {
    return [this.floatType, this.intType, this.strType].map(({ address }) => address);
  }

  // Objects

  /** A RefValue for something just computed. */
  ref(ir: Value, ownership: 'owned' | 'stable' | 'heap', type: TypeInfo | null = null, exemplar: number | null = null, others: readonly number[] = []): RefValue {
    const ref = new RefValue(ir);
    // A new list can be read without a test of its type.
    if (ir.definition?.op === 'call' && type?.address === this.listType.address) ir.definition.attributes.bytes = this.world.offsets.listAllocated + 8;
    this.state.refs.set(ref, { ownership, slot: -1, type, exemplar, others, payload: null });
    return ref;
  }

  /** An object of this class, if one was met: for what its attributes may be. */
  exemplarOfType(type: number): number | null {
    return this.exemplars.get(type) ?? null;
  }

  /** The objects seen in a value's place that have this type. */
  exemplarsOf(value: PyValue, type: TypeInfo): number[] {
    if (value.kind === 'const') return [value.address];
    if (value.kind !== 'ref') return [];
    const { exemplar, others = [] } = this.state.info(value);
    const seen = [exemplar, ...others].filter((address): address is number => address !== null && this.world.typeAddress(address) === type.address);
    const any = seen.length === 0 ? this.exemplarOfType(type.address) : null;
    return any === null ? seen : [any];
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

  private nullIr: Value | null = null;
  /** NULL as an object, the same everywhere: parameters that only get this one vanish. */
  private get null(): Value {
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
    const ref = forceVirtual(this, whole);
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

  /** What virtual objects have become in the course of this instruction: handlers may still have the old Values at hand. */
  protected replaced = new Map<PyValue, PyValue>();

  /** The Value that stands for this one now. */
  resolve(value: PyValue): PyValue {
    if (value.kind !== 'virtual' || this.replaced.size === 0) return value;
    const known = this.replaced.get(value);
    if (known) return this.resolve(known);
    const parts = value.parts.map((part) => this.resolve(part));
    if (parts.every((part, index) => part === value.parts[index])) return value;
    const changed = new VirtualValue(value.shape, parts, value.type);
    this.replaced.set(value, changed);
    return changed;
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
  private releaseParts(value: VirtualValue): void {
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

  private refOf(ir: Value): RefValue | null {
    for (const ref of this.state.refs.keys()) if (ref.ir === ir) return ref;
    return null;
  }

  /** References that the instruction holds in the middle of what it does: every exit releases them. */
  protected held: Value[] = [];

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

  /** Turns references that only a container keeps alive into owned ones: before anything that may change the heap. */
  secure(): void {
    const live = this.before === this.state ? this.state.liveRefs() : new Set([...this.state.liveRefs(), ...this.before.liveRefs()]);
    for (const value of this.dropped) forEachRef(value, (ref) => live.add(ref));
    for (const ref of live) {
      const info = this.state.info(ref);
      if (info.ownership !== 'heap') continue;
      this.builder.append('incref', [ref.ir]);
      this.state.update(ref, { ownership: 'owned', shared: true });
    }
  }

  /**
   * Before a number may be overwritten in place: references that only a container keeps alive and that may be such numbers
   * become owned, so that the object is seen to be shared.
   */
  secureNumbers(type: number): void {
    const live = new Set([...this.state.liveRefs(), ...this.before.liveRefs()]);
    for (const ref of live) {
      const info = this.state.info(ref);
      if (info.ownership !== 'heap' || (info.type && info.type.address !== type)) continue;
      this.builder.append('incref', [ref.ir]);
      this.state.update(ref, { ownership: 'owned' });
    }
  }

  /** Releases an object taken out of a container: it may be anything, its destructor may run code. */
  releaseUnknown(ir: Value, nullable = false): void {
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

  /** Some ascii string, which has the usual layout: a name that the code uses. */
  asciiExample(): number | null {
    const names = this.state.frames.flatMap((frame) => [...frame.code.nameAddresses]);
    return names.find((name) => this.world.stringState(name).ascii) ?? null;
  }

  /** Ends an instruction: releases what nobody holds any more. */
  protected finishInstruction(mayLeave = true): void {
    if (this.dropped.length === 0) return;
    const values = this.dropped;
    this.dropped = [];
    this.before = this.state;
    const live = this.state.liveRefs();
    const going = new Set<RefValue>();
    for (const value of values) forEachRef(value, (ref) => void (live.has(ref) || going.add(ref)));
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
    this.builder.append(info.nullable ? 'xdecref' : 'decref', [ref.ir], { leaf });
    if (!leaf) this.afterUnknownCode();
  }

  /** Objects seen in the locals of a live frame of the root code: predict types. */
  localSamples: readonly number[] = [];

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
      this.builder.store('store.ref', this.emit('frame'), this.force(nullValue).ir, this.slotOffset(index), 'frame.local');
      slots[index] = 'empty';
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

  protected slotOffset(index: number): number {
    return this.world.offsets.frameLocals + 8 * index;
  }

  /**
   * Code without a frame of its own cannot call what may look at frames. Where that happens seldom (complaints, rare kinds of values)
   * the interpreter does it.
   */
  private leaveForFrame(): never {
    const { address } = this.frame.code;
    if (this.feedback.happened(address, this.offset, 'untaken')) throw new NeedsFrame(address, this.offset);
    this.leave('untaken');
    return this.endPath();
  }

  /** Makes the frame's slots hold what the locals are: before code runs that may look at the frame. */
  syncFrame(): void {
    if (!this.isRoot) this.leaveForFrame();
    const frame = this.frame;
    const slots = frame.slots as NonNullable<Frame_['slots']>;
    const pointer = this.emit('frame');
    for (let index = 0; index < frame.locals.length; index++) {
      let local = frame.locals[index];
      const content = slots[index];
      if (content === local || (local.kind === 'null' && content === 'empty')) continue;
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

  /** After code that may have done anything: classes of instances may have changed. */
  protected afterUnknownCode(): void {
    for (const [ref, info] of this.state.refs) if (info.type?.heap) this.state.refs.set(ref, { ...info, type: null, exemplar: info.exemplar });
  }

  /**
   * Calls a C function that may run arbitrary Python code. The frame is visible and up to date meanwhile.
   * @returns the result (owned if a ref).
   */
  callPython(symbol: string, args: Value[], result: IrType | 'void' = 'ref', errorWhen: 'null' | 'minus-one' | 'negative' | 'none' = 'null', release: Value[] = [], address?: number): Value {
    this.syncFrame();
    this.secure();
    this.usesFrame = true;
    const code = this.frame.code;
    const instruction = this.builder.ptr(code.address + this.world.offsets.codeAdaptive + this.offset, `${code.name}@${this.offset}`);
    this.builder.store('store.ptr', this.emit('frame'), instruction, this.world.offsets.framePreviousInstruction, 'frame.local');
    const attributes = { ...(address ? { address } : { symbol }), name: symbol, effect: 'python', errorWhen, result };
    const value = this.builder.emit('call', args, attributes, errorWhen === 'none' ? null : this.exit('error', { error: true, release }));
    this.afterUnknownCode();
    this.traceCheck = true;
    return value;
  }

  /** Calls a C function that runs no Python code. */
  callC(symbol: string, args: Value[], effect: 'pure' | 'read' | 'allocate' | 'collect' | 'list', result: IrType | 'void', errorWhen: 'null' | 'minus-one' | 'negative' | 'none' = 'none', release: Value[] = []): Value {
    if (effect === 'collect' || effect === 'list') this.secure();
    const value = this.builder.emit('call', args, { symbol, name: symbol, effect, errorWhen, result }, errorWhen === 'none' ? null : this.exit('error', { error: true, release }));
    if (effect === 'collect') this.afterUnknownCode();
    return value;
  }

  /** Objects for the arguments of an untaught operation; afterwards call the returned function. */
  forceAll(values: PyValue[]): { irs: Value[]; temporaries: Value[]; done: () => void } {
    const temporaries: Value[] = [];
    const irs = values.map((value) => {
      const forced = this.force(value);
      if (forced.temporary && value.kind !== 'virtual') temporaries.push(this.hold(forced.ir));
      return forced.ir;
    });
    return { irs, temporaries, done: () => temporaries.forEach((ir) => this.releaseTemporary(ir)) };
  }

  refuse(reason: Reason, detail: string): never {
    throw new Refusal(reason, detail, this.offset);
  }
}
