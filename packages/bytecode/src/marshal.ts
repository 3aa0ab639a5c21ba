// The marshal reader: Python's own serialisation of constants and code objects, all types of version 4 (CPython 3.4 to 3.13).
// May know: code objects and versions. Mirrors what CPython 3.11 reads in Python/marshal.c, r_object.
import { countSlots, slotKinds, type CodeObject } from './codeObject';
import { MarshalError, TruncatedError } from './errors';
import { decodeUtf8 } from './utf8';
import type { BytecodeVersion } from './version';

/** A Python complex number. */
export class PythonComplex {
  constructor(readonly real: number, readonly imaginary: number) {}
}

/** A Python list (a tuple is a plain array). */
export class PythonList {
  readonly items: unknown[] = [];
}

/** A Python set or frozenset, in the order it was written. */
export class PythonSet {
  readonly items: unknown[] = [];
  constructor(readonly frozen: boolean) {}
}

/** A Python object that exists once: `Ellipsis` or `StopIteration`. */
export class PythonSingleton {
  private constructor(readonly name: string) {}
  static readonly ellipsis = new PythonSingleton('Ellipsis');
  static readonly stopIteration = new PythonSingleton('StopIteration');
}

const endOfDict = Symbol('marshal NULL');
const depthLimit = 2000;

/**
 * Reads one marshalled object. None is null, bool is boolean, int is bigint, float is number, str is string (lone
 * surrogates kept), bytes is Uint8Array, tuple is array, dict is Map, code is CodeObject; the rest are the classes above.
 */
export function readMarshal(bytes: Uint8Array, version: BytecodeVersion): unknown {
  return new MarshalReader(bytes, version).object();
}

type Register = <T>(value: T) => T;

class MarshalReader {
  #at = 0;
  #depth = 0;
  readonly #view: DataView;
  readonly #references: unknown[] = [];

  constructor(readonly bytes: Uint8Array, readonly version: BytecodeVersion) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  object(): unknown {
    const value = this.item();
    if (value === endOfDict) throw new MarshalError(`A marshal NULL stands where an object must be, at offset ${this.#at - 1}. The bytes are damaged.`);
    return value;
  }

