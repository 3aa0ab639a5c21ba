// Making tuples, lists, slices, strings, functions; taking sequences apart; the appends of comprehensions.

import { nullValue, type PyValue, VirtualValue } from '@psyco/values';
import type { Instruction } from '@psyco/bytecode';
import type { Value } from '@psyco/ir';
import type { Handler, Unit } from '../unit';
import { effectAmidSignals, isPlain, metaOf } from '../types/meta';
import { appendItem, listIr } from '../types/list';
import { noteItems } from '../types/list-items';
import { lengthOfConstant } from '../types/str';

function build(shape: 'tuple' | 'slice'): Handler {
  return (c, { argument }) => {
    const parts = c.lighten(c.popMany(argument));
    if (shape === 'slice' && parts.length === 2) parts.push(c.none);
    c.push(new VirtualValue(shape, parts));
  };
}

/** Lists have identity and change: built at once. */
function buildList(c: Unit, { argument }: Instruction): void {
  const parts = c.popMany(argument);
  const list = c.materialize(new VirtualValue('list', parts));
  noteItems(c, list, parts);
  c.push(list);
}

function unpack(c: Unit, { argument, specialized }: Instruction): void {
  const value = c.peek();
  // As the interpreter has specialized it (Python/specialize.c, _Py_Specialize_UnpackSequence).
  const hint = /_TUPLE$/.test(specialized) ? c.tupleType : /_LIST$/.test(specialized) ? c.listType : null;
  if (c.promoteType(value, 0, hint)) {
    const items = metaOf(c, value)?.unpack?.(c, value, argument);
    if (items) {
      c.pop();
      for (let index = items.length - 1; index >= 0; index--) c.push(items[index]);
      return;
    }
  }
  c.leaveHere('not-compiled');
}

function makeFunction(c: Unit, { argument }: Instruction): void {
  if (argument & 0x06) return c.leaveHere('not-compiled'); // annotations, keyword defaults
  const count = 1 + (argument & 8 ? 1 : 0) + (argument & 1 ? 1 : 0);
  if (!c.isRoot) return c.leaveHere('not-compiled');
  // Collections see the function: with its closure only, which its code needs.
  for (const part of c.frame.stack.slice(-count)) c.real(c.resolve(part));
  const { stack } = c.frame;
  const operands = stack.slice(stack.length - count);
  const code = operands[operands.length - 1];
  const closure = argument & 8 ? operands[operands.length - 2] : null;
  const defaults = argument & 1 ? operands[0] : null;
  const globals = c.builder.load('load.ref', c.emit('frame'), c.world.offsets.frameGlobals, 'immutable');
  const { irs, temporaries, done } = c.forceAll([code]);
  const func = c.hold(c.callC('PyFunction_New', [irs[0], globals], 'collect', 'ref', 'null', temporaries));
  done();
  for (const [part, offset] of [[closure, c.world.offsets.functionClosure], [defaults, c.world.offsets.functionDefaults]] as const) {
    if (!part) continue;
    c.frame.stack.splice(stack.indexOf(part), 1, nullValue);
    c.builder.store('store.ref', func, c.own(part), offset, 'function.code');
  }
  c.unhold(func);
  c.popMany(count);
  c.push(c.ref(func, 'owned', c.builtin('PyFunction_Type')));
}

/** A C function on the operands, for what is not taught. */
function byCall(count: number, symbol: string, more: (c: Unit) => Value[] = () => []): Handler {
  return (c) => {
    const values = c.frame.stack.slice(c.frame.stack.length - count);
    const { irs, temporaries, done } = c.forceAll(values);
    const ir = c.callPython(symbol, [...irs, ...more(c)], 'ref', 'null', temporaries);
    c.popMany(count);
    c.push(c.ref(ir, 'owned'));
    done();
  };
}

function buildMap(c: Unit, { argument }: Instruction): void {
  if (argument > 0) return fillMap(c, argument);
  c.push(c.ref(c.callC('PyDict_New', [], 'collect', 'ref', 'null'), 'owned', c.dictType));
}

