// One compilation: abstract interpretation of the bytecode from an entry, in an order that meets all forward edges of a
// merge point before going on; versions of blocks, joins and widening at loop headers. Knows no single opcode.

import { type Block, type Exit, IrFunction, type IrType, type Value } from '@psyco/ir';
import {
  BoolValue, CharValue, type ConstValue, FloatValue, type Join, type JoinedParameter, joinStates, IntValue, matchState, nullValue, type PyValue, printState, RefValue, type State, type SlotContent, forEachRef, type TypeInfo, VirtualValue,
} from '@psyco/values';
import type { Instruction } from '@psyco/bytecode';
import { Emitter, typeAttributes, type Feedback, type Frame_, type State_ } from './emitter';
import type { CodeFacts, World } from './world';
import { guardTypeVersion } from './inline';
import { objectLocals } from './object-locals';
import { Refusal } from './reasons';

/** How a native unit's arguments arrive, and how results leave. */
export type ArgumentKind = { kind: 'int' } | { kind: 'float' } | { kind: 'bool' } | { kind: 'ref'; type: TypeInfo | null; exemplar: number | null } | { kind: 'const'; address: number };
export type ReturnKind = 'int' | 'float' | 'bool' | 'ref' | 'none';

/** What the unit asks of others: compiled units to call, limits, statistics. */
export interface UnitServices {
  /** A native unit for a function and argument kinds: its key and result; null if there can be none. */
  nativeUnit(func: number, args: ArgumentKind[], depth: number): { key: string; returns: ReturnKind; returnType: TypeInfo | null } | null;
  /** Whether calls of this code may be inlined. */
  mayInline(code: CodeFacts, depth: number): boolean;
  noteInlined(code: number): void;
}

export interface Limits {
  versions: number;
  blocks: number;
  inlineDepth: number;
}

export const defaultLimits: Limits = { versions: 4, blocks: 3000, inlineDepth: 6 };

interface Edge {
  state: State_;
  block: Block;
  key: number[];
  place: string;
  /** Not joined with others: a fork of the same instruction. */
  alone: boolean;
  /** Ends the instruction of the edge's origin: re-checks needed at the target. */
  traceCheck: boolean;
}

interface Version {
  join: Join<State_>;
  block: Block;
}

/** Something was learned that makes it worth to begin the compilation anew. */
export class Restart extends Error {
  override name = 'Restart';
}

class Ended extends Error {}

/** Ends the current path without an instruction of its own (the block is terminated). */
export const pathEnded = new Ended('path ended');

export type Handler = (unit: Unit, instruction: Instruction) => void;

export class Unit extends Emitter {
  private readonly pending: Edge[] = [];
  private readonly versions = new Map<string, Version[]>();
  private blocksMade = 0;
  /** Kinds of values returned so far. */
  readonly returned = new Map<ReturnKind, TypeInfo | null>();
  /** Native units: what every return converts to. */
  returnKind: ReturnKind = 'ref';

  constructor(
    world: World,
    fn: IrFunction,
    feedback: Feedback,
    readonly services: UnitServices,
    private readonly handlers: Readonly<Record<string, Handler>>,
    readonly limits: Limits = defaultLimits,
  ) {
    super(world, fn, feedback);
  }

  /** Starts from the entry state, which `setUp` has put into `state`, and works until nothing is pending. */
  run(): void {
    this.schedule(this.state, this.builder.block, false);
    while (this.pending.length > 0) this.next();
  }

  // Edges

  private placeOf(state: State_): string {
    let place = '';
    for (const frame of state.frames) place += `${frame.code.address.toString(36)}@${frame.offset}/`;
    return place;
  }

  private keyOf(state: State_): number[] {
    return state.frames.map((frame, depth) => {
      const order = frame.code.order(frame.offset) * 2;
      // An outer frame stands before its continuation.
      return depth === state.frames.length - 1 ? order : order - 1;
    });
  }

