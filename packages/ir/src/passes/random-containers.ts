// For tests: containers of objects as random functions meet them (random-function.ts), on pages of their own that end with them: what is
// read beyond their end, or in a table that they have no more, is not there.

import type { Builder } from '../builder';
import type { SparseMachine } from '../machine';
import type { OpName } from '../ops';
import type { Exit } from '../recipe';
import type { Value } from '../types';

const pageSize = 4096;
/** Fixed objects come one after the other; boxes come behind. */
const objectAt = (position: number): number => 0x1000a0 + 32 * position;
const [firstList, otherList, instance, cell, dict] = [0, 1, 2, 3, 4].map(objectAt);
const itemAddresses = [5, 6, 7, 8].map(objectAt);
/** From here on: boxes, which may be at other addresses after a pass. */
export const firstBox = objectAt(9);
/** The dict has the first of these as its table, or the other. */
const tables = [0x3000000, 0x3010000];
const entries = 64;
const tuplePage = 0x3020000;
const most = 4;

type Random = (below: number) => number;

/** The containers of a machine, and what other code does to them. */
export class Containers {
  private nextPage = 0x4000000;
  private readonly lists: number[] = [];
  readonly args: number[];

  constructor(
    private readonly machine: SparseMachine,
    private readonly random: Random,
  ) {
    for (let at = objectAt(0); at < firstBox; at += 32) {
      if (machine.allocate(random(2) ? machine.types.int : machine.types.float, BigInt(random(9)), 100n) !== at) throw new Error('the objects are elsewhere');
    }
    for (const list of [firstList, otherList]) {
      this.lists.push(list);
      machine.write(list + 16, 8, 0n);
      this.resize(list, random(most + 1));
    }
    this.newValues();
    machine.write(cell + 16, 8, BigInt(this.sometimes()));
    this.fillTable(random(4) ? 0 : 1);
    const length = random(most + 1);
    machine.map(tuplePage, pageSize);
    const tuple = tuplePage + pageSize - 24 - 8 * length;
    machine.write(tuple, 8, 100n);
    machine.write(tuple + 16, 8, BigInt(length));
    for (let index = 0; index < length; index++) machine.write(tuple + 24 + 8 * index, 8, BigInt(this.object()));
    this.args = [firstList, random(3) ? otherList : firstList, instance, cell, tuple];
  }

  private read(address: number): number {
    return Number(this.machine.read(address, 8));
  }
  /** A new reference. */
  private object(): number {
    const object = itemAddresses[this.random(itemAddresses.length)];
    this.machine.incref(object);
    return object;
  }
  private sometimes(): number {
    return this.random(4) ? this.object() : 0;
  }
  private release(object: number): void {
    if (object !== 0) this.machine.decref(object, false);
  }
  private block(size: number): number {
    const page = this.nextPage;
    this.nextPage += 2 * pageSize;
    this.machine.map(page, 1);
    return page + pageSize - size;
  }

  /** Gives a list so many items, and other memory for them. */
  private resize(list: number, size: number): void {
    const { machine } = this;
    const before = this.read(list + 16);
    const old = this.read(list + 24);
    const items = this.block(8 * size);
    const had = Array.from({ length: before }, (_, index) => this.read(old + 8 * index));
    for (let index = 0; index < size; index++) machine.write(items + 8 * index, 8, BigInt(index < before ? had[index] : this.object()));
    machine.write(list + 16, 8, BigInt(size));
    machine.write(list + 24, 8, BigInt(items));
    if (old !== 0) machine.unmap(old - (old % pageSize), 1);
    for (const object of had.slice(size)) this.release(object);
  }
  private newValues(): void {
    const values = this.random(4) ? this.block(24) : 0;
    if (values !== 0) for (let index = 0; index < 3; index++) this.machine.write(values + 8 * index, 8, BigInt(this.sometimes()));
    this.machine.write(instance + 16, 8, BigInt(values));
  }
  private fillTable(which: number): void {
    this.machine.map(tables[which], 1);
    for (let index = 0; index < 3; index++) this.machine.write(tables[which] + entries + 8 * index, 8, BigInt(this.object()));
    this.machine.write(dict + 16, 8, BigInt(tables[which]));
  }

