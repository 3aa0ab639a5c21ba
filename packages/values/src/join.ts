// Where code paths meet: which Values several states have in common, what becomes a parameter, what is incompatible.
// Decides only; the specializer emits the conversions.

import { FrameState, type SlotContent, State } from './state';
import { CharValue, ConstValue, FloatValue, IntValue, BoolValue, nullValue, type PyValue, type RefInfo, RefValue, type TypeInfo, VirtualValue, forEachRef, forEachVirtual } from './value';
import type { IrType, Value as IrValue } from '@psyco/ir';

export interface JoinOptions {
  /** Makes the block parameter for a joined slot. */
  parameter(type: IrType): IrValue;
  /** Slots that are about to change (assigned in the loop): become parameters even if all states agree. */
  widenLocal?(frame: number, local: number): boolean;
  /** Locals of the innermost frame that hold objects of several types in the loop, None among them: the types; null: not known to. */
  objectLocal?(local: number): ReadonlySet<number> | null;
  /** Top of the innermost stack holds the iterator of the loop that starts here. */
  widenTop?: boolean;
  /** The last version of a place: every value that may differ becomes a parameter, so that all further states fit. */
  widenAll?: boolean;
  /** Whether values without a common kind may become unknown objects. */
  allowObject: boolean;
  /** The types of values, for boxing: int, float, bool, str, NoneType ... */
  typeOf(value: PyValue, state: State): TypeInfo | null;
  intType: TypeInfo;
  floatType: TypeInfo;
}

/** A joined slot that is a parameter, and the value that each state gives for it. */
export interface JoinedParameter {
  /** In the joined state. */
  value: IntValue | FloatValue | BoolValue | CharValue | RefValue;
  ir: IrValue;
  /** Exact type promised for a RefValue; null = any. */
  type: TypeInfo | null;
  /** A RefValue that may be NULL: the local is not bound on all paths. */
  nullable: boolean;
}

export interface Join<S extends State> {
  state: S;
  parameters: JoinedParameter[];
}

class Incompatible extends Error {}

/** An object that is virtual in one place of the join would be real in another: it must be real in all. */
class MustBuild extends Error {
  constructor(readonly object: string) {
    super();
  }
}

/** Objects remembered for one place, to predict types from. */
const mostExemplars = 8;

/** A slot of the state, as far as joining goes. */
interface Slot {
  /** May be unbound. */
  local: boolean;
  /** May be read again. */
  live: boolean;
  widen: boolean;
}

/**
 * Joins states with the same frames and stack depths.
 * @returns the state for the merged block and its parameters, or null if the states need versions of their own.
 */
export function joinStates<S extends State>(states: S[], options: JoinOptions): Join<S> | null {
  const built = new Set<string>();
  // Each turn builds one object more.
  for (;;) {
    try {
      return new Joiner(states, options, built).run();
    } catch (error) {
      if (error instanceof Incompatible) return null;
      if (!(error instanceof MustBuild)) throw error;
      built.add(error.object);
    }
  }
}

/** A Value of one of the states. */
const objectOf = (state: number, value: PyValue): string => `${state}:${value.identity}`;

class Joiner<S extends State> {
  private readonly memo = new Map<string, PyValue>();
  /** Identities of Values in slots that are widened. */
  private readonly widened = new Set<string>();
  /** By state and Value: the joined virtual object, or null for one that is built, as (part of) a parameter. */
  private readonly objects = new Map<string, PyValue | null>();
  /** What the states give for each parameter. */
  private readonly given = new Map<PyValue, PyValue[]>();
  /** Types that parameters are expected to have, besides those of their exemplars. */
  private readonly expected = new Map<PyValue, number[]>();
  readonly parameters: JoinedParameter[] = [];
  private readonly joined = new State() as S;

  constructor(
    private readonly states: S[],
    private readonly options: JoinOptions,
    /** Objects that are not to stay virtual. */
    private readonly mustBuild: ReadonlySet<string>,
  ) {}

