// Which paths meet where: all forward edges of a merge point are met before going on; versions of blocks, joins, widening at loop headers.

import type { Block, IrFunction, IrType } from '@psyco/ir';
import { type Join, joinStates, printState, type PyValue, type State, type TypeInfo } from '@psyco/values';
import { EdgeEmitter, type Edge, type Version } from './edges';
import type { Feedback, State_ } from '../emitter';
import { type Limits, Restart, type UnitServices } from './contract';
import type { CodeFacts, World } from '../world';
import { objectLocals } from '../object-locals';
import { Refusal } from '../reasons';

export abstract class VersionEmitter extends EdgeEmitter {
  abstract readonly services: UnitServices;
  protected readonly pending: Edge[] = [];
  protected readonly versions = new Map<string, Version[]>();
  blocksMade = 0;

  constructor(
    world: World,
    fn: IrFunction,
    feedback: Feedback,
    readonly limits: Limits,
  ) {
    super(world, fn, feedback);
  }

  /** Starts from the entry state, which `setUp` has put into `state`, and works until nothing is pending. */
  run(): void {
    this.schedule(this.state, this.builder.block, false);
    while (this.pending.length > 0) {
      this.next();
      this.services.breathe?.();
    }
  }

  /**
   * Paths that may meet: in the same code, called from the same places, and in the same way. What is `__init__` for one class may be a method of another,
   * called at the same place; under it there is an instance more on the caller's stack.
   */
  protected placeOf(state: State_): string {
    let place = '';
    for (const frame of state.frames) place += `${frame.code.address.toString(36)}@${frame.offset}${frame.continuation}/`;
    return place;
  }

  protected keyOf(state: State_): number[] {
    return state.frames.map((frame, depth) => {
      const order = frame.code.order(frame.offset) * 2;
      // An outer frame stands before its continuation.
      return depth === state.frames.length - 1 ? order : order - 1;
    });
  }

  protected schedule(state: State_, block: Block, alone: boolean): void {
    const edge: Edge = { state, block, key: this.keyOf(state), place: this.placeOf(state), alone, traceCheck: this.traceCheck };
    // Sorted by key, first last (for pop); edges of one place end up together.
    let index = this.pending.length;
    while (index > 0 && compareKeys(this.pending[index - 1].key, edge.key) < 0) index--;
    this.pending.splice(index, 0, edge);
  }

  protected next(): void {
    // What was held where the last path ended, in the middle of an instruction perhaps, is none of this one's: its exits are made before its first step.
    this.held = [];
    this.replaced = new Map();
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
  protected enter(edges: Edge[]): void {
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
      if (!join) {
        this.leaveAt(group);
        rest = rest.filter((edge) => !group.includes(edge));
        continue;
      }
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
  protected learnObjects(target: State_, state: State_): void {
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

  protected readonly objectLocals = objectLocals(this.world);

  /** What comes back to a loop in the locals that it takes to hold any object: all types are to be expected from the start. */
  protected learnTypes(state: State_): void {
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
  protected leaveAt(edges: Edge[]): void {
    for (const edge of edges) {
      this.state = edge.state;
      this.before = edge.state;
      this.builder.block = edge.block;
      this.offset = edge.state.frame.offset;
      this.leave('versions');
    }
  }

  protected compatible(edges: Edge[], loop: ReturnType<CodeFacts['loopAt']>, allowObject: boolean): Edge[] {
    const group = [edges[0]];
    for (const edge of edges.slice(1)) if (this.join([...group, edge].map((one) => one.state), loop, allowObject)) group.push(edge);
    return group;
  }

  protected join(states: State_[], loop: ReturnType<CodeFacts['loopAt']>, allowObject: boolean, widenAll = false): Join<State_> | null {
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

  protected countBlock(): void {
    if (++this.blocksMade > this.limits.blocks) throw new Refusal('too-large', `more than ${this.limits.blocks} blocks`, this.offset);
  }

  protected commentOf(state: State_): string {
    return printState(state);
  }

  /** Interprets from the state's offset until the path ends. */
  protected abstract resume(state: State_, block: Block, traceCheck: boolean): void;
}

function compareKeys(a: number[], b: number[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return a[index] - b[index];
  return b.length - a.length;
}