  /** A C function that adds to a list. */
  append(): void {
    const list = this.lists[this.random(2)];
    this.resize(list, Math.min(most, this.read(list + 16) + 1));
  }
  /** Python code. */
  change(): void {
    const { machine, random } = this;
    for (const list of this.lists) if (random(2)) this.resize(list, random(most + 1));
    if (random(3) === 0) {
      const values = this.read(instance + 16);
      const had = values === 0 ? [] : [0, 1, 2].map((index) => this.read(values + 8 * index));
      this.newValues();
      if (values !== 0) machine.unmap(values - (values % pageSize), 1);
      had.forEach((object) => this.release(object));
    }
    if (random(3) === 0) {
      const old = this.read(cell + 16);
      machine.write(cell + 16, 8, BigInt(this.sometimes()));
      this.release(old);
    }
    if (random(4) === 0) {
      const table = this.read(dict + 16);
      const had = [0, 1, 2].map((index) => this.read(table + entries + 8 * index));
      this.fillTable(table === tables[0] ? 1 : 0);
      machine.unmap(table, 1);
      had.forEach((object) => this.release(object));
    }
  }

  /** Cells that may have boxes in them, outside of the blocks: in `picture`. */
  static readonly withBoxes = [cell + 16];

  /** What is in them. */
  picture(): unknown {
    const show = (address: number): string => {
      const object = this.read(address);
      if (object < firstBox) return object.toString(16);
      return `box of ${this.read(object + 8)}: ${this.machine.read(object + 16, 8)}, references: ${this.read(object)}`;
    };
    const block = (address: number, count: number): string[] => (address === 0 ? [] : Array.from({ length: count }, (_, index) => show(address + 8 * index)));
    return {
      lists: this.lists.map((list) => block(this.read(list + 24), this.read(list + 16))),
      values: block(this.read(instance + 16), 3),
      cell: show(cell + 16),
      dict: [this.read(dict + 16), ...block(this.read(dict + 16) + entries, 3)],
    };
  }
}

/** A place with an object in it, or NULL. */
interface Place {
  base: Value;
  offset: number;
  memory: string;
  index?: Value;
  nullable: boolean;
}

/** Which place, before it is looked for. */
interface Spot {
  /** 0, 1: items of lists; 2: values of an instance; 3: a cell; 4: an entry of a dict; others: items of a tuple, where nothing may be stored. */
  kind: number;
  isOther: boolean;
  word: number;
  index: Value | null;
  further: number;
}

/** What the statements about containers need of the function that they are for. */
export interface Surroundings {
  builder: Builder;
  random: Random;
  any(type: 'i64' | 'f64'): Value;
  keep(value: Value): Value;
  exit(): Exit;
  /** Something, while there is a reference to an object. */
  holding(object: Value, meanwhile: () => void): void;
}

/** Makes the statements. */
export class ContainerStatements {
  /**
   * @param containers the parameters of the function that are containers, as in `Containers.args`
   * @param indices numbers that are often used as an index
   */
  constructor(
    private readonly around: Surroundings,
    private readonly containers: Value[],
    private readonly objects: Value[],
    private readonly indices: Value[],
  ) {}

  /** Where the last statement was, of places that are in sight everywhere: the next ones are often about the same. */
  private last: Spot | null = null;

  statement(): void {
    const { random } = this.around;
    switch (random(9)) {
      case 0:
        return void this.place(this.spot(5));
      case 1:
      case 2:
        return this.store(this.spot(5));
      case 3:
        return this.hold(this.spot(5), () => undefined);
      case 4: {
        // The same place perhaps, under two names, and again while what was in it is held.
        const spot = this.spot(5);
        this.store(spot);
        return this.hold({ ...spot, isOther: random(2) === 0 }, () => this.store(spot));
      }
      default:
        return this.use(this.load(this.place(this.spot(7))));
    }
  }

  /** An item of a list is tested before a loop; in the loop it is read, or one behind it. */
  beforeLoop(): () => void {
    const { random } = this.around;
    const spot: Spot = { kind: 0, isOther: random(2) === 0, word: random(3), index: random(4) ? this.indices[random(this.indices.length)] : null, further: 0 };
    this.place(spot);
    return () => this.use(this.load(this.place({ ...spot, further: random(3) })));
  }

