// Attributes of compact instances (@psyco/compact): the words of the data block are read and written as they are, under a guard for the
// shape. What the shapes say comes through the World; nothing of their layout is known here.
// Mirrors what the slots of compact classes do: type attributes first as in Objects/object.c (3.11), then the data block.

import type { Value } from '@psyco/ir';
import { type PyValue, type TypeInfo, VirtualValue } from '@psyco/values';
import { guardTypeVersion } from '../inline';
import type { Unit } from '../unit';
import type { CompactClass, CompactKind, CompactMember, CompactShape } from '../world';
import { storeOwned } from './store';
import { constantItems } from './tuple';

/** Shapes that one place is compiled for at most. */
const mostShapes = 4;
/** Shapes that instances may be expected to have at this instruction, likely ones first; more than are compiled for: none. */
function expectedShapes(c: Unit, compact: CompactClass, object: PyValue, type: TypeInfo): CompactShape[] {
  const shapes = new Map<number, CompactShape>();
  const add = (shape: CompactShape | null): void => void (shape && shapes.set(shape.address, shape));
  const { layout } = object.kind === 'ref' ? c.state.info(object) : { layout: undefined };
  if (layout !== undefined) add(compact.shape(layout));
  else for (const instance of c.exemplarsOf(object, type)) add(compact.shapeOf(instance));
  for (const address of c.feedback.layoutsSeen(c.frame.code.address, c.offset)) add(address === 0 ? compact.empty : compact.shape(address));
  return shapes.size > mostShapes ? [] : [...shapes.values()];
}

/** The pointer to the data block, which must be there. */
function dataOf(c: Unit, compact: CompactClass, object: Value): Value {
  const data = c.builder.load('load.ptr', object, compact.offsets.data, 'compact.data');
  c.builder.append('guard.nonnull', [data], {}, c.exit('layout', { saw: data }));
  return data;
}

function shapeOf(c: Unit, compact: CompactClass, data: Value): Value {
  return c.builder.load('load.ptr', data, compact.offsets.shape, 'compact.shape');
}

function isShape(c: Unit, actual: Value, shape: CompactShape): Value {
  return c.emit('eq.ptr', [actual, c.builder.ptr(shape.address, 'shape')]);
}

/** Leaves unless the instance has one of the shapes. Returns the data block. */
function guardShapes(c: Unit, compact: CompactClass, object: Value, shapes: readonly CompactShape[]): Value {
  const data = dataOf(c, compact, object);
  const actual = shapeOf(c, compact, data);
  const one = shapes.map((shape) => isShape(c, actual, shape)).reduce((a, b) => c.emit('or.bool', [a, b]));
  c.guardTrue(one, 'layout', { saw: actual });
  return data;
}

/** No shape was seen: the exit notes it, and the next compilation knows more. Null if that did not help. */
function learn(c: Unit, compact: CompactClass, object: Value): null {
  if (c.feedback.happened(c.frame.code.address, c.offset, 'layout')) return null;
  const actual = shapeOf(c, compact, dataOf(c, compact, object));
  c.builder.append('exit', [], {}, c.exit('layout', { saw: actual }));
  return c.endPath();
}

const sameMember = (a: CompactMember, b: CompactMember): boolean => a.isTuple === b.isTuple && a.kinds.join() === b.kinds.join();

/** Where the attribute is: the same in all shapes, or chosen by the shape. */
function placeOf(c: Unit, compact: CompactClass, data: Value, shapes: readonly CompactShape[], name: string): { offset: number; index?: Value } {
  const offsets = shapes.map((shape) => (shape.members.get(name) as CompactMember).offset);
  if (offsets.every((offset) => offset === offsets[0])) return { offset: offsets[0] };
  const actual = shapeOf(c, compact, data);
  let index = c.i64(offsets[0]);
  shapes.slice(1).forEach((shape, at) => (index = c.emit('select.i64', [isShape(c, actual, shape), c.i64(offsets[at + 1]), index])));
  return { offset: 0, index };
}

