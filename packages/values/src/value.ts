// Values: what the specializer knows about one Python variable or stack slot.
// Compile-time (constants), run-time (an ir value and what is known of it) and virtual-time (an object that has not been
// built: a shape and its parts). Values are immutable; identity of a RefValue is identity of the object.
// Knows the ir; nothing of bytecode or of processes.

import type { BuildShape, Value as IrValue } from '@psyco/ir';

/** What is known of a Python type. Two values with the same address are the same type. */
export interface TypeInfo {
  readonly address: number;
  readonly name: string;
  /** Deallocating an exact instance cannot run Python code (int, float, str, ...). */
  readonly leaf: boolean;
  /** Defined by a class statement: instances may change their class. */
  readonly heap: boolean;
}

let nextIdentity = 1;

abstract class Base {
  /** Unique; the key of identity tuples in joins. */
  readonly identity = nextIdentity++;
}

/**
 * An int in a machine register, or known: `constant` and `ir` are never both null. Virtual-time: no object exists, unless `object` is
 * the address of the one that this constant was read from.
 */
export class IntValue extends Base {
  readonly kind = 'int';
  constructor(
    readonly constant: bigint | null,
    readonly ir: IrValue | null,
    readonly object: number | null = null,
  ) {
    super();
  }
}

/** A float in a machine register, or known, perhaps with its object. */
export class FloatValue extends Base {
  readonly kind = 'float';
  constructor(
    readonly constant: number | null,
    readonly ir: IrValue | null,
    readonly object: number | null = null,
  ) {
    super();
  }
}

/** True or False: known, or an ir `bool` or an ir `i64` that is 0 or 1. */
export class BoolValue extends Base {
  readonly kind = 'bool';
  constructor(
    readonly constant: boolean | null,
    readonly ir: IrValue | null,
  ) {
    super();
  }
}

/** A string of one character, as its code point (ir `i64`). */
export class CharValue extends Base {
  readonly kind = 'char';
  constructor(readonly ir: IrValue) {
    super();
  }
}

/** A known object (compile-time); the code pins it. */
export class ConstValue extends Base {
  readonly kind = 'const';
  constructor(
    readonly address: number,
    readonly type: TypeInfo,
    readonly name: string,
  ) {
    super();
  }
}

/** An object in a register (run-time). What is known of it, and who owns it, is in the state (RefInfo). */
export class RefValue extends Base {
  readonly kind = 'ref';
  constructor(readonly ir: IrValue) {
    super();
  }
}

/** NULL: an unbound local, or the NULL that calls put on the stack. */
export class NullValue extends Base {
  readonly kind = 'null';
}

/** An object not built (virtual-time). */
export class VirtualValue extends Base {
  readonly kind = 'virtual';
  /** How many virtual objects an exit visits to restore it: itself, and those in it, once for each place. */
  readonly weight: number;
  constructor(
    readonly shape: BuildShape,
    readonly parts: readonly PyValue[],
    /** shape 'instance': the class. */
    readonly type: TypeInfo | null = null,
  ) {
    super();
    this.weight = parts.reduce((sum, part) => sum + weightOf(part), 1);
  }
}

export type PyValue = IntValue | FloatValue | BoolValue | CharValue | ConstValue | RefValue | NullValue | VirtualValue;

export const nullValue = new NullValue();

/** Virtual objects in a value. */
export const weightOf = (value: PyValue): number => (value.kind === 'virtual' ? value.weight : 0);

/**
 * Who keeps a RefValue alive.
 * - `owned`: the compiled code holds one reference, released when the last slot that has the value goes;
 * - `stable`: somebody outside does, for as long as the unit runs (arguments of native units, pinned constants);
 * - `frame`: the interpreter frame's own slot (`slot`) does;
 * - `heap`: a container does, until something may change the heap.
 */
export type Ownership = 'owned' | 'stable' | 'frame' | 'heap';

export interface RefInfo {
  readonly ownership: Ownership;
  /** ownership 'frame': the local that holds it. */
  readonly slot: number;
  /** Exact type, if known. */
  readonly type: TypeInfo | null;
  /** Address of a real object seen in this place: predicts types, never relied on. */
  readonly exemplar: number | null;
  /** Further objects seen in this place, of other types perhaps. */
  readonly others?: readonly number[];
  /** Types that objects are known to have had in this place. */
  readonly expected?: readonly number[];
  /** Types that may be expected if nothing better is known. */
  readonly guessed?: readonly number[];
  /** Of a list: types that its items are known to have had. */
  readonly items?: readonly number[];
  /** Objects of too many types come by: none is expected. */
  readonly varied?: boolean;
  /** Owned, and somebody else most probably has a reference too: it came out of a container. */
  readonly shared?: boolean;
  /** The attribute that it came from. */
  readonly origin?: { readonly owner: number; readonly name: string };
  /** The name of that attribute, where objects of several classes may have been the owner. */
  readonly attribute?: string;
  /** Of a compact instance: the shape that it most probably has. Predicts, is never relied on. */
  readonly layout?: number;
  /** Not None: tested. */
  readonly notNone?: boolean;
  /** May be NULL: a local that is bound on some of the paths only. Never more than one slot has such a value. */
  readonly nullable?: boolean;
  /** The int or float value if it has been loaded already. */
  readonly payload: IrValue | null;
}

/** Calls `visit` for each virtual object in a value: itself, and those that it holds, once for each place. */
export function forEachVirtual(value: PyValue, visit: (virtual: VirtualValue) => void): void {
  if (value.kind !== 'virtual') return;
  visit(value);
  for (const part of value.parts) forEachVirtual(part, visit);
}

/** The value with what `replaced` says in the place of Values in it. One virtual object in several places stays one: what it becomes is added to `replaced`. */
export function substituted(value: PyValue, replaced: Map<PyValue, PyValue>): PyValue {
  const known = replaced.get(value);
  if (known) return substituted(known, replaced);
  if (value.kind !== 'virtual') return value;
  const parts = value.parts.map((part) => substituted(part, replaced));
  if (parts.every((part, index) => part === value.parts[index])) return value;
  const changed = new VirtualValue(value.shape, parts, value.type);
  replaced.set(value, changed);
  return changed;
}

/** Calls `visit` for each RefValue in a value, virtual parts included. */
export function forEachRef(value: PyValue, visit: (ref: RefValue) => void): void {
  if (value.kind === 'ref') visit(value);
  else if (value.kind === 'virtual') for (const part of value.parts) forEachRef(part, visit);
}
