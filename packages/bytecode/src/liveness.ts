// Liveness: which localsplus slots may still be read, before each instruction.
// May know: the control-flow graph; what an instruction does to its slot comes from the version table.
import { allSuccessors, type ControlFlowGraph } from './controlFlow';
import { indexOf, type Instruction } from './instruction';

/**
 * Live slots before each instruction. A slot that a handler reads is live in the whole range that the handler protects.
 * Liveness speaks of the code's own reads only: a debugger, `locals()` and the moment of a value's destruction
 * also see slots that are not live.
 */
export class Liveness {
  readonly #words: number;
  readonly #live: Uint32Array;

  constructor(graph: ControlFlowGraph, readonly slotCount: number) {
    const words = this.#words = Math.max(1, (slotCount + 31) >>> 5);
    const live = this.#live = new Uint32Array((graph.instructions.length + 1) * words);
    const current = new Uint32Array(words);
    for (let changed = true; changed;) {
      changed = false;
      for (const number of graph.reversePostOrder.toReversed()) {
        const block = graph.blocks[number];
        current.fill(0);
        for (const next of allSuccessors(block)) unite(current, live, graph.blocks[next].first * words);
        const handler = block.handler === undefined ? -1 : graph.blocks[block.handler].first * words;
        for (let at = block.last; at >= block.first; at--) {
          transfer(current, graph.instructions[at], slotCount);
          // The exception may come before the instruction has stored anything.
          if (handler !== -1) unite(current, live, handler);
          const base = at * words;
          for (let word = 0; word < words; word++) {
            if (live[base + word] === current[word]) continue;
            live[base + word] = current[word];
            changed = true;
          }
        }
      }
    }
  }

  /** Whether the slot may be read at or after this instruction, before it is written. */
  isLive(instructionIndex: number, slot: number): boolean {
    return slot < this.slotCount && ((this.#live[instructionIndex * this.#words + (slot >>> 5)] >>> (slot & 31)) & 1) !== 0;
  }

  /** The live slots before an instruction, in order. */
  liveSlots(instructionIndex: number): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.slotCount; slot++) if (this.isLive(instructionIndex, slot)) slots.push(slot);
    return slots;
  }

  /** The live slots before an instruction as a bitset of 32-bit words (a view: do not write to it). */
  bits(instructionIndex: number): Uint32Array {
    return this.#live.subarray(instructionIndex * this.#words, (instructionIndex + 1) * this.#words);
  }
}

function unite(into: Uint32Array, from: Uint32Array, base: number): void {
  for (let word = 0; word < into.length; word++) into[word] |= from[base + word];
}

function transfer(live: Uint32Array, instruction: Instruction, slotCount: number): void {
  const { slotAccess } = instruction.info;
  if (slotAccess === 'none') return;
  const slot = indexOf(instruction);
  if (slotAccess === 'writeFree') {
    for (let free = slotCount - slot; free < slotCount; free++) live[free >>> 5] &= ~(1 << (free & 31));
  } else if (slotAccess === 'write') live[slot >>> 5] &= ~(1 << (slot & 31));
  // Deleting looks whether the slot is bound, making a cell takes its value in: both read it.
  else live[slot >>> 5] |= 1 << (slot & 31);
}

/** Computes liveness; `slotCount` is the number of localsplus slots. */
export function liveness(graph: ControlFlowGraph, slotCount: number): Liveness {
  return new Liveness(graph, slotCount);
}
