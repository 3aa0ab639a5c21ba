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
  #counts = new Float64Array(1024);
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
    if (this.#counts.length < count) {
      const grown = new Float64Array(count * 2);
      grown.set(this.#counts);
      this.#counts = grown;
    }
    const bytes = this.data.read(address, count * recordSize);
    const events: ExitEvent[] = [];
    for (const unit of this.#units) {
      for (let index = 0; index < unit.sites.length; index++) {
        const number = unit.exitBase + index;
        const at = number * recordSize;
        const now = Number(bytes.readBigUInt64LE(at + ExitRecord.count));
        const before = this.#counts[number]!;
        if (now === before) continue;
        this.#counts[number] = now;
        events.push({ unit, index, count: now - before, sawType: Number(bytes.readBigUInt64LE(at + ExitRecord.sawType)), otherType: Number(bytes.readBigUInt64LE(at + ExitRecord.otherType)), sawValue: Number(bytes.readBigUInt64LE(at + ExitRecord.sawValue)) });
      }
    }
    return events;
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
