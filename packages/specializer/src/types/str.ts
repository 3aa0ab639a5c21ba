// str: length, one character as a code point (virtual), parts, comparison, search, formatting of numbers and strings. Mirrors
// Objects/unicodeobject.c; the layouts are those of compact strings. The methods are in string-methods.ts.

import { type BoolValue, CharValue, type PyValue, VirtualValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { type CompareName, effectAmidSignals, isPlain, teachType } from './meta';
import { boundedIndex } from './list';
import { isIntegral } from './int';
import { isForward, sliceBound } from './list-slices';
import { isOneOf } from './string-methods';

export function stringSize(c: Unit, string: Value): Value {
  return c.builder.load('load.i64', string, c.world.offsets.stringLength, 'immutable');
}

type StringLayout = ReturnType<Unit['world']['stringState']>;

/** The layout to expect of a string: that of the one seen, else the usual one. Null: any, or none is known. */
export function stringLayout(c: Unit, value: PyValue): StringLayout | null {
  if (c.feedback.happened(c.frame.code.address, c.offset, 'value')) return null;
  const exemplar = c.exemplarOf(value);
  if (exemplar !== null && c.world.typeAddress(exemplar) === c.strType.address) return c.world.stringState(exemplar);
  const usual = c.asciiExample();
  return usual === null ? null : c.world.stringState(usual);
}

/** The character at an index known to be in bounds: promotes the string's kind to this layout. */
export function stringCharacter(c: Unit, value: PyValue, at: Value, layout: StringLayout): PyValue {
  const string = c.force(value).ir;
  const { offsets } = c.world;
  if (value.kind !== 'const') {
    const state = c.builder.load('load.u32', string, offsets.stringState, 'immutable');
    c.guardTrue(c.emit('eq.i64', [c.emit('and.i64', [state, c.i64(layout.mask)]), c.i64(layout.state)]), 'value');
  }
  const offset = layout.ascii ? offsets.stringAsciiData : offsets.stringCompactData;
  const load = ({ 1: 'load.u8', 2: 'load.u16', 4: 'load.u32' } as const)[layout.kind];
  return new CharValue(c.builder.load(load, string, offset, 'immutable', at, layout.kind));
}

/** The length of a constant string, in characters of Python. */
export function lengthOfConstant(c: Unit, address: number): number {
  return c.world.readWord(address + c.world.offsets.stringLength);
}

/** The characters of a constant string; null: a high and a low surrogate are side by side in it, which JavaScript takes for one character. */
function codePointsOf(c: Unit, address: number): number[] | null {
  const points = Array.from(c.world.readString(address), (character) => character.codePointAt(0)!);
  return points.length === lengthOfConstant(c, address) ? points : null;
}

/** The code point of a constant string of one character, or null. */
export function singleCodePoint(c: Unit, value: PyValue): number | null {
  if (value.kind !== 'const' || !c.isType(value, c.strType)) return null;
  const points = codePointsOf(c, value.address);
  return points?.length === 1 ? points[0]! : null;
}

const operations: Record<CompareName, 'lt.i64' | 'le.i64' | 'eq.i64' | 'ne.i64' | 'gt.i64' | 'ge.i64'> = { lt: 'lt.i64', le: 'le.i64', eq: 'eq.i64', ne: 'ne.i64', gt: 'gt.i64', ge: 'ge.i64' };

/** `text[start:stop]`, or null if the slice is of another form. */
function part(c: Unit, object: PyValue, slice: VirtualValue): PyValue | null {
  const [start, stop, step] = slice.parts;
  if (!isForward(c, step!)) return null;
  const text = c.force(object).ir;
  const size = stringSize(c, text);
  const low = sliceBound(c, start!, size, c.i64(0), 4);
  const high = low && sliceBound(c, stop!, size, size, 5);
  if (!low || !high) return null;
  // PyUnicode_Substring clips at the end only.
  const inside = (bound: Value): Value => c.emit('select.i64', [c.emit('lt.i64', [bound, c.i64(0)]), c.i64(0), bound]);
  return c.ref(c.callC('PyUnicode_Substring', [text, inside(low), inside(high)], 'allocate', 'ref', 'null'), 'owned', c.strType);
}

function areEqual(c: Unit, op: 'eq' | 'ne', left: PyValue, right: PyValue): BoolValue {
  const { irs, done } = c.forceAll([left, right]);
  const equal = c.truthOfC(c.callC('_PyUnicode_EQ', irs, 'read', 'i64'));
  done();
  return op === 'eq' ? equal : c.bool(c.emit('not.bool', [c.irBool(equal)]));
}

/** `format % values`, if all values are plain. */
function format(c: Unit, left: PyValue, right: PyValue): PyValue | null {
  const values = right.kind === 'virtual' && right.shape === 'tuple' ? right.parts : [right];
  if (right.kind !== 'virtual' && !isPlain(c, right)) return null;
  for (const [index, value] of values.entries()) c.promoteType(value, 6 + index);
  if (!values.every((value) => isPlain(c, value))) return null;
  const { irs, temporaries, done } = c.forceAll([left, right]);
  const ir = c.callC('PyUnicode_Format', irs, effectAmidSignals(c, values.some((value) => c.isType(value, c.intType))), 'ref', 'null', temporaries);
  done();
  return c.ref(ir, 'owned', c.strType);
}

teachType('PyUnicode_Type', {
  binary: (c, op, left, right) => (op === 'mod' && c.isType(left, c.strType) ? format(c, left, right) : null),
  contains: (c, container, item) => {
    if (!c.isType(item, c.strType)) return null;
    const points = item.kind === 'char' && container.kind === 'const' ? codePointsOf(c, container.address) : null;
    if (item.kind === 'char' && points) return isOneOf(c, item.ir, new Set(points));
    const { irs, done } = c.forceAll([container, item]);
    const found = c.truthOfC(c.callC('PyUnicode_Contains', irs, 'read', 'i64'));
    done();
    return found;
  },
  length: (c, value) => {
    if (value.kind === 'char') return c.intConstant(1);
    if (value.kind === 'const') return c.intConstant(lengthOfConstant(c, value.address));
    return c.int(stringSize(c, c.force(value).ir));
  },
  truth: (c, value) => (value.kind === 'char' ? c.boolConstant(true) : c.bool(c.emit('ne.i64', [stringSize(c, c.force(value).ir), c.i64(0)]))),
  subscript: (c, object, index) => {
    if (object.kind === 'char') return null;
    if (index.kind === 'virtual' && index.shape === 'slice') return part(c, object, index);
    if (!isIntegral(c, index)) return null;
    const layout = stringLayout(c, object);
    if (!layout) return null;
    const at = boundedIndex(c, index, stringSize(c, c.force(object).ir));
    return stringCharacter(c, object, at, layout);
  },
  iterate: (c, value) => (value.kind === 'char' ? null : new VirtualValue('str_iterator', [value, c.intConstant(0)])),
  compare: (c, op, left, right) => {
    const code = (value: PyValue): Value | null => {
      if (value.kind === 'char') return value.ir;
      const point = singleCodePoint(c, value);
      return point === null ? null : c.i64(point);
    };
    if (!c.isType(left, c.strType) || !c.isType(right, c.strType)) return null;
    if (left.kind === 'char' || right.kind === 'char') {
      const a = code(left);
      const b = code(right);
      if (a && b) return c.bool(c.emit(operations[op], [a, b]));
    }
    if (op === 'eq' || op === 'ne') return areEqual(c, op, left, right);
    const { irs, done } = c.forceAll([left, right]);
    const order = c.callC('PyUnicode_Compare', irs, 'read', 'i64');
    done();
    // The C result is an int: only its low 32 bits count.
    const sign = c.emit('sar.i64', [c.emit('shl.i64', [order, c.i64(32)]), c.i64(32)]);
    return c.bool(c.emit(operations[op], [sign, c.i64(0)]));
  },
});
