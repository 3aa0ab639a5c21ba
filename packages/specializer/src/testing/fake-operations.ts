// For tests: what Python's operators do with the objects of the fake process. Arguments are borrowed, results are new references,
// as in the C API. Plain on purpose: the results are compared with those of a real Python.

import { type BinaryName, binaryNames, type CompareName } from '../types/meta';
import type { FakeEntry } from './fake-heap';
import type { FakeVm } from './fake-vm';
import { more, offsets } from './fake-layout';

type Number_ = bigint | number;

/** The number in an int, bool or float; undefined for other objects. */
export function numberOf(vm: FakeVm, object: number): Number_ | undefined {
  const { heap } = vm;
  if (heap.is(object, 'PyLong_Type') || heap.is(object, 'PyBool_Type')) return heap.readInt(object);
  return heap.is(object, 'PyFloat_Type') ? heap.readFloat(object) : undefined;
}

const floorDivide = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);

function onInts(vm: FakeVm, op: BinaryName, a: bigint, b: bigint): Number_ {
  if (['floordiv', 'mod', 'truediv'].includes(op) && b === 0n) vm.raise('ZeroDivisionError', 'division by zero');
  if (['lshift', 'rshift'].includes(op) && b < 0n) vm.raise('ValueError', 'negative shift count');
  switch (op) {
    case 'add': return a + b;
    case 'sub': return a - b;
    case 'mul': return a * b;
    case 'and': return a & b;
    case 'or': return a | b;
    case 'xor': return a ^ b;
    case 'lshift': return a << b;
    case 'rshift': return a >> b;
    case 'floordiv': return floorDivide(a, b);
    case 'mod': return a - floorDivide(a, b) * b;
    case 'truediv': return Number(a) / Number(b);
    case 'pow': return b >= 0n ? a ** b : onFloats(vm, 'pow', Number(a), Number(b));
    default: return vm.raise('TypeError', `unsupported operands for ${op}`);
  }
}

/** Objects/floatobject.c, _float_div_mod. */
function floatDivMod(x: number, y: number): [number, number] {
  let mod = x % y;
  let div = (x - mod) / y;
  if (mod !== 0) {
    if (y < 0 !== mod < 0) {
      mod += y;
      div -= 1;
    }
  } else mod = y < 0 ? -0 : 0;
  let floor = Math.floor(div);
  if (div !== 0) {
    if (div - floor > 0.5) floor += 1;
  } else floor = x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  return [floor, mod];
}

function onFloats(vm: FakeVm, op: BinaryName, a: number, b: number): number {
  if (['floordiv', 'mod', 'truediv'].includes(op) && b === 0) vm.raise('ZeroDivisionError', 'float division by zero');
  switch (op) {
    case 'add': return a + b;
    case 'sub': return a - b;
    case 'mul': return a * b;
    case 'truediv': return a / b;
    case 'floordiv': return floatDivMod(a, b)[0];
    case 'mod': return floatDivMod(a, b)[1];
    case 'pow': {
      if (a === 0 && b < 0) vm.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
      const result = a === 1 || b === 0 ? 1 : a ** b;
      if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) vm.raise('OverflowError', 'numerical result out of range');
      return result;
    }
    default: return vm.raise('TypeError', `unsupported operands for float ${op}`);
  }
}

export function box(vm: FakeVm, value: Number_): number {
  return typeof value === 'bigint' ? vm.heap.int(value) : vm.heap.float(value);
}

function sequenceBinary(vm: FakeVm, op: BinaryName, a: number, b: number): number | null {
  const { heap } = vm;
  const share = (items: number[]): number[] => items.map((item) => heap.incref(item));
  const times = heap.is(b, 'PyLong_Type') ? Math.max(0, Number(heap.readInt(b))) : null;
  const repeat = <T>(items: T[]): T[] => Array.from({ length: times as number }, () => items).flat();
  if (heap.is(a, 'PyUnicode_Type')) {
    if (op === 'add' && heap.is(b, 'PyUnicode_Type')) return heap.str(heap.readString(a) + heap.readString(b));
    if (op === 'mul' && times !== null) return heap.str(heap.readString(a).repeat(times));
  }
  for (const [symbol, read, make] of [['PyList_Type', 'readList', 'list'], ['PyTuple_Type', 'readTuple', 'tuple']] as const) {
    if (!heap.is(a, symbol)) continue;
    if (op === 'add' && heap.is(b, symbol)) return heap[make](share([...heap[read](a), ...heap[read](b)]));
    if (op === 'mul' && times !== null) return heap[make](share(repeat(heap[read](a))));
  }
  return null;
}

