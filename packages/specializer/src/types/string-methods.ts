// Methods of str with exact strings for arguments: the C functions that they come to run no Python code, so that they may be called from
// anywhere, without a frame. Mirrors Objects/unicodeobject.c (3.11), unicode_methods.

import type { BoolValue, PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { type FunctionMeta, teachType } from './meta';
import { ownMethod } from './own-methods';

/** What the C function gives, and what becomes of it. */
type Result = 'truth' | 'number' | 'string' | 'list' | 'tuple';

interface Row {
  readonly symbol: string;
  /** Numbers of arguments, the string itself aside; all are strings. */
  readonly takes: readonly number[];
  readonly args: (c: Unit, strings: readonly Value[]) => Value[];
  readonly result: Result;
}

const END = 2n ** 63n - 1n;
const none = (c: Unit): Value => c.builder.ptr(0, 'NULL');

/** PyUnicode_Tailmatch and PyUnicode_Find: (text, part, start, end, direction). */
const inAll = (direction: 1 | -1): Row['args'] => (c, [text, part]) => [text!, part!, c.i64(0), c.i64(END), c.i64(direction)];
/** _PyUnicode_XStrip: (text, which sides, characters). */
const sides = (which: 0 | 1 | 2): Row['args'] => (c, [text, characters]) => [text!, c.i64(which), characters!];
/** PyUnicode_Split and _RSplit: (text, separator or NULL for blanks, most). */
const everywhere: Row['args'] = (c, [text, separator]) => [text!, separator ?? none(c), c.i64(-1)];
const asTheyAre: Row['args'] = (_, strings) => [...strings];

const rows: Readonly<Record<string, Row>> = {
  startswith: { symbol: 'PyUnicode_Tailmatch', takes: [1], args: inAll(-1), result: 'truth' },
  endswith: { symbol: 'PyUnicode_Tailmatch', takes: [1], args: inAll(1), result: 'truth' },
  find: { symbol: 'PyUnicode_Find', takes: [1], args: inAll(1), result: 'number' },
  rfind: { symbol: 'PyUnicode_Find', takes: [1], args: inAll(-1), result: 'number' },
  count: { symbol: 'PyUnicode_Count', takes: [1], args: (c, [text, part]) => [text!, part!, c.i64(0), c.i64(END)], result: 'number' },
  strip: { symbol: '_PyUnicode_XStrip', takes: [1], args: sides(2), result: 'string' },
  lstrip: { symbol: '_PyUnicode_XStrip', takes: [1], args: sides(0), result: 'string' },
  rstrip: { symbol: '_PyUnicode_XStrip', takes: [1], args: sides(1), result: 'string' },
  replace: { symbol: 'PyUnicode_Replace', takes: [2], args: (c, [text, old, fresh]) => [text!, old!, fresh!, c.i64(-1)], result: 'string' },
  split: { symbol: 'PyUnicode_Split', takes: [0, 1], args: everywhere, result: 'list' },
  rsplit: { symbol: 'PyUnicode_RSplit', takes: [0, 1], args: everywhere, result: 'list' },
  splitlines: { symbol: 'PyUnicode_Splitlines', takes: [0], args: (c, [text]) => [text!, c.i64(0)], result: 'list' },
  partition: { symbol: 'PyUnicode_Partition', takes: [1], args: asTheyAre, result: 'tuple' },
  rpartition: { symbol: 'PyUnicode_RPartition', takes: [1], args: asTheyAre, result: 'tuple' },
};

/** Whether all are exact strings, as far as known or to be expected: guards are made. */
function areStrings(c: Unit, values: readonly PyValue[]): boolean {
  return values.every((value, index) => c.promoteType(value, index) !== null && c.isType(value, c.strType));
}

function resultOf(c: Unit, result: Result, call: (effect: 'read' | 'allocate' | 'collect', type: 'i64' | 'ref', errorWhen: 'none' | 'null') => Value): PyValue {
  switch (result) {
    case 'truth':
      return c.truthOfC(call('read', 'i64', 'none'));
    case 'number':
      return c.int(call('read', 'i64', 'none'));
    case 'string':
      return c.ref(call('allocate', 'ref', 'null'), 'owned', c.strType);
    case 'list':
      return c.ref(call('collect', 'ref', 'null'), 'owned', c.listType);
    case 'tuple':
      return c.ref(call('collect', 'ref', 'null'), 'owned', c.tupleType);
  }
}

function fromRow({ symbol, takes, args, result }: Row): FunctionMeta {
  return (c, values) => {
    if (!takes.includes(values.length - 1) || !areStrings(c, values)) return null;
    const { irs, temporaries, done } = c.forceAll(values);
    const found = resultOf(c, result, (effect, type, errorWhen) => c.callC(symbol, args(c, irs), effect, type, errorWhen, temporaries));
    done();
    return found;
  };
}

/** A method without arguments. */
function ownFunction(name: string, result: 'string' | 'bool'): FunctionMeta {
  return (c, values) => {
    if (values.length !== 1 || !areStrings(c, values)) return null;
    return ownMethod(c, c.strType, name, values[0]!, result === 'bool' ? c.boolType : c.strType, 'allocate');
  };
}

/** The ASCII characters of a class of characters, as its method says. */
const asciiClasses: Readonly<Record<string, RegExp>> = {
  isalnum: /[0-9A-Za-z]/, isalpha: /[A-Za-z]/, isdecimal: /[0-9]/, isdigit: /[0-9]/, isidentifier: /[A-Za-z_]/, islower: /[a-z]/, isnumeric: /[0-9]/,
  isprintable: /[ -~]/, isspace: /[\t-\r\x1c-\x20]/, isupper: /[A-Z]/,
};

/** The set as two words of bits, by code point. */
function asciiSet(has: (point: number) => boolean): [bigint, bigint] {
  const words: [bigint, bigint] = [0n, 0n];
  for (let point = 0; point < 128; point++) if (has(point)) words[point >> 6]! |= 1n << BigInt(point & 63);
  return words;
}

/** Whether the set has the character, which is ASCII. */
function inAsciiSet(c: Unit, point: Value, [low, high]: [bigint, bigint]): Value {
  const signed = (word: bigint): Value => c.i64(BigInt.asIntN(64, word));
  const word = c.emit('select.i64', [c.emit('lt.i64', [point, c.i64(64)]), signed(low), signed(high)]);
  const bit = c.emit('and.i64', [c.emit('sar.i64', [word, c.emit('and.i64', [point, c.i64(63)])]), c.i64(1)]);
  return c.emit('ne.i64', [bit, c.i64(0)]);
}

/** A test of one character that is known by its code point: a bit of a constant, as long as all that come are ASCII. */
function classTest(name: string, members: RegExp): FunctionMeta {
  const set = asciiSet((point) => members.test(String.fromCharCode(point)));
  const asMethod = ownFunction(name, 'bool');
  return (c, values, callee) => {
    const [value] = values;
    if (values.length !== 1 || value?.kind !== 'char' || c.feedback.happened(c.frame.code.address, c.offset, 'value')) return asMethod(c, values, callee);
    c.guardTrue(c.emit('lt.i64', [value.ir, c.i64(128)]), 'value');
    return c.bool(inAsciiSet(c, value.ir, set));
  };
}

/** Characters of a constant that are compared with one after the other; more are looked up in a set. */
const FEW = 3;

/** `character in 'constant'`, by the code points of the constant. */
export function isOneOf(c: Unit, point: Value, members: ReadonlySet<number>): BoolValue {
  const points = [...members];
  if (points.length === 0) return c.boolConstant(false);
  if (points.length <= FEW || points.some((each) => each >= 128)) {
    return c.bool(points.map((each) => c.emit('eq.i64', [point, c.i64(each)])).reduce((any, one) => c.emit('or.bool', [any, one])));
  }
  return c.bool(c.emit('and.bool', [c.emit('lt.i64', [point, c.i64(128)]), inAsciiSet(c, point, asciiSet((each) => members.has(each)))]));
}

/** `separator.join(parts)` of a list or tuple: other iterables may run code. */
const join: FunctionMeta = (c, values) => {
  const [separator, parts] = values;
  if (values.length !== 2 || !areStrings(c, [separator!]) || !c.promoteType(parts!, 1)) return null;
  if (!c.isType(parts!, c.listType) && !c.isType(parts!, c.tupleType)) return null;
  const { irs, temporaries, done } = c.forceAll(values);
  const ir = c.callC('PyUnicode_Join', irs, 'allocate', 'ref', 'null', temporaries);
  done();
  return c.ref(ir, 'owned', c.strType);
};

const derived = (names: readonly string[], make: (name: string) => FunctionMeta): Record<string, FunctionMeta> => Object.fromEntries(names.map((name) => [name, make(name)]));

/** With blanks for what is stripped: the method itself; with characters: the row of that name. */
const strip = (name: string): FunctionMeta => {
  const blanks = ownFunction(name, 'string');
  const characters = fromRow(rows[name]!);
  return (c, values, callee) => (values.length === 1 ? blanks : characters)(c, values, callee);
};

teachType('PyUnicode_Type', {
  methods: {
    ...derived(Object.keys(rows), (name) => fromRow(rows[name]!)),
    ...derived(['strip', 'lstrip', 'rstrip'], strip),
    ...derived(['capitalize', 'casefold', 'lower', 'swapcase', 'title', 'upper'], (name) => ownFunction(name, 'string')),
    ...derived(Object.keys(asciiClasses), (name) => classTest(name, asciiClasses[name]!)),
    ...derived(['isascii', 'istitle'], (name) => ownFunction(name, 'bool')),
    join,
  },
});