  run(): Join<S> {
    const first = this.states[0];
    this.findWidened();
    first.frames.forEach((frame, depth) => {
      const result = new FrameState(frame.code, frame.func, []);
      result.offset = frame.offset;
      result.continuation = frame.continuation;
      const innermost = depth === first.frames.length - 1;
      if (frame.func) result.func = this.join(this.states.map((state) => state.frames[depth].func as PyValue), { local: false, live: true, widen: false });
      result.locals = frame.locals.map((_, local) => {
        const values = this.states.map((state) => state.frames[depth].locals[local]);
        const live = !innermost || frame.code.isLive(local, frame.offset);
        const widen = this.widensLocal(depth, local);
        const types = live && widen && innermost ? this.options.objectLocal?.(local) : null;
        if (types && values.every(({ kind }) => kind === 'ref' || kind === 'const')) return this.anyObject(values, types);
        return live ? this.join(values, { local: true, live, widen }) : this.joinDead(values, widen);
      });
      result.stack = frame.stack.map((_, index) => {
        const top = innermost && index === frame.stack.length - 1;
        const widen = this.widensEntry(top);
        return this.join(this.states.map((state) => state.frames[depth].stack[index]), { local: false, live: true, widen });
      });
      if (frame.slots) result.slots = frame.slots.map((_, local) => this.joinSlot(depth, local, result.locals[local]));
      this.joined.frames.push(result);
    });
    this.keepFacts();
    return { state: this.joined, parameters: this.parameters };
  }

  /** Dead values that may vanish do; of the others only the object must stay alive. */
  private joinDead(values: PyValue[], widen: boolean): PyValue {
    // Assigned in the loop and not read at its start: a parameter that may be NULL keeps alive what must be, whatever the loop puts
    // there, so that all turns fit one version.
    if (widen) {
      const kept = values.map((value, index) => (mayDrop(value, this.states[index]) ? nullValue : value));
      return this.parameter('ref', (ir) => new RefValue(ir), kept, null, true);
    }
    if (values.every((value) => value === values[0])) return this.join(values, { local: true, live: false, widen });
    const kept = values.map((value, index) => (mayDrop(value, this.states[index]) ? nullValue : value));
    return this.join(kept, { local: true, live: false, widen });
  }

  private joinSlot(depth: number, local: number, joined: PyValue): SlotContent {
    const contents = this.states.map((state) => (state.frames[depth].slots as SlotContent[])[local]);
    if (contents.every((content) => content === 'empty')) return 'empty';
    if (contents.every((content, index) => content === contents[0] && content === this.states[index].frames[depth].locals[local]) && contents[0] === joined) return joined;
    return 'stale';
  }

  private join(values: PyValue[], slot: Slot): PyValue {
    const partly = values.some((value, index) => this.mayBeNull(value, index)) && !values.every((value) => value.kind === 'null');
    if (partly) return this.joinPartlyBound(values, slot);
    // Numbers that are about to change have nothing to do with one another, even if they are one Value now.
    if (slot.widen && values.every(({ kind }) => kind === 'int' || kind === 'float' || kind === 'bool')) return this.joinNew(values, true);
    const identity = identityOf(values);
    const virtual = values.every(({ kind }) => kind === 'virtual');
    const widen = slot.widen || (virtual && this.widened.has(identity));
    const key = `${widen ? 'w' : ''}${identity}`;
    const known = this.memo.get(key);
    if (known) return known;
    const result = this.joinNew(values, widen);
    this.memo.set(key, result);
    if (result.kind === 'virtual') this.keepApart(values, result);
    return result;
  }

  /** One object in one state must not be two in another: changes of one would not be seen in the other. */
  private keepApart(values: PyValue[], joined: VirtualValue): void {
    for (const [index, value] of values.entries()) this.becomes(index, value, joined);
    // What stays itself was not joined part by part.
    if (values[0] === joined) for (const part of joined.parts) if (part.kind === 'virtual') this.keepApart(this.everywhere(part), part);
  }

  private becomes(state: number, value: PyValue, joined: VirtualValue | null): void {
    const object = objectOf(state, value);
    const earlier = this.objects.get(object);
    this.objects.set(object, joined);
    if (earlier === undefined || earlier === joined) return;
    if (!this.options.allowObject) throw new Incompatible();
    throw new MustBuild(object);
  }

  /** The same in all states. */
  private everywhere(value: PyValue): PyValue[] {
    return this.states.map(() => value);
  }

  /** A virtual object that is in a slot which is widened is widened wherever it is, and so is what it holds: it is one object. */
  private findWidened(): void {
    this.states[0].frames.forEach((frame, depth) => {
      const innermost = depth === this.states[0].frames.length - 1;
      frame.locals.forEach((_, local) => {
        if (this.widensLocal(depth, local)) this.noteWidened(this.states.map((state) => state.frames[depth].locals[local]));
      });
      frame.stack.forEach((_, index) => {
        if (this.widensEntry(innermost && index === frame.stack.length - 1)) this.noteWidened(this.states.map((state) => state.frames[depth].stack[index]));
      });
    });
  }