  private spot(kinds: number): Spot {
    const { random, any } = this.around;
    if (this.last && random(3)) return { ...this.last, further: random(3) };
    const spot = { kind: random(kinds), isOther: random(2) === 0, word: random(3), index: null, further: random(3) };
    if (random(4) === 0) return { ...spot, index: any('i64') };
    return (this.last = { ...spot, kind: Math.min(spot.kind, 4), index: random(3) ? this.indices[random(this.indices.length)] : null });
  }

  /** A reference to what is in some place. */
  private hold(spot: Spot, meanwhile: () => void): void {
    const { builder, random, holding } = this.around;
    const item = this.load(this.place(spot));
    builder.append('incref', [item]);
    holding(item, meanwhile);
    this.use(item);
    builder.append('decref', [item], random(2) ? { leaf: true } : {});
  }

  private require(condition: Value): void {
    this.around.builder.append('guard.true', [condition], {}, this.around.exit());
  }

  /** A place, tested. */
  private place(spot: Spot): Place {
    const { builder, random } = this.around;
    const [list, other, object, itsCell, tuple] = this.containers;
    const word = 8 * spot.word;
    switch (spot.kind) {
      case 0:
      case 1:
        return this.item(spot.isOther ? other : list, spot);
      case 2: {
        const values = builder.load('load.ptr', object, 16, 'instance.values');
        builder.append('guard.nonnull', [values], {}, this.around.exit());
        return { base: values, offset: word, memory: 'instance.value', nullable: true };
      }
      case 3:
        return { base: itsCell, offset: 16, memory: 'cell.content', nullable: true };
      case 4: {
        const keys = builder.load('load.ptr', builder.ref(dict, 'dict'), 16, 'dict.keys');
        this.require(builder.emit('eq.ptr', [keys, builder.ptr(tables[0], 'table')]));
        return { base: builder.ptr(tables[0] + entries + word, 'place'), offset: 0, memory: 'dict.entry', nullable: false };
      }
      default: {
        const size = builder.load('load.i64', tuple, 16, 'immutable');
        this.require(builder.emit(random(2) ? 'lt.i64' : 'ult.i64', [builder.i64(word / 8), size]));
        return { base: tuple, offset: 24 + word, memory: 'immutable', nullable: false };
      }
    }
  }

  /** An item of a list; also one behind an index, for which that need not be in bounds. */
  private item(list: Value, { word, index, further }: Spot): Place {
    const { builder } = this.around;
    const first = index ?? builder.i64(word);
    const tested = further === 0 ? first : builder.emit('add.i64', [first, builder.i64(further)]);
    this.require(builder.emit('ult.i64', [tested, builder.load('load.i64', list, 16, 'list.size')]));
    const base = builder.load('load.ptr', list, 24, 'list.items');
    const place = { base, memory: 'list.item', nullable: false };
    return index ? { ...place, offset: 8 * further, index } : { ...place, offset: 8 * (word + further) };
  }

  private read({ base, offset, memory, index }: Place): Value {
    return this.around.builder.load('load.ref', base, offset, memory, index, 8);
  }
  private load(place: Place): Value {
    const item = this.read(place);
    if (place.nullable) this.around.builder.append('guard.nonnull', [item], {}, this.around.exit());
    return item;
  }
  private use(item: Value): void {
    const { builder, random } = this.around;
    const kind = random(4);
    if (kind === 0) this.around.keep(builder.emit('i64.from.ptr', [builder.load('load.ptr', item, 8, 'object.type')]));
    else this.around.keep(builder.load('load.i64', item, 16, 'immutable'));
  }

  /** Stores an object and releases what was there. */
  private store(spot: Spot): void {
    const { builder, random } = this.around;
    const kind = random(4);
    const found = kind < 2 ? null : kind === 2 ? this.objects[random(this.objects.length)] : this.load(this.place(this.spot(7)));
    const place = this.place(spot);
    const stored = found ?? builder.emit('box.float', [this.around.any('f64')]);
    if (found) builder.append('incref', [found]);
    const old = this.read(place);
    builder.store('store.ref', place.base, stored, place.offset, place.memory, place.index, 8);
    const op: OpName = place.nullable ? 'xdecref' : 'decref';
    builder.append(op, [old], random(2) ? { leaf: true } : {});
  }
}
