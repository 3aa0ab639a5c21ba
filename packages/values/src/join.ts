// Where code paths meet: which Values several states have in common, what becomes a parameter, what is incompatible.
// Decides only; the specializer emits the conversions.

import { FrameState, type SlotContent, State } from './state';
import { CharValue, ConstValue, FloatValue, IntValue, BoolValue, nullValue, type PyValue, RefValue, type TypeInfo, VirtualValue, forEachRef } from './value';
import type { IrType, Value as IrValue } from '@psyco/ir';

export interface JoinOptions {
  /** Makes the block parameter for a joined slot. */
  parameter(type: IrType): IrValue;
  /** Slots that are about to change (assigned in the loop): become parameters even if all states agree. */
  widenLocal?(frame: number, local: number): boolean;
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
}

export interface Join<S extends State> {
  state: S;
  parameters: JoinedParameter[];
}

class Incompatible extends Error {}

/**
 * Joins states with the same frames and stack depths.
 * @returns the state for the merged block and its parameters, or null if the states need versions of their own.
 */
export function joinStates<S extends State>(states: S[], options: JoinOptions): Join<S> | null {
  try {
    return new Joiner(states, options).run();
  } catch (error) {
    if (error instanceof Incompatible) return null;
    throw error;
  }
}

class Joiner<S extends State> {
  private readonly memo = new Map<string, PyValue>();
  readonly parameters: JoinedParameter[] = [];
  private readonly joined = new State() as S;

  constructor(
    private readonly states: S[],
    private readonly options: JoinOptions,
  ) {}

  run(): Join<S> {
    const first = this.states[0];
    first.frames.forEach((frame, depth) => {
      const result = new FrameState(frame.code, frame.func, []);
      result.offset = frame.offset;
      result.continuation = frame.continuation;
      const innermost = depth === first.frames.length - 1;
      if (frame.func) result.func = this.join(this.states.map((state) => state.frames[depth].func as PyValue), false);
      result.locals = frame.locals.map((_, local) => {
        const values = this.states.map((state) => state.frames[depth].locals[local]);
        if (innermost && !frame.code.isLive(local, frame.offset) && this.droppable(values)) return nullValue;
        return this.join(values, this.options.widenAll === true || (this.options.widenLocal?.(depth, local) ?? false));
      });
      result.stack = frame.stack.map((_, index) => {
        const top = innermost && index === frame.stack.length - 1;
        return this.join(this.states.map((state) => state.frames[depth].stack[index]), this.options.widenAll === true || (top && this.options.widenTop === true));
      });
      if (frame.slots) result.slots = frame.slots.map((_, local) => this.joinSlot(depth, local, result.locals[local]));
      this.joined.frames.push(result);
    });
    this.keepFacts();
    return { state: this.joined, parameters: this.parameters };
  }

  /** Dead values of these kinds may vanish: nobody can see it but a debugger (docs/differences.md). */
  private droppable(values: PyValue[]): boolean {
    if (values.every((value) => value === values[0])) return false;
    return values.every((value, index) => {
      if (value.kind === 'int' || value.kind === 'float' || value.kind === 'bool' || value.kind === 'char' || value.kind === 'null' || value.kind === 'const') return true;
      if (value.kind === 'ref') return this.states[index].info(value).type?.leaf === true;
      return false;
    });
  }

  private joinSlot(depth: number, local: number, joined: PyValue): SlotContent {
    const contents = this.states.map((state) => (state.frames[depth].slots as SlotContent[])[local]);
    if (contents.every((content) => content === 'empty')) return 'empty';
    if (contents.every((content, index) => content === contents[0] && content === this.states[index].frames[depth].locals[local]) && contents[0] === joined) return joined;
    return 'stale';
  }

  private join(values: PyValue[], widen: boolean): PyValue {
    const key = `${widen ? 'w' : ''}${values.map((value) => value.identity).join(',')}`;
    const known = this.memo.get(key);
    if (known) return known;
    const result = this.joinNew(values, widen);
    this.memo.set(key, result);
    return result;
  }

