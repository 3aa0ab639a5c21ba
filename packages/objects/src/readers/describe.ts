// Short text for an object, for people: one level deep, never longer than a line.
import { hex } from '../errors';
import { attempt, hasFlag, isExactly, itemCount, typeFlags, typeName, typeOf, type Target } from '../target';
import { builtinName, moduleName, readCell, readFunction, readMethod } from './callables';
import { readDictHeader } from './dicts';
import { readComplex, readFloat, readLong } from './numbers';
import { readRange, readSlice } from './sequences';
import { readBytes, readString } from './strings';
import { typeQualifiedName } from './types';

const LONGEST = 60;

/** A describer of one exact type. */
type Describer = (target: Target, address: number) => string;

const quote = (text: string): string => (text.length > LONGEST ? `${JSON.stringify(text.slice(0, LONGEST))}... (${text.length})` : JSON.stringify(text));
const fixed = (text: string): Describer => () => text;
const sized = (name: string): Describer => (target, address) => `${name}[${itemCount(target, address, name)}] at ${hex(address)}`;

/** Exact types by symbol; the order is the order in which they are tried. */
const DESCRIBERS: readonly (readonly [symbol: string, describe: Describer])[] = [
  ['PyLong_Type', (target, address) => shorten(`int ${readLong(target, address)}`)],
  ['PyBool_Type', (target, address) => (readLong(target, address) === 0n ? 'False' : 'True')],
  ['PyFloat_Type', (target, address) => `float ${floatText(readFloat(target, address))}`],
  ['PyComplex_Type', (target, address) => { const { real, imaginary } = readComplex(target, address); return `complex ${floatText(real)} + ${floatText(imaginary)}j`; }],
  ['PyUnicode_Type', (target, address) => `str ${quote(readString(target, address))}`],
  ['PyBytes_Type', (target, address) => `bytes ${quote(readBytes(target, address).toString('latin1'))}`],
  ['_PyNone_Type', fixed('None')],
  ['PyEllipsis_Type', fixed('Ellipsis')],
  ['_PyNotImplemented_Type', fixed('NotImplemented')],
  ['PyList_Type', sized('list')],
  ['PyTuple_Type', sized('tuple')],
  ['PyDict_Type', (target, address) => `dict[${readDictHeader(target, address).used}] at ${hex(address)}`],
  ['PySet_Type', (target, address) => `set[${target.memory.ssize(address + target.layout.PySetObject.used)}] at ${hex(address)}`],
  ['PyFrozenSet_Type', (target, address) => `frozenset[${target.memory.ssize(address + target.layout.PySetObject.used)}] at ${hex(address)}`],
  ['PyRange_Type', (target, address) => { const { start, stop, step } = readRange(target, address); return shorten(`range(${start}, ${stop}, ${step})`); }],
  ['PySlice_Type', (target, address) => { const { start, stop, step } = readSlice(target, address); return `slice(${[start, stop, step].map((part) => inside(target, part)).join(', ')})`; }],
  ['PyFunction_Type', (target, address) => `<function ${readFunction(target, address).name}>`],
  ['PyMethod_Type', (target, address) => { const method = readMethod(target, address); return `<method ${inside(target, method.function)} of ${shallow(target, method.self)}>`; }],
  ['PyCode_Type', (target, address) => `<code ${readString(target, target.memory.ptr(address + target.layout.PyCodeObject.co_qualname))}>`],
  ['PyModule_Type', (target, address) => `<module ${moduleName(target, address)}>`],
  ['PyCell_Type', (target, address) => { const content = readCell(target, address); return content === 0 ? '<cell, empty>' : `<cell ${shallow(target, content)}>`; }],
  ['PyType_Type', (target, address) => `<class ${typeQualifiedName(target, address)}>`],
];

/** One line about an object, such as `int 5`, `list[3] at 0x7f..`, `<function f>`; it never throws for a bad address. */
export function describe(target: Target, address: number): string {
  if (address === 0) return 'NULL';
  return attempt(() => describeExactly(target, address)) ?? `<unreadable at ${hex(address)}>`;
}

function describeExactly(target: Target, address: number): string {
  for (const [symbol, describer] of DESCRIBERS) if (isExactly(target, address, symbol)) return describer(target, address);
  const builtin = builtinName(target, address);
  if (builtin !== undefined) return `<built-in ${builtin}>`;
  const type = typeOf(target, address);
  const isType = hasFlag(typeFlags(target, type), target.layout.constants.Py_TPFLAGS_TYPE_SUBCLASS);
  return isType ? `<class ${typeQualifiedName(target, address)}>` : shallow(target, address);
}

/** The type and the place of an object, nothing of what it holds. */
function shallow(target: Target, address: number): string {
  return address === 0 ? 'NULL' : `<${typeName(target, typeOf(target, address))} at ${hex(address)}>`;
}

/** A part of an object: described itself if it is plain, so that nothing nests deeper than one level. */
function inside(target: Target, address: number): string {
  const plain = ['PyLong_Type', '_PyNone_Type', 'PyFunction_Type'].some((symbol) => isExactly(target, address, symbol));
  return plain ? describeExactly(target, address) : shallow(target, address);
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

function shorten(text: string): string {
  return text.length > 2 * LONGEST ? `${text.slice(0, LONGEST)}... (${text.length} characters)` : text;
}
