// Compares layouts with running interpreters: sizes of structs with tp_basicsize, and where objects made at start-up are.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Layout } from './layouts/layout';
import type { PythonProcess } from './process';
import { findPythons, Specimen } from './testing/pythons';

/** An expression for a type, and its struct: each has tp_basicsize sizeof(struct). */
const SIZES: readonly (readonly [string, keyof Layout])[] = [
  ['object', 'PyObject'], ['float', 'PyFloatObject'], ['complex', 'PyComplexObject'], ['list', 'PyListObject'], ['bytearray', 'PyByteArrayObject'],
  ['str', 'PyUnicodeObject'], ['dict', 'PyDictObject'], ['set', 'PySetObject'], ['frozenset', 'PySetObject'], ['slice', 'PySliceObject'],
  ['type(sys)', 'PyModuleObject'], ['type(say)', 'PyFunctionObject'], ['type(Plain().method)', 'PyMethodObject'], ['type(len)', 'PyCFunctionObject'],
  ['type(list.append)', 'PyMethodDescrObject'], ['type(Slotted.a)', 'PyMemberDescrObject'], ['type(type.__dict__["__mro__"])', 'PyGetSetDescrObject'],
  ['type(int.__add__)', 'PyWrapperDescrObject'], ['type(cell())', 'PyCellObject'], ['type(tb())', 'PyTracebackObject'], ['BaseException', 'PyBaseExceptionObject'],
  ['StopIteration', 'PyStopIterationObject'], ['type(weakref.ref(say))', 'PyWeakReference'], ['type({}.keys())', '_PyDictViewObject'], ['type', 'PyHeapTypeObject'],
  ['range', 'rangeobject'], ['type(iter(range(3)))', '_PyRangeIterObject'], ['type(iter(range(2**70)))', 'longrangeiterobject'],
  ['type(iter([]))', '_PyListIterObject'], ['type(reversed([]))', 'listreviterobject'], ['type(iter(()))', '_PyTupleIterObject'],
  ['type(iter("a"))', 'unicodeiterobject'], ['type(iter("\\u0416"))', 'unicodeiterobject'], ['type(iter(b""))', 'striterobject'],
  ['type(iter(Old()))', 'seqiterobject'], ['type(iter(int, 1))', 'calliterobject'], ['type(iter({}))', 'dictiterobject'], ['type(iter({}.items()))', 'dictiterobject'],
  ['type(iter(set()))', 'setiterobject'], ['enumerate', 'enumobject'], ['reversed', 'reversedobject'], ['zip', 'zipobject'], ['map', 'mapobject'],
  ['filter', 'filterobject'], ['property', 'propertyobject'], ['classmethod', 'classmethod'], ['staticmethod', 'staticmethod'],
  ['type(type.__dict__)', 'mappingproxyobject'], ['type((1).__add__)', 'wrapperobject'], ['super', 'superobject'],
];
/** Of variable size, or with a last member that does not count: tp_basicsize is the offset of a field. */
const OFFSETS: readonly (readonly [string, (layout: Layout) => number])[] = [
  ['int', (layout) => layout.PyLongObject.ob_digit],
  ['tuple', (layout) => layout.PyTupleObject.ob_item],
  ['bytes', (layout) => layout.PyBytesObject.ob_sval + 1],
  ['type(say.__code__)', (layout) => layout.PyCodeObject.co_code_adaptive],
  ['type(sys._getframe())', (layout) => layout.PyFrameObject._f_frame_data + layout._PyInterpreterFrame.localsplus],
  ['type(generator())', (layout) => layout.PyGenObject.gi_iframe + layout._PyInterpreterFrame.localsplus],
];

const SCRIPT = String.raw`
import weakref
class Plain:
    def method(self): pass
class Slotted: __slots__ = 'a',
class Old:
    def __getitem__(self, index): return index
def cell():
    x = 1
    return (lambda: x).__closure__[0]
def generator(): yield
def tb():
    try: 1/0
    except Exception as e: return e.__traceback__
say(types=[id(eval(text)) for text in sys.argv[1:]], ints=[id(-5), id(0), id(256)], characters=[id(chr(97)), id(chr(0)), id(chr(0xe9))], empty=[id(()), id(b'')])
wait()
`;

describe.each(findPythons())('layout of Python $label', ({ command }) => {
  const expressions = [...SIZES, ...OFFSETS].map(([text]) => text);
  let specimen: Specimen;
  let python: PythonProcess;
  const said = (name: string): number[] => specimen.said[name] as number[];
  beforeAll(async () => {
    specimen = await Specimen.start(command, SCRIPT, expressions);
    python = specimen.python;
  });
  afterAll(() => specimen?.stop());

  it('has the sizes that the types say', () => {
    const { layout } = python;
    const real = Object.fromEntries(expressions.map((text, index) => [text, python.memory.ssize(said('types')[index]! + layout.PyTypeObject.tp_basicsize)]));
    const expected = Object.fromEntries([
      ...SIZES.map(([text, struct]) => [text, (layout[struct] as { sizeof: number }).sizeof]),
      ...OFFSETS.map(([text, offset]) => [text, offset(layout)]),
    ]);
    expect(real).toEqual(expected);
  });

  // By chr(): a literal 'a' can be another object, one that a frozen module interned first (3.11, 3.12).
  it('knows the objects made at start-up', () => {
    const { layout } = python;
    const { _PyRuntimeState: runtime, constants } = layout;
    const start = python.symbol('_PyRuntime');
    const int = (value: number): number => start + runtime.small_ints + (value + constants.SMALL_NEGATIVE_INTS) * layout.PyLongObject.sizeof;
    expect([-5, 0, 256].map(int)).toEqual(said('ints'));
    expect(python.readLong(int(constants.SMALL_POSITIVE_INTS - 1))).toBe(256n);
    const ascii = (code: number): number => start + runtime.ascii_characters + code * constants.ASCII_CHARACTER_SIZE;
    const latin1 = start + runtime.latin1_characters + (0xe9 - 128) * constants.LATIN1_CHARACTER_SIZE;
    expect([ascii(97), ascii(0), latin1]).toEqual(said('characters'));
    expect([start + runtime.tuple_empty, start + runtime.bytes_empty]).toEqual(said('empty'));
  });

  it('finds the free lists', () => {
    const { memory, layout, interpreterState } = python;
    const { PyInterpreterState: interpreter, constants } = layout;
    const count = memory.i32(interpreterState + interpreter.float_free_count);
    expect(count).toBeGreaterThanOrEqual(0);
    expect(count).toBeLessThanOrEqual(constants.FLOAT_FREE_LIST_LIMIT);
    // Free floats are linked through ob_type.
    const linked = [...memory.walk(memory.ptr(interpreterState + interpreter.float_free_list), (address) => memory.ptr(address + layout.PyObject.ob_type), 1000)];
    expect(linked).toHaveLength(count);
    expect(memory.i32(interpreterState + interpreter.list_free_count)).toBeLessThanOrEqual(constants.LIST_FREE_LIST_LIMIT);
    expect(memory.i32(interpreterState + interpreter.gc_enabled)).toBe(1);
  });
});
