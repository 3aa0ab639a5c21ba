// Natural loops of a control-flow graph, their nesting, and which variables they change.
// May know: the control-flow graph.
import { allPredecessors, allSuccessors, dominates, type ControlFlowGraph } from './controlFlow';
import { indexOf } from './instruction';

/** A natural loop: everything that can reach a back edge to the header without leaving through the header. */
export interface Loop {
  /** Byte offset of the header, which dominates the whole loop. */
  readonly header: number;
  readonly headerBlock: number;
  /** Block numbers, the header included. */
  readonly blocks: ReadonlySet<number>;
  /** Blocks that jump back to the header. */
  readonly backEdges: readonly number[];
  /** Blocks outside that the loop leaves to, by jumping or raising. */
  readonly exits: readonly number[];
  /** The loop right around this one; undefined for an outermost loop. */
  readonly parent: Loop | undefined;
  /** 1 for an outermost loop. */
  readonly depth: number;
}

/** All natural loops, outer before inner, by header offset. */
export function findLoops(graph: ControlFlowGraph): Loop[] {
  const backEdges = new Map<number, number[]>();
  for (const block of graph.reversePostOrder) {
    for (const target of allSuccessors(graph.blocks[block])) {
      if (!dominates(graph, target, block)) continue;
      if (!backEdges.has(target)) backEdges.set(target, []);
      backEdges.get(target)!.push(block);
    }
  }
  const found = [...backEdges].map(([headerBlock, sources]) => ({ headerBlock, sources, blocks: bodyOf(graph, headerBlock, sources) }));
  found.sort((a, b) => b.blocks.size - a.blocks.size || a.headerBlock - b.headerBlock);
  const loops: Loop[] = [];
  for (const { headerBlock, sources, blocks } of found) {
    // Bigger loops come first, so the last one that contains this header is the innermost of them.
    const parent = loops.findLast((loop) => loop.blocks.has(headerBlock));
    const exits = new Set<number>();
    for (const block of blocks) for (const next of allSuccessors(graph.blocks[block])) if (!blocks.has(next)) exits.add(next);
    loops.push({
      header: graph.blocks[headerBlock].start, headerBlock, blocks, backEdges: sources, parent,
      exits: [...exits].sort((a, b) => a - b), depth: (parent?.depth ?? 0) + 1,
    });
  }
  return loops.sort((a, b) => a.header - b.header);
}

function bodyOf(graph: ControlFlowGraph, header: number, sources: readonly number[]): Set<number> {
  const body = new Set<number>([header]);
  const work = [...sources];
  while (work.length > 0) {
    const block = work.pop()!;
    if (body.has(block) || graph.immediateDominators[block] === -1) continue;
    body.add(block);
    work.push(...allPredecessors(graph.blocks[block]));
  }
  return body;
}

/** Edges that go backward in the order of the graph to a block that does not dominate their source: loops with two ways in. */
export function irreducibleEdges(graph: ControlFlowGraph): { from: number; to: number }[] {
  const position = new Map(graph.reversePostOrder.map((block, index) => [block, index]));
  return graph.reversePostOrder.flatMap((from) => allSuccessors(graph.blocks[from])
    .filter((to) => position.get(to)! <= position.get(from)! && !dominates(graph, to, from))
    .map((to) => ({ from, to })));
}

/** Localsplus indexes that some instruction in the loop stores to or deletes; for cells, the variable inside counts. */
export function assignedLocals(graph: ControlFlowGraph, loop: Loop): Set<number> {
  const assigned = new Set<number>();
  for (const number of loop.blocks) {
    const block = graph.blocks[number];
    for (let at = block.first; at <= block.last; at++) {
      const instruction = graph.instructions[at];
      if (instruction.info.assigns) assigned.add(indexOf(instruction));
    }
  }
  return assigned;
}
