// For tests: the C functions that compiled code calls, on the fake process. References are borrowed and results owned as in the
// C API.

import type { RuntimeValue } from '@psyco/ir';
import { type BinaryName, compareNames } from '../types/meta';
import { more, offsets } from './fake-layout';
import { addToSet } from './fake-interpreter';
import * as operations from './fake-operations';
import type { FakeVm } from './fake-vm';

export type FakeCallee = (vm: FakeVm, args: RuntimeValue[]) => RuntimeValue | undefined;

/** A function of objects. */
const objects =
  (use: (vm: FakeVm, ...args: number[]) => number): FakeCallee =>
  (vm, args) =>
    use(vm, ...args.map(Number));

/** One that returns 0 or -1. */
const status =
  (use: (vm: FakeVm, ...args: number[]) => void): FakeCallee =>
  (vm, args) => {
    use(vm, ...args.map(Number));
    return 0n;
  };
/** A C int: garbage in the upper half of the register. */
const cInt = (value: number): bigint => BigInt.asIntN(64, (0x7bcdn << 32n) | BigInt.asUintN(32, BigInt(value)));

const numbers: Record<BinaryName, string> = { add: 'Add', and: 'And', floordiv: 'FloorDivide', lshift: 'Lshift', matmul: 'MatrixMultiply', mul: 'Multiply', mod: 'Remainder', or: 'Or', pow: 'Power', rshift: 'Rshift', sub: 'Subtract', truediv: 'TrueDivide', xor: 'Xor' };
const binaries = Object.entries(numbers).flatMap(([op, name]) =>
  [false, true].map((inPlace) => [`PyNumber_${inPlace ? 'InPlace' : ''}${name}`, objects((vm, a, b) => operations.binary(vm, op as BinaryName, a, b, inPlace))] as const),
);
const doubles = (['pow', 'sin', 'cos', 'exp', 'atan'] as const).map((name) => [name, (_: FakeVm, args: RuntimeValue[]) => (Math[name] as (...args: number[]) => number)(...args.map(Number))] as const);

function keywordsOf(vm: FakeVm, dict: number): Map<string, number> {
  const entries = dict === 0 ? [] : [...vm.heap.dicts.get(dict)!];
  return new Map(entries.map(([id, { cell }]) => [id.slice(1), vm.heap.memory.word(cell)]));
}

const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const empty = (count: number): number[] => new Array<number>(count).fill(0);

