// Looks at the exit table now and then: which exits were taken how often since the last look, and what they saw. Counts only;
// what follows from them is decided by the caller.
import { Footprint } from './footprint';
import { ExitRecord, RuntimeData } from '@psyco/runtime-x86';
import type { RecordTable, Region } from './regions';
import type { CompiledUnit } from './unit';

/** One exit of a unit, taken since the last look. */
export interface ExitEvent {
  readonly unit: CompiledUnit;
  /** Index in the unit's sites. */
  readonly index: number;
  readonly count: number;
  /** Type of the last value that it saw; 0 if it records none. */
  readonly sawType: number;
  /** The last one before that was of another type; 0 if there was none. */
  readonly otherType: number;
  /** That value: an object, or a machine word. */
  readonly sawValue: number;
}

export class ExitWatcher {
  readonly #units = new Set<CompiledUnit>();
  /** What the units cost the compiler's own memory. */
  readonly footprint = new Footprint();
  #counts = new Float64Array(0);
  /** The table as of the last look, in halves of words, the lower one first: looks are frequent, and a 64-bit integer for each count would cost ten times as much. */
  #table = new Uint32Array(0);
  #seen = -1;

  constructor(private readonly data: Region, private readonly table: RecordTable, private readonly runtimeData: number) {}

  /** All exits taken so far. */
  get total(): number {
    return this.data.readWord(this.runtimeData + RuntimeData.exitCount);
  }

  /** Watches a unit from now on. Units come in the order of their exit numbers. */
  watch(unit: CompiledUnit): void {
    this.#units.add(unit);
    this.footprint.add(unit);
  }

  /** All that were put in place and are not gone. */
  get units(): readonly CompiledUnit[] {
    return [...this.#units];
  }

  /** It is gone: nobody enters or leaves it any more. Its exit numbers may belong to another one later. */
  forget(unit: CompiledUnit): void {
    if (this.#units.delete(unit)) this.footprint.remove(unit);
    this.#counts.fill(0, unit.exitBase, unit.exitBase + unit.sites.length);
  }

  /** The exits taken since the last look. */
  poll(): ExitEvent[] {
    const { total } = this;
    if (total === this.#seen) return [];
    this.#seen = total;
    const { count, address, recordSize } = this.table;
    if (this.#counts.length < count) this.#grow(count * 2);
    this.data.readInto(address, this.#table, count * recordSize);
    const events: ExitEvent[] = [];
    const counts = this.#counts;
    const halves = this.#table;
    const stride = recordSize >>> 2;
    const word = (record: number, field: number): number => halves[record + (field >>> 2)]! + halves[record + (field >>> 2) + 1]! * 2 ** 32;
    for (const unit of this.#units) {
      const { exitBase, sites: { length } } = unit;
      for (let index = 0; index < length; index++) {
        const record = (exitBase + index) * stride;
        const now = word(record, ExitRecord.count);
        const before = counts[exitBase + index]!;
        if (now === before) continue;
        counts[exitBase + index] = now;
        events.push({ unit, index, count: now - before, sawType: word(record, ExitRecord.sawType), otherType: word(record, ExitRecord.otherType), sawValue: word(record, ExitRecord.sawValue) });
      }
    }
    return events;
  }

  /** Makes room for so many exits. */
  #grow(exits: number): void {
    const counts = new Float64Array(exits);
    counts.set(this.#counts);
    this.#counts = counts;
    this.#table = new Uint32Array((exits * this.table.recordSize) / 4);
  }

  /** How often an exit was taken until now. */
  countNow(unit: CompiledUnit, index: number): number {
    return this.data.readWord(this.table.addressOf(unit.exitBase + index) + ExitRecord.count);
  }

  /** How often an exit was taken, as of the last look. */
  countOf(unit: CompiledUnit, index: number): number {
    return this.#counts[unit.exitBase + index] ?? 0;
  }
}
