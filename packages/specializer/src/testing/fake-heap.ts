// For tests: a model of CPython's objects, in a FakeMemory: reference counts, types, payloads, containers, with real
// deallocation, so that a reference released twice or never is found. No operations: those are in fake-operations.ts.

import type { CodeObject } from '@psyco/bytecode';
import { FakeMemory, FakeMemoryError } from './fake-memory';
import { more, offsets } from './fake-layout';
import { builtinTypes, childrenOf, freeBlocks, iterable } from './fake-types';

/** A type: builtin (`symbol`) or made by a class statement. */
export interface FakeType {
  readonly address: number;
  readonly name: string;
  readonly symbol: string | null;
  readonly leaf: boolean;
  readonly base: FakeType | null;
  readonly attributes: Map<string, number>;
  /** Names of `__slots__`, or null. */
  slots: string[] | null;
  /** The shared keys of inline attributes. */
  keys: { address: number; index: Map<string, number> } | null;
}

export type NativeFunction = (args: number[], keywords: Map<string, number>) => number;

/** A builtin function or method: its public name, such as `list.append`, and what it does with borrowed arguments. */
export interface FakeNative {
  name: string;
  call: NativeFunction;
}

/** An entry of a fake dict: the key object, and the cell of memory that holds the value. */
export interface FakeEntry {
  key: number;
  cell: number;
}

export const bigDigit = 30n;

export class FakeHeap {
  readonly memory = new FakeMemory();
  /** Live objects and the sizes of their blocks. */
  readonly objects = new Map<number, number>();
  readonly types = new Map<number, FakeType>();
  readonly texts = new Map<number, string>();
  readonly dicts = new Map<number, Map<string, FakeEntry>>();
  readonly codes = new Map<number, { code: CodeObject; constants: number[]; names: number[] }>();
  readonly natives = new Map<number, FakeNative>();
  /** References that the test itself, or something not modelled, holds. */
  readonly held = new Map<number, number>();
  readonly none: number;
  readonly true: number;
  readonly false: number;
  readonly notImplemented: number;
  /** Called when an object dies. */
  onDeath: (address: number) => void = () => {};
  private readonly bySymbol = new Map<string, FakeType>();
  private nextAddress = 0x1000000;
  private nextVersion = 100;

  constructor() {
    this.memory.describe = (address) => `0x${address.toString(16)}`;
    let address = 0x100000;
    for (const { symbol, name, leaf, base } of builtinTypes) {
      this.memory.map(address, 0x200);
      const type: FakeType = { address, name, symbol, leaf: leaf ?? false, base: base ? this.builtin(base) : null, attributes: new Map(), slots: null, keys: null };
      this.types.set(address, type);
      this.bySymbol.set(symbol, type);
      this.objects.set(address, 0x200);
      this.memory.setWord(address, 1);
      if (iterable.test(symbol)) this.memory.setWord(address + offsets.typeIter, 1);
      this.hold(address);
      address += 0x200;
    }
    for (const type of this.types.values()) this.memory.setWord(type.address + offsets.objectType, this.builtin('PyType_Type').address);
    const singleton = (symbol: string, size = 16): number => this.keep(this.allocate(this.builtin(symbol).address, size));
    this.none = singleton('_PyNone_Type');
    this.notImplemented = singleton('_PyNotImplemented_Type');
    [this.false, this.true] = [0n, 1n].map((value) => {
      const object = singleton('PyBool_Type', 32);
      this.memory.setWord(object + offsets.varSize, value);
      this.memory.write(object + more.intDigits, 4, value);
      return object;
    });
  }

  builtin(symbol: string): FakeType {
    const type = this.bySymbol.get(symbol);
    if (!type) throw new Error(`the fake world has no type ${symbol}`);
    return type;
  }

  // Blocks and counts

  /** A block that is no object. */
  block(size: number): number {
    const address = this.nextAddress;
    this.nextAddress += Math.ceil(size / 16) * 16;
    this.memory.map(address, Math.ceil(size / 16) * 16);
    return address;
  }