function fillMap(c: Unit, count: number): void {
  const dict = c.ref(c.callC('PyDict_New', [], 'collect', 'ref', 'null'), 'owned', c.dictType);
  c.drop(dict);
  c.hold(dict.ir);
  const entries = c.frame.stack.slice(c.frame.stack.length - 2 * count);
  for (let index = 0; index < count; index++) {
    const { irs, temporaries, done } = c.forceAll([entries[2 * index], entries[2 * index + 1]]);
    c.callPython('PyDict_SetItem', [dict.ir, ...irs], 'i64', 'minus-one', temporaries);
    done();
  }
  c.unhold(dict.ir);
  c.popMany(2 * count);
  c.push(dict);
}

function buildConstantKeyMap(c: Unit, { argument }: Instruction): void {
  const keys = c.peek();
  if (keys.kind !== 'const') return c.leaveHere('not-compiled');
  const addresses = c.world.readTuple(keys.address);
  const dict = c.ref(c.callC('PyDict_New', [], 'collect', 'ref', 'null'), 'owned', c.dictType);
  c.drop(dict);
  c.hold(dict.ir);
  const values = c.frame.stack.slice(c.frame.stack.length - 1 - argument, c.frame.stack.length - 1);
  values.forEach((value, index) => {
    const { irs, temporaries, done } = c.forceAll([value]);
    const key = c.builder.ref(addresses[index], 'key');
    // Keys of such displays are constants: no Python code compares them.
    c.callC('PyDict_SetItem', [dict.ir, key, irs[0]], 'collect', 'i64', 'minus-one', temporaries);
    done();
  });
  c.unhold(dict.ir);
  c.popMany(argument + 1);
  c.push(dict);
}

/** Whether a part of an f-string is known not to be empty. */
function isFull(c: Unit, value: PyValue): boolean {
  if (value.kind === 'char') return true;
  return value.kind === 'const' && c.isType(value, c.strType) && lengthOfConstant(c, value.address) > 0;
}

/**
 * The parts that PyUnicode_Concat may give back as they are: those beside which all others may be empty (3.11, Objects/unicodeobject.c).
 */
function possibleResults(c: Unit, parts: PyValue[], irs: Value[]): Value[] {
  const full = irs.filter((_, index) => isFull(c, parts[index]));
  return full.length === 0 ? [...new Set(irs)] : full.length === 1 ? full : [];
}

/** A string of its own, where the joined one may be one of these: the interpreter's join always makes a new one of several parts (_PyUnicode_JoinArray). */
function unlessOneOf(c: Unit, joined: Value, parts: Value[], temporaries: Value[]): Value {
  if (parts.length === 0) return joined;
  const { builder, fn } = c;
  const same = fn.newBlock('one of the parts');
  const done = fn.newBlock('joined');
  const result = fn.addParameter(done, 'ref', 'joined');
  const isPart = parts.map((part) => c.emit('eq.ref', [joined, part])).reduce((any, one) => c.emit('or.bool', [any, one]));
  builder.branch(isPart, { block: same, args: [] }, { block: done, args: [joined] });
  builder.block = same;
  same.cold = true;
  const copy = c.callC('_PyUnicode_Copy', [joined], 'allocate', 'ref', 'null', [...temporaries, joined]);
  c.releaseTemporary(joined);
  builder.jump(done, [copy]);
  builder.block = done;
  return result;
}

/** The strings on the stack, joined two by two: that needs no array of them in memory. */
function buildString(c: Unit, { argument }: Instruction): void {
  const parts = c.frame.stack.slice(c.frame.stack.length - argument);
  let joined: Value | null = null;
  const { irs, temporaries, done } = c.forceAll(parts);
  for (const ir of irs) {
    if (joined === null) {
      c.builder.append('incref', [ir]);
      joined = ir;
      continue;
    }
    const next: Value = c.callC('PyUnicode_Concat', [joined, ir], 'allocate', 'ref', 'null', [...temporaries, joined]);
    c.releaseTemporary(joined);
    joined = next;
  }
  const result = unlessOneOf(c, joined as Value, possibleResults(c, parts, irs), temporaries);
  c.popMany(argument);
  c.push(c.ref(result, 'owned', c.strType));
  done();
}

const conversions = ['', 'PyObject_Str', 'PyObject_Repr', 'PyObject_ASCII'];

/**
 * f-string fields: conversion, then format() unless the result is exactly a string and there is no format spec (3.11, Python/ceval.c, FORMAT_VALUE).
 * A method of the program, be it for the conversion or for the format, may give an instance of a subclass of str.
 */
