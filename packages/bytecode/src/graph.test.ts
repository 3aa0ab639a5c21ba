// Control flow, loops, liveness and execution, against slow second implementations and by hand.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CodeObject } from './codeObject';
import { allSuccessors, controlFlow, dominates, type ControlFlowGraph } from './controlFlow';
import { disassemble } from './disassemble';
import { decodeExceptionTable, handlerAt } from './exceptionTable';
import { executedInstructions } from './execution';
import { decode, indexOf, type Instruction } from './instruction';
import { liveness } from './liveness';
import { assignedLocals, findLoops } from './loops';
import { allCode, readPyc } from './pyc';
import { stackDepths } from './stackDepth';
import { dump, findPython } from './testing/python';
import { python311 } from './versions/3.11';

const python = findPython();
const everything = fileURLToPath(new URL('./testing/everything.py', import.meta.url));
const graphOf = (code: CodeObject) => controlFlow(decode(python311, code.code), decodeExceptionTable(code.exceptionTable));
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Control flow instruction by instruction, without blocks. */
function following(graph: ControlFlowGraph, at: Instruction): number[] {
  const next: number[] = [];
  if (at.info.flow === 'next' || at.info.flow === 'branch') next.push(at.index + 1);
  for (const offset of [at.jumpTarget, handlerAt(graph.exceptions, at.start)?.target]) {
    if (offset !== undefined) next.push(graph.instructions.findIndex((each) => each.start === offset));
  }
  return next;
}

function reachable(from: number, edges: (at: number) => readonly number[]): Set<number> {
  const seen = new Set([from]);
  for (const at of seen) for (const next of edges(at)) seen.add(next);
  return seen;
}

describe.skipIf(!python)('code of every kind', () => {
  const sources = python ? dump<{ pyc: string }[]>(python, 'stdlib', '1000000', '100000', everything) : [];
  const all = sources.flatMap((file) => allCode(readPyc(hex(file.pyc)).code));
  const named = (name: string) => all.find((code) => code.qualname === name)!;

  it('has the dominators that removing blocks shows', () => {
    for (const code of all) {
      const graph = graphOf(code);
      const from = reachable(0, (at) => allSuccessors(graph.blocks[at]));
      for (const removed of from) {
        const without = removed === 0 ? new Set<number>() : reachable(0, (at) => allSuccessors(graph.blocks[at]).filter((next) => next !== removed));
        for (const block of from) expect(dominates(graph, removed, block), `${code.qualname} ${removed} ${block}`).toBe(!without.has(block));
      }
      expect([...graph.reversePostOrder].sort((a, b) => a - b)).toEqual([...from].sort((a, b) => a - b));
    }
  });

  it('has live exactly the slots that some path reads before writing', () => {
    for (const code of all) {
      const graph = graphOf(code);
      const live = liveness(graph, code.localsPlusNames.length);
      const from = reachable(0, (at) => following(graph, graph.instructions[at]));
      for (let slot = 0; slot < code.localsPlusNames.length; slot++) {
        for (const start of from) {
          const reads = [...reachable(start, (at) => {
            const instruction = graph.instructions[at];
            const killed = (instruction.info.slotAccess === 'write' && indexOf(instruction) === slot)
              || (instruction.info.slotAccess === 'writeFree' && slot >= code.localsPlusNames.length - instruction.argument);
            const handler = handlerAt(graph.exceptions, instruction.start)?.target;
            return following(graph, instruction).filter((next) => !killed || graph.instructions[next].start === handler);
          })].some((at) => ['read', 'delete', 'update'].includes(graph.instructions[at].info.slotAccess) && indexOf(graph.instructions[at]) === slot);
          expect(live.isLive(start, slot), `${code.qualname} ${code.localsPlusNames[slot]} at ${graph.instructions[start].offset}`).toBe(reads);
        }
      }
    }
  });

  it('finds loops, their nesting and what they assign', () => {
    const code = named('handlers');
    const graph = graphOf(code);
    const loops = findLoops(graph);
    const outer = loops.filter((loop) => loop.parent === undefined);
    expect(outer.length).toBe(2);
    const [forLoop, whileLoop] = outer;
    expect(graph.instructions[graph.blocks[forLoop.headerBlock].first].opcode).toBe('FOR_ITER');
    const inner = loops.find((loop) => loop.parent === whileLoop)!;
    expect(inner.depth).toBe(2);
    for (const block of inner.blocks) expect(whileLoop.blocks.has(block)).toBe(true);
    const names = (loop: typeof inner) => [...assignedLocals(graph, loop)].map((slot) => code.localsPlusNames[slot]).sort();
    // The handler that stores `e` always returns: it is no part of the loop.
    expect(names(forLoop)).toEqual(['a', 'i']);
    expect(names(whileLoop)).toEqual(['i']);
    expect(names(inner)).toEqual([]);
    expect(graph.mergePoints.has(forLoop.header)).toBe(true);
  });

  it('knows the stack depth in handlers, generators and loops', () => {
    const depthOf = (name: string, opcode: string) => {
      const code = named(name);
      const instructions = decode(python311, code.code);
      const { before } = stackDepths(instructions, decodeExceptionTable(code.exceptionTable));
      return instructions.filter((each) => each.opcode === opcode).map((each) => before[each.index]);
    };
    expect(depthOf('generator', 'SEND')).toEqual([2]);
    expect(depthOf('generator', 'RETURN_VALUE')).toEqual([1]);
    expect(depthOf('generator', 'RETURN_GENERATOR')).toEqual([0]);
    expect(depthOf('handlers', 'FOR_ITER')).toEqual([1]);
    expect(new Set(depthOf('handlers', 'PUSH_EXC_INFO'))).not.toContain(0);
  });

  it('lists code as text', () => {
    const text = disassemble(named('generator'));
    expect(text).toContain('LOAD_GLOBAL                     1 range + NULL');
    expect(text).toMatch(/^generator\(n\) {2}.*everything\.py:\d+ {2}stack \d+\n/);
    expect(text).toMatch(/> +\d+ SEND +3 to \d+/);
    expect(text).toMatch(/handlers\n +\d+ to \d+ -> \d+, depth 0/);
    expect(disassemble(named('<module>'))).toContain("('*',)");
  });

  it('spreads the evidence of the caches over control flow', () => {
    const hot = dump<{ functions: { name: string; adaptive: string }[] }>(python!, 'quickened');
    const graph = controlFlow(decode(python311, hex(hot.functions.find((each) => each.name === 'untaken')!.adaptive)), []);
    const evidence = executedInstructions(graph);
    const of = (test: (each: Instruction) => boolean) => graph.instructions.filter(test).map((each) => evidence[each.index]);
    // if flag: total = p.never + total / i  -- all of it, its first loads and its store too.
    const never = graph.instructions.find((each) => each.opcode === 'LOAD_ATTR')!;
    expect(evidence.slice(never.index - 1, never.index + 7)).toEqual(new Array(7).fill('no').concat(['yes']));
    expect(of((each) => each.opcode === 'FOR_ITER' || each.opcode.startsWith('POP_JUMP'))).toEqual(['yes', 'yes']);
    const clean = controlFlow(decode(python311, hex('970064005300')), []);
    expect(executedInstructions(clean)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});
