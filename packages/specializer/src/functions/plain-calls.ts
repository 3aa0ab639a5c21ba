// Builtin functions and methods that run no code of the program if all arguments are plain: called as the program does, but from anywhere,
// without a frame. What is taught otherwise (other files) goes first. Mirrors Python/bltinmodule.c and Objects/ (3.11).

import type { PyValue, TypeInfo } from '@psyco/values';
import type { Unit } from '../unit';
import { effectAmidSignals, type FunctionMeta, isPlain, taughtFunction, taughtMethods, teachFunction, teachType } from '../types/meta';
import { constantItems } from '../types/tuple';

/** What comes back: a type by its symbol, or null if it depends on the arguments. */
type Result = string | null;

/** PyObject_CallFunctionObjArgs takes the function, these and NULL in registers. */
const mostArguments = 4;

/** Plain, or a constant tuple of such values. */
function isPlainThroughout(c: Unit, value: PyValue): boolean {
  if (isPlain(c, value)) return true;
  return value.kind === 'const' && c.isType(value, c.tupleType) && constantItems(c, value)!.every((item) => isPlain(c, item));
}

/**
 * Functions that make objects on their way that the collector tracks, so that a collection may start: a tuple of their arguments (METH_VARARGS), or a
 * bound method (3.11, Objects/typeobject.c, _PyObject_LookupSpecial).
 */
const makeObjects: ReadonlySet<string> = new Set([
  'builtins.format', 'builtins.round', 'builtins.min', 'builtins.max', 'math.floor', 'math.ceil', 'math.trunc', 'math.log',
  ...['startswith', 'endswith', 'find', 'rfind', 'index', 'rindex', 'count', 'format'].map((name) => `PyUnicode_Type.${name}`),
]); // prettier-ignore

/** Functions that look for signals on their way, if they are given ints. */
const lookForSignals: ReadonlySet<string> = new Set(['builtins.ascii', 'builtins.pow', 'math.gcd', 'math.lcm', 'math.isqrt', 'math.factorial', 'math.comb']);

const plainCall = (result: Result, name: string): FunctionMeta => (c, args, callee) => {
  if (args.length === 0 || args.length > mostArguments) return null;
  if (!args.every((value, index) => isPlainThroughout(c, value) || (c.promoteType(value, index) && isPlainThroughout(c, value)))) return null;
  const { irs, temporaries, done } = c.forceAll(args);
  const type: TypeInfo | null = result === null ? null : c.builtin(result);
  const tracked = makeObjects.has(name) || (type !== null && (type.address === c.tupleType.address || type.address === c.listType.address));
  const effect = tracked ? 'collect' : effectAmidSignals(c, lookForSignals.has(name));
  const ir = c.callC('PyObject_CallFunctionObjArgs', [c.builder.ref(callee, c.constant(callee).name), ...irs, c.builder.ptr(0, 'NULL')], effect, 'ref', 'null', temporaries);
  done();
  return c.ref(ir, 'owned', type);
};

/** The way taught before, and this one where that declines. */
function orPlainly(taught: FunctionMeta | undefined, result: Result, name: string): FunctionMeta {
  const plainly = plainCall(result, name);
  return taught ? (c, args, callee) => taught(c, args, callee) ?? plainly(c, args, callee) : plainly;
}

const text = 'PyUnicode_Type';
const int = 'PyLong_Type';
const float = 'PyFloat_Type';
const bool = 'PyBool_Type';
const list = 'PyList_Type';
const tuple = 'PyTuple_Type';

const functions: Readonly<Record<string, Result>> = {
  'builtins.ascii': text, 'builtins.bin': text, 'builtins.chr': text, 'builtins.format': text, 'builtins.hex': text, 'builtins.oct': text,
  'builtins.hash': int, 'builtins.ord': int, 'builtins.divmod': tuple, 'builtins.round': null, 'builtins.pow': null, 'builtins.min': null, 'builtins.max': null, 'builtins.int': int,
  'builtins.callable': bool,
  'math.gcd': int, 'math.lcm': int, 'math.isqrt': int, 'math.factorial': int, 'math.comb': int, 'math.floor': int, 'math.ceil': int, 'math.trunc': int,
  'math.hypot': float, 'math.atan2': float, 'math.log': float, 'math.log2': float, 'math.log10': float, 'math.copysign': float, 'math.degrees': float, 'math.radians': float, 'math.fmod': float,
  'math.isnan': bool, 'math.isinf': bool, 'math.isfinite': bool, 'math.isclose': bool,
}; // prettier-ignore

const methods: Readonly<Record<string, Readonly<Record<string, Result>>>> = {
  [text]: {
    startswith: bool, endswith: bool, find: int, rfind: int, index: int, rindex: int, count: int, split: list, rsplit: list, splitlines: list, replace: text, strip: text, lstrip: text,
    rstrip: text, center: text, ljust: text, rjust: text, zfill: text, expandtabs: text, removeprefix: text, removesuffix: text, format: text,
  },
  [int]: { bit_length: int, bit_count: int },
  [float]: { is_integer: bool, hex: text },
}; // prettier-ignore

for (const [name, result] of Object.entries(functions)) teachFunction(name, orPlainly(taughtFunction(name), result, name));
for (const [symbol, results] of Object.entries(methods)) {
  teachType(symbol, { methods: { ...taughtMethods(symbol), ...Object.fromEntries(Object.entries(results).map(([name, result]) => [name, orPlainly(taughtMethods(symbol)[name], result, `${symbol}.${name}`)])) } });
}