  /** A new object with one reference, the caller's. */
  allocate(type: number, size: number): number {
    const info = this.types.get(type) as FakeType;
    const header = info.symbol === null ? more.instanceHeader : 0;
    const total = Math.ceil((size + header) / 16) * 16;
    const address = this.block(total) + header;
    this.objects.set(address, total - header);
    this.memory.setWord(address, 1);
    this.memory.setWord(address + offsets.objectType, type);
    if (info.symbol === null) this.incref(type);
    return address;
  }

  /** The test holds one reference: it counts in `census`. */
  hold(address: number): number {
    this.held.set(address, (this.held.get(address) ?? 0) + 1);
    return address;
  }
  /** The caller's reference becomes the test's. */
  keep(address: number): number {
    return this.hold(address);
  }
  unhold(address: number): void {
    this.held.set(address, (this.held.get(address) as number) - 1);
    this.decref(address);
  }

  count(address: number): number {
    return Number(this.memory.signed(address));
  }
  incref(address: number): number {
    this.check(address);
    this.memory.setWord(address, this.count(address) + 1);
    return address;
  }
  decref(address: number, leafOnly = false): void {
    this.check(address);
    const left = this.count(address) - 1;
    this.memory.setWord(address, left);
    if (left < 0) throw new FakeMemoryError(`${this.describe(address)} has no reference to give up`);
    if (left === 0) this.die(address, leafOnly);
  }
  xdecref(address: number): void {
    if (address !== 0) this.decref(address);
  }

  private check(address: number): void {
    if (!this.objects.has(address)) throw new FakeMemoryError(`there is no object at 0x${address.toString(16)} (any more)`);
  }

  private die(address: number, leafOnly: boolean): void {
    const harmless = this.typeOf(address).leaf || this.is(address, 'PyRange_Type') || childrenOf(this, address).length === 0;
    if (leafOnly && !harmless) throw new FakeMemoryError(`a release marked as leaf deallocates ${this.describe(address)}`);
    if ((this.held.get(address) ?? 0) > 0) throw new FakeMemoryError(`${this.describe(address)} dies although somebody holds it`);
    const children = childrenOf(this, address);
    const size = this.objects.get(address) as number;
    const header = this.typeOf(address).symbol === null ? more.instanceHeader : 0;
    freeBlocks(this, address);
    this.onDeath(address);
    this.objects.delete(address);
    this.memory.free(address - header, size + header);
    for (const table of [this.texts, this.dicts, this.codes, this.natives]) table.delete(address);
    for (const child of children) this.decref(child);
  }

  /**
   * Compares the reference count of each object with the references there are.
   * @param roots references in frames and the like, one entry each.
   * @returns complaints.
   */
  census(roots: readonly number[] = []): string[] {
    const found = new Map<number, number>(this.held);
    const add = (address: number): void => void found.set(address, (found.get(address) ?? 0) + 1);
    roots.forEach(add);
    for (const address of this.objects.keys()) childrenOf(this, address).forEach(add);
    const complaints: string[] = [];
    for (const address of this.objects.keys()) {
      const count = this.count(address);
      const real = found.get(address) ?? 0;
      if (count !== real) complaints.push(`${this.describe(address)} counts ${count} references, but there are ${real}`);
    }
    for (const [address, count] of found) if (count > 0 && !this.objects.has(address)) complaints.push(`0x${address.toString(16)} is referred to but was freed`);
    return complaints;
  }

  // Types

  typeAddress(object: number): number {
    return this.memory.word(object + offsets.objectType);
  }
  typeOf(object: number): FakeType {
    const type = this.types.get(this.typeAddress(object));
    if (!type) throw new FakeMemoryError(`0x${object.toString(16)} is no object`);
    return type;
  }
  is(object: number, symbol: string): boolean {
    return this.typeOf(object).symbol === symbol;
  }

  newClass(name: string, base: FakeType, attributes: Map<string, number>): number {
    const address = this.block(0x200);
    this.objects.set(address, 0x200);
    this.memory.setWord(address, 1);
    this.memory.setWord(address + offsets.objectType, this.builtin('PyType_Type').address);
    const type: FakeType = { address, name, symbol: null, leaf: false, base, attributes, slots: null, keys: null };
    if (base.symbol === null) this.incref(base.address);
    type.keys = { address: this.block(64), index: new Map(base.keys?.index) };
    this.memory.setWord(type.keys.address + offsets.keysEntryCount, type.keys.index.size);
    this.types.set(address, type);
    this.touchClass(type);
    return address;
  }

