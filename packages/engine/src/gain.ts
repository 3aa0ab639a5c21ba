// Whether compiled code can be faster at all: what mostly calls unknown code through the C API is not, because the interpreter makes
// such calls with less effort. A rough count per loop nest; what is judged wrong costs some speed, nothing else.
import type { IrFunction } from '@psyco/ir';
import type { EngineCodeFacts } from './world/code-facts';

/** C functions that call whatever they are given. */
const GENERIC_CALLS = new Set(['PyObject_CallFunctionObjArgs', 'PyObject_Call', 'PyObject_Vectorcall']);
/** Bytecodes that must run for each such call to make up for it. */
const BYTECODES_PER_CALL = 15;
/** How many times more often the body of a loop runs than what is around it. */
const TURNS = 10;

/** What is known of a unit for this question. */
export interface Subject {
  readonly fn: IrFunction;
  readonly code: EngineCodeFacts;
  /** Loop units: the offset of the header. */
  readonly header: number | null;
  /** Instructions of a code object that was inlined into it. */
  readonly lengthOf: (code: number) => number;
}

/** Offsets of the generic calls in the unit's own code, each once; for calls in inlined code, the call that it was inlined for. */
function genericCalls({ fn, code }: Subject): number[] {
  const places = new Map<string, number>();
  for (const block of fn.blocks) {
    if (block.cold) continue;
    for (const { op, attributes, exit } of block.instructions) {
      if (op !== 'call' || !GENERIC_CALLS.has(attributes.symbol ?? '') || !exit || exit.frames.length === 0) continue;
      const place = exit.frames.map((frame) => `${frame.code}@${frame.offset}`).join();
      if (exit.frames[0]!.code === code.address) places.set(place, exit.frames[0]!.offset);
    }
  }
  return [...places.values()];
}

/** The calls in the unit's own code that were inlined: the code objects, with an offset of the call. */
function inlinedCalls({ fn, code }: Subject): Map<number, number> {
  const calls = new Map<number, number>();
  for (const { frames } of fn.exits) {
    if (frames.length < 2 || frames[0]!.code !== code.address) continue;
    for (const inner of frames.slice(1)) calls.set(inner.code, frames[0]!.offset);
  }
  return calls;
}

/** Whether the unit has a chance of being faster than the interpreter. */
export function isWorthwhile(subject: Subject): boolean {
  const calls = genericCalls(subject);
  if (calls.length === 0) return true;
  const { code, header } = subject;
  const outermost = header === null ? null : code.loopsAround(header).at(-1)!;
  const weight = (offset: number): number => TURNS ** code.loopsAround(offset).length;
  let bytecodes = 0;
  for (const { start } of code.instructions) {
    if (outermost !== null && (start < outermost.header || start > outermost.last)) continue;
    bytecodes += weight(start);
  }
  for (const [inlined, offset] of inlinedCalls(subject)) bytecodes += subject.lengthOf(inlined) * weight(offset);
  const effort = calls.reduce((sum, offset) => sum + weight(offset), 0) * BYTECODES_PER_CALL;
  return bytecodes >= effort;
}