  private schedule(state: State_, block: Block, alone: boolean): void {
    const edge: Edge = { state, block, key: this.keyOf(state), place: this.placeOf(state), alone, traceCheck: this.traceCheck };
    // Sorted by key, first last (for pop); edges of one place end up together.
    let index = this.pending.length;
    while (index > 0 && compareKeys(this.pending[index - 1].key, edge.key) < 0) index--;
    this.pending.splice(index, 0, edge);
  }

  private next(): void {
    const first = this.pending.pop() as Edge;
    if (first.alone) {
      this.resume(first.state, first.block, first.traceCheck);
      return;
    }
    const edges = [first];
    for (let index = this.pending.length - 1; index >= 0 && compareKeys(this.pending[index].key, first.key) === 0; index--) {
      const edge = this.pending[index];
      if (edge.alone || edge.place !== first.place) continue;
      edges.push(edge);
      this.pending.splice(index, 1);
    }
    this.enter(edges);
  }

  /** Enters a place with all edges that have arrived: into existing versions, or new ones. */
  private enter(edges: Edge[]): void {
    const { place } = edges[0];
    const code = edges[0].state.frame.code;
    const loop = code.loopAt(edges[0].state.frame.offset);
    const versions = this.versions.get(place) ?? [];
    if (loop && versions.length > 0) for (const edge of edges) this.learnTypes(edge.state);
    let rest = edges.filter((edge) => !versions.some((version) => this.tryEdge(edge, version)));
    if (rest.length === 0) return;
    if (!loop && rest.length === 1) {
      this.resume(rest[0].state, rest[0].block, rest[0].traceCheck);
      return;
    }
    const traceCheck = rest.some((edge) => edge.traceCheck);
    if (loop) {
      for (const edge of rest) this.prepareForLoop(edge, loop.assigned);
      // More is known of them now.
      rest = rest.filter((edge) => !versions.some((version) => this.tryEdge(edge, version)));
      if (versions.length > 0) for (const edge of rest) this.learnObjects(versions[0].join.state, edge.state);
    }
    while (rest.length > 0) {
      const last = versions.length + 1 >= this.limits.versions;
      if (versions.length >= 2 * this.limits.versions) return this.leaveAt(rest);
      let group = last ? rest : this.compatible(rest, loop, false);
      let join = this.join(last ? [...versions.map((version) => version.join.state), ...group.map((edge) => edge.state)] : group.map((edge) => edge.state), loop, last, versions.length > this.limits.versions);
      if (!join && versions.length < 2 * this.limits.versions) {
        group = this.compatible(rest, loop, true);
        join = this.join(group.map((edge) => edge.state), loop, true);
      }
      if (!join) return this.leaveAt(group);
      const block = this.fn.newBlock(this.commentOf(join.state));
      this.countBlock();
      for (const parameter of join.parameters) {
        parameter.ir.parameterOf = block;
        block.params.push(parameter.ir);
      }
      const version: Version = { join, block };
      versions.push(version);
      this.versions.set(place, versions);
      for (const edge of group) {
        if (!this.tryEdge(edge, version)) throw new Refusal('internal-error', `an edge does not fit its own join at ${place}`);
      }
      rest = rest.filter((edge) => !group.includes(edge));
      this.traceCheck = traceCheck;
      if (loop) this.loopEntry(block, join.state);
      this.resume(join.state.fork(), block, traceCheck);
    }
  }

  /**
   * A local that the loop takes to hold one kind of object comes back with another: from now on, and in a new attempt at once, the
   * loop starts with any object there, rather than with a version of its code for each kind.
   */
  private learnObjects(target: State_, state: State_): void {
    const { code, offset } = target.frame;
    const loop = code.loopAt(offset) as NonNullable<ReturnType<CodeFacts['loopAt']>>;
    const isObject = (value: PyValue): boolean => value.kind === 'ref' || (value.kind === 'const' && !value.type.heap && value.type.name === 'NoneType');
    let learned = false;
    for (const local of loop.assigned) {
      const [old, fresh] = [target.frame.locals[local], state.frame.locals[local]];
      if (old === fresh || !isObject(old) || !isObject(fresh) || !code.isLive(local, offset)) continue;
      const types = [this.typeOf(old, target), this.typeOf(fresh, state)].flatMap((type) => type?.address ?? []);
      if (types.length === 2 && types[0] === types[1]) continue;
      if (this.objectLocals.note(code.address, offset, local, types)) learned = true;
    }
    if (learned) throw new Restart();
  }

