// Which virtual registers are live at the start and end of each block: iterated data flow over bit sets, so it holds for
// any control flow. Values that only exits need count as used. Most registers live in one block: only the others have bits.

import type { MachineBlock, MachineFunction, VirtualRegister } from '../machine/instruction';

/** A set of registers that are live across blocks. */
export class LiveSet {
  readonly words: Int32Array;
  /** @param registers what the bits stand for, ascending */
  constructor(private readonly registers: readonly VirtualRegister[]) {
    this.words = new Int32Array((registers.length + 31) >> 5);
  }
  addBit(bit: number): void {
    this.words[bit >> 5] |= 1 << (bit & 31);
  }
  forEach(visit: (register: VirtualRegister) => void): void {
    this.forEachCommon(this, visit);
  }
  /** Visits what is in both sets. */
  forEachCommon(other: LiveSet, visit: (register: VirtualRegister) => void): void {
    const { words, registers } = this;
    for (let w = 0; w < words.length; w++) {
      for (let rest = words[w] & other.words[w]; rest !== 0; rest &= rest - 1) visit(registers[(w << 5) + 31 - Math.clz32(rest & -rest)]);
    }
  }
}

export interface Liveness {
  /** By place of the block in the layout. Parameters are not live-in: the edges define them. */
  liveIn: LiveSet[];
  liveOut: LiveSet[];
  /** The set of those of these registers that are live across blocks anywhere. */
  setOf(registers: Iterable<VirtualRegister>): LiveSet;
}

/** By block: what it reads before writing it, each once, and what it writes. */
interface Survey {
  readonly used: VirtualRegister[];
  readonly defined: VirtualRegister[];
}

export function computeLiveness(fn: MachineFunction): Liveness {
  const { blocks } = fn;
  const definedIn = new Int32Array(fn.virtualRegisters).fill(-1);
  const usedIn = new Int32Array(fn.virtualRegisters).fill(-1);
  const surveys = blocks.map((block, place) => survey(fn, block, place, definedIn, usedIn));
  // What was read before it was written in some block: its number, 1 and up; 0 for all others.
  const numbers = new Int32Array(fn.virtualRegisters);
  const registers: VirtualRegister[] = [];
  for (let vreg = 0; vreg < numbers.length; vreg++) if (usedIn[vreg] >= 0) numbers[vreg] = registers.push(vreg);
  const setOf = (members: Iterable<VirtualRegister>): LiveSet => {
    const set = new LiveSet(registers);
    for (const vreg of members) if (numbers[vreg] > 0) set.addBit(numbers[vreg] - 1);
    return set;
  };
  const used = surveys.map((one) => setOf(one.used));
  const kept = surveys.map((one) => setOf(one.defined));
  for (const { words } of kept) for (let w = 0; w < words.length; w++) words[w] = ~words[w];
  const liveIn = used;
  const liveOut = blocks.map(() => new LiveSet(registers));
  // Blocks whose successors have changed since they were looked at.
  const pending = new Uint8Array(blocks.length).fill(1);
  for (let changed = true; changed; ) {
    changed = false;
    for (let place = blocks.length - 1; place >= 0; place--) {
      if (pending[place] === 0) continue;
      pending[place] = 0;
      const block = blocks[place];
      const out = liveOut[place].words;
      for (const { to } of block.successors) {
        const next = liveIn[to.place].words;
        for (let w = 0; w < out.length; w++) out[w] |= next[w];
      }
      if (!addThrough(liveIn[place].words, out, kept[place].words)) continue;
      for (const { from } of block.predecessors) {
        pending[from.place] = 1;
        if (from.place >= place) changed = true;
      }
    }
  }
  return { liveIn, liveOut, setOf };
}

/** Adds what is live at the end of a block, and not defined in it, to what is live at its start; returns whether that is more. */
function addThrough(into: Int32Array, out: Int32Array, kept: Int32Array): boolean {
  let more = 0;
  for (let w = 0; w < out.length; w++) {
    const word = into[w] | (out[w] & kept[w]);
    more |= word ^ into[w];
    into[w] = word;
  }
  return more !== 0;
}

function survey(fn: MachineFunction, block: MachineBlock, place: number, definedIn: Int32Array, usedIn: Int32Array): Survey {
  const used: VirtualRegister[] = [];
  const defined: VirtualRegister[] = [];
  const define = (vreg: VirtualRegister): void => {
    if (definedIn[vreg] === place) return;
    definedIn[vreg] = place;
    defined.push(vreg);
  };
  const read = (vreg: VirtualRegister): void => {
    if (vreg < 0 || definedIn[vreg] === place || usedIn[vreg] === place) return;
    usedIn[vreg] = place;
    used.push(vreg);
  };
  for (const param of block.params) define(param);
  for (const instruction of block.instructions) {
    for (const use of instruction.uses) read(use.vreg);
    if (instruction.exit) for (const vreg of fn.exitValues(instruction.exit)) read(vreg);
    for (const temporary of instruction.temporaries) define(temporary);
    if (instruction.result >= 0) define(instruction.result);
  }
  for (const edge of block.successors) for (const arg of edge.args) read(arg.vreg);
  return { used, defined };
}