  private noteWidened(values: PyValue[]): void {
    this.widened.add(identityOf(values));
    const [first] = values;
    if (first.kind !== 'virtual' || !values.every((value) => value.kind === 'virtual' && sameShape(value, first))) return;
    first.parts.forEach((part, index) => {
      if (part.kind === 'virtual' && partChanges(first, index)) this.noteWidened(values.map((value) => (value as VirtualValue).parts[index]));
    });
  }

  /** Whether a value that is the same in all states stays what it is, with all that it holds. */
  private stays(value: PyValue): boolean {
    if (value.kind !== 'virtual') return true;
    const all = this.everywhere(value);
    return !this.widened.has(identityOf(all)) && !this.isBuilt(all) && value.parts.every((part) => this.stays(part));
  }

  private isBuilt(values: readonly PyValue[]): boolean {
    return values.some((value, state) => this.mustBuild.has(objectOf(state, value)));
  }

  private widensLocal(depth: number, local: number): boolean {
    return this.options.widenAll === true || (this.options.widenLocal?.(depth, local) ?? false);
  }
  private widensEntry(top: boolean): boolean {
    return this.options.widenAll === true || (top && this.options.widenTop === true);
  }

  private anyObject(values: PyValue[], types: ReadonlySet<number>): PyValue {
    const nullable = values.some((value, index) => this.mayBeNull(value, index));
    const value = this.parameter('ref', (ir) => new RefValue(ir), values, null, nullable);
    this.expected.set(value, [...types]);
    return value;
  }

  private mayBeNull(value: PyValue, index: number): boolean {
    return value.kind === 'null' || (value.kind === 'ref' && this.states[index].info(value).nullable === true);
  }

  /** Bound on some paths only: a parameter that may be NULL. Numbers get versions of their own rather than boxes. */
  private joinPartlyBound(values: PyValue[], slot: Slot): PyValue {
    if (!slot.widen && values.every((value) => value === values[0])) return values[0];
    if (!slot.local) throw new Incompatible();
    const bound = values.filter((value) => value.kind !== 'null');
    if (!this.options.allowObject && !bound.every((value) => value.kind === 'ref' || value.kind === 'const')) throw new Incompatible();
    return this.parameter('ref', (ir) => new RefValue(ir), values, this.commonType(values), true);
  }

  /** The type of all bound values, if it is known to be one. */
  private commonType(values: PyValue[]): TypeInfo | null {
    let common: TypeInfo | null = null;
    for (const [index, value] of values.entries()) {
      if (value.kind === 'null') continue;
      const type = this.options.typeOf(value, this.states[index]);
      if (type === null || (common !== null && common.address !== type.address)) return null;
      common = type;
    }
    return common;
  }

  private joinNew(values: PyValue[], widen: boolean): PyValue {
    const first = values[0];
    const same = values.every((value) => value === first);
    if (same && !widen && this.stays(first)) return first;
    const types = values.map((value, index) => this.options.typeOf(value, this.states[index]));
    if (values.every((value) => value.kind === 'null')) return nullValue;
    const all = (...kinds: PyValue['kind'][]): boolean => values.every((value) => kinds.includes(value.kind));
    const allType = (type: TypeInfo): boolean => types.every((one) => one?.address === type.address);
    if (all('int', 'ref') && allType(this.options.intType)) {
      if (!widen && all('int') && (first as IntValue).constant !== null && values.every((value) => (value as IntValue).constant === (first as IntValue).constant)) {
        return sameObject(values as IntValue[]) ? first : new IntValue((first as IntValue).constant, null);
      }
      return this.parameter('i64', (ir) => new IntValue(null, ir), values);
    }
    if (all('float', 'ref') && allType(this.options.floatType)) {
      const constant = (first as FloatValue).constant;
      if (!widen && all('float') && constant !== null && values.every((value) => Object.is((value as FloatValue).constant, constant))) {
        return sameObject(values as FloatValue[]) ? first : new FloatValue(constant, null);
      }
      return this.parameter('f64', (ir) => new FloatValue(null, ir), values);
    }
    if (all('bool')) {
      const constant = (first as BoolValue).constant;
      if (!widen && constant !== null && values.every((value) => (value as BoolValue).constant === constant)) return first;
      return this.parameter('i64', (ir) => new BoolValue(null, ir), values);
    }
    if (all('char')) return this.parameter('i64', (ir) => new CharValue(ir), values);
    if (all('const') && values.every((value) => (value as ConstValue).address === (first as ConstValue).address)) return first;
    if (all('virtual') && !this.isBuilt(values) && values.every((value) => sameShape(value as VirtualValue, first as VirtualValue))) {
      const virtual = first as VirtualValue;
      const parts = virtual.parts.map((_, index) =>
        this.join(values.map((value) => (value as VirtualValue).parts[index]), { local: false, live: true, widen: widen && partChanges(virtual, index) }),
      );
      return new VirtualValue(virtual.shape, parts, virtual.type);
    }
    const common = this.commonType(values);
    if (common && all('ref', 'const', 'virtual')) return this.parameter('ref', (ir) => new RefValue(ir), values, common);
    // Objects of several types, None among them perhaps: a test of the type costs less than another version of the code.
    const objects = all('ref', 'const') && values.some((value) => value.kind === 'ref');
    if (!objects && !this.options.allowObject) throw new Incompatible();
    return this.parameter('ref', (ir) => new RefValue(ir), values);
  }