  item(): unknown {
    const type = this.byte();
    const reader = readers[String.fromCharCode(type & 0x7f)];
    if (!reader) throw new MarshalError(`Unknown marshal type ${type & 0x7f} at offset ${this.#at - 1}. The bytes are damaged or not marshal data.`);
    if (++this.#depth > depthLimit) throw new MarshalError(`Marshal data nested deeper than ${depthLimit}: CPython would refuse it too.`);
    // The number of a reference is taken before the contents are read; containers register themselves first, to contain themselves.
    const number = (type & 0x80) === 0 ? -1 : this.#references.push(endOfDict) - 1;
    const register: Register = (value) => {
      if (number !== -1) this.#references[number] = value;
      return value;
    };
    const value = register(reader(this, register));
    this.#depth--;
    return value;
  }

  items(count: number, into: unknown[]): void {
    for (let item = 0; item < count; item++) into.push(this.object());
  }

  reference(number: number): unknown {
    const value = number < this.#references.length ? this.#references[number] : endOfDict;
    if (value === endOfDict) throw new MarshalError(`Invalid marshal reference ${number} before offset ${this.#at}. The bytes are damaged.`);
    return value;
  }

  take(length: number): number {
    const start = this.#at;
    if (length < 0 || start + length > this.bytes.length) throw new TruncatedError('Marshal data', start);
    this.#at += length;
    return start;
  }

  byte = () => this.bytes[this.take(1)];
  short = () => this.#view.getUint16(this.take(2), true);
  int = () => this.#view.getInt32(this.take(4), true);
  long = () => this.#view.getBigInt64(this.take(8), true);
  double = () => this.#view.getFloat64(this.take(8), true);
  raw(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.slice(start, start + length);
  }
  /** A float as text, of marshal version 1 and before. */
  textFloat = () => Number(this.latin(this.byte()).replace(/^([+-]?)inf.*/i, '$1Infinity'));
  latin(length: number): string {
    const start = this.take(length);
    let text = '';
    for (let at = start; at < start + length; at++) text += String.fromCharCode(this.bytes[at]);
    return text;
  }
  as<T>(kind: (value: unknown) => value is T, what: string): T {
    const at = this.#at;
    const value = this.object();
    if (!kind(value)) throw new MarshalError(`The ${what} of a code object, at offset ${at}, is of another type. The bytes are damaged or of another Python version.`);
    return value;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const isTuple = (value: unknown): value is unknown[] => Array.isArray(value);
const isTexts = (value: unknown): value is string[] => isTuple(value) && value.every(isText);

function tuple(reader: MarshalReader, count: number, register: Register): unknown[] {
  const items = register<unknown[]>([]);
  reader.items(count, items);
  return items;
}

function set(reader: MarshalReader, frozen: boolean, register: Register): PythonSet {
  const result = register(new PythonSet(frozen));
  reader.items(reader.int(), result.items);
  return result;
}

function list(reader: MarshalReader, register: Register): PythonList {
  const result = register(new PythonList());
  reader.items(reader.int(), result.items);
  return result;
}

function dict(reader: MarshalReader, register: Register): Map<unknown, unknown> {
  const result = register(new Map<unknown, unknown>());
  for (;;) {
    const key = reader.item();
    if (key === endOfDict) return result;
    result.set(key, reader.object());
  }
}

function bigInteger(reader: MarshalReader): bigint {
  const size = reader.int();
  let value = 0n;
  for (let digit = 0n; digit < BigInt(Math.abs(size)); digit++) value |= BigInt(reader.short()) << (15n * digit);
  return size < 0 ? -value : value;
}

function codeObject(reader: MarshalReader): CodeObject {
  const [argumentCount, positionalOnlyCount, keywordOnlyCount, stackSize, flags] = Array.from({ length: 5 }, reader.int);
  const code = reader.as(isBytes, 'code');
  const constants = reader.as(isTuple, 'constants');
  const names = reader.as(isTexts, 'names');
  const localsPlusNames = reader.as(isTexts, 'localsplus names');
  const localsPlusKinds = reader.as(isBytes, 'localsplus kinds');
  const filename = reader.as(isText, 'file name');
  const name = reader.as(isText, 'name');
  const qualname = reader.as(isText, 'qualified name');
  const firstLine = reader.int();
  const lineTable = reader.as(isBytes, 'line table');
  const exceptionTable = reader.as(isBytes, 'exception table');
  return {
    version: reader.version, name, qualname, filename, firstLine, argumentCount, positionalOnlyCount, keywordOnlyCount,
    flags, stackSize, localsPlusNames, localsPlusKinds, nlocals: countSlots(localsPlusKinds, slotKinds.LOCAL),
    ncellvars: countSlots(localsPlusKinds, slotKinds.CELL), nfreevars: countSlots(localsPlusKinds, slotKinds.FREE),
    names, constants, code, exceptionTable, lineTable,
  };
}

// By type character: Python/marshal.c, TYPE_*.
const readers: Readonly<Record<string, (reader: MarshalReader, register: Register) => unknown>> = {
  '0': () => endOfDict,
  'N': () => null,
  'F': () => false,
  'T': () => true,
  'S': () => PythonSingleton.stopIteration,
  '.': () => PythonSingleton.ellipsis,
  'i': (reader) => BigInt(reader.int()),
  'I': (reader) => reader.long(),
  'l': bigInteger,
  'f': (reader) => reader.textFloat(),
  'g': (reader) => reader.double(),
  'x': (reader) => new PythonComplex(reader.textFloat(), reader.textFloat()),
  'y': (reader) => new PythonComplex(reader.double(), reader.double()),
  's': (reader) => reader.raw(reader.int()),
  't': (reader) => decodeUtf8(reader.raw(reader.int())),
  'u': (reader) => decodeUtf8(reader.raw(reader.int())),
  'a': (reader) => reader.latin(reader.int()),
  'A': (reader) => reader.latin(reader.int()),
  'z': (reader) => reader.latin(reader.byte()),
  'Z': (reader) => reader.latin(reader.byte()),
  '(': (reader, register) => tuple(reader, reader.int(), register),
  ')': (reader, register) => tuple(reader, reader.byte(), register),
  '[': list,
  '{': dict,
  '<': (reader, register) => set(reader, false, register),
  '>': (reader, register) => set(reader, true, register),
  'c': codeObject,
  'r': (reader) => reader.reference(reader.int()),
};
