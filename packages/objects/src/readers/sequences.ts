// tuple, list, set, slice, range and the iterators over them.
import { Inconsistent } from '../errors';
import { hasFlag, itemCount, MOST_ITEMS, typeFlags, typeName, typeOf, type Target } from '../target';
import { readLong } from './numbers';

/** The items of a tuple, at most `limit`: addresses of objects, 0 where it is not filled yet. */
export function readTuple(target: Target, address: number, limit = MOST_ITEMS): number[] {
  const count = Math.min(itemCount(target, address, 'tuple'), limit);
  return target.memory.pointers(address + target.layout.PyTupleObject.ob_item, count);
}

/** The items of a list, at most `limit`. */
export function readList(target: Target, address: number, limit = MOST_ITEMS): number[] {
  const count = Math.min(itemCount(target, address, 'list'), limit);
  return count === 0 ? [] : target.memory.pointers(target.memory.ptr(address + target.layout.PyListObject.ob_item), count);
}

/** The members of a set or frozenset, in the order of its table. Objects/setobject.c: a deleted entry has hash -1. */
export function readSet(target: Target, address: number): number[] {
  const { memory, layout } = target;
  const { PySetObject: set, setentry: entry } = layout;
  const mask = memory.ssize(address + set.mask);
  if (!(mask >= 0 && mask < MOST_ITEMS)) throw new Inconsistent(`set with a table of ${mask + 1} entries`, address);
  const table = memory.read(memory.ptr(address + set.table), (mask + 1) * entry.sizeof);
  const members: number[] = [];
  for (let at = 0; at < table.length; at += entry.sizeof) {
    const key = table.readUInt32LE(at + entry.key + 4) * 2 ** 32 + table.readUInt32LE(at + entry.key);
    if (key !== 0 && table.readBigInt64LE(at + entry.hash) !== -1n) members.push(key);
  }
  return members;
}

/** start, stop and step of a slice: objects. */
export function readSlice(target: Target, address: number): { start: number; stop: number; step: number } {
  const { memory, layout } = target;
  const { start, stop, step } = layout.PySliceObject;
  return { start: memory.ptr(address + start), stop: memory.ptr(address + stop), step: memory.ptr(address + step) };
}

/** A range. */
export interface Range {
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  readonly length: bigint;
}

/** The numbers of a range. */
export function readRange(target: Target, address: number): Range {
  const layout = target.layout.rangeobject;
  const read = (offset: number): bigint => readLong(target, target.memory.ptr(address + offset));
  return { start: read(layout.start), stop: read(layout.stop), step: read(layout.step), length: read(layout.length) };
}

/** What a range iterator will still give. */
export interface RangeIterator {
  readonly next: bigint;
  readonly step: bigint;
  readonly remaining: bigint;
}

/** A range iterator of machine integers: 3.11 counts `index` up from a fixed start, later versions advance `start`. */
export function readRangeIterator(target: Target, address: number): RangeIterator {
  const { memory, layout } = target;
  const { start, step, len, index } = layout._PyRangeIterObject;
  const done = index === undefined ? 0n : memory.i64(address + index);
  const by = memory.i64(address + step);
  return { next: memory.i64(address + start) + done * by, step: by, remaining: memory.i64(address + len) - done };
}

/** An iterator that keeps an index into a sequence. */
export interface SequenceIterator {
  readonly index: number;
  /** The sequence, or 0 if the iterator is exhausted. */
  readonly sequence: number;
}

/** tp_name of the iterators that hold an index and a sequence (not all of the types are exported), and the structs they are. */
const INDEXED = new Map([
  ['list_iterator', '_PyListIterObject'],
  ['list_reverseiterator', 'listreviterobject'],
  ['tuple_iterator', '_PyTupleIterObject'],
  ['str_iterator', 'unicodeiterobject'],
  ['str_ascii_iterator', 'unicodeiterobject'],
  ['bytes_iterator', 'striterobject'],
  ['iterator', 'seqiterobject'],
] as const);

/** The iterator of a list, tuple, str, bytes or other sequence; undefined for another object. */
export function readSequenceIterator(target: Target, address: number): SequenceIterator | undefined {
  const { memory, layout } = target;
  const type = typeOf(target, address);
  // A class made in Python may have any name.
  if (hasFlag(typeFlags(target, type), layout.constants.Py_TPFLAGS_HEAPTYPE)) return undefined;
  const struct = (INDEXED as ReadonlyMap<string, typeof INDEXED extends Map<string, infer S> ? S : never>).get(typeName(target, type));
  if (struct === undefined) return undefined;
  const { it_index: index, it_seq: sequence } = layout[struct];
  return { index: memory.ssize(address + index), sequence: memory.ptr(address + sequence) };
}

/** An enumerate object; `index` is a number even where it has outgrown a machine word's worth of sense. */
export function readEnumerate(target: Target, address: number): { index: number; iterator: number; result: number } {
  const { memory, layout } = target;
  const { en_index: index, en_sit: iterator, en_result: result } = layout.enumobject;
  return { index: memory.ssize(address + index), iterator: memory.ptr(address + iterator), result: memory.ptr(address + result) };
}

/** A zip object: its iterators, and the tuple that it reuses if nobody else has it. */
export function readZip(target: Target, address: number): { iterators: number[]; result: number; strict: boolean } {
  const { memory, layout } = target;
  const { ittuple, result, strict } = layout.zipobject;
  const tuple = memory.ptr(address + ittuple);
  return { iterators: tuple === 0 ? [] : readTuple(target, tuple), result: memory.ptr(address + result), strict: memory.i32(address + strict) !== 0 };
}