  /** The class was changed: it and those that derive from it get new versions (Objects/typeobject.c, PyType_Modified). */
  touchClass(type: FakeType): void {
    this.memory.write(type.address + offsets.typeVersionTag, 4, BigInt(this.nextVersion++));
    for (const other of this.types.values()) if (other.base === type) this.touchClass(other);
  }

  // Values

  int(value: bigint | number): number {
    let rest = BigInt(value);
    const negative = rest < 0n;
    if (negative) rest = -rest;
    const digits: bigint[] = [];
    for (; rest > 0n; rest >>= bigDigit) digits.push(rest & ((1n << bigDigit) - 1n));
    const object = this.allocate(this.builtin('PyLong_Type').address, more.intDigits + 4 * Math.max(digits.length, 1));
    this.memory.setWord(object + offsets.varSize, negative ? -digits.length : digits.length);
    digits.forEach((digit, index) => this.memory.write(object + more.intDigits + 4 * index, 4, digit));
    return object;
  }
  /** The value of an int or bool. */
  readInt(object: number): bigint {
    const size = Number(this.memory.signed(object + offsets.varSize));
    let value = 0n;
    for (let index = Math.abs(size) - 1; index >= 0; index--) value = (value << bigDigit) | this.memory.read(object + more.intDigits + 4 * index, 4);
    return size < 0 ? -value : value;
  }
  float(value: number): number {
    const object = this.allocate(this.builtin('PyFloat_Type').address, 32);
    this.memory.setDouble(object + offsets.floatValue, value);
    return object;
  }
  readFloat(object: number): number {
    return this.memory.double(object + offsets.floatValue);
  }
  bool(value: boolean): number {
    return this.incref(value ? this.true : this.false);
  }
  str(text: string): number {
    const points = [...text].map((character) => character.codePointAt(0) as number);
    const most = Math.max(0, ...points);
    const kind = most < 0x100 ? 1 : most < 0x10000 ? 2 : 4;
    const ascii = most < 0x80;
    const data = ascii ? offsets.stringAsciiData : offsets.stringCompactData;
    const object = this.allocate(this.builtin('PyUnicode_Type').address, data + kind * (points.length + 1));
    this.texts.set(object, text);
    this.memory.setWord(object + offsets.stringLength, points.length);
    this.memory.write(object + offsets.stringState, 4, BigInt((kind << 2) | 0x20 | (ascii ? 0x40 : 0) | 0x80));
    points.forEach((point, index) => this.memory.write(object + data + kind * index, kind, BigInt(point)));
    return object;
  }
  readString(object: number): string {
    return this.texts.get(object) as string;
  }
  /** A tuple that takes over the references to its items. */
  tuple(items: number[]): number {
    const object = this.allocate(this.builtin('PyTuple_Type').address, offsets.tupleItems + 8 * items.length);
    this.memory.setWord(object + offsets.varSize, items.length);
    items.forEach((item, index) => this.memory.setWord(object + offsets.tupleItems + 8 * index, item));
    return object;
  }
  readTuple(object: number): number[] {
    return Array.from({ length: this.size(object) }, (_, index) => this.memory.word(object + offsets.tupleItems + 8 * index));
  }
  /** A list that takes over the references to its items. */
  list(items: number[]): number {
    const object = this.allocate(this.builtin('PyList_Type').address, 48);
    this.setItems(object, items);
    return object;
  }
  readList(object: number): number[] {
    const items = this.memory.word(object + offsets.listItems);
    return Array.from({ length: this.size(object) }, (_, index) => this.memory.word(items + 8 * index));
  }
  /** New contents for a list, whose references it takes over; the old ones are the caller's. A new array unless they fit. */
  setItems(list: number, items: number[]): void {
    const old = this.memory.word(list + offsets.listItems);
    let room = Number(this.memory.signed(list + offsets.listAllocated));
    if (items.length > room) {
      const grown = room > 0 || old !== 0 ? items.length + (items.length >> 3) + 3 : items.length;
      const fresh = this.block(8 * Math.max(grown, 1));
      if (old !== 0) this.memory.free(old, Math.ceil((8 * room) / 16) * 16);
      this.memory.setWord(list + offsets.listItems, fresh);
      this.memory.setWord(list + offsets.listAllocated, grown);
      room = grown;
    }
    const array = this.memory.word(list + offsets.listItems);
    items.forEach((item, index) => this.memory.setWord(array + 8 * index, item));
    this.memory.setWord(list + offsets.varSize, items.length);
  }
  size(object: number): number {
    return Number(this.memory.signed(object + offsets.varSize));
  }
  /** An object of a builtin type with references at fixed places, which it takes over. */
  record(symbol: string, fields: Record<number, number | bigint>, size = 64): number {
    const object = this.allocate(this.builtin(symbol).address, size);
    for (const [offset, value] of Object.entries(fields)) this.memory.setWord(object + Number(offset), value);
    return object;
  }
  native(name: string, call: NativeFunction, symbol = 'PyCFunction_Type'): number {
    const object = this.record(symbol, {});
    this.natives.set(object, { name, call });
    return object;
  }

