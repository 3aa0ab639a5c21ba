// An edge into a version of a block: whether the state fits, and the conversions it needs; what is prepared before a loop.

import type { Block, Value } from '@psyco/ir';
import {
  type BoolValue, type CharValue, type Join, type JoinedParameter, matchState, needsBuilding, type PyValue, type RefValue, type State, type SlotContent, type TypeInfo,
} from '@psyco/values';
import { Emitter, type State_ } from '../emitter';

export interface Edge {
  state: State_;
  block: Block;
  key: number[];
  place: string;
  /** Not joined with others: a fork of the same instruction. */
  alone: boolean;
  /** Ends the instruction of the edge's origin: re-checks needed at the target. */
  traceCheck: boolean;
}

export interface Version {
  join: Join<State_>;
  block: Block;
}

export abstract class EdgeEmitter extends Emitter {
  /** Emits the conversions of an edge and its jump, if the state fits the version. */
  protected tryEdge(edge: Edge, version: Version): boolean {
    const match = matchState(version.join, edge.state, this.typeOf as (value: PyValue, state: State) => TypeInfo | null);
    if (!match) return false;
    this.state = edge.state;
    this.before = edge.state;
    this.builder.block = edge.block;
    this.offset = edge.state.frame.offset;
    this.dropped = [];
    this.replaced = new Map();
    this.held = [];
    // To build an object may start a collection, which runs anything: before the classes that the version relies on are tested.
    const isBuilt = version.join.parameters.map((parameter, index) => needsBuilding(parameter, [match.values[index]!]));
    match.values.forEach((value, index) => void (isBuilt[index] && this.real(this.resolve(value))));
    for (const { value, type } of match.recheck) this.testAgain(value as RefValue, type);
    if (isBuilt.includes(true)) this.testForgotten(version.join, match.values);
    // Unboxing may leave: before anything else.
    const numbers = version.join.parameters.map((parameter, index) => this.convertNumber(parameter, match.values[index]));
    this.takeFromSlots(version.join.state);
    const kept = version.join.state.liveRefs();
    // On an edge back to the version that the state began with, its parameters get new objects.
    for (const parameter of version.join.parameters) if (parameter.value.kind === 'ref') kept.delete(parameter.value);
    for (const ref of kept) this.keepRef(ref, version.join);
    const args = version.join.parameters.map((_, index) => numbers[index] ?? this.hold(this.convertObject(this.resolve(match.values[index]), kept)));
    for (const [ref, info] of [...this.state.refs]) {
      if (info.ownership !== 'owned' || kept.has(ref)) continue;
      this.state.refs.delete(ref);
      this.builder.append(info.nullable ? 'xdecref' : 'decref', [ref.ir], { leaf: info.type?.leaf === true });
    }
    this.builder.jump(version.block, args);
    this.held = [];
    return true;
  }

  /** Classes of objects that the version relies on were forgotten since the state was found to fit. */
  private testForgotten({ state, parameters }: Join<State_>, given: readonly PyValue[]): void {
    const test = (value: PyValue, type: TypeInfo | null): void => {
      if (!type || !this.mayChangeClass(type) || value.kind !== 'ref' || this.typeOf(value)) return;
      this.testAgain(value, type);
    };
    const isParameter = new Set<PyValue>(parameters.map(({ value }) => value));
    parameters.forEach(({ type }, index) => test(this.resolve(given[index]!), type));
    for (const [ref, { type }] of state.refs) if (!isParameter.has(ref)) test(ref, type);
  }

  /** Tests a class that was known and has been forgotten; of a variable that may be unbound only if it is bound. */
  private testAgain(value: RefValue, type: TypeInfo): void {
    if (!this.state.info(value).nullable) return this.guardType(value, type);
    const present = this.fn.newBlock('bound');
    const done = this.fn.newBlock('tested');
    this.builder.branch(this.emit('is.null', [value.ir]), { block: done, args: [] }, { block: present, args: [] });
    this.builder.block = present;
    this.guardType(value, type);
    this.builder.jump(done);
    this.builder.block = done;
  }

  protected convertNumber(parameter: JoinedParameter, value: PyValue): Value | null {
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

  protected convertObject(value: PyValue, kept: Set<RefValue>): Value {
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
  protected keepRef(ref: RefValue, join: Join<State_>): void {
    if (!this.state.refs.has(ref)) return;
    const wanted = join.state.info(ref).ownership;
    const have = this.state.info(ref).ownership;
    if (wanted === 'owned' && have !== 'owned') {
      this.builder.append('incref', [ref.ir]);
      this.state.update(ref, { ownership: 'owned', slot: -1 });
    }
  }

  /** Slots of the interpreter frame that the version does not know as mirrored: objects are taken out of them. */
  protected takeFromSlots(target: State_): void {
    const root = this.state.frames[0];
    if (!root.slots) return;
    root.slots.forEach((content: SlotContent, index: number) => {
      if (typeof content === 'string' || content.kind !== 'ref') return;
      if (target.frames[0].slots?.[index] === content) return;
      if (root.locals[index] === content) this.detachSlot(index, content);
    });
  }

  /** Before a loop: nothing may be kept alive by a container only, and objects get the types they are seen to have. */
  protected prepareForLoop(edge: Edge, assigned: ReadonlySet<number>): void {
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
  protected readBeforeLoop(value: RefValue, local: number): void {
    if (this.state.info(value).nullable) return;
    if (this.isType(value, this.floatType)) this.toF64(value, local);
    else if (this.isType(value, this.intType) && !this.feedback.happened(this.frame.code.address, this.offset, 'overflow')) this.toI64(value, local);
  }

  /** Tests once before the loop what its body would test in every turn, if nothing speaks against it. */
  protected promoteBeforeLoop(value: RefValue, local: number): void {
    const info = this.state.info(value);
    if (info.type || info.nullable || this.feedback.typesSeen(this.frame.code.address, this.offset, local).length > 0) return;
    const types = this.typesExpected(value, local);
    const type = types?.length === 1 ? this.world.classInfo(types[0]) : null;
    if (!type || type.address === this.builtin('_PyNone_Type').address) return;
    if (!type.leaf && !this.frame.code.isLive(local, this.frame.offset)) return;
    this.guardType(value, type, local);
  }

  /** The exit that code hoisted out of the loop uses: the interpreter's state at the header. */
  protected loopEntry(block: Block, state: State_): void {
    this.state = state;
    this.before = state;
    this.offset = state.frame.offset;
    this.fn.loopEntryExits.set(block, this.exit('type'));
    // A template only: what is hoisted gets exits of its own.
    this.fn.exits.pop();
    this.sites.pop();
  }
}
