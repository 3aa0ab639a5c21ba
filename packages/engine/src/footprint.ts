// What a unit costs the compiler's own memory, for the limits of profilers: an estimate from its parts, so that it does not depend on when the
// garbage collector has run. The memory of the whole process is reported beside it, and is no fault of single functions.
import type { CompiledUnit } from './unit';
import type { EngineCodeFacts } from './world/code-facts';

/** Bytes of V8's objects in Node 20: one unit with its statistics; an exit with its site and counts; a decoded instruction; a number in a list. */
const UNIT = 2500;
const EXIT = 110;
const INSTRUCTION = 300;
const NUMBER = 8;

/** Sums up what is kept: each unit, and each decoded code object once. */
export class Footprint {
  #units = 0;
  readonly #codes = new Map<EngineCodeFacts, number>();
  #codeBytes = 0;

  /** Bytes. */
  get total(): number {
    return this.#units + this.#codeBytes;
  }

  add(unit: CompiledUnit): void {
    this.#units += sizeOf(unit);
    const users = this.#codes.get(unit.code) ?? 0;
    if (users === 0) this.#codeBytes += unit.code.instructions.length * INSTRUCTION;
    this.#codes.set(unit.code, users + 1);
  }

  remove(unit: CompiledUnit): void {
    const users = this.#codes.get(unit.code);
    if (users === undefined) return;
    this.#units -= sizeOf(unit);
    if (users > 1) this.#codes.set(unit.code, users - 1);
    else {
      this.#codes.delete(unit.code);
      this.#codeBytes -= unit.code.instructions.length * INSTRUCTION;
    }
  }
}

function sizeOf({ sites, pins, inlined, outerOffsets, blocks }: CompiledUnit): number {
  return UNIT + EXIT * sites.length + NUMBER * (pins.length + inlined.length + outerOffsets.length + 4 * blocks);
}
