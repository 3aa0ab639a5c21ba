// Which instructions a quickened function has ever executed: the evidence of the inline caches, spread over control flow.
// May know: the control-flow graph and the inline caches.
import { allSuccessors, type ControlFlowGraph } from './controlFlow';
import { wasExecuted, type Evidence } from './inlineCache';
import { isQuickened } from './instruction';

/**
 * Per instruction (by index) whether it was executed since the code was quickened.
 *
 * Beyond `wasExecuted`: before an executed instruction its block, and what dominates the block, was executed; after one
 * that never was, nothing is, nor what can be reached only through it. One simplification: instructions without a cache of
 * their own right before one that never ran also count as never run, although they may have raised each time.
 */
export function executedInstructions(graph: ControlFlowGraph): Evidence[] {
  const { instructions, blocks, immediateDominators } = graph;
  const evidence: Evidence[] = instructions.map(() => 'unknown');
  if (!isQuickened(instructions)) return evidence;
  const climbed = new Uint8Array(blocks.length);
  for (const block of blocks) {
    let lastYes = block.first - 1;
    let firstNo = block.last + 1;
    for (let at = block.first; at <= block.last; at++) {
      const own = wasExecuted(instructions, at);
      if (own === 'yes') lastYes = at;
      else if (own === 'no' && firstNo > at) firstNo = at;
    }
    // What was quickened while it ran has both: the part before was not yet counted. An execution seen outweighs.
    if (lastYes >= firstNo) firstNo = block.last + 1;
    evidence.fill('yes', block.first, lastYes + 1);
    if (firstNo <= block.last) evidence.fill('no', lastYes + 1, block.last + 1);
    if (lastYes < block.first || immediateDominators[block.index] === -1) continue;
    for (let above = block.index; above !== 0 && !climbed[above];) {
      climbed[above] = 1;
      above = immediateDominators[above];
      const { first, last, handler } = blocks[above];
      // A block with a handler may have been left in the middle.
      evidence.fill('yes', first, handler === undefined ? last + 1 : first + 1);
    }
  }
  markUnreachable(graph, evidence);
  return evidence;
}

function markUnreachable({ blocks }: ControlFlowGraph, evidence: Evidence[]): void {
  if (blocks.length === 0) return;
  const reached = new Set<number>([0]);
  for (const number of reached) {
    const block = blocks[number];
    const throughout = !evidence.slice(block.first, block.last + 1).includes('no');
    const next = throughout ? allSuccessors(block) : evidence[block.first] !== 'no' && block.handler !== undefined ? [block.handler] : [];
    for (const successor of next) reached.add(successor);
  }
  for (const block of blocks) {
    if (reached.has(block.index)) continue;
    for (let at = block.first; at <= block.last; at++) if (evidence[at] === 'unknown') evidence[at] = 'no';
  }
}
