// How Psyco is taught a type: a record of meta-operations per C type, each taking Values for the arguments of a CPython
// slot and giving a Value, or null to decline (then the C function itself is called). Declining must come before any effect.

import type { BoolValue, PyValue, TypeInfo } from '@psyco/values';
import type { Unit } from '../unit';

/** The operations of BINARY_OP, by oparg (CPython 3.11 Include/opcode.h, NB_*); in-place forms are 13 higher. */
export const binaryNames = ['add', 'and', 'floordiv', 'lshift', 'matmul', 'mul', 'mod', 'or', 'pow', 'rshift', 'sub', 'truediv', 'xor'] as const;
export type BinaryName = (typeof binaryNames)[number];

/** The operations of COMPARE_OP, by oparg (CPython 3.11 Include/object.h, Py_LT...). */
export const compareNames = ['lt', 'le', 'eq', 'ne', 'gt', 'ge'] as const;
export type CompareName = (typeof compareNames)[number];

export interface TypeMeta {
  /** Either operand may be of this type; the other's type is known. */
  binary?: (c: Unit, op: BinaryName, left: PyValue, right: PyValue, inPlace: boolean) => PyValue | null;
  compare?: (c: Unit, op: CompareName, left: PyValue, right: PyValue) => PyValue | null;
  unary?: (c: Unit, op: 'neg' | 'pos' | 'invert', value: PyValue) => PyValue | null;
  truth?: (c: Unit, value: PyValue) => BoolValue | null;
  length?: (c: Unit, value: PyValue) => PyValue | null;
  subscript?: (c: Unit, object: PyValue, index: PyValue) => PyValue | null;
  /** Returns whether it did it. */
  storeSubscript?: (c: Unit, object: PyValue, index: PyValue, value: PyValue) => boolean;
  contains?: (c: Unit, container: PyValue, item: PyValue) => BoolValue | null;
  /** iter(value). */
  iterate?: (c: Unit, value: PyValue) => PyValue | null;
  /** The C symbol of the type of its iterators, where iter() gives an object of that type and runs no code of the program. */
  iteratorType?: string;
  unpack?: (c: Unit, value: PyValue, count: number) => PyValue[] | null;
  methods?: Readonly<Record<string, FunctionMeta>>;
}

/** A builtin function or method taught to Psyco, and its address; for methods the first argument is self. */
export type FunctionMeta = (c: Unit, args: PyValue[], callee: number) => PyValue | null;

const metas = new Map<string, TypeMeta>();
const functions = new Map<string, FunctionMeta>();

/** Teaches a type, by the C symbol of its type object. */
export function teachType(symbol: string, meta: TypeMeta): void {
  metas.set(symbol, { ...metas.get(symbol), ...meta });
}

/** Teaches a builtin function or class, by its public name such as 'builtins.len' or 'math.sqrt'. */
export function teachFunction(name: string, meta: FunctionMeta): void {
  functions.set(name, meta);
}

export function taughtFunction(name: string): FunctionMeta | undefined {
  return functions.get(name);
}

/** The methods taught of a type so far, by the C symbol of the type object. */
export function taughtMethods(symbol: string): Readonly<Record<string, FunctionMeta>> {
  return metas.get(symbol)?.methods ?? {};
}

/** Whether this method of a builtin type is taught: only then is it worth asking for the type of `self`. */
export function isTaughtMethod(c: Unit, owner: string, method: string): boolean {
  for (const [symbol, { methods }] of metas) if (methods?.[method] && c.builtin(symbol).name === owner) return true;
  return false;
}

const plainTypes: ReadonlySet<string> = new Set(['int', 'float', 'bool', 'str', 'NoneType']);

/** Whether a type is one of those that are compared, shown and formatted without code of the program. */
export function isPlainType(type: TypeInfo | null): boolean {
  return type !== null && !type.heap && plainTypes.has(type.name);
}

/**
 * C functions of ints that look for signals on their way, even if the numbers are small: handlers, code of the program, run inside (3.11,
 * Objects/longobject.c, SIGCHECK in x_mul, x_divrem and long_to_decimal_string_internal). Sums, shifts and bits do not. To be called with this effect.
 */
export function effectAmidSignals(c: Unit, looks: boolean): 'allocate' | 'collect' {
  if (!looks) return 'allocate';
  c.tellPlace();
  return 'collect';
}

/** Operators that multiply or divide, where both operands are ints. */
export const looksForSignals: ReadonlySet<BinaryName> = new Set(['mul', 'floordiv', 'mod', 'pow', 'truediv']);

/** Whether a value is known to be of such a type. */
export function isPlain(c: Unit, value: PyValue): boolean {
  return isPlainType(c.typeOf(value));
}

/** The meta-operations for a value's type, if it is known and taught. */
export function metaOf(c: Unit, value: PyValue): TypeMeta | null {
  const type = c.typeOf(value);
  if (!type || type.heap) return null;
  for (const [symbol, meta] of metas) if (c.builtin(symbol).address === type.address) return meta;
  return null;
}