  private parameter(type: IrType, make: (ir: IrValue) => JoinedParameter['value'], values: PyValue[], exact: TypeInfo | null = null, nullable = false): PyValue {
    const ir = this.options.parameter(type);
    const value = make(ir);
    this.parameters.push({ value, ir, type: exact, nullable });
    this.given.set(value, values);
    // A virtual object is built on the way into the join, and all that it holds.
    for (const [state, one] of values.entries()) forEachVirtual(one, (virtual) => this.becomes(state, virtual, null));
    return value;
  }

  /** Facts about objects that stay the same: only what all states agree on; parameters are owned. */
  private keepFacts(): void {
    const mine = new Set(this.parameters.map((parameter) => parameter.value as PyValue));
    for (const parameter of this.parameters) {
      if (parameter.value.kind !== 'ref') continue;
      const [exemplar = null, ...others] = this.exemplarsOf(parameter.value);
      this.joined.refs.set(parameter.value, { ownership: 'owned', slot: -1, type: parameter.type, exemplar, others, payload: null, nullable: parameter.nullable, shared: this.isShared(parameter.value), expected: this.expectedOf(parameter), varied: this.isVaried(parameter.value), items: this.itemsOf(parameter.value), attribute: this.attributeOf(parameter.value) });
    }
    // Building an object may run a collection: what only a container keeps alive does not stay alive over it.
    const mayCollect = this.options.widenAll === true || this.parameters.some((parameter) => needsBuilding(parameter, this.given.get(parameter.value) as PyValue[]));
    this.joined.forEachValue((value) =>
      forEachRef(value, (ref) => {
        if (mine.has(ref) || this.joined.refs.has(ref)) return;
        const infos = this.states.map((state) => state.info(ref));
        const [info] = infos;
        const type = infos.every((one) => one.type?.address === info.type?.address) ? info.type : null;
        const payload = infos.every((one) => one.payload === info.payload) ? info.payload : null;
        // What a slot of the frame keeps alive is not owned besides: exits keep what is in the slot.
        const slot = this.joined.frames[0].slots?.indexOf(ref) ?? -1;
        const agree = info.ownership !== 'frame' && infos.every((one) => one.ownership === info.ownership) && !(info.ownership === 'heap' && mayCollect);
        const ownership = slot >= 0 ? 'frame' : agree ? info.ownership : infos.some((one) => one.ownership !== 'stable') ? 'owned' : 'stable';
        this.joined.refs.set(ref, { ownership, slot, type, exemplar: info.exemplar, others: info.others, payload, nullable: infos.some((one) => one.nullable), shared: infos.every((one) => one.shared || one.ownership === 'heap'), ...predictions(infos, type) });
      }),
    );
  }

  /** Whether somebody else has all the objects that come for a parameter. */
  private isShared(parameter: RefValue): boolean {
    return (this.given.get(parameter) as PyValue[]).every((value, index) => {
      if (value.kind !== 'ref') return value.kind === 'null' || value.kind === 'const';
      const { shared, ownership } = this.states[index].info(value);
      return shared === true || ownership !== 'owned';
    });
  }

