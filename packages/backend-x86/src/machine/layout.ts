// The order of blocks: loops contiguous, cold blocks last, and loop depths. Numbers the instructions.
// Knows machine blocks only; any control flow is handled, loops with one entry are handled well.

import type { MachineBlock, MachineInstruction } from './instruction';

/** Orders the blocks that can be reached, sets place, depth, loopEnd, start, end, and numbers the instructions. */
export function layOutBlocks(entry: MachineBlock): { blocks: MachineBlock[]; instructions: MachineInstruction[] } {
  const { postorder, backEdges } = depthFirst(entry);
  const reversePostorder = [...postorder].reverse();
  const reached = new Set(postorder);
  for (const block of postorder) block.predecessors = block.predecessors.filter((edge) => reached.has(edge.from));
  spreadCold(reversePostorder, backEdges);
  const loops = findLoops(backEdges);
  const blocks = order(entry, reversePostorder, backEdges);
  const instructions: MachineInstruction[] = [];
  blocks.forEach((block, place) => {
    block.place = place;
    block.start = instructions.length;
    for (const instruction of block.instructions) {
      instruction.index = instructions.length;
      instructions.push(instruction);
    }
    block.end = instructions.length;
  });
  for (const [header, body] of loops) {
    let last = header;
    for (const block of body) if (!block.cold && block.place > last.place) last = block;
    if (!header.cold) header.loopEnd = last;
  }
  return { blocks, instructions };
}

/** Postorder, and edges to a block that is still being visited. Without recursion: functions can be long chains. */
function depthFirst(entry: MachineBlock): { postorder: MachineBlock[]; backEdges: Map<MachineBlock, MachineBlock[]> } {
  const postorder: MachineBlock[] = [];
  const backEdges = new Map<MachineBlock, MachineBlock[]>();
  const state = new Map<MachineBlock, number>();
  const stack: { block: MachineBlock; next: number }[] = [{ block: entry, next: 0 }];
  state.set(entry, 1);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.next < top.block.successors.length) {
      const { to } = top.block.successors[top.next++];
      const seen = state.get(to);
      if (seen === undefined) {
        state.set(to, 1);
        stack.push({ block: to, next: 0 });
      } else if (seen === 1) {
        const latches = backEdges.get(to);
        if (latches) latches.push(top.block);
        else backEdges.set(to, [top.block]);
      }
    } else {
      state.set(top.block, 2);
      postorder.push(top.block);
      stack.pop();
    }
  }
  return { postorder, backEdges };
}

/**
 * A block that only cold blocks lead to is cold, loops aside. Not only for speed: cold blocks come last, and a definition
 * must come before its uses.
 */
function spreadCold(reversePostorder: readonly MachineBlock[], backEdges: Map<MachineBlock, MachineBlock[]>): void {
  for (const block of reversePostorder) {
    const latches = backEdges.get(block);
    const forward = block.predecessors.filter((edge) => !latches?.includes(edge.from));
    if (forward.length > 0 && forward.every((edge) => edge.from.cold)) block.cold = true;
  }
}

/** Natural loops by header: all blocks that reach a latch without passing the header. Sets the loop depth. */
function findLoops(backEdges: Map<MachineBlock, MachineBlock[]>): Map<MachineBlock, Set<MachineBlock>> {
  const loops = new Map<MachineBlock, Set<MachineBlock>>();
  for (const [header, latches] of backEdges) {
    const body = new Set<MachineBlock>([header]);
    const work = [...latches];
    while (work.length > 0) {
      const block = work.pop()!;
      if (body.has(block)) continue;
      body.add(block);
      for (const edge of block.predecessors) work.push(edge.from);
    }
    loops.set(header, body);
    for (const block of body) block.depth++;
  }
  return loops;
}

/**
 * Repeatedly takes, of the blocks whose forward predecessors are all placed, a hot one in the deepest loop, preferring
 * one that the block placed last falls through to.
 */
function order(
  entry: MachineBlock,
  reversePostorder: readonly MachineBlock[],
  backEdges: Map<MachineBlock, MachineBlock[]>,
): MachineBlock[] {
  const rank = new Map<MachineBlock, number>();
  reversePostorder.forEach((block, i) => rank.set(block, i));
  const waitingFor = new Map<MachineBlock, number>();
  for (const block of reversePostorder) {
    const latches = backEdges.get(block);
    waitingFor.set(block, block.predecessors.filter((edge) => rank.has(edge.from) && !latches?.includes(edge.from)).length);
  }
  const ready: MachineBlock[] = [entry];
  const blocks: MachineBlock[] = [];
  const coldBlocks: MachineBlock[] = [];
  let last: MachineBlock | null = null;
  while (ready.length > 0) {
    let best = 0;
    for (let i = 1; i < ready.length; i++) if (isBetter(ready[i], ready[best], last, rank)) best = i;
    const [block] = ready.splice(best, 1);
    (block.cold ? coldBlocks : blocks).push(block);
    last = block;
    for (const edge of block.successors) {
      if (backEdges.get(edge.to)?.includes(block)) continue;
      const left = waitingFor.get(edge.to)! - 1;
      waitingFor.set(edge.to, left);
      if (left === 0) ready.push(edge.to);
    }
  }
  for (const block of coldBlocks) block.depth = 0;
  return [...blocks, ...coldBlocks];
}

function isBetter(a: MachineBlock, b: MachineBlock, last: MachineBlock | null, rank: Map<MachineBlock, number>): boolean {
  // Cold blocks are taken at once, as they do not take part in the order of the hot ones.
  if (a.cold !== b.cold) return a.cold;
  if (a.depth !== b.depth) return a.depth > b.depth;
  const followsA = last !== null && last.successors.some((edge) => edge.to === a);
  const followsB = last !== null && last.successors.some((edge) => edge.to === b);
  if (followsA !== followsB) return followsA;
  return rank.get(a)! < rank.get(b)!;
}
