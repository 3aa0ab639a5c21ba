// For tests: the builtin types of the fake process, and which references an object of each holds.

import type { FakeHeap } from './fake-heap';
import { more, offsets } from './fake-layout';

interface BuiltinType {
  symbol: string;
  name: string;
  leaf?: boolean;
  base?: string;
}

const object = 'PyBaseObject_Type';
const plain = (symbol: string, name: string): BuiltinType => ({ symbol, name, base: object });

/** Append only: addresses go by the order. */
export const builtinTypes: readonly BuiltinType[] = [
  { symbol: object, name: 'object' },
  plain('PyType_Type', 'type'),
  { symbol: 'PyLong_Type', name: 'int', leaf: true, base: object },
  { symbol: 'PyFloat_Type', name: 'float', leaf: true, base: object },
  { symbol: 'PyBool_Type', name: 'bool', leaf: true, base: 'PyLong_Type' },
  { symbol: 'PyUnicode_Type', name: 'str', leaf: true, base: object },
  { symbol: '_PyNone_Type', name: 'NoneType', leaf: true, base: object },
  plain('_PyNotImplemented_Type', 'NotImplementedType'),
  plain('PyList_Type', 'list'),
  plain('PyTuple_Type', 'tuple'),
  plain('PyDict_Type', 'dict'),
  plain('PySet_Type', 'set'),
  plain('PySlice_Type', 'slice'),
  plain('PyRange_Type', 'range'),
  { symbol: 'PyRangeIter_Type', name: 'range_iterator', leaf: true, base: object },
  plain('PyListIter_Type', 'list_iterator'),
  plain('PyTupleIter_Type', 'tuple_iterator'),
  plain('PyUnicodeIter_Type', 'str_iterator'),
  plain('PyEnum_Type', 'enumerate'),
  plain('PyZip_Type', 'zip'),
  plain('PyFunction_Type', 'function'),
  plain('PyMethod_Type', 'method'),
  plain('PyCFunction_Type', 'builtin_function_or_method'),
  plain('PyMethodDescr_Type', 'method_descriptor'),
  plain('PyMemberDescr_Type', 'member_descriptor'),
  plain('PyGetSetDescr_Type', 'getset_descriptor'),
  plain('PyProperty_Type', 'property'),
  plain('PyClassMethod_Type', 'classmethod'),
  plain('PyStaticMethod_Type', 'staticmethod'),
  plain('PyCell_Type', 'cell'),
  plain('PyCode_Type', 'code'),
  plain('PyModule_Type', 'module'),
  plain('PyDictIterKey_Type', 'dict_keyiterator'),
  plain('PyExc_BaseException', 'BaseException'),
  { symbol: 'PyExc_Exception', name: 'Exception', base: 'PyExc_BaseException' },
  ...['ArithmeticError', 'LookupError', 'TypeError', 'ValueError', 'AttributeError', 'NameError', 'RuntimeError', 'StopIteration', 'AssertionError'].map((name) => ({
    symbol: `PyExc_${name}`,
    name,
    base: 'PyExc_Exception',
  })),
  ...['ZeroDivisionError', 'OverflowError'].map((name) => ({ symbol: `PyExc_${name}`, name, base: 'PyExc_ArithmeticError' })),
  ...['IndexError', 'KeyError'].map((name) => ({ symbol: `PyExc_${name}`, name, base: 'PyExc_LookupError' })),
  { symbol: 'PyExc_UnboundLocalError', name: 'UnboundLocalError', base: 'PyExc_NameError' },
  plain('PySetIter_Type', 'set_iterator'),
  plain('PyFrozenSet_Type', 'frozenset'),
  ...(['Key', 'Value', 'Item'] as const).flatMap((kind) => [plain(`PyDict${kind}s_Type`, `dict_${kind.toLowerCase()}s`), ...(kind === 'Key' ? [] : [plain(`PyDictIter${kind}_Type`, `dict_${kind.toLowerCase()}iterator`)])]),
];

/** The builtin types that have a tp_iter. */
export const iterable = /^Py(List|Tuple|Dict|Set|FrozenSet|Range|Unicode|Enum|Zip)/;