function readWord(c: Unit, data: Value, kind: CompactKind, offset: number, index: Value | undefined, seen: readonly number[]): PyValue {
  const load = (op: 'load.i64' | 'load.f64' | 'load.ref'): Value => c.builder.load(op, data, offset, 'compact.value', index, 1);
  switch (kind) {
    case 'int':
      return c.int(load('load.i64'));
    case 'float':
      return c.float(load('load.f64'));
    case 'object': {
      const [exemplar = null, ...others] = new Set(seen);
      return c.ref(load('load.ref'), 'heap', null, exemplar, others);
    }
  }
}

/** The objects that instances seen in this place have as an attribute. */
function objectsSeen(c: Unit, compact: CompactClass, object: PyValue, type: TypeInfo, name: string): number[] {
  return c.exemplarsOf(object, type).flatMap((instance) => {
    const member = compact.shapeOf(instance)?.members.get(name);
    return member && member.kinds[0] === 'object' ? [c.world.readWord(c.world.readWord(instance + compact.offsets.data) + member.offset)] : [];
  });
}

/**
 * The attribute of a compact instance whose class has no data descriptor of that name.
 * @returns the value; 'absent' if instances of the shapes that are expected have none; null to decline.
 */
export function readCompact(c: Unit, compact: CompactClass, object: PyValue, type: TypeInfo, name: string): PyValue | 'absent' | null {
  const expected = expectedShapes(c, compact, object, type);
  const { ir } = c.force(object);
  if (expected.length === 0) return learn(c, compact, ir);
  const first = expected[0].members.get(name);
  const shapes = expected.filter((shape) => {
    const member = shape.members.get(name);
    return first ? member && sameMember(member, first) : !member;
  });
  // Instances that came by are of other kinds than the first.
  const left = expected.filter((shape) => !shapes.includes(shape) && shape !== compact.empty);
  if (left.some(({ address }) => c.feedback.layoutsSeen(c.frame.code.address, c.offset).includes(address))) return null;
  if (!first) {
    if (shapes.includes(compact.empty)) {
      if (shapes.length > 1) return null;
      c.guardTrue(c.emit('is.null', [c.builder.load('load.ptr', ir, compact.offsets.data, 'compact.data')]), 'layout');
    } else guardShapes(c, compact, ir, shapes);
    return 'absent';
  }
  const data = guardShapes(c, compact, ir, shapes);
  const { offset, index } = placeOf(c, compact, data, shapes, name);
  const seen = first.kinds[0] === 'object' ? objectsSeen(c, compact, object, type, name) : [];
  const words = first.kinds.map((kind, word) => readWord(c, data, kind, offset + 8 * word, index, seen));
  if (first.isTuple) return new VirtualValue('tuple', words);
  const [value] = words;
  if (value.kind === 'ref') c.state.update(value, { origin: { owner: type.address, name } });
  return value;
}

/** A value as the words that it takes: `items` are Values of the kinds. */
interface Encoding {
  kinds: CompactKind[];
  isTuple: boolean;
  items: readonly PyValue[];
}

function numberKind(c: Unit, value: PyValue): CompactKind {
  if (c.isType(value, c.floatType)) return 'float';
  // Known ints of more than 64 bits are objects.
  return c.isType(value, c.intType) && value.kind !== 'const' ? 'int' : 'object';
}

/** How compact instances keep the value; null if that is not known before it runs. */
function encodingOf(c: Unit, compact: CompactClass, value: PyValue): Encoding | null {
  if (c.isType(value, c.tupleType)) {
    const items = constantItems(c, value);
    if (!items) return null;
    if (items.some((item) => !c.typeOf(item))) return null;
    const kinds = items.map((item) => numberKind(c, item));
    if (items.length > 0 && items.length <= compact.longestTuple && !kinds.includes('object')) return { kinds, isTuple: true, items };
    return { kinds: ['object'], isTuple: false, items: [value] };
  }
  if (!c.typeOf(value)) return null;
  return { kinds: [numberKind(c, value)], isTuple: false, items: [value] };
}