  private readonly objectLocals = objectLocals(this.world);

  /** What comes back to a loop in the locals that it takes to hold any object: all types are to be expected from the start. */
  private learnTypes(state: State_): void {
    const { code, offset, locals } = state.frame;
    let learned = false;
    locals.forEach((value, local) => {
      const known = this.objectLocals.of(code.address, offset, local);
      if (!known) return;
      const type = this.typeOf(value, state);
      const types = type ? [type.address] : value.kind === 'ref' ? (state.info(value).expected ?? []) : [];
      if (types.every((one) => known.has(one))) return;
      this.objectLocals.note(code.address, offset, local, types);
      learned = true;
    });
    if (learned) throw new Restart();
  }

  /** Too many states that do not meet: the interpreter goes on from here. */
  private leaveAt(edges: Edge[]): void {
    for (const edge of edges) {
      this.state = edge.state;
      this.before = edge.state;
      this.builder.block = edge.block;
      this.offset = edge.state.frame.offset;
      this.leave('versions');
    }
  }

  private compatible(edges: Edge[], loop: ReturnType<CodeFacts['loopAt']>, allowObject: boolean): Edge[] {
    const group = [edges[0]];
    for (const edge of edges.slice(1)) if (this.join([...group, edge].map((one) => one.state), loop, allowObject)) group.push(edge);
    return group;
  }

  private join(states: State_[], loop: ReturnType<CodeFacts['loopAt']>, allowObject: boolean, widenAll = false): Join<State_> | null {
    const depth = states[0].frames.length - 1;
    const frame = states[0].frames[depth];
    const isFor = loop !== null && frame.code.at(frame.offset).opcode === 'FOR_ITER';
    return joinStates(states, {
      parameter: (type: IrType) => this.fn.newValue(type),
      widenLocal: loop ? (at, local) => at === depth && loop.assigned.has(local) : undefined,
      objectLocal: loop ? (local) => this.objectLocals.of(frame.code.address, frame.offset, local) : undefined,
      widenTop: isFor,
      widenAll,
      allowObject,
      typeOf: this.typeOf as (value: PyValue, state: State) => TypeInfo | null,
      intType: this.intType,
      floatType: this.floatType,
    }) as Join<State_> | null;
  }

  /** Before a loop: nothing may be kept alive by a container only, and objects get the types they are seen to have. */
  private prepareForLoop(edge: Edge, assigned: ReadonlySet<number>): void {
    this.state = edge.state;
    this.before = edge.state;
    this.builder.block = edge.block;
    this.offset = edge.state.frame.offset;
    this.secure();
    const { frame } = this;
    for (let local = 0; local < frame.locals.length; local++) {
      const value = frame.locals[local];
      // A dead one that the loop assigns anew: numbers are dropped or kept unboxed, where an object would be carried around.
      if (value.kind !== 'ref' || !(frame.code.isLive(local, frame.offset) || assigned.has(local))) continue;
      this.promoteBeforeLoop(value, local);
      if (frame.code.isLive(local, frame.offset)) this.readBeforeLoop(value, local);
    }
  }

  /** Numbers that the loop uses are read once before it: stores in place inside would have them read again. */
  private readBeforeLoop(value: RefValue, local: number): void {
    if (this.state.info(value).nullable) return;
    if (this.isType(value, this.floatType)) this.toF64(value, local);
    else if (this.isType(value, this.intType) && !this.feedback.happened(this.frame.code.address, this.offset, 'overflow')) this.toI64(value, local);
  }

