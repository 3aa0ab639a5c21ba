// For tests: builtin functions, constructors of builtin types and methods of the fake process: what the test programs use.

import { more, offsets } from './fake-layout';
import * as operations from './fake-operations';
import type { NativeFunction } from './fake-heap';
import type { FakeVm } from './fake-vm';
import { addToSet } from './fake-interpreter';

type Native = (vm: FakeVm, args: number[], keywords: Map<string, number>) => number;

const float = (vm: FakeVm, object: number): number => Number(operations.numberOf(vm, object) ?? vm.raise('TypeError', 'a number is needed'));
const int = (vm: FakeVm, object: number): bigint => {
  const value = operations.numberOf(vm, object);
  return typeof value === 'bigint' ? value : vm.raise('TypeError', 'an integer is needed');
};

function items(vm: FakeVm, iterable: number): number[] {
  const found: number[] = [];
  vm.forEach(iterable, (item) => void found.push(item));
  return found;
}

function extreme(op: 'lt' | 'gt'): Native {
  return (vm, args) => {
    const from = args.length === 1 ? items(vm, args[0]) : args.map((argument) => vm.heap.incref(argument));
    if (from.length === 0) vm.raise('ValueError', 'empty');
    let best = from[0];
    for (const item of from.slice(1)) {
      const better = operations.compare(vm, op, item, best);
      if (better === vm.heap.true) best = item;
      vm.heap.decref(better);
    }
    vm.heap.incref(best);
    from.forEach((item) => vm.heap.decref(item));
    return best;
  };
}

function newRange(vm: FakeVm, args: number[]): number {
  const [start, stop, step] = args.length === 1 ? [0n, int(vm, args[0]), 1n] : [int(vm, args[0]), int(vm, args[1]), args.length > 2 ? int(vm, args[2]) : 1n];
  if (step === 0n) vm.raise('ValueError', 'step must not be zero');
  const distance = step > 0n ? stop - start : start - stop;
  const by = step > 0n ? step : -step;
  const count = distance <= 0n ? 0n : (distance - 1n) / by + 1n;
  const { heap } = vm;
  return heap.record('PyRange_Type', {
    [offsets.rangeStart]: heap.int(start),
    [offsets.rangeStop]: heap.int(stop),
    [offsets.rangeStep]: heap.int(step),
    [offsets.rangeLength]: heap.int(count),
  });
}

function toInt(vm: FakeVm, [value]: number[]): number {
  if (value === undefined) return vm.heap.int(0);
  if (vm.heap.is(value, 'PyUnicode_Type')) return vm.heap.int(BigInt(vm.heap.readString(value)));
  const number = operations.numberOf(vm, value) ?? vm.raise('TypeError', 'int()');
  if (typeof number === 'number' && !Number.isFinite(number)) vm.raise(Number.isNaN(number) ? 'ValueError' : 'OverflowError', 'not finite');
  return vm.heap.int(typeof number === 'bigint' ? number : BigInt(Math.trunc(number)));
}

const copies = (make: 'list' | 'tuple'): Native => (vm, [iterable]) => vm.heap[make](iterable === undefined ? [] : items(vm, iterable));
const wrapper = (symbol: string): Native => (vm, [object]) => vm.heap.record(symbol, { [offsets.propertyGetter]: vm.heap.incref(object) });

function newSet(vm: FakeVm, [iterable]: number[]): number {
  const set = vm.heap.record('PySet_Type', {});
  vm.heap.dicts.set(set, new Map());
  if (iterable !== undefined) {
    vm.forEach(iterable, (item) => {
      addToSet(vm, set, item);
      vm.heap.decref(item);
    });
  }
  return set;
}