/** What a store does to an instance of one shape. `target` is another one if the shape changes. */
interface Case {
  shape: CompactShape;
  target: CompactShape;
  member: CompactMember;
}

function caseOf(shape: CompactShape, name: string, encoding: Encoding | null): Case | null {
  const member = shape.members.get(name);
  // An attribute that is an object becomes any object.
  if (member && !member.isTuple && member.kinds[0] === 'object') return { shape, target: shape, member };
  if (!encoding) return null;
  if (member && sameMember(member, { offset: 0, ...encoding })) return { shape, target: shape, member };
  // A tuple in the place of a number, or the other way round, needs another data block.
  if (member && (member.isTuple || encoding.isTuple)) return null;
  const target = shape.next(name, encoding.isTuple ? encoding.kinds : encoding.kinds[0]);
  const changed = target?.members.get(name);
  if (!target || !changed) return null;
  if (member ? changed.offset !== member.offset || target.size !== shape.size : target.size !== shape.size + 8 * changed.kinds.length) return null;
  return { shape, target, member: changed };
}

/** The shapes before and after the first setting of an attribute, along the way to a shape that has it. */
function shapeBefore(compact: CompactClass, shape: CompactShape, name: string): CompactShape | null {
  let before: CompactShape | null = compact.empty;
  for (const [other, { kinds, isTuple }] of shape.members) {
    if (other === name || !before) break;
    before = before.next(other, isTuple ? kinds : kinds[0]);
  }
  return before;
}

/** `object.name = value` where the class has no data descriptor of that name. The operands have been popped. Returns whether it was done. */
export function storeCompact(c: Unit, compact: CompactClass, object: PyValue, type: TypeInfo, name: string, value: PyValue): boolean {
  const { address } = c.frame.code;
  const expected = expectedShapes(c, compact, object, type);
  const { ir } = c.force(object);
  const setsFirst = c.frame.code.name === '__init__' && c.frame.locals[0] === object && object.kind === 'ref' && c.state.info(object).layout === undefined;
  if (setsFirst) for (const shape of expected.slice()) if (shape.members.has(name)) expected.unshift(...[shapeBefore(compact, shape, name) ?? []].flat());
  if (expected.length === 0) return learn(c, compact, ir) ?? false;
  const encoding = encodingOf(c, compact, value);
  const unique = [...new Set(expected)];
  const cases = unique.flatMap((shape) => caseOf(shape, name, encoding) ?? []);
  // Numbers are written by themselves; for objects there is one way only.
  const isObject = (one: Case): boolean => one.member.kinds[0] === 'object';
  const [first] = cases;
  if (!first) return false;
  const sameWay = (one: Case): boolean => isObject(one) === isObject(first) && (!isObject(one) || (one.shape === one.target) === (first.shape === first.target));
  const chosen = cases.filter(sameWay);
  if (chosen.length < unique.length && c.feedback.layoutsSeen(address, c.offset).length > 1) return false;
  if (chosen.length > 1 && isObject(first) && chosen.some(({ shape, target, member }) => shape !== target || member.offset !== first.member.offset)) chosen.length = 1;
  if (isObject(first) && value.kind === 'virtual') {
    value = c.real(value);
    // A collection may have run anything.
    c.promoteType(object, 0);
    guardTypeVersion(c, type);
  }
  if (isObject(first) && first.shape === first.target) {
    const data = guardShapes(c, compact, ir, chosen.map(({ shape }) => shape));
    storeOwned(c, data, first.member.offset, 'compact.value', null, value, { seen: objectsSeen(c, compact, object, type, name) });
    return true;
  }
  const stored = c.typeOf(value);
  if (stored && isObject(first)) c.profile.noteAttribute(type.address, name, stored.address);
  storeWords(c, compact, ir, chosen, encoding as Encoding);
  if (object.kind === 'ref' && chosen.length === 1) c.state.update(object, { layout: first.target.address });
  return true;
}

