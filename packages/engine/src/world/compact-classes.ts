// Compact classes of the running process: which classes are, and what their shapes say. Knows the layout that @psyco/compact gives
// their instances; shapes never change and never die, so they are read once.
import { DATA, INSTANCE, LONGEST_TUPLE, MAGIC, machineCode, PLACE, SHAPE, WORD_KINDS } from '@psyco/compact';
import type { PythonProcess } from '@psyco/objects';
import type { CompactClass, CompactKind, CompactMember, CompactShape } from '@psyco/specializer';
import type { OrNull } from './or-null';

const KINDS: readonly (CompactKind | null)[] = Object.entries(WORD_KINDS).map(([name]) => (name === 'shape' ? null : (name as CompactKind)));
/** The slot of a shape that has the transitions for a kind. */
const TRANSITIONS: Readonly<Record<CompactKind, number>> = { object: SHAPE.toObject, int: SHAPE.toInt, float: SHAPE.toFloat };

class Shape implements CompactShape {
  readonly size: number;
  readonly members: ReadonlyMap<string, CompactMember>;

  constructor(readonly address: number, private readonly all: CompactClasses, private readonly python: PythonProcess) {
    const { memory } = python;
    const kinds = python.readBytes(memory.ptr(address + SHAPE.kinds));
    this.size = 8 * kinds.length;
    const members = new Map<string, CompactMember>();
    for (const { key, value } of python.readDict(memory.ptr(address + SHAPE.names))) {
      const place = Number(python.readLong(value));
      const items = place >> PLACE.offsetBits;
      const offset = place & PLACE.offsetMask;
      const words = [...kinds.subarray(offset / 8, offset / 8 + Math.max(1, items))].map((kind) => KINDS[kind]);
      if (offset < DATA.first || words.length === 0 || words.some((kind) => !kind)) throw new Error(`not a shape: ${address.toString(16)}`);
      members.set(python.readString(key), { offset, kinds: words as CompactKind[], isTuple: items > 0 });
    }
    this.members = members;
  }

  next(name: string, kind: CompactKind | readonly CompactKind[]): CompactShape | null {
    const isTuple = typeof kind !== 'string';
    const slot = isTuple ? SHAPE.toTuple : TRANSITIONS[kind];
    const entry = this.python.readDict(this.python.memory.ptr(this.address + slot)).find(({ key }) => this.python.readString(key) === name);
    const target = entry === undefined ? null : this.all.shape(entry.value);
    const member = target?.members.get(name);
    // The tuple that this name had last may have had other items.
    if (!member || member.isTuple !== isTuple || (isTuple && member.kinds.join() !== kind.join())) return null;
    return target;
  }
}

export class CompactClasses {
  readonly #shapes = new Map<number, Shape>();
  /** The classes of shapes that were met. */
  readonly #classesOfShapes = new Set<number>();
  #code: ReturnType<typeof machineCode> | null = null;

  /** @param renew lets everything be read anew */
  constructor(private readonly python: PythonProcess, private readonly orNull: OrNull, private readonly renew: () => void) {}

  /** How instances of a class keep their attributes, from the slots of the class; null if they are not compact. */
  find(type: number): CompactClass | null {
    const { memory, layout } = this.python;
    const getattro = memory.ptr(type + layout.PyTypeObject.tp_getattro);
    const setattro = memory.ptr(type + layout.PyTypeObject.tp_setattro);
    const reads = this.#isMarked(getattro);
    if (!reads) return null;
    this.#code ??= machineCode();
    const { entries, objects, symbols } = this.#code;
    const start = getattro - entries.getattro;
    const empty = memory.ptr(start + 8 * (symbols.length + objects.indexOf('emptyShape')));
    this.#classesOfShapes.add(this.python.typeOf(empty));
    const emptyShape = this.shape(empty);
    if (emptyShape === null) return null;
    return {
      offsets: { data: INSTANCE.data, shape: DATA.shape },
      reads,
      writes: setattro === start + entries.setattro,
      longestTuple: LONGEST_TUPLE,
      empty: emptyShape,
      shape: (address) => this.shape(address),
      shapeOf: (instance) => {
        const data = this.#word(instance + INSTANCE.data);
        return data === null ? null : data === 0 ? emptyShape : this.shape(this.#word(data + DATA.shape) ?? 0);
      },
    };
  }

  shape(address: number): CompactShape | null {
    const known = this.#shapes.get(address);
    if (known) return known;
    // It may be younger than pages that were read.
    this.renew();
    return this.orNull(() => {
      // What was seen may be gone: only objects of the very class of shapes are read. (That of large instances is of another.)
      if (address % 8 !== 0 || address === 0 || !this.#classesOfShapes.has(this.python.typeOf(address))) return null;
      const shape = new Shape(address, this, this.python);
      this.#shapes.set(address, shape);
      return shape;
    });
  }

  #isMarked(code: number): boolean {
    return this.orNull(() => Buffer.from(this.python.memory.read(code - MAGIC.length, MAGIC.length)).equals(MAGIC)) ?? false;
  }

  #word(address: number): number | null {
    return this.orNull(() => this.python.memory.ptr(address));
  }
}