/** By the symbol of the type: what calling it does. */
const constructors: Record<string, Native> = {
  PyLong_Type: toInt,
  PyFloat_Type: (vm, [value]) => vm.heap.float(value === undefined ? 0 : vm.heap.is(value, 'PyUnicode_Type') ? Number(vm.heap.readString(value)) : float(vm, value)),
  PyBool_Type: (vm, [value]) => vm.heap.bool(value !== undefined && operations.isTrue(vm, value)),
  PyUnicode_Type: (vm, [value]) => vm.heap.str(vm.heap.is(value, 'PyUnicode_Type') ? vm.heap.readString(value) : String(int(vm, value))),
  PyList_Type: copies('list'),
  PyTuple_Type: copies('tuple'),
  PyDict_Type: (vm) => vm.heap.dict(),
  PySet_Type: newSet,
  PyRange_Type: newRange,
  PyEnum_Type: (vm, [iterable, start], keywords) => {
    const first = start ?? keywords.get('start');
    return vm.heap.record('PyEnum_Type', {
      [more.enumerateIndex]: first === undefined ? 0n : int(vm, first),
      [more.enumerateIterator]: operations.iterate(vm, iterable),
    });
  },
  PyZip_Type: (vm, args) => vm.heap.record('PyZip_Type', { [more.zipIterators]: vm.heap.tuple(args.map((argument) => operations.iterate(vm, argument))) }),
  PyProperty_Type: wrapper('PyProperty_Type'),
  PyStaticMethod_Type: wrapper('PyStaticMethod_Type'),
  PyClassMethod_Type: wrapper('PyClassMethod_Type'),
  PyBaseObject_Type: (vm) => vm.heap.record('PyBaseObject_Type', {}, 16),
};
const functions: Record<string, Native> = {
  'builtins.len': (vm, [a]) => vm.heap.int(operations.length(vm, a)),
  'builtins.abs': (vm, [a]) => {
    const value = operations.numberOf(vm, a) ?? vm.raise('TypeError', 'abs()');
    return operations.box(vm, typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(value));
  },
  'builtins.min': extreme('lt'),
  'builtins.max': extreme('gt'),
  'builtins.sum': (vm, [iterable, start]) => {
    let total = start === undefined ? vm.heap.int(0) : vm.heap.incref(start);
    vm.forEach(iterable, (item) => {
      const sum = operations.binary(vm, 'add', total, item);
      vm.heap.decref(total);
      vm.heap.decref(item);
      total = sum;
    });
    return total;
  },
  'builtins.ord': (vm, [a]) => vm.heap.int(vm.heap.readString(a).codePointAt(0) as number),
  'builtins.chr': (vm, [a]) => vm.heap.str(String.fromCodePoint(Number(int(vm, a)))),
  'builtins.iter': (vm, [a]) => operations.iterate(vm, a),
  'builtins.isinstance': (vm, [object, types]) => {
    const wanted = vm.heap.is(types, 'PyTuple_Type') ? vm.heap.readTuple(types) : [types];
    for (let type = vm.heap.typeOf(object) as ReturnType<typeof vm.heap.typeOf> | null; type; type = type.base) if (wanted.includes(type.address)) return vm.heap.bool(true);
    return vm.heap.bool(false);
  },
  'builtins.print': (vm) => vm.heap.incref(vm.heap.none),
  'math.sqrt': (vm, [a]) => (float(vm, a) < 0 ? vm.raise('ValueError', 'math domain error') : vm.heap.float(Math.sqrt(float(vm, a)))),
  'math.fabs': (vm, [a]) => vm.heap.float(Math.abs(float(vm, a))),
  'math.floor': (vm, [a]) => vm.heap.int(BigInt(Math.floor(float(vm, a)))),
  'math.ceil': (vm, [a]) => vm.heap.int(BigInt(Math.ceil(float(vm, a)))),
  ...Object.fromEntries((['sin', 'cos', 'exp', 'atan'] as const).map((name) => [`math.${name}`, (vm: FakeVm, [a]: number[]) => vm.heap.float(Math[name](float(vm, a)))])),
};

const nothing = (vm: FakeVm): number => vm.heap.incref(vm.heap.none);