type Children = (heap: FakeHeap, address: number) => number[];

const fields = (...places: number[]): Children => (heap, address) => places.map((place) => heap.memory.word(address + place));
const entries: Children = (heap, address) => [...(heap.dicts.get(address)?.values() ?? [])].flatMap(({ key, cell }) => [key, heap.memory.word(cell)]);
const sequence = fields(more.iteratorSequence);
const viewed = fields(more.viewedDict);

const children: Record<string, Children> = {
  PyList_Type: (heap, address) => heap.readList(address),
  PyTuple_Type: (heap, address) => heap.readTuple(address),
  PyDict_Type: entries,
  PySet_Type: entries,
  PySlice_Type: fields(more.sliceStart, more.sliceStart + 8, more.sliceStart + 16),
  PyRange_Type: fields(offsets.rangeStart, offsets.rangeStop, offsets.rangeStep, offsets.rangeLength),
  PyListIter_Type: sequence,
  PyTupleIter_Type: sequence,
  PyUnicodeIter_Type: sequence,
  PyDictIterKey_Type: sequence,
  PyDictIterValue_Type: sequence,
  PyDictIterItem_Type: sequence,
  PySetIter_Type: sequence,
  PyDictKeys_Type: viewed,
  PyDictValues_Type: viewed,
  PyDictItems_Type: viewed,
  PyEnum_Type: fields(more.enumerateIterator),
  PyZip_Type: fields(more.zipIterators),
  PyFunction_Type: fields(offsets.functionCode, offsets.functionDefaults, offsets.functionClosure, offsets.functionGlobals, offsets.functionBuiltins),
  PyMethod_Type: fields(more.methodFunction, more.methodSelf),
  PyProperty_Type: fields(offsets.propertyGetter),
  PyClassMethod_Type: fields(offsets.propertyGetter),
  PyStaticMethod_Type: fields(offsets.propertyGetter),
  PyCell_Type: fields(offsets.cellContent),
  PyModule_Type: fields(more.moduleDict),
  PyCode_Type: (heap, address) => [...(heap.codes.get(address)?.constants ?? []), ...(heap.codes.get(address)?.names ?? [])],
  PyType_Type: (heap, address) => {
    const type = heap.types.get(address)!;
    return [...type.attributes.values(), ...(type.base && type.base.symbol === null && type.symbol === null ? [type.base.address] : [])];
  },
};

/** Addresses of the values block's first value; 0 if there is none. */
export const valuesOf = (heap: FakeHeap, instance: number): number => heap.memory.word(instance + offsets.inlineValues);

function instanceChildren(heap: FakeHeap, address: number): number[] {
  const type = heap.typeOf(address);
  const found = [type.address];
  if (type.slots) return [...found, ...type.slots.map((_, index) => heap.memory.word(address + 16 + 8 * index)).filter((child) => child !== 0)];
  const values = valuesOf(heap, address);
  for (let index = 0; values !== 0 && index < 30; index++) {
    const child = heap.memory.word(values + 8 * index);
    if (child !== 0) found.push(child);
  }
  return found;
}

/** The references that an object holds. */
export function childrenOf(heap: FakeHeap, address: number): number[] {
  const type = heap.typeOf(address);
  if (type.symbol === null) return instanceChildren(heap, address);
  if (type.symbol.startsWith('PyExc_')) return fields(more.exceptionArgs)(heap, address).filter((child) => child !== 0);
  return (children[type.symbol]?.(heap, address) ?? []).filter((child) => child !== 0);
}

/** Frees the blocks that belong to a dying object. */
export function freeBlocks(heap: FakeHeap, address: number): void {
  const { memory } = heap;
  const type = heap.typeOf(address);
  if (type.symbol === 'PyList_Type') {
    const items = memory.word(address + offsets.listItems);
    const size = Math.ceil((8 * memory.word(address + offsets.listAllocated)) / 16) * 16;
    if (items !== 0) memory.free(items, size);
  } else if (type.symbol === null && !type.slots) {
    const values = valuesOf(heap, address);
    if (values !== 0) memory.free(values - more.valuesPrefix, more.valuesPrefix + 8 * 30);
  }
}
