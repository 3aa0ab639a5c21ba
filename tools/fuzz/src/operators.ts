// The operators that generated classes may define: their signatures, and how they are used. Every class uses the same signatures.
import { code, Size, type Expression } from './tree';
import { BOOL, FLOAT, INT, listOf, STR, type Type } from './types';

/** Stands for the class at the root of the lineage, in signatures. */
export const SAME = 'same';

export interface Operator {
  readonly name: string;
  readonly parameters: readonly (Type | typeof SAME)[];
  readonly returns: Type | typeof SAME;
  /** What it yields, if it is a generator: then `returns` is what its use has. */
  readonly yields?: Type;
  /** How it is written: the object, then the arguments. */
  readonly use: (type: Type, object: Expression, argument: Expression) => Expression;
}

const infix = (name: string, symbol: string, parameter: Type | typeof SAME, returns: Type | typeof SAME): Operator =>
  ({ name, parameters: [parameter], returns, use: (type, object, argument) => code(type, Size.bounded)`(${object} ${symbol} ${argument})` });

/** The table of operators. */
export const OPERATORS: readonly Operator[] = [
  infix('__add__', '+', SAME, SAME),
  infix('__sub__', '-', INT, INT),
  infix('__mul__', '*', FLOAT, FLOAT),
  infix('__matmul__', '@', SAME, FLOAT),
  infix('__eq__', '==', SAME, BOOL),
  infix('__lt__', '<', SAME, BOOL),
  infix('__ge__', '>=', INT, BOOL),
  { name: '__getitem__', parameters: [INT], returns: INT, use: (type, object, argument) => code(type, Size.bounded)`${object}[${argument}]` },
  { name: '__call__', parameters: [INT], returns: INT, use: (type, object, argument) => code(type, Size.bounded)`${object}(${argument})` },
  { name: '__radd__', parameters: [INT], returns: INT, use: (type, object, argument) => code(type, Size.bounded)`(${argument} + ${object})` },
  { name: '__rmul__', parameters: [FLOAT], returns: FLOAT, use: (type, object, argument) => code(type, Size.bounded)`(${argument} * ${object})` },
  { name: '__contains__', parameters: [INT], returns: BOOL, use: (type, object, argument) => code(type, Size.bounded)`(${argument} in ${object})` },
  { name: '__len__', parameters: [], returns: INT, use: (type, object) => code(type, Size.bounded)`len(${object})` },
  { name: '__bool__', parameters: [], returns: BOOL, use: (type, object) => code(type, Size.bounded)`(True if ${object} else False)` },
  { name: '__neg__', parameters: [], returns: INT, use: (type, object) => code(type, Size.bounded)`(-${object})` },
  { name: '__abs__', parameters: [], returns: FLOAT, use: (type, object) => code(type, Size.bounded)`abs(${object})` },
  { name: '__float__', parameters: [], returns: FLOAT, use: (type, object) => code(type, Size.bounded)`float(${object})` },
  { name: '__hash__', parameters: [], returns: INT, use: (type, object) => code(type, Size.bounded)`hash(${object})` },
  { name: '__iter__', parameters: [], returns: listOf(INT), yields: INT, use: (type, object) => code(type, Size.bounded)`list(${object})` },
  { name: '__or__', parameters: [SAME], returns: INT, use: (type, object, argument) => code(type, Size.bounded)`(${object} | ${argument})` },
  { name: '__lshift__', parameters: [INT], returns: SAME, use: (type, object, argument) => code(type, Size.bounded)`(${object} << ${argument})` },
  { name: '__divmod__', parameters: [INT], returns: INT, use: (type, object, argument) => code(type, Size.bounded)`divmod(${object}, ${argument})` },
  { name: '__str__', parameters: [], returns: STR, use: (type, object) => code(type, Size.bounded)`str(${object})` },
];