const methods: Record<string, Record<string, Native>> = {
  PyList_Type: {
    append: (vm, [list, item]) => {
      vm.heap.setItems(list, [...vm.heap.readList(list), vm.heap.incref(item)]);
      return nothing(vm);
    },
    extend: (vm, [list, iterable]) => {
      operations.extend(vm, list, iterable);
      return nothing(vm);
    },
    pop: (vm, [list, index]) => {
      const all = vm.heap.readList(list);
      if (all.length === 0) vm.raise('IndexError', 'pop from empty list');
      const [item] = all.splice(index === undefined ? all.length - 1 : operations.indexOf(vm, index, all.length), 1);
      vm.heap.setItems(list, all);
      return item;
    },
    insert: (vm, [list, index, item]) => {
      const all = vm.heap.readList(list);
      all.splice(Number(int(vm, index)), 0, vm.heap.incref(item));
      vm.heap.setItems(list, all);
      return nothing(vm);
    },
    reverse: (vm, [list]) => {
      vm.heap.setItems(list, vm.heap.readList(list).reverse());
      return nothing(vm);
    },
  },
  PyDict_Type: {
    ...Object.fromEntries(['keys', 'values', 'items'].map((name) => [name, (vm: FakeVm, [dict]: number[]) => vm.heap.record(`PyDict${name[0]!.toUpperCase()}${name.slice(1)}_Type`, { [more.viewedDict]: vm.heap.incref(dict!) })])),
    get: (vm, [dict, key, otherwise]) => {
      const entry = vm.heap.dicts.get(dict)!.get(operations.keyId(vm, key));
      return vm.heap.incref(entry ? vm.heap.memory.word(entry.cell) : (otherwise ?? vm.heap.none));
    },
  },
  PySet_Type: {
    add: (vm, [set, item]) => {
      addToSet(vm, set, item);
      return nothing(vm);
    },
  },
  PyUnicode_Type: {
    startswith: (vm, [text, part]) => vm.heap.bool(vm.heap.readString(text).startsWith(vm.heap.readString(part))),
    find: (vm, [text, part]) => vm.heap.int(BigInt(vm.heap.readString(text).indexOf(vm.heap.readString(part)))),
    replace: (vm, [text, old, fresh]) => vm.heap.str(vm.heap.readString(text).replaceAll(vm.heap.readString(old), vm.heap.readString(fresh))),
    split: (vm, [text, separator]) => vm.heap.list(vm.heap.readString(text).split(vm.heap.readString(separator)).map((part) => vm.heap.str(part))),
    isdigit: (vm, [text]) => vm.heap.bool(/^[0-9]+$/.test(vm.heap.readString(text))),
    upper: (vm, [text]) => vm.heap.str(vm.heap.readString(text).toUpperCase()),
    join: (vm, [text, iterable]) => {
      const parts = items(vm, iterable);
      const joined = vm.heap.str(parts.map((part) => vm.heap.readString(part)).join(vm.heap.readString(text)));
      parts.forEach((part) => vm.heap.decref(part));
      return joined;
    },
  },
};

const callable = (vm: FakeVm, native: Native): NativeFunction => (args, keywords) => native(vm, args, keywords);

export function installBuiltins(vm: FakeVm): void {
  const { heap, builtins } = vm;
  const modules = new Map([['builtins', builtins]]);
  for (const [name, native] of Object.entries(functions)) {
    const [moduleName, short] = name.split('.');
    let dict = modules.get(moduleName);
    if (dict === undefined) modules.set(moduleName, (dict = heap.keep(heap.dict())));
    vm.define(dict, short, heap.native(name, callable(vm, native)));
  }
  for (const type of heap.types.values()) {
    const { symbol } = type;
    if (symbol && constructors[symbol]) type.attributes.set('__new__', heap.native(`${type.name}.__new__`, callable(vm, constructors[symbol])));
    for (const [name, native] of Object.entries(methods[symbol ?? ''] ?? {})) type.attributes.set(name, heap.native(`${type.name}.${name}`, callable(vm, native), 'PyMethodDescr_Type'));
    if (symbol && (constructors[symbol] || symbol.startsWith('PyExc_'))) vm.define(builtins, type.name, heap.incref(type.address));
  }
  vm.define(builtins, 'NotImplemented', heap.incref(heap.notImplemented));
  for (const [name, dict] of modules) {
    if (name === 'builtins') continue;
    vm.define(dict, 'pi', heap.float(Math.PI));
    vm.define(builtins, `module ${name}`, heap.record('PyModule_Type', { [more.moduleDict]: heap.incref(dict) }));
  }
}