  /** Tests once before the loop what its body would test in every turn, if nothing speaks against it. */
  private promoteBeforeLoop(value: RefValue, local: number): void {
    const info = this.state.info(value);
    if (info.type || info.nullable || this.feedback.typesSeen(this.frame.code.address, this.offset, local).length > 0) return;
    const types = this.typesExpected(value, local);
    const type = types?.length === 1 ? this.world.classInfo(types[0]) : null;
    if (!type || type.name === 'NoneType') return;
    if (!type.leaf && !this.frame.code.isLive(local, this.frame.offset)) return;
    this.guardType(value, type, local);
  }

  /** The exit that code hoisted out of the loop uses: the interpreter's state at the header. */
  private loopEntry(block: Block, state: State_): void {
    this.state = state;
    this.before = state;
    this.offset = state.frame.offset;
    const exit = this.exit('type');
    this.fn.exits.pop();
    const site = this.sites.pop();
    const templates = (this.fn as IrFunction & { loopEntryExits?: Map<Block, Exit> }).loopEntryExits;
    templates?.set(block, exit);
    void site;
  }

  /** Emits the conversions of an edge and its jump, if the state fits the version. */
  private tryEdge(edge: Edge, version: Version): boolean {
    const match = matchState(version.join, edge.state, this.typeOf as (value: PyValue, state: State) => TypeInfo | null);
    if (!match) return false;
    this.state = edge.state;
    this.before = edge.state;
    this.builder.block = edge.block;
    this.offset = edge.state.frame.offset;
    this.dropped = [];
    this.replaced = new Map();
    this.held = [];
    for (const { value, type } of match.recheck) this.guardType(value as RefValue, type);
    // Unboxing may leave: before anything else.
    const numbers = version.join.parameters.map((parameter, index) => this.convertNumber(parameter, match.values[index]));
    this.takeFromSlots(version.join.state);
    const kept = version.join.state.liveRefs();
    // On an edge back to the version that the state began with, its parameters get new objects.
    for (const parameter of version.join.parameters) if (parameter.value.kind === 'ref') kept.delete(parameter.value);
    for (const ref of kept) this.keepRef(ref, version.join);
    const args = version.join.parameters.map((parameter, index) => numbers[index] ?? this.hold(this.convertObject(this.resolve(match.values[index]), kept)));
    for (const [ref, info] of [...this.state.refs]) {
      if (info.ownership !== 'owned' || kept.has(ref)) continue;
      this.state.refs.delete(ref);
      this.builder.append(info.nullable ? 'xdecref' : 'decref', [ref.ir], { leaf: info.type?.leaf === true });
    }
    this.builder.jump(version.block, args);
    this.held = [];
    return true;
  }

  private convertNumber(parameter: JoinedParameter, value: PyValue): Value | null {
    switch (parameter.value.kind) {
      case 'int':
        return this.toI64(value);
      case 'float':
        return this.toF64(value);
      case 'bool':
        return this.irBoolInt(value as BoolValue);
      case 'char':
        return (value as CharValue).ir;
      default:
        return null;
    }
  }

  private convertObject(value: PyValue, kept: Set<RefValue>): Value {
    const { ir, temporary } = this.force(value);
    if (value.kind === 'null') return ir;
    // A constant of the code is an object already, which others hold.
    if (temporary && (value.kind === 'int' || value.kind === 'float' || value.kind === 'char')) return ir;
    let ref: RefValue | null = value.kind === 'ref' ? value : null;
    if (value.kind === 'virtual') for (const [one, info] of this.state.refs) if (one.ir === ir && info.ownership === 'owned') ref = one;
    if (ref && !kept.has(ref) && this.state.info(ref).ownership === 'owned') {
      this.state.refs.delete(ref);
      return ir;
    }
    this.builder.append('incref', [ir]);
    return ir;
  }