export const callees: Record<string, FakeCallee> = {
  ...Object.fromEntries(binaries),
  ...Object.fromEntries(doubles),
  fmod: (_, [x, y]) => (x as number) % (y as number),
  PyNumber_Negative: objects((vm, a) => operations.unary(vm, 'neg', a)),
  PyNumber_Positive: objects((vm, a) => operations.unary(vm, 'pos', a)),
  PyNumber_Invert: objects((vm, a) => operations.unary(vm, 'invert', a)),
  PyObject_RichCompare: objects((vm, a, b, op) => operations.compare(vm, compareNames[op], a, b)),
  PyObject_IsTrue: (vm, [a]) => cInt(operations.isTrue(vm, a as number) ? 1 : 0),
  PySequence_Contains: (vm, [container, item]) => cInt(operations.contains(vm, container as number, item as number) ? 1 : 0),
  PyUnicode_Compare: (vm, [a, b]) => {
    const less = operations.compare(vm, 'lt', a as number, b as number) === vm.heap.true;
    const same = vm.heap.readString(a as number) === vm.heap.readString(b as number);
    vm.heap.decref(less ? vm.heap.true : vm.heap.false);
    return cInt(same ? 0 : less ? -1 : 1);
  },
  PyUnicode_Substring: objects((vm, text, low, high) => vm.heap.str([...vm.heap.readString(text)].slice(low, Math.max(low, high)).join(''))),
  _PyUnicode_EQ: (vm, [a, b]) => cInt(vm.heap.readString(a as number) === vm.heap.readString(b as number) ? 1 : 0),
  PyUnicode_Contains: (vm, [container, item]) => cInt(operations.contains(vm, container as number, item as number) ? 1 : 0),
  PyUnicode_Tailmatch: (vm, [text, part, , , direction]) => {
    const [whole, end] = [text, part].map((one) => vm.heap.readString(one as number));
    return BigInt(direction === 1n ? whole!.endsWith(end!) : whole!.startsWith(end!));
  },
  PyUnicode_Find: (vm, [text, part]) => {
    const whole = vm.heap.readString(text as number);
    const at = whole.indexOf(vm.heap.readString(part as number));
    return BigInt(at < 0 ? -1 : [...whole.slice(0, at)].length);
  },
  PyUnicode_Replace: objects((vm, text, old, fresh) => vm.heap.str(vm.heap.readString(text).replaceAll(vm.heap.readString(old), vm.heap.readString(fresh)))),
  PyUnicode_Split: objects((vm, text, separator) => vm.heap.list(vm.heap.readString(text).split(vm.heap.readString(separator)).map((part) => vm.heap.str(part)))),
  PyUnicode_Join: objects((vm, separator, list) => vm.call(vm.heap.builtin('PyUnicode_Type').attributes.get('join')!, [separator, list])),
  PyLong_FromUnicodeObject: objects((vm, text) => vm.call(vm.heap.builtin('PyLong_Type').address, [text])),
  PyFloat_FromString: objects((vm, text) => vm.call(vm.heap.builtin('PyFloat_Type').address, [text])),
  ...Object.fromEntries(['upper', 'isdigit'].map((name) => [`str.${name}`, objects((vm, text) => vm.call(vm.heap.builtin('PyUnicode_Type').attributes.get(name)!, [text]))])),
  ...Object.fromEntries(['keys', 'values', 'items'].map((name) => [`dict.${name}`, objects((vm, dict) => vm.call(vm.heap.builtin('PyDict_Type').attributes.get(name)!, [dict]))])),
  appendString: objects((vm, left, right) => {
    const whole = operations.binary(vm, 'add', left, right);
    vm.heap.decref(left);
    return whole;
  }),
  PyUnicode_FromOrdinal: (vm, [point]) => vm.heap.str(String.fromCodePoint(Number(point))),
  PyUnicode_Concat: objects((vm, a, b) => {
    if (vm.heap.readString(a) === '') return vm.heap.incref(b);
    return vm.heap.readString(b) === '' ? vm.heap.incref(a) : operations.binary(vm, 'add', a, b);
  }),
  _PyUnicode_Copy: objects((vm, a) => vm.heap.str(vm.heap.readString(a))),
  PyObject_Str: objects((vm, a) => vm.call(vm.heap.builtin('PyUnicode_Type').address, [a])),
  PyObject_Format: objects((vm, a) => vm.call(vm.heap.builtin('PyUnicode_Type').address, [a])),

  PyObject_GetItem: objects(operations.getItem),
  PyObject_SetItem: status(operations.setItem),
  PyObject_DelItem: status(operations.deleteItem),
  PyObject_GetIter: objects(operations.iterate),
  PyIter_Next: objects(operations.next),
  PyObject_GetAttr: objects((vm, object, name) => vm.getAttribute(object, vm.heap.readString(name))),
  PyObject_SetAttr: status((vm, object, name, value) => vm.setAttribute(object, vm.heap.readString(name), value)),
  PyObject_CallFunctionObjArgs: objects((vm, callable, ...args) => vm.call(callable, args.slice(0, args.indexOf(0)))),
  PyObject_Call: objects((vm, callable, args, keywords) => vm.call(callable, vm.heap.readTuple(args), keywordsOf(vm, keywords))),
  object_new: objects((vm, type) => vm.newInstance(vm.heap.types.get(type)!)),

  PyTuple_New: (vm, [size]) => vm.heap.tuple(empty(Number(size))),
  PyList_New: (vm, [size]) => vm.heap.list(empty(Number(size))),
  'list.pop': (vm, [list]) => vm.heap.natives.get(vm.heap.builtin('PyList_Type').attributes.get('pop')!)!.call([list as number], new Map()),
  PyList_Append: status((vm, list, item) => vm.heap.setItems(list, [...vm.heap.readList(list), vm.heap.incref(item)])),
  _PyList_Extend: objects((vm, list, iterable) => {
    operations.extend(vm, list, iterable);
    return vm.heap.incref(vm.heap.none);
  }),
  PySequence_Concat: objects((vm, a, b) => operations.binary(vm, 'add', a, b)),
  PySequence_Repeat: objects((vm, list, count) => vm.heap.list(Array.from({ length: Math.max(0, count) }, () => vm.heap.readList(list)).flat().map((item) => vm.heap.incref(item)))),
  PyList_GetSlice: objects((vm, list, low, high) => {
    const items = vm.heap.readList(list);
    const first = clip(low, 0, items.length);
    return vm.heap.list(items.slice(first, clip(high, first, items.length)).map((item) => vm.heap.incref(item)));
  }),
  PyList_SetSlice: status((vm, list, low, high, iterable) => {
    const fresh: number[] = [];
    vm.forEach(iterable, (item) => void fresh.push(item));
    const size = vm.heap.size(list);
    const first = clip(low, 0, size);
    operations.replaceItems(vm, list, first, clip(high, first, size) - first, fresh);
  }),
  PyList_Insert: status((vm, list, index, item) => {
    const items = vm.heap.readList(list);
    items.splice(clip(index < 0 ? index + items.length : index, 0, items.length), 0, vm.heap.incref(item));
    vm.heap.setItems(list, items);
  }),
  PyList_Reverse: status((vm, list) => vm.heap.setItems(list, vm.heap.readList(list).reverse())),
  PyDict_GetItemWithError: objects((vm, dict, key) => {
    const entry = vm.heap.dicts.get(dict)!.get(operations.keyId(vm, key));
    return entry ? vm.heap.memory.word(entry.cell) : 0;
  }),
  PyList_AsTuple: objects((vm, list) => vm.heap.tuple(vm.heap.readList(list).map((item) => vm.heap.incref(item)))),
  PySlice_New: objects((vm, start, stop, step) => vm.heap.record('PySlice_Type', { 16: vm.heap.incref(start), 24: vm.heap.incref(stop), 32: vm.heap.incref(step) })),
  PyCell_New: objects((vm, content) => vm.heap.record('PyCell_Type', { [offsets.cellContent]: content === 0 ? 0 : vm.heap.incref(content) })),
  PyMethod_New: objects((vm, func, self) => vm.heap.record('PyMethod_Type', { [more.methodFunction]: vm.heap.incref(func), [more.methodSelf]: vm.heap.incref(self) })),
  PyFunction_New: objects((vm, code, globals) => vm.newFunction(code, globals)),
  PyDict_New: (vm) => vm.heap.dict(),
  PyDict_SetItem: status(operations.setItem),
  PySet_New: (vm, [iterable]) => vm.call(vm.heap.builtin('PySet_Type').address, iterable === 0 ? [] : [iterable as number]),
  PySet_Add: status(addToSet),
  _PySet_Update: status((vm, set, iterable) =>
    vm.forEach(iterable, (item) => {
      addToSet(vm, set, item);
      vm.heap.decref(item);
    }),
  ),
};