/** `a op b`, or `a op= b`. */
export function binary(vm: FakeVm, op: BinaryName, a: number, b: number, inPlace = false): number {
  const { heap } = vm;
  const x = numberOf(vm, a);
  const y = numberOf(vm, b);
  if (x !== undefined && y !== undefined) {
    if (heap.is(a, 'PyBool_Type') && heap.is(b, 'PyBool_Type') && ['and', 'or', 'xor'].includes(op)) return heap.bool(onInts(vm, op, x as bigint, y as bigint) !== 0n);
    if (typeof x === 'bigint' && typeof y === 'bigint') return box(vm, onInts(vm, op, x, y));
    return heap.float(onFloats(vm, op, Number(x), Number(y)));
  }
  if (inPlace && op === 'add' && heap.is(a, 'PyList_Type')) {
    extend(vm, a, b);
    return heap.incref(a);
  }
  const sequence = sequenceBinary(vm, op, a, b);
  if (sequence !== null) return sequence;
  for (const [object, name, argument] of [...(inPlace ? [[a, `__i${op}__`, b] as const] : []), [a, `__${op}__`, b] as const, [b, `__r${op}__`, a] as const]) {
    const result = vm.callMethod(object, name, [argument]);
    if (result === null) continue;
    if (result !== heap.notImplemented) return result;
    heap.decref(result);
  }
  return vm.raise('TypeError', `unsupported operand types for ${op}`);
}

/** BINARY_OP by its argument. */
export const binaryByArgument = (vm: FakeVm, argument: number, a: number, b: number): number => binary(vm, binaryNames[argument % 13], a, b, argument >= 13);

export function unary(vm: FakeVm, op: 'neg' | 'pos' | 'invert', a: number): number {
  const x = numberOf(vm, a);
  if (x === undefined) return vm.callMethod(a, `__${op}__`, []) ?? vm.raise('TypeError', `bad operand for ${op}`);
  if (op === 'neg') return box(vm, -x);
  if (op === 'pos') return box(vm, x);
  return typeof x === 'bigint' ? box(vm, ~x) : vm.raise('TypeError', 'bad operand for ~');
}