  /** An object that stays itself over the edge: owned if the version says so. */
  private keepRef(ref: RefValue, join: Join<State_>): void {
    if (!this.state.refs.has(ref)) return;
    const wanted = join.state.info(ref).ownership;
    const have = this.state.info(ref).ownership;
    if (wanted === 'owned' && have !== 'owned') {
      this.builder.append('incref', [ref.ir]);
      this.state.update(ref, { ownership: 'owned', slot: -1 });
    }
  }

  /** Slots of the interpreter frame that the version does not know as mirrored: objects are taken out of them. */
  private takeFromSlots(target: State_): void {
    const root = this.state.frames[0];
    if (!root.slots) return;
    root.slots.forEach((content: SlotContent, index: number) => {
      if (typeof content === 'string' || content.kind !== 'ref') return;
      if (target.frames[0].slots?.[index] === content) return;
      if (root.locals[index] === content) this.detachSlot(index, content);
    });
  }

  // Running

  private countBlock(): void {
    if (++this.blocksMade > this.limits.blocks) throw new Refusal('too-large', `more than ${this.limits.blocks} blocks`, this.offset);
  }

  private commentOf(state: State_): string {
    return printState(state);
  }

  /** Interprets from the state's offset until the path ends. */
  private resume(state: State_, block: Block, traceCheck: boolean): void {
    this.state = state;
    this.builder.block = block;
    this.dropped = [];
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

  private step(): void {
    const { frame } = this;
    const instruction = frame.code.at(frame.offset);
    this.offset = instruction.offset;
    this.before = this.snapshot();
    this.replaced = new Map();
    this.held = [];
    // The interpreter keeps the names in a variable of its own: a call with keywords can only be repeated from KW_NAMES on.
    if (this.keywordNames.length > 0) this.before.frame.offset = this.keywordOffset;
    if (this.traceCheck) this.checkTracing();
    frame.offset = instruction.next;
    const handler = this.handlers[instruction.opcode];
    if (!handler) this.refuse('unsupported-opcode', instruction.opcode);
    handler(this, instruction);
    this.finishInstruction();
  }

  private snapshot(): State_ {
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

  /** Guards for the one type that was seen, where nothing speaks against it; for arguments that are merely passed on. */
  promoteSimply(value: PyValue, operand: number): void {
    if (value.kind !== 'ref' || this.typeOf(value)) return;
    const seen = this.feedback.typesSeen(this.frame.code.address, this.offset, operand);
    const { exemplar } = this.state.info(value);
    if (seen.length > 0 || exemplar === null || exemplar === this.world.known.none) return;
    const address = this.world.typeAddress(exemplar);
    const type = address === null ? null : this.world.classInfo(address);
    if (type) this.guardType(value, type, operand);
  }

  /** A value about to be stored: floats are taken apart so that they can be stored in place. */
  predictAndGuard(value: PyValue, operand: number): void {
    if (value.kind !== 'ref' || this.typeOf(value)) return;
    const { exemplar } = this.state.info(value);
    if (exemplar !== null && this.world.typeAddress(exemplar) === this.floatType.address) this.promoteSimply(value, operand);
  }

  /** A machine number for a native call. */
  toNative(value: PyValue, type: TypeInfo, operand: number): Value {
    if (value.kind === 'ref' && !this.typeOf(value)) this.guardType(value, type, operand);
    return type === this.intType ? this.toI64(value, operand) : this.toF64(value, operand);
  }

  /** References owned by the code that only these popped operands hold. */
  ownedOnlyBy(values: PyValue[]): Value[] {
    const live = this.state.liveRefs();
    const irs: Value[] = [];
    for (const value of values) {
      forEachRef(value, (ref) => {
        if (!live.has(ref) && this.state.info(ref).ownership === 'owned' && !irs.includes(ref.ir)) irs.push(ref.ir);
      });
    }
    return irs;
  }

  /** Another unit ran: what is known of classes may be out of date. */
  unknownCodeRan(): void {
    this.afterUnknownCode();
  }

  /** The class's version is as it was. */
  guardVersion(type: TypeInfo): void {
    guardTypeVersion(this, type);
  }

  /** The function whose frame the unit starts in, if known. */
  rootFunction: number | null = null;

  drop(value: PyValue): void {
    this.dropped.push(value);
  }

  /** Another value for the same virtual object (its content changed). */
  replaceVirtual(old: PyValue, changed: PyValue): void {
    this.substitute(this.resolve(old), changed, false);
  }

  /** An object turned out to be a known one. */
  becomes(value: RefValue, known: ConstValue): void {
    const map = (outer: PyValue): PyValue => {
      if (outer === value) return known;
      if (outer.kind !== 'virtual') return outer;
      const parts = outer.parts.map(map);
      return parts.some((part, index) => part !== outer.parts[index]) ? new VirtualValue(outer.shape, parts, outer.type) : outer;
    };
    this.state.update(value, { type: known.type });
    this.state.replace(value, known, map);
    this.dropped.push(value);
  }

  replaceTop(value: PyValue): void {
    this.pop();
    this.push(value);
    this.before = this.snapshot();
    this.before.frame.offset = this.offset;
  }

  /** A type guard on an object that was increfed in this instruction: the exit releases it. */
  guardTypeReleasing(ref: RefValue, type: TypeInfo): void {
    this.builder.append('guard.type', [ref.ir], typeAttributes(type), this.exit('type', { release: [ref.ir] }));
    this.state.update(ref, { type });
  }

  private checkTracing(): void {
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

  private scheduleFork(state: State_, block: Block): void {
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

  // Returning

  /** Returns from the innermost frame: to the caller's code if it is inlined, else from the unit. */
  returnValue(value: PyValue): never {
    if (this.state.frames.length > 1) return this.returnInlined(value);
    this.noteReturn(value);
    if (this.fn.kind === 'native') return this.returnNative(value);
    const result = this.own(value);
    this.frame.stack = [];
    this.leaveLocalsToFrame();
    this.releaseLocals();
    if (this.linked) this.builder.append('frame.unlink');
    this.builder.append('return', [result]);
    this.endPath();
  }

  /** Whether the unit links its frame at entry (function entries with calls of unknown code). */
  linked = false;

  private noteReturn(value: PyValue): void {
    const kind: ReturnKind = value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' ? value.kind : value.kind === 'const' && value.address === this.world.known.none ? 'none' : 'ref';
    if (value.kind === 'ref' && this.isType(value, this.intType)) this.returned.set('int', this.intType);
    else if (value.kind === 'ref' && this.isType(value, this.floatType)) this.returned.set('float', this.floatType);
    else {
      const type = this.typeOf(value);
      const earlier = this.returned.get(kind);
      this.returned.set(kind, earlier === undefined || earlier?.address === type?.address ? type : null);
    }
  }

  private returnNative(value: PyValue): never {
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
   * Objects whose destructors may run code go back to the frame's slots: who clears the frame releases them, in the order of the
   * slots, when the frame cannot be seen any more (3.11, Python/ceval.c, _PyEvalFrameClearAndPop).
   */
  private leaveLocalsToFrame(): void {
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

  private releaseLocals(): void {
    const frame = this.frame;
    const values = frame.locals;
    frame.locals = values.map(() => nullValue);
    this.before = this.state;
    this.dropped.push(...values);
    this.finishInstruction(false);
  }

  private returnInlined(value: PyValue): never {
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
    this.finishInstruction();
    this.schedule(this.state, this.builder.block, false);
    throw pathEnded;
  }
}

function compareKeys(a: number[], b: number[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return a[index] - b[index];
  return b.length - a.length;
}

/** Re-exported for opcode files. */
export { BoolValue, CharValue, FloatValue, IntValue, nullValue, RefValue, VirtualValue, forEachRef };
export type { Frame_, State_ };
