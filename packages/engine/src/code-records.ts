// Code records: what the extra slot of a code object points to. The frame hook and on-stack replacement find compiled code there.
import { CodeRecord, encodeCodeRecord } from '@psyco/runtime-x86';
import type { Region } from './regions';
import type { EngineCodeFacts } from './world/code-facts';

/** The record of one code object. */
export interface CodeRecordSlot {
  readonly address: number;
  /** The code object's extra slot points here. */
  attached: boolean;
  /** Loop headers in the order of the pairs. */
  readonly loops: number[];
  readonly capacity: number;
}

function sizeOf(capacity: number): number {
  return CodeRecord.pairs + CodeRecord.pairSize * capacity;
}

/** A word to be stored in the process. */
export interface Store {
  readonly address: number;
  readonly value: number;
}

/** All code records of a session. Keyed by analysis, not by address: another code object may come to the same address. */
export class CodeRecords {
  readonly #slots = new Map<EngineCodeFacts, CodeRecordSlot>();

  constructor(private readonly data: Region) {}

  get(code: EngineCodeFacts): CodeRecordSlot | undefined {
    return this.#slots.get(code);
  }

  /** The record of a code object, made if there is none: without entries, so that nothing happens before it is filled. */
  obtain(code: EngineCodeFacts): CodeRecordSlot {
    let slot = this.#slots.get(code);
    if (slot === undefined) {
      const capacity = code.loops.length;
      const bytes = new Uint8Array(sizeOf(capacity));
      bytes.set(encodeCodeRecord({ entry: 0, returnOffset: Math.max(0, code.returnOffset) }));
      const address = this.data.allocate(bytes.length, 8);
      this.data.write(address, bytes);
      slot = { address, attached: false, loops: [], capacity };
      this.#slots.set(code, slot);
    }
    return slot;
  }

  /** Nothing is known of the code object any more. @param certain whether it is gone, and with it what points to the record */
  forget(code: EngineCodeFacts, certain: boolean): void {
    const slot = this.#slots.get(code);
    if (slot === undefined) return;
    this.#slots.delete(code);
    if (certain) this.data.release(slot.address, sizeOf(slot.capacity));
  }

  /** The store that makes the hook enter this unit (0: none). */
  entryStore(slot: CodeRecordSlot, entry: number): Store {
    return { address: slot.address + CodeRecord.entry, value: entry };
  }

  /** The stores that make on-stack replacement at a loop header enter this unit (0: none), in this order. */
  loopStores(slot: CodeRecordSlot, offset: number, entry: number): Store[] {
    let index = slot.loops.indexOf(offset);
    if (index < 0) index = slot.loops.push(offset) - 1;
    const pair = slot.address + CodeRecord.pairs + CodeRecord.pairSize * index;
    return [
      { address: pair, value: offset },
      { address: pair + 8, value: entry },
      // Each time, as the commit of the first time may have been dropped. A pair that was never stored is for offset 0, where no loop starts.
      { address: slot.address + CodeRecord.osrCount, value: slot.loops.length },
    ];
  }

  /** Entries through the hook so far. */
  hits(slot: CodeRecordSlot): number {
    return this.data.readWord(slot.address + CodeRecord.hits);
  }

  *[Symbol.iterator](): IterableIterator<[EngineCodeFacts, CodeRecordSlot]> {
    yield* this.#slots;
  }
}