  /** Whether some of the objects for a parameter may be of any type. */
  private isVaried(parameter: RefValue): boolean {
    return (this.given.get(parameter) as PyValue[]).some((value, index) => value.kind === 'ref' && this.states[index].info(value).varied === true);
  }

  /** Types of the items of all lists that come for a parameter. */
  private itemsOf(parameter: RefValue): number[] {
    return unionOf((this.given.get(parameter) as PyValue[]).map((value, index) => (value.kind === 'ref' ? this.states[index].info(value).items : undefined)));
  }

  /** The name of the attribute that all objects for a parameter came from. */
  private attributeOf(parameter: RefValue): string | undefined {
    const names = new Set<string | undefined>();
    for (const [index, value] of (this.given.get(parameter) as PyValue[]).entries()) {
      if (value.kind !== 'null' && value.kind !== 'const') names.add(value.kind === 'ref' ? this.states[index].info(value).attribute : undefined);
    }
    return names.size === 1 ? [...names][0] : undefined;
  }

  /** The types that are known to come for a parameter, if they differ. */
  private expectedOf(parameter: JoinedParameter): number[] {
    if (parameter.type) return [];
    const types = new Set(this.expected.get(parameter.value));
    for (const [index, value] of (this.given.get(parameter.value) as PyValue[]).entries()) {
      const type = this.options.typeOf(value, this.states[index]);
      if (type) types.add(type.address);
      if (value.kind === 'ref') for (const one of this.states[index].info(value).expected ?? []) types.add(one);
    }
    return [...types];
  }

  private exemplarsOf(parameter: RefValue): number[] {
    const found = new Set<number>();
    for (const [index, value] of (this.given.get(parameter) as PyValue[]).entries()) {
      if (value.kind === 'const') found.add(value.address);
      if (value.kind !== 'ref') continue;
      const { exemplar, others } = this.states[index].info(value);
      for (const address of [exemplar, ...(others ?? [])]) if (address !== null && found.size < mostExemplars) found.add(address);
    }
    return [...found];
  }
}

/** Whether a virtual object has to be built for a parameter. */
export function needsBuilding(parameter: JoinedParameter, values: readonly PyValue[]): boolean {
  return parameter.value.kind === 'ref' && values.some(({ kind }) => kind === 'virtual');
}

/** Whether a dead value may be dropped early: nobody but a debugger can tell (docs/differences.md). */
export function mayDrop(value: PyValue, state: State): boolean {
  switch (value.kind) {
    case 'ref': {
      const { type, ownership } = state.info(value);
      return type?.leaf === true || ownership === 'stable';
    }
    case 'virtual':
      return value.parts.every((part) => mayDrop(part, state));
    default:
      return true;
  }
}

/** What is expected of an object that is the same in all states; types that were known in some of them are to be expected. */
function predictions(infos: readonly RefInfo[], type: TypeInfo | null): Partial<RefInfo> {
  const [{ origin, attribute, guessed, layout }] = infos;
  const expected = new Set(infos.flatMap((info) => [...(info.expected ?? []), ...(type === null && info.type ? [info.type.address] : [])]));
  return { origin, attribute, guessed, layout: infos.every((info) => info.layout === layout) ? layout : undefined, expected: [...expected], varied: infos.some((info) => info.varied), items: unionOf(infos.map((info) => info.items)), notNone: infos.every((info) => info.notNone) };
}

const unionOf = (lists: readonly (readonly number[] | undefined)[]): number[] => [...new Set(lists.flatMap((list) => list ?? []))];

const identityOf = (values: readonly PyValue[]): string => values.map((value) => value.identity).join(',');

function sameShape(a: VirtualValue, b: VirtualValue): boolean {
  return a.shape === b.shape && a.parts.length === b.parts.length && a.type?.address === b.type?.address;
}

/** Which parts of an iterator change when it is advanced; other virtual objects are immutable. */
function partChanges(virtual: VirtualValue, index: number): boolean {
  switch (virtual.shape) {
    case 'range_iterator':
      return index === 0;
    case 'list_iterator':
    case 'tuple_iterator':
    case 'str_iterator':
      return index === 1;
    case 'enumerate':
    case 'zip':
      return true;
    default:
      return true;
  }
}

/** Equal numbers that are the same object on every way, or that are no objects on any. */
function sameObject(values: readonly (IntValue | FloatValue)[]): boolean {
  return values.every(({ object }) => object === values[0].object);
}