/** Everything that may leave comes first: the exits do the whole instruction again. */
function storeWords(c: Unit, compact: CompactClass, object: Value, cases: readonly Case[], { items }: Encoding): void {
  const isObject = cases[0].member.kinds[0] === 'object';
  const words = items.map((item, index) => {
    if (isObject) return c.hold(c.own(item));
    return c.isType(item, c.floatType) ? c.toF64(item, 1 + index) : c.toI64(item, 1 + index);
  });
  const { builder } = c;
  const done = c.fn.newBlock('stored');
  let data = builder.load('load.ptr', object, compact.offsets.data, 'compact.data');
  const fromNothing = cases.find(({ shape }) => shape === compact.empty);
  const others = cases.filter((one) => one !== fromNothing);
  if (fromNothing && others.length > 0) {
    const fresh = c.fn.newBlock('no attributes yet');
    const next = c.fn.newBlock('has attributes');
    builder.branch(c.emit('is.null', [data]), { block: fresh, args: [] }, { block: next, args: [] });
    builder.block = fresh;
    writeWords(c, compact, object, data, fromNothing, words);
    builder.jump(done);
    builder.block = next;
  } else if (fromNothing) {
    const fresh = c.fn.newBlock('no attributes yet');
    const other = c.fn.newBlock('has attributes');
    other.cold = true;
    builder.branch(c.emit('is.null', [data]), { block: fresh, args: [] }, { block: other, args: [] });
    builder.block = other;
    builder.append('exit', [], {}, c.exit('layout', { saw: shapeOf(c, compact, data) }));
    builder.block = fresh;
    writeWords(c, compact, object, data, fromNothing, words);
  } else data = dataOf(c, compact, object);
  others.forEach((one, index) => {
    const actual = shapeOf(c, compact, data);
    const is = isShape(c, actual, one.shape);
    if (index === others.length - 1) {
      c.guardTrue(is, 'layout', { saw: actual });
      writeWords(c, compact, object, data, one, words);
      return;
    }
    const here = c.fn.newBlock('this shape');
    const next = c.fn.newBlock('another shape');
    builder.branch(is, { block: here, args: [] }, { block: next, args: [] });
    builder.block = here;
    writeWords(c, compact, object, data, one, words);
    builder.jump(done);
    builder.block = next;
  });
  builder.jump(done);
  builder.block = done;
  if (isObject) c.unhold(...words);
}

/** Writes the words, after the data block has got the room and the shape that it needs. */
function writeWords(c: Unit, compact: CompactClass, object: Value, data: Value, { shape, target, member }: Case, words: readonly Value[]): void {
  const { builder } = c;
  if (target.size !== shape.size) {
    data = c.callC('PyMem_Realloc', [data, c.i64(target.size)], 'allocate', 'ptr');
    const enough = c.fn.newBlock('enough memory');
    const outOfMemory = c.fn.newBlock('out of memory');
    outOfMemory.cold = true;
    builder.branch(c.emit('is.null', [data]), { block: outOfMemory, args: [] }, { block: enough, args: [] });
    builder.block = outOfMemory;
    // The old block is as it was: the interpreter complains. No guard, which chaos would let fail when the old block is gone.
    builder.append('exit', [], {}, c.exit('error'));
    builder.block = enough;
    builder.store('store.ptr', object, data, compact.offsets.data, 'compact.data');
  }
  if (target !== shape) builder.store('store.ptr', data, builder.ptr(target.address, 'shape'), compact.offsets.shape, 'compact.shape');
  words.forEach((word, index) => {
    const op = ({ object: 'store.ref', int: 'store.i64', float: 'store.f64' } as const)[member.kinds[index]];
    builder.store(op, data, word, member.offset + 8 * index, 'compact.value');
  });
}
