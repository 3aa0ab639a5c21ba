// Which virtual registers are live at the start and end of each block: iterated data flow over bit sets, so it holds for
// any control flow. Values that only exits need count as used.

import type { MachineBlock, MachineFunction } from '../machine/instruction';

export class BitSet {
  readonly words: Int32Array;
  constructor(size: number) {
    this.words = new Int32Array((size + 31) >> 5);
  }
  add(i: number): void {
    this.words[i >> 5] |= 1 << (i & 31);
  }
  delete(i: number): void {
    this.words[i >> 5] &= ~(1 << (i & 31));
  }
  has(i: number): boolean {
    return (this.words[i >> 5] & (1 << (i & 31))) !== 0;
  }
  forEach(visit: (i: number) => void): void {
    this.forEachCommon(this, visit);
  }
  /** Visits what is in both sets. */
  forEachCommon(other: BitSet, visit: (i: number) => void): void {
    const { words } = this;
    for (let w = 0; w < words.length; w++) {
      for (let rest = words[w] & other.words[w]; rest !== 0; rest &= rest - 1) visit((w << 5) + 31 - Math.clz32(rest & -rest));
    }
  }
}

export interface Liveness {
  /** By place of the block in the layout. Parameters are not live-in: the edges define them. */
  liveIn: BitSet[];
  liveOut: BitSet[];
}

export function computeLiveness(fn: MachineFunction): Liveness {
  const size = fn.virtualRegisters;
  const { blocks } = fn;
  const used = blocks.map(() => new BitSet(size));
  const defined = blocks.map(() => new BitSet(size));
  blocks.forEach((block, place) => survey(fn, block, used[place], defined[place]));
  const liveIn = blocks.map(() => new BitSet(size));
  const liveOut = blocks.map(() => new BitSet(size));
  for (let changed = true; changed; ) {
    changed = false;
    for (let place = blocks.length - 1; place >= 0; place--) {
      const out = liveOut[place].words;
      for (const { to } of blocks[place].successors) {
        const next = liveIn[to.place].words;
        for (let w = 0; w < out.length; w++) out[w] |= next[w];
      }
      const into = liveIn[place].words;
      const use = used[place].words;
      const kill = defined[place].words;
      for (let w = 0; w < out.length; w++) {
        const word = use[w] | (out[w] & ~kill[w]);
        if (word !== into[w]) {
          into[w] = word;
          changed = true;
        }
      }
    }
  }
  return { liveIn, liveOut };
}

/** What the block reads before writing it, and what it writes. */
function survey(fn: MachineFunction, block: MachineBlock, used: BitSet, defined: BitSet): void {
  for (const param of block.params) defined.add(param);
  const read = (vreg: number): void => {
    if (vreg >= 0 && !defined.has(vreg)) used.add(vreg);
  };
  for (const instruction of block.instructions) {
    for (const use of instruction.uses) read(use.vreg);
    if (instruction.exit) for (const vreg of fn.exitValues(instruction.exit)) read(vreg);
    for (const temporary of instruction.temporaries) defined.add(temporary);
    if (instruction.result >= 0) defined.add(instruction.result);
  }
  for (const edge of block.successors) for (const arg of edge.args) read(arg.vreg);
}