  // Dicts

  dict(): number {
    const object = this.record('PyDict_Type', { [offsets.dictKeys]: this.newKeys(8) });
    this.dicts.set(object, new Map());
    return object;
  }
  private newKeys(room: number): number {
    const keys = this.block(more.keysEntries + more.entrySize * room);
    this.memory.setWord(keys, room);
    this.memory.write(keys + offsets.keysKind, 1, 1n);
    return keys;
  }
  /** Stores a value, whose reference the dict takes over (and takes one to a new key); the old value is released. */
  setEntry(dict: number, id: string, key: number, value: number): void {
    const entries = this.dicts.get(dict) as Map<string, FakeEntry>;
    const entry = entries.get(id);
    if (entry) {
      const old = this.memory.word(entry.cell);
      this.memory.setWord(entry.cell, value);
      this.decref(old);
      return;
    }
    let keys = this.memory.word(dict + offsets.dictKeys);
    const used = this.memory.word(keys + offsets.keysEntryCount);
    if (used === this.memory.word(keys)) keys = this.growKeys(dict, entries, keys, used);
    const cell = keys + more.keysEntries + more.entrySize * this.memory.word(keys + offsets.keysEntryCount) + 8;
    this.memory.setWord(keys + offsets.keysEntryCount, this.memory.word(keys + offsets.keysEntryCount) + 1);
    this.memory.setWord(cell, value);
    entries.set(id, { key: this.incref(key), cell });
    this.memory.setWord(dict + offsets.dictUsed, entries.size);
    const stringKeys = [...entries.keys()].every((one) => one.startsWith('s'));
    this.memory.write(this.memory.word(dict + offsets.dictKeys) + offsets.keysKind, 1, stringKeys ? 1n : 0n);
  }
  private growKeys(dict: number, entries: Map<string, FakeEntry>, old: number, room: number): number {
    const keys = this.newKeys(4 * room);
    this.memory.setWord(keys + offsets.keysEntryCount, entries.size);
    [...entries.values()].forEach((entry, index) => {
      const cell = keys + more.keysEntries + more.entrySize * index + 8;
      this.memory.setWord(cell, this.memory.word(entry.cell));
      entry.cell = cell;
    });
    this.memory.setWord(dict + offsets.dictKeys, keys);
    this.memory.free(old, Math.ceil((more.keysEntries + more.entrySize * room) / 16) * 16);
    return keys;
  }
  removeEntry(dict: number, id: string): void {
    const entries = this.dicts.get(dict) as Map<string, FakeEntry>;
    const entry = entries.get(id) as FakeEntry;
    entries.delete(id);
    this.memory.setWord(dict + offsets.dictUsed, entries.size);
    const value = this.memory.word(entry.cell);
    this.memory.setWord(entry.cell, 0);
    this.decref(entry.key);
    this.decref(value);
  }

  describe(address: number): string {
    const type = this.types.get(this.memory.isMapped(address) ? this.typeAddress(address) : 0);
    const text = (): string => {
      if (type?.symbol === 'PyLong_Type') return ` ${this.readInt(address)}`;
      if (type?.symbol === 'PyFloat_Type') return ` ${this.readFloat(address)}`;
      if (type?.symbol === 'PyUnicode_Type') return ` ${JSON.stringify(this.readString(address))}`;
      return '';
    };
    return `the ${type?.name ?? '?'}${text()} at 0x${address.toString(16)}`;
  }
}
