// Virtual iterators: range, list, tuple, str, enumerate, zip. FOR_ITER asks for the next item and what the iterator is then.
// Mirrors the iterator parts of Objects/rangeobject.c, listobject.c, tupleobject.c, unicodeobject.c, enumobject.c and
// Python/bltinmodule.c (zip).

import { forEachRef, type PyValue, type RefValue, type TypeInfo, VirtualValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { anyItem, listSize } from './list';
import { stringCharacter, stringLayout, stringSize } from './str';
import { tupleItem, tupleSize } from './tuple';

/** What one step of an iterator needs: a condition, and then the item and the iterator after it. */
export interface Step {
  /** Holds if there is an item. */
  more: Value;
  /** To be called where `more` holds. */
  take(): { item: PyValue; iterator: VirtualValue };
  /** The iterator where `more` does not hold; null: it is dropped as it is. */
  exhausted?: () => void;
}

export function step(c: Unit, iterator: VirtualValue): Step | null {
  switch (iterator.shape) {
    case 'range_iterator':
      return rangeStep(c, iterator);
    case 'list_iterator':
      return sequenceStep(c, iterator, (list) => listSize(c, list), (list, at, sequence) => anyItem(c, list, at, sequence));
    case 'tuple_iterator':
      return sequenceStep(c, iterator, (tuple) => tupleSize(c, tuple), (tuple, at, sequence) => tupleItem(c, tuple, at, sequence));
    case 'str_iterator':
      return stringStep(c, iterator);
    case 'enumerate':
      return enumerateStep(c, iterator);
    case 'zip':
      return zipStep(c, iterator);
    default:
      return null;
  }
}

function rangeStep(c: Unit, iterator: VirtualValue): Step | null {
  const [next, stop, by] = iterator.parts;
  if (by.kind !== 'int' || by.constant === 0n) return null;
  const current = c.toI64(next);
  const end = c.toI64(stop);
  const up = by.constant === null || by.constant > 0n;
  // A step that is not known goes up; the test leaves the loop with the other invariants.
  if (by.constant === null) c.guardTrue(c.emit('gt.i64', [c.toI64(by), c.i64(0)]), 'range');
  return {
    more: c.emit(up ? 'lt.i64' : 'gt.i64', [current, end]),
    take: () => {
      // current < stop: adding 1 cannot overflow; other steps may.
      const after =
        by.constant === 1n || by.constant === -1n
          ? c.emit('add.i64', [current, c.i64(by.constant as bigint)])
          : c.builder.emit('addo.i64', [current, c.toI64(by)], {}, c.exit('overflow'));
      return { item: next.kind === 'int' ? next : c.int(current), iterator: new VirtualValue('range_iterator', [c.int(after), stop, by]) };
    },
  };
}

function sequenceStep(c: Unit, iterator: VirtualValue, sizeOf: (sequence: Value) => Value, load: (sequence: Value, at: Value, value: PyValue) => PyValue): Step {
  const [sequence, index] = iterator.parts;
  const object = c.force(sequence).ir;
  const at = c.toI64(index);
  return {
    more: c.emit('lt.i64', [at, sizeOf(object)]),
    take: () => {
      const item = load(object, at, sequence);
      return { item, iterator: new VirtualValue(iterator.shape, [sequence, c.int(c.emit('add.i64', [at, c.i64(1)]))]) };
    },
  };
}

function stringStep(c: Unit, iterator: VirtualValue): Step | null {
  const layout = stringLayout(c, iterator.parts[0]);
  return layout && sequenceStep(c, iterator, (string) => stringSize(c, string), (_, at, sequence) => stringCharacter(c, sequence, at, layout));
}

function enumerateStep(c: Unit, iterator: VirtualValue): Step | null {
  const [inner, count] = iterator.parts;
  if (inner.kind !== 'virtual') return null;
  const innerStep = step(c, inner);
  if (!innerStep) return null;
  return {
    more: innerStep.more,
    take: () => {
      const { item, iterator: next } = innerStep.take();
      const current = c.toI64(count);
      const after = c.builder.emit('addo.i64', [current, c.i64(1)], {}, c.exit('overflow'));
      return { item: new VirtualValue('tuple', [count, item]), iterator: new VirtualValue('enumerate', [next, c.int(after)]) };
    },
  };
}

/** zip stops at the first that ends; the ones before it have been advanced then, which nobody sees: they are virtual. */
function zipStep(c: Unit, iterator: VirtualValue): Step | null {
  const steps: Step[] = [];
  for (const part of iterator.parts) {
    if (part.kind !== 'virtual') return null;
    const one = step(c, part);
    if (!one) return null;
    steps.push(one);
  }
  if (steps.length === 0) return null;
  let more = steps[0].more;
  for (const one of steps.slice(1)) more = c.emit('and.bool', [more, one.more]);
  return {
    more,
    take: () => {
      const taken = steps.map((one) => one.take());
      return {
        item: new VirtualValue('tuple', taken.map((one) => one.item)),
        iterator: new VirtualValue('zip', taken.map((one) => one.iterator)),
      };
    },
  };
}

/**
 * Whether the code's own reference is the only one that it knows of, and is for one place. Where a container or a variable keeps an iterator alive the
 * operand has no reference of its own, which the interpreter's stack has (`for first in self.rest: break`).
 */
function isOnlyHere(c: Unit, value: RefValue): boolean {
  if (c.state.info(value).ownership !== 'owned') return false;
  let places = 0;
  c.state.forEachValue((one) => forEachRef(one, (ref) => void (ref === value && places++)));
  return places === 1;
}

/**
 * An iterator object that nobody else has becomes a virtual one, if its kind is known. (Another holder would see it stand
 * still.) The object itself is of no use afterwards.
 */
export function adoptIterator(c: Unit, value: RefValue, operand = 0): VirtualValue | null {
  const type = c.promoteType(value, operand);
  if (!type || !isOnlyHere(c, value) || c.feedback.happened(c.frame.code.address, c.offset, 'value')) return null;
  const adopt = adopters.find(([symbol]) => c.builtin(symbol).address === type.address)?.[1];
  const exemplar = c.exemplarOf(value);
  if (!adopt || (exemplar !== null && c.world.readWord(exemplar) !== 1)) return null;
  const references = c.builder.load('load.i64', value.ir, 0, 'object.refcount');
  c.guardTrue(c.emit('eq.i64', [references, c.i64(1)]), 'value');
  return adopt(c, value);
}

const adopters: [string, (c: Unit, value: RefValue) => VirtualValue][] = [
  ['PyRangeIter_Type', adoptRange],
  ['PyListIter_Type', (c, value) => adoptSequence(c, value, 'list_iterator', c.listType)],
  ['PyTupleIter_Type', (c, value) => adoptSequence(c, value, 'tuple_iterator', c.tupleType)],
];

/**
 * A range iterator object taken over from the interpreter: `_PyRangeIterObject` {start, step, len} in CPython 3.12,
 * {index, start, step, len} in 3.11 (Objects/rangeobject.c): the next item is start + index * step, len counts from the start.
 */
function adoptRange(c: Unit, value: RefValue): VirtualValue {
  const { rangeIterator } = c.world.offsets;
  const field = (offset: number): Value => c.builder.load('load.i64', value.ir, offset, 'iterator');
  const exemplar = c.exemplarOf(value);
  const by = exemplar === null ? 1n : c.world.readSignedWord(exemplar + rangeIterator.step);
  const stepIr = field(rangeIterator.step);
  const constant = by < 2n;
  // The stop below is that of this direction: with another one what an exit makes again would lack its last number.
  c.guardTrue(constant ? c.emit('eq.i64', [stepIr, c.i64(by)]) : c.emit('gt.i64', [stepIr, c.i64(0)]), 'value');
  const start = field(rangeIterator.start);
  const length = field(rangeIterator.length);
  const index = rangeIterator.index === null ? null : field(rangeIterator.index);
  const times = (turns: Value): Value => c.emit('add.i64', [start, c.emit('mul.i64', [turns, stepIr])]);
  const following = index === null ? start : times(index);
  if (by === 1n || by === -1n) return new VirtualValue('range_iterator', [c.int(following), c.int(times(length)), c.intConstant(by)]);
  // The nearest stop that there is no number before: a list may have exactly so many items, and the sum cannot overflow. What would come
  // after the last number may.
  const stop = c.emit('add.i64', [times(c.emit('sub.i64', [length, c.i64(1)])), c.i64(by < 0n ? -1 : 1)]);
  const next = c.emit('select.i64', [c.emit('lt.i64', [index ?? c.i64(0), length]), following, stop]);
  return new VirtualValue('range_iterator', [c.int(next), c.int(stop), constant ? c.intConstant(by) : c.int(stepIr)]);
}

/** A list or tuple iterator taken over from the interpreter: {it_index, it_seq} after the header. */
function adoptSequence(c: Unit, value: RefValue, shape: 'list_iterator' | 'tuple_iterator', type: TypeInfo): VirtualValue {
  const index = c.builder.load('load.i64', value.ir, 16, 'iterator');
  const sequence = c.builder.load('load.ref', value.ir, 24, 'iterator');
  c.builder.append('guard.nonnull', [sequence], {}, c.exit('value'));
  const exemplar = c.exemplarOf(value);
  c.builder.append('incref', [sequence]);
  const ref = c.ref(sequence, 'owned', null, exemplar === null ? null : c.world.readWord(exemplar + 24));
  c.guardTypeReleasing(ref, type);
  return new VirtualValue(shape, [ref, c.int(index)]);
}
