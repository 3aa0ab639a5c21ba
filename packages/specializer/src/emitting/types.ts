// What is known and expected of the types of values: promotion, prediction, guards of types.

import type { Value as IrValue } from '@psyco/ir';
import type { PyValue, RefValue, State, TypeInfo, VirtualValue } from '@psyco/values';
import { EmitterCore } from './core';
import { typeAttributes } from './shared';
import type { Limits } from '../paths/contract';
import type { ClassInfo } from '../world';

/** Types that one place is compiled for at most. */
const mostTypes = 5;
/** Objects of one class that are remembered as examples of it. */
const mostExemplars = 4;

export abstract class TypeEmitter extends EmitterCore {
  abstract readonly limits: Pick<Limits, 'learns'>;

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

  /** Types whose instances are released without a trace, wherever that happens. */
  get quietTypes(): readonly number[] {
    return [this.floatType, this.intType, this.strType].map(({ address }) => address);
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

  protected shapeType(value: VirtualValue): TypeInfo | null {
    const symbol = ({ tuple: 'PyTuple_Type', list: 'PyList_Type', slice: 'PySlice_Type', range: 'PyRange_Type', enumerate: 'PyEnum_Type', zip: 'PyZip_Type', bound_method: 'PyMethod_Type', cell: 'PyCell_Type', range_iterator: 'PyRangeIter_Type', list_iterator: 'PyListIter_Type', tuple_iterator: 'PyTupleIter_Type', str_iterator: 'PyUnicodeIter_Type' } as Record<string, string>)[value.shape];
    return symbol ? this.builtin(symbol) : null;
  }

  /** Whether instances may be given another class: those of classes of the program, and modules (3.11, Objects/typeobject.c, object_set_class). */
  mayChangeClass(type: TypeInfo): boolean {
    return type.heap || type.address === this.builtin('PyModule_Type').address;
  }

  isType(value: PyValue, type: TypeInfo): boolean {
    return this.typeOf(value)?.address === type.address;
  }

  /** Address of a real object seen in this place, or null. */
  exemplarOf(value: PyValue): number | null {
    if (value.kind === 'const') return value.address;
    return value.kind === 'ref' ? this.state.info(value).exemplar : null;
  }

  /** An object of this class was met: for what the attributes of others may be. */
  private noteExemplar(type: number, address: number): void {
    const known = this.exemplars.get(type);
    if (!known) this.exemplars.set(type, [address]);
    else if (known.length < mostExemplars && !known.includes(address)) known.push(address);
  }

  /** The objects seen in a value's place that have this type. */
  exemplarsOf(value: PyValue, type: TypeInfo): number[] {
    if (value.kind === 'const') return [value.address];
    if (value.kind !== 'ref') return [];
    const { exemplar, others = [] } = this.state.info(value);
    const seen = [exemplar, ...others].filter((address): address is number => address !== null && this.world.typeAddress(address) === type.address);
    return seen.length > 0 ? seen : (this.exemplars.get(type.address) ?? []);
  }

  /**
   * The type that a value is or will be guarded to be: promotion. Emits the guard.
   * @param hint a type to expect when nothing was seen (from CPython's inline cache).
   * @returns null if nothing is known: the caller takes the untaught way.
   */
  promoteType(value: PyValue, operand = 0, hint: TypeInfo | null = null): TypeInfo | null {
    // The class of a known object is not known for ever: assigning to __class__ gives it another (3.11, Objects/typeobject.c, object_set_class).
    if (value.kind === 'const' && this.mayChangeClass(value.type)) this.testType(this.builder.ref(value.address, value.name), value.type, operand);
    const known = this.typeOf(value);
    if (known || value.kind !== 'ref') return known;
    const type = this.predictType(value, operand, hint);
    if (type) this.guardType(value, type, operand);
    return type;
  }

  /**
   * What `promoteType` would guard for, without emitting anything. Several types seen: splits the state, however much was learnt:
   * what was compiled for each of its types before must not become slower. None seen: leaves, and the next compilation knows more;
   * or answers null, where enough was learnt.
   */
  predictType(value: PyValue, operand = 0, hint: TypeInfo | null = null): TypeInfo | null {
    const known = this.typeOf(value);
    if (known || value.kind !== 'ref') return known;
    const types = this.typesExpected(value, operand, hint);
    if (types === null || (!this.limits.learns && types.length === 0)) {
      // The operations that follow would find the same, one version after the other.
      this.state.update(value, { varied: true });
      return null;
    }
    if (types.length === 0) return this.leaveUnknown(value, operand);
    return types.length === 1 ? this.world.classInfo(types[0]) : this.fork(value, types, operand);
  }

  /** The types that an object may be expected to have, likely ones first; null: all sorts. */
  typesExpected(value: RefValue, operand: number, hint: TypeInfo | null = null): number[] | null {
    if (this.feedback.isVaried(this.frame.code.address, this.offset, operand)) return null;
    const { exemplar, others = [], notNone, origin, expected = [], guessed = [], varied } = this.state.info(value);
    // What the interpreter has specialized to may be the class that came last; a builtin type says what the operation is used for.
    if (varied) return hint && !hint.heap ? [hint.address] : null;
    const seen = this.feedback.typesSeen(this.frame.code.address, this.offset, operand);
    const types = new Set<number>(expected);
    for (const address of [exemplar, ...others]) {
      const type = address === null ? null : this.world.typeAddress(address);
      if (type === null) continue;
      types.add(type);
      this.noteExemplar(type, address as number);
    }
    // Objects that lived shortly may be read as something else by now: what the interpreter has specialized to is certain.
    if (hint && types.size < 2) types.clear();
    if (hint) types.add(hint.address);
    for (const type of seen) types.add(type);
    if (types.size === 0 && origin) for (const type of this.profile.attributeTypes(origin.owner, origin.name)) types.add(type);
    // Classes die, and something else may be at their addresses.
    for (const type of types) if (!this.world.classInfo(type)) types.delete(type);
    // One object is no proof where several types come by; what the interpreter has specialized to is.
    if (types.size === 0 || (!hint && types.size === 1)) for (const type of guessed) types.add(type);
    if (notNone) types.delete(this.builtin('_PyNone_Type').address);
    return types.size > mostTypes ? null : [...types];
  }

  /** None is not what the operation is meant for: it may have been seen here, but it is not compiled for. */
  expectNotNone(value: PyValue): void {
    if (value.kind === 'ref' && !this.typeOf(value)) this.state.update(value, { notNone: true });
  }

  /** Ends the path: the exit notes the type of the value. */
  protected leaveUnknown(value: RefValue, operand: number): never {
    this.builder.append('exit', [], {}, this.exit('type', { saw: value.ir, operand }));
    return this.endPath();
  }

  /** Splits the state: one continuation for each type. Does not return. */
  protected abstract fork(value: RefValue, types: number[], operand: number): never;

  private testType(object: IrValue, type: TypeInfo, operand: number): void {
    this.builder.append('guard.type', [object], typeAttributes(type), this.exit('type', { saw: object, operand }));
    if (type.heap) this.pin(type.address);
  }

  guardType(ref: RefValue, type: TypeInfo, operand = 0): void {
    this.testType(ref.ir, type, operand);
    const { origin } = this.state.info(ref);
    if (origin) this.profile.noteAttribute(origin.owner, origin.name, type.address);
    this.state.update(ref, { type });
  }
}