const orders: Record<CompareName, (order: number) => boolean> = { lt: (o) => o < 0, le: (o) => o <= 0, eq: (o) => o === 0, ne: (o) => o !== 0, gt: (o) => o > 0, ge: (o) => o >= 0 };
const reflected: Record<CompareName, CompareName> = { lt: 'gt', le: 'ge', eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le' };

export function equal(vm: FakeVm, a: number, b: number): boolean {
  if (a === b) return true;
  const result = compare(vm, 'eq', a, b);
  const truth = isTrue(vm, result);
  vm.heap.decref(result);
  return truth;
}

function compareText(a: string, b: string): number {
  const x = [...a].map((c) => c.codePointAt(0) as number);
  const y = [...b].map((c) => c.codePointAt(0) as number);
  for (let index = 0; index < Math.min(x.length, y.length); index++) if (x[index] !== y[index]) return x[index] - y[index];
  return x.length - y.length;
}

export function compare(vm: FakeVm, op: CompareName, a: number, b: number): number {
  const { heap } = vm;
  const x = numberOf(vm, a);
  const y = numberOf(vm, b);
  if (x !== undefined && y !== undefined) {
    // Mixed comparisons of JavaScript are exact, as Python's.
    const results = { lt: x < y, le: x <= y, eq: x == y, ne: x != y, gt: x > y, ge: x >= y };
    return heap.bool(results[op]);
  }
  if (heap.is(a, 'PyUnicode_Type') && heap.is(b, 'PyUnicode_Type')) return heap.bool(orders[op](compareText(heap.readString(a), heap.readString(b))));
  for (const [symbol, read] of [['PyList_Type', 'readList'], ['PyTuple_Type', 'readTuple']] as const) {
    if (!heap.is(a, symbol) || !heap.is(b, symbol)) continue;
    const left = heap[read](a);
    const right = heap[read](b);
    const differ = left.findIndex((item, index) => index >= right.length || !equal(vm, item, right[index]));
    if (differ < 0 || differ >= right.length) return heap.bool(orders[op](left.length - right.length));
    return op === 'eq' || op === 'ne' ? heap.bool(op === 'ne') : compare(vm, op, left[differ], right[differ]);
  }
  for (const [object, name, other] of [[a, op, b], [b, reflected[op], a]] as const) {
    const result = vm.callMethod(object, `__${name}__`, [other]);
    if (result === null) continue;
    if (result !== heap.notImplemented) return result;
    heap.decref(result);
  }
  if (op === 'eq' || op === 'ne') return heap.bool((a === b) === (op === 'eq'));
  return vm.raise('TypeError', `no order: ${op}`);
}

export function length(vm: FakeVm, a: number): number {
  const { heap } = vm;
  if (heap.is(a, 'PyList_Type') || heap.is(a, 'PyTuple_Type')) return heap.size(a);
  if (heap.is(a, 'PyUnicode_Type')) return [...heap.readString(a)].length;
  if (heap.is(a, 'PyDict_Type') || heap.is(a, 'PySet_Type')) return heap.dicts.get(a)!.size;
  if (heap.is(a, 'PyRange_Type')) return Number(heap.readInt(heap.memory.word(a + offsets.rangeLength)));
  const result = vm.callMethod(a, '__len__', []);
  if (result === null) return vm.raise('TypeError', 'has no len()');
  const size = Number(heap.readInt(result));
  heap.decref(result);
  return size;
}

export function isTrue(vm: FakeVm, a: number): boolean {
  const { heap } = vm;
  const x = numberOf(vm, a);
  if (x !== undefined) return Boolean(x);
  if (a === heap.none) return false;
  const result = vm.callMethod(a, '__bool__', []);
  if (result !== null) {
    heap.decref(result);
    return result === heap.true;
  }
  const sized = ['PyList_Type', 'PyTuple_Type', 'PyUnicode_Type', 'PyDict_Type', 'PySet_Type', 'PyRange_Type'].some((symbol) => heap.is(a, symbol));
  return sized || vm.lookup(heap.typeOf(a), '__len__') !== undefined ? length(vm, a) > 0 : true;
}

/** What equal keys have in common. */
export function keyId(vm: FakeVm, key: number): string {
  const { heap } = vm;
  const x = numberOf(vm, key);
  if (x !== undefined) return typeof x === 'bigint' || Number.isInteger(x) ? `n${BigInt(x)}` : `f${x}`;
  if (heap.is(key, 'PyUnicode_Type')) return `s${heap.readString(key)}`;
  if (heap.is(key, 'PyTuple_Type')) return `t(${heap.readTuple(key).map((item) => keyId(vm, item)).join()})`;
  if (heap.is(key, 'PyList_Type')) return vm.raise('TypeError', 'unhashable');
  return `o${key}`;
}

export function indexOf(vm: FakeVm, index: number, size: number): number {
  const at = numberOf(vm, index);
  if (typeof at !== 'bigint') return vm.raise('TypeError', 'indices must be integers');
  const place = at < 0n ? at + BigInt(size) : at;
  return place < 0n || place >= BigInt(size) ? vm.raise('IndexError', 'index out of range') : Number(place);
}

/** The indices that a slice selects. */
function sliced(vm: FakeVm, slice: number, size: number): number[] {
  const [start, stop, step] = [0, 8, 16].map((offset) => {
    const part = vm.heap.memory.word(slice + more.sliceStart + offset);
    return part === vm.heap.none ? null : Number(vm.heap.readInt(part));
  });
  const by = step ?? 1;
  const clamp = (value: number | null, whenNone: number): number => {
    if (value === null) return whenNone;
    const at = value < 0 ? value + size : value;
    return by > 0 ? Math.min(Math.max(at, 0), size) : Math.min(Math.max(at, -1), size - 1);
  };
  const indices: number[] = [];
  const end = clamp(stop, by > 0 ? size : -1);
  for (let at = clamp(start, by > 0 ? 0 : size - 1); by > 0 ? at < end : at > end; at += by) indices.push(at);
  return indices;
}

export function getItem(vm: FakeVm, container: number, index: number): number {
  const { heap } = vm;
  const slice = heap.is(index, 'PySlice_Type');
  if (heap.is(container, 'PyList_Type') || heap.is(container, 'PyTuple_Type')) {
    const list = heap.is(container, 'PyList_Type');
    const items = list ? heap.readList(container) : heap.readTuple(container);
    if (!slice) return heap.incref(items[indexOf(vm, index, items.length)]);
    return heap[list ? 'list' : 'tuple'](sliced(vm, index, items.length).map((at) => heap.incref(items[at])));
  }
  if (heap.is(container, 'PyUnicode_Type')) {
    const characters = [...heap.readString(container)];
    return heap.str(slice ? sliced(vm, index, characters.length).map((at) => characters[at]).join('') : characters[indexOf(vm, index, characters.length)]);
  }
  if (heap.is(container, 'PyDict_Type')) {
    const entry = heap.dicts.get(container)!.get(keyId(vm, index));
    return entry ? heap.incref(heap.memory.word(entry.cell)) : vm.raise('KeyError', keyId(vm, index));
  }
  if (heap.is(container, 'PyRange_Type')) {
    const [start, step] = [offsets.rangeStart, offsets.rangeStep].map((at) => heap.readInt(heap.memory.word(container + at)));
    return heap.int(start + step * BigInt(indexOf(vm, index, length(vm, container))));
  }
  return vm.callMethod(container, '__getitem__', [index]) ?? vm.raise('TypeError', 'not subscriptable');
}

/** In a list; takes over the references to the new items. */
export function replaceItems({ heap }: FakeVm, list: number, start: number, count: number, added: readonly number[]): void {
  const items = heap.readList(list);
  const gone = items.splice(start, count, ...added);
  heap.setItems(list, items);
  gone.forEach((item) => heap.decref(item));
}

export function setItem(vm: FakeVm, container: number, index: number, value: number): void {
  const { heap } = vm;
  if (heap.is(container, 'PyList_Type') && heap.is(index, 'PySlice_Type')) {
    // Forward, of neighbours; not an empty one.
    const places = sliced(vm, index, heap.size(container));
    const added = heap.is(value, 'PyTuple_Type') ? heap.readTuple(value) : heap.readList(value);
    replaceItems(vm, container, places[0], places.length, added.map((item) => heap.incref(item)));
  } else if (heap.is(container, 'PyList_Type')) {
    const at = indexOf(vm, index, heap.size(container));
    const cell = heap.memory.word(container + offsets.listItems) + 8 * at;
    const old = heap.memory.word(cell);
    heap.memory.setWord(cell, heap.incref(value));
    heap.decref(old);
  } else if (heap.is(container, 'PyDict_Type')) heap.setEntry(container, keyId(vm, index), index, heap.incref(value));
  else heap.decref(vm.callMethod(container, '__setitem__', [index, value]) ?? vm.raise('TypeError', 'no item assignment'));
}

export function deleteItem(vm: FakeVm, container: number, index: number): void {
  const { heap } = vm;
  if (heap.is(container, 'PyList_Type')) {
    replaceItems(vm, container, indexOf(vm, index, heap.size(container)), 1, []);
  } else if (heap.dicts.get(container)?.has(keyId(vm, index))) heap.removeEntry(container, keyId(vm, index));
  else vm.raise('KeyError', keyId(vm, index));
}

export function contains(vm: FakeVm, container: number, item: number): boolean {
  const { heap } = vm;
  if (heap.is(container, 'PyList_Type')) return heap.readList(container).some((one) => equal(vm, one, item));
  if (heap.is(container, 'PyTuple_Type')) return heap.readTuple(container).some((one) => equal(vm, one, item));
  if (heap.is(container, 'PyUnicode_Type')) return heap.readString(container).includes(heap.readString(item));
  if (heap.dicts.has(container)) return heap.dicts.get(container)!.has(keyId(vm, item));
  const result = vm.callMethod(container, '__contains__', [item]) ?? vm.raise('TypeError', 'not a container');
  const truth = isTrue(vm, result);
  heap.decref(result);
  return truth;
}

export function extend(vm: FakeVm, list: number, iterable: number): void {
  const { heap } = vm;
  const added: number[] = [];
  vm.forEach(iterable, (item) => void added.push(item));
  heap.setItems(list, [...heap.readList(list), ...added]);
}

const iterators: Record<string, string> = { PyList_Type: 'PyListIter_Type', PyTuple_Type: 'PyTupleIter_Type', PyUnicode_Type: 'PyUnicodeIter_Type', PyDict_Type: 'PyDictIterKey_Type', PySet_Type: 'PySetIter_Type' };

/** iter(a). */
export function iterate(vm: FakeVm, a: number): number {
  const { heap } = vm;
  const { symbol } = heap.typeOf(a);
  if (symbol && iterators[symbol]) return heap.record(iterators[symbol], { [more.iteratorIndex]: 0, [more.iteratorSequence]: heap.incref(a) });
  const view = /^PyDict(Key|Value|Item)s_Type$/.exec(symbol ?? '');
  if (view) return heap.record(`PyDictIter${view[1]}_Type`, { [more.iteratorIndex]: 0, [more.iteratorSequence]: heap.incref(heap.memory.word(a + more.viewedDict)) });
  if (symbol === 'PyRange_Type') {
    const [start, step, count] = [offsets.rangeStart, offsets.rangeStep, offsets.rangeLength].map((at) => heap.readInt(heap.memory.word(a + at)));
    const { rangeIterator } = offsets;
    return heap.record('PyRangeIter_Type', { [rangeIterator.index as number]: 0, [rangeIterator.start]: start, [rangeIterator.step]: step, [rangeIterator.length]: count });
  }
  if (symbol && /Iter_Type$|PyEnum_Type|PyZip_Type/.test(symbol)) return heap.incref(a);
  return vm.callMethod(a, '__iter__', []) ?? vm.raise('TypeError', 'not iterable');
}

/** What an iterator of a dict, of a view of one, or of a set gives for an entry. */
function entryOf({ heap }: FakeVm, symbol: string, { key, cell }: FakeEntry): number {
  const value = heap.memory.word(cell);
  if (symbol === 'PyDictIterItem_Type') return heap.tuple([heap.incref(key), heap.incref(value)]);
  return heap.incref(symbol === 'PyDictIterValue_Type' ? value : key);
}

/** The next item, 0 at the end. */
export function next(vm: FakeVm, iterator: number): number {
  const { heap } = vm;
  const { memory } = heap;
  const { symbol } = heap.typeOf(iterator);
  if (symbol === 'PyRangeIter_Type') {
    const { rangeIterator } = offsets;
    const index = memory.signed(iterator + (rangeIterator.index as number));
    if (index >= memory.signed(iterator + rangeIterator.length)) return 0;
    memory.setWord(iterator + (rangeIterator.index as number), index + 1n);
    return heap.int(memory.signed(iterator + rangeIterator.start) + index * memory.signed(iterator + rangeIterator.step));
  }
  if (symbol === 'PyEnum_Type') {
    const item = next(vm, memory.word(iterator + more.enumerateIterator));
    if (item === 0) return 0;
    const index = memory.signed(iterator + more.enumerateIndex);
    memory.setWord(iterator + more.enumerateIndex, index + 1n);
    return heap.tuple([heap.int(index), item]);
  }
  if (symbol === 'PyZip_Type') {
    const items: number[] = [];
    for (const one of heap.readTuple(memory.word(iterator + more.zipIterators))) {
      const item = next(vm, one);
      if (item === 0) {
        items.forEach((other) => heap.decref(other));
        return 0;
      }
      items.push(item);
    }
    return heap.tuple(items);
  }
  const sequence = symbol && /^Py\w+Iter(Key|Value|Item)?_Type$/.test(symbol) ? memory.word(iterator + more.iteratorSequence) : null;
  if (sequence === null) return vm.nextOfInstance(iterator);
  if (sequence === 0) return 0;
  const index = memory.word(iterator + more.iteratorIndex);
  memory.setWord(iterator + more.iteratorIndex, index + 1);
  const keys = heap.dicts.get(sequence);
  if (index < length(vm, sequence)) {
    if (keys) return entryOf(vm, symbol as string, [...keys.values()][index]!);
    const at = heap.int(index);
    const item = getItem(vm, sequence, at);
    heap.decref(at);
    return item;
  }
  memory.setWord(iterator + more.iteratorSequence, 0);
  heap.decref(sequence);
  return 0;
}
