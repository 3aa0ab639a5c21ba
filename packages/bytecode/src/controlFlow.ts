// Control flow: basic blocks with exception edges, order, dominators, merge points.
// May know: instructions and exception entries. Loops are in loops.ts.
import type { ExceptionEntry } from './exceptionTable';
import { handlerAt } from './exceptionTable';
import { instructionStartingAt, type Instruction } from './instruction';

/** A straight run of instructions. Blocks are numbered by offset; block 0 is the entry. */
export interface BasicBlock {
  readonly index: number;
  /** Byte offset of its first instruction (its EXTENDED_ARG, if any), and the offset after its last. */
  readonly start: number;
  readonly end: number;
  /** Positions of its first and last instruction in the instruction list. */
  readonly first: number;
  readonly last: number;
  /** Blocks that follow it: fall-through first, then the jump target. */
  readonly successors: readonly number[];
  /** Block of the handler that catches what is raised in it; a block never spans two handlers. */
  readonly handler: number | undefined;
  /** Blocks that lead here without raising. */
  readonly predecessors: readonly number[];
  /** Blocks whose exceptions come here. */
  readonly raisers: readonly number[];
}

/** The control-flow graph of one code object. */
export interface ControlFlowGraph {
  readonly instructions: readonly Instruction[];
  readonly exceptions: readonly ExceptionEntry[];
  readonly blocks: readonly BasicBlock[];
  /** Block numbers reachable from the entry, each before its successors, back edges aside. */
  readonly reversePostOrder: readonly number[];
  /** Per block the number of its immediate dominator; the entry's is itself; -1 if unreachable. */
  readonly immediateDominators: Int32Array;
  /** Offsets of reachable blocks with more than one reachable way in (the entry of the code counts as one). */
  readonly mergePoints: ReadonlySet<number>;
}

/** Builds the control-flow graph; exception edges are included in order, dominators and merge points. */
export function controlFlow(instructions: readonly Instruction[], exceptions: readonly ExceptionEntry[]): ControlFlowGraph {
  const blocks = basicBlocks(instructions, exceptions);
  const reversePostOrder = orderBlocks(blocks);
  return {
    instructions, exceptions, blocks, reversePostOrder,
    immediateDominators: dominators(blocks, reversePostOrder),
    mergePoints: mergePoints(blocks, reversePostOrder),
  };
}

function basicBlocks(instructions: readonly Instruction[], exceptions: readonly ExceptionEntry[]): BasicBlock[] {
  if (instructions.length === 0) return [];
  const leaders = new Set<number>([0]);
  const lead = (offset: number) => leaders.add(instructionStartingAt(instructions, offset).index);
  const codeEnd = instructions[instructions.length - 1].next;
  for (const instruction of instructions) {
    if (instruction.jumpTarget !== undefined) lead(instruction.jumpTarget);
    if (instruction.info.flow !== 'next' && instruction.next < codeEnd) lead(instruction.next);
  }
  for (const { start, end, target } of exceptions) {
    for (const offset of [start, end, target]) if (offset < codeEnd) lead(offset);
  }
  const firsts = [...leaders].sort((a, b) => a - b);
  const numberOf = new Map(firsts.map((first, index) => [instructions[first].start, index]));
  const blocks = firsts.map((first, index) => {
    const last = (firsts[index + 1] ?? instructions.length) - 1;
    const { flow } = instructions[last].info;
    const { next, jumpTarget } = instructions[last];
    const successors: number[] = [];
    if ((flow === 'next' || flow === 'branch') && numberOf.has(next)) successors.push(numberOf.get(next)!);
    if (jumpTarget !== undefined && numberOf.get(jumpTarget) !== successors[0]) successors.push(numberOf.get(jumpTarget)!);
    const entry = handlerAt(exceptions, instructions[first].start);
    return {
      index, first, last, start: instructions[first].start, end: next, successors,
      handler: entry && numberOf.get(entry.target), predecessors: [] as number[], raisers: [] as number[],
    };
  });
  for (const block of blocks) {
    for (const successor of block.successors) blocks[successor].predecessors.push(block.index);
    if (block.handler !== undefined) blocks[block.handler].raisers.push(block.index);
  }
  return blocks;
}

/** Every block that may run after this one, the exception handler included. */
export function allSuccessors(block: BasicBlock): readonly number[] {
  return block.handler === undefined ? block.successors : [...block.successors, block.handler];
}

/** Every block that may run before this one, those that raise into it included. */
export function allPredecessors(block: BasicBlock): readonly number[] {
  return block.raisers.length === 0 ? block.predecessors : [...block.predecessors, ...block.raisers];
}

function orderBlocks(blocks: readonly BasicBlock[]): number[] {
  if (blocks.length === 0) return [];
  const order: number[] = [];
  const seen = new Uint8Array(blocks.length);
  // An explicit stack: machine-made Python functions can have tens of thousands of blocks.
  const stack = [{ block: 0, edges: allSuccessors(blocks[0]), next: 0 }];
  seen[0] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.next === top.edges.length) {
      order.push(top.block);
      stack.pop();
      continue;
    }
    // Last edge first, so that the fall-through comes right after its block in the reversed order.
    const block = top.edges[top.edges.length - 1 - top.next++];
    if (seen[block]) continue;
    seen[block] = 1;
    stack.push({ block, edges: allSuccessors(blocks[block]), next: 0 });
  }
  return order.reverse();
}

// Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".
function dominators(blocks: readonly BasicBlock[], order: readonly number[]): Int32Array {
  const result = new Int32Array(blocks.length).fill(-1);
  if (order.length === 0) return result;
  const position = new Int32Array(blocks.length).fill(-1);
  order.forEach((block, index) => { position[block] = index; });
  result[0] = 0;
  const meet = (a: number, b: number) => {
    while (a !== b) {
      if (position[a] > position[b]) a = result[a];
      else b = result[b];
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const block of order) {
      if (block === 0) continue;
      let dominator = -1;
      for (const previous of allPredecessors(blocks[block])) {
        if (result[previous] !== -1) dominator = dominator === -1 ? previous : meet(dominator, previous);
      }
      if (result[block] !== dominator) {
        result[block] = dominator;
        changed = true;
      }
    }
  }
  return result;
}

function mergePoints(blocks: readonly BasicBlock[], order: readonly number[]): Set<number> {
  const reachable = new Set(order);
  return new Set(order.map((index) => blocks[index])
    .filter((block) => allPredecessors(block).filter((previous) => reachable.has(previous)).length + (block.index === 0 ? 1 : 0) > 1)
    .map((block) => block.start));
}

/** Whether every way from the entry to `block` goes through `dominator` (a block dominates itself). */
export function dominates(graph: ControlFlowGraph, dominator: number, block: number): boolean {
  const { immediateDominators } = graph;
  if (immediateDominators[block] === -1) return false;
  while (block > 0 && block !== dominator) block = immediateDominators[block];
  return block === dominator;
}

/** The block that covers a byte offset; undefined outside the code. */
export function blockAt(graph: ControlFlowGraph, offset: number): BasicBlock | undefined {
  let low = 0;
  let high = graph.blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (graph.blocks[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return graph.blocks[low];
}
