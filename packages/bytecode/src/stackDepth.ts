// The depth of the evaluation stack before each instruction, handlers included.
// May know: instructions and exception entries; the effects come from the version table.
import { MalformedCodeError } from './errors';
import { handlerAt, handlerDepth, type ExceptionEntry } from './exceptionTable';
import { instructionStartingAt, stackEffect, type Instruction } from './instruction';

/** The result of `stackDepths`. */
export interface StackDepths {
  /** Per instruction (by index) the depth before it; -1 where control never comes. */
  readonly before: Int32Array;
  /** The greatest depth before or after any instruction. */
  readonly maximum: number;
}

/** Computes the stack depth at each reachable instruction; throws MalformedCodeError if two ways disagree. */
export function stackDepths(instructions: readonly Instruction[], exceptions: readonly ExceptionEntry[]): StackDepths {
  const before = new Int32Array(instructions.length).fill(-1);
  let maximum = 0;
  const work: number[] = [];
  const reach = (index: number, depth: number) => {
    if (index >= instructions.length) throw new MalformedCodeError('Control runs off the end of the code: the bytes are damaged or cut short.');
    if (before[index] === depth) return;
    if (depth < 0 || before[index] !== -1) {
      const { opcode, offset } = instructions[index];
      throw new MalformedCodeError(`Stack depth ${depth} at ${opcode} (offset ${offset})${depth < 0 ? '' : ` is ${before[index]} on another way`}: `
        + 'the bytes are damaged, or are of another Python version.');
    }
    before[index] = depth;
    maximum = Math.max(maximum, depth);
    work.push(index);
  };
  if (instructions.length > 0) reach(0, 0);
  while (work.length > 0) {
    const instruction = instructions[work.pop()!];
    const depth = before[instruction.index];
    const entry = handlerAt(exceptions, instruction.start);
    if (entry) reach(instructionStartingAt(instructions, entry.target).index, handlerDepth(entry));
    const { flow } = instruction.info;
    if (flow === 'next' || flow === 'branch') reach(instruction.index + 1, depth + stackEffect(instruction));
    if (instruction.jumpTarget !== undefined) {
      reach(instructionStartingAt(instructions, instruction.jumpTarget).index, depth + stackEffect(instruction, true));
    }
  }
  return { before, maximum };
}