  private joinNew(values: PyValue[], widen: boolean): PyValue {
    const first = values[0];
    const same = values.every((value) => value === first);
    if (same && !widen) return first;
    const types = values.map((value, index) => this.options.typeOf(value, this.states[index]));
    if (values.every((value) => value.kind === 'null')) return nullValue;
    if (values.some((value) => value.kind === 'null')) throw new Incompatible();
    const all = (...kinds: PyValue['kind'][]): boolean => values.every((value) => kinds.includes(value.kind));
    const allType = (type: TypeInfo): boolean => types.every((one) => one?.address === type.address);
    if (all('int', 'ref') && allType(this.options.intType)) {
      if (!widen && all('int') && (first as IntValue).constant !== null && values.every((value) => (value as IntValue).constant === (first as IntValue).constant)) return first;
      return this.parameter('i64', (ir) => new IntValue(null, ir), null);
    }
    if (all('float', 'ref') && allType(this.options.floatType)) {
      const constant = (first as FloatValue).constant;
      if (!widen && all('float') && constant !== null && values.every((value) => Object.is((value as FloatValue).constant, constant))) return first;
      return this.parameter('f64', (ir) => new FloatValue(null, ir), null);
    }
    if (all('bool')) {
      const constant = (first as BoolValue).constant;
      if (!widen && constant !== null && values.every((value) => (value as BoolValue).constant === constant)) return first;
      return this.parameter('i64', (ir) => new BoolValue(null, ir), null);
    }
    if (all('char')) return this.parameter('i64', (ir) => new CharValue(ir), null);
    if (all('const') && values.every((value) => (value as ConstValue).address === (first as ConstValue).address)) return first;
    if (all('virtual') && values.every((value) => sameShape(value as VirtualValue, first as VirtualValue))) {
      const virtual = first as VirtualValue;
      const parts = virtual.parts.map((_, index) =>
        this.join(values.map((value) => (value as VirtualValue).parts[index]), widen && partChanges(virtual, index)),
      );
      return new VirtualValue(virtual.shape, parts, virtual.type);
    }
    const common = types.every((type) => type !== null && type.address === types[0]!.address) ? types[0] : null;
    if (common && all('ref', 'const', 'virtual')) return this.parameter('ref', (ir) => new RefValue(ir), common);
    const unknown = all('ref') && types.every((type) => type === null);
    if (!unknown && !this.options.allowObject) throw new Incompatible();
    return this.parameter('ref', (ir) => new RefValue(ir), null);
  }

  private parameter(type: IrType, make: (ir: IrValue) => JoinedParameter['value'], exact: TypeInfo | null): PyValue {
    const ir = this.options.parameter(type);
    const value = make(ir);
    this.parameters.push({ value, ir, type: exact });
    return value;
  }

  /** Facts about objects that stay the same: only what all states agree on; parameters are owned. */
  private keepFacts(): void {
    const mine = new Set(this.parameters.map((parameter) => parameter.value as PyValue));
    for (const parameter of this.parameters) {
      if (parameter.value.kind !== 'ref') continue;
      const exemplars = this.exemplarsOf(parameter.value);
      this.joined.refs.set(parameter.value, { ownership: 'owned', slot: -1, type: parameter.type, exemplar: exemplars, payload: null });
    }
    this.joined.forEachValue((value) =>
      forEachRef(value, (ref) => {
        if (mine.has(ref) || this.joined.refs.has(ref)) return;
        const infos = this.states.map((state) => state.info(ref));
        const [info] = infos;
        const type = infos.every((one) => one.type?.address === info.type?.address) ? info.type : null;
        const payload = infos.every((one) => one.payload === info.payload) ? info.payload : null;
        const agree = infos.every((one) => one.ownership === info.ownership && one.slot === info.slot);
        const slotKept = info.ownership !== 'frame' || (agree && this.joined.frames[0].slots?.[info.slot] === ref);
        const ownership = agree && slotKept ? info.ownership : infos.some((one) => one.ownership !== 'stable') ? 'owned' : 'stable';
        this.joined.refs.set(ref, { ownership, slot: ownership === 'frame' ? info.slot : -1, type, exemplar: info.exemplar, payload });
      }),
    );
  }

  private exemplarsOf(parameter: RefValue): number | null {
    for (const [key, value] of this.memo) {
      if (value !== parameter) continue;
      const ids = key.replace('w', '').split(',').map(Number);
      for (let index = 0; index < ids.length; index++) {
        for (const [ref, info] of this.states[index].refs) if (ref.identity === ids[index] && info.exemplar !== null) return info.exemplar;
      }
    }
    return null;
  }
}

function sameShape(a: VirtualValue, b: VirtualValue): boolean {
  return a.shape === b.shape && a.parts.length === b.parts.length && a.type?.address === b.type?.address;
}

/** Which parts of an iterator change when it is advanced; other virtual objects are immutable. */
export function partChanges(virtual: VirtualValue, index: number): boolean {
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