function formatValue(c: Unit, { argument }: Instruction): void {
  const hasSpec = (argument & 4) === 4;
  const operands = hasSpec ? 2 : 1;
  const value = c.peek(operands - 1);
  const conversion = conversions[argument & 3];
  c.promoteType(value, 0);
  if (!conversion && !hasSpec && c.isType(value, c.strType)) return;
  const plain = isPlain(c, value);
  // For all but str and int the format is asked of a bound method, which the collector tracks (Objects/abstract.c, PyObject_Format).
  const effect = (symbol: string): 'allocate' | 'collect' => (symbol === 'PyObject_Format' && !c.isType(value, c.strType) && !c.isType(value, c.intType) ? 'collect' : effectAmidSignals(c, c.isType(value, c.intType)));
  const call = (symbol: string, args: Value[], release: Value[]): Value => (plain && !hasSpec ? c.callC(symbol, args, effect(symbol), 'ref', 'null', release) : c.callPython(symbol, args, 'ref', 'null', release));
  const { irs, temporaries, done } = c.forceAll(hasSpec ? [value, c.peek()] : [value]);
  let ir = irs[0];
  if (conversion) ir = call(conversion, [ir], temporaries);
  // An exact string is its own format: PyObject_Format gives it back.
  if (!conversion || hasSpec || !plain) {
    const formatted = call('PyObject_Format', [ir, hasSpec ? irs[1] : c.builder.ptr(0, 'NULL')], conversion ? [...temporaries, ir] : temporaries);
    if (conversion && plain) c.releaseTemporary(ir);
    else if (conversion) c.releaseUnknown(ir);
    ir = formatted;
  }
  c.popMany(operands);
  const result = c.ref(ir, 'owned', plain ? c.strType : null);
  if (!plain) c.state.update(result, { expected: [c.strType.address] });
  c.push(result);
  done();
}

/**
 * [*source]: the error for what cannot be iterated has another text than that of list.extend (3.11, Python/ceval.c, LIST_EXTEND). It may come where the class
 * has no tp_iter; the interpreter does these, among them sequences with nothing but a __getitem__, before anything has changed.
 */
function extendList(c: Unit, { argument }: Instruction): void {
  const { irs, temporaries, done } = c.forceAll([c.peek(argument), c.peek()]);
  const { objectType, typeIter } = c.world.offsets;
  const type = c.builder.load('load.ptr', irs[1], objectType, 'object.type');
  c.guardFalse(c.emit('is.null', [c.builder.load('load.ptr', type, typeIter, 'type.version')]), 'not-compiled');
  // _PyList_Extend gives None, as list.extend does.
  c.releaseTemporary(c.callPython('_PyList_Extend', irs, 'ref', 'null', temporaries));
  c.popMany(1);
  done();
}

/** One entry of the container `argument` entries below the top, after the operands are popped. */
function addTo(symbol: string, operands: number, order: (values: Value[]) => Value[]): Handler {
  return (c, { argument }) => {
    const values = c.frame.stack.slice(c.frame.stack.length - operands);
    const container = c.peek(operands + argument - 1);
    const { irs, temporaries, done } = c.forceAll([container, ...values]);
    c.callPython(symbol, [irs[0], ...order(irs.slice(1))], 'i64', 'minus-one', temporaries);
    c.popMany(operands);
    done();
  };
}

export const buildingHandlers: Record<string, Handler> = {
  BUILD_TUPLE: build('tuple'),
  BUILD_SLICE: build('slice'),
  BUILD_LIST: buildList,
  BUILD_MAP: buildMap,
  BUILD_CONST_KEY_MAP: buildConstantKeyMap,
  BUILD_STRING: buildString,
  FORMAT_VALUE: formatValue,
  LIST_TO_TUPLE: byCall(1, 'PyList_AsTuple'),
  LIST_EXTEND: extendList,
  SET_UPDATE: addTo('_PySet_Update', 1, (values) => values),
  SET_ADD: addTo('PySet_Add', 1, (values) => values),
  MAP_ADD: addTo('PyDict_SetItem', 2, (values) => values),
  LIST_APPEND: (c, { argument }) => {
    const value = c.pop();
    const list = c.peek(argument - 1);
    noteItems(c, list, [value]);
    appendItem(c, listIr(c, list), value);
  },
  UNPACK_SEQUENCE: unpack,
  MAKE_FUNCTION: makeFunction,
};

export type { PyValue };
