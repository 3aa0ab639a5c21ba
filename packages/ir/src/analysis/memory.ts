// What an instruction may change in memory, as a set of alias classes in the bits of one number.

import { type CallEffect, callWrites, mayAlias, memoryClasses } from '../effects';
import { type OpName, ops } from '../ops';
import type { Instruction } from '../types';

// Classes get their bit when they are first met; what does not fit in 31 bits counts as `any`.
const maxClasses = 31;
const bits = new Map<string, number>();
const names: string[] = [];
let storeMasks = new Map<string, number>();
let callMasks = new Map<string, number>();
let opMasks = new Map<OpName, number>();

/** The position of a class in the masks. */
export function memoryIndex(memory: string): number {
  let index = bits.get(memory);
  if (index === undefined) {
    index = names.length < maxClasses ? names.push(memory) - 1 : (bits.get('any') as number);
    bits.set(memory, index);
    // A new class may be changed by everything known so far.
    storeMasks = new Map();
    callMasks = new Map();
    opMasks = new Map();
  }
  return index;
}
memoryClasses.forEach(memoryIndex);

/** How many classes there are at present. */
export const memoryClassCount = (): number => names.length;

function maskOf(test: (memory: string) => boolean): number {
  let mask = 0;
  for (let i = 0; i < names.length; i++) if (test(names[i])) mask |= 1 << i;
  return mask;
}

function storeMask(memory: string): number {
  memoryIndex(memory);
  let mask = storeMasks.get(memory);
  if (mask === undefined) {
    const known = names[memoryIndex(memory)];
    storeMasks.set(memory, (mask = maskOf((read) => mayAlias(known, read))));
  }
  return mask;
}

function callMask(effect: string): number {
  let mask = callMasks.get(effect);
  if (mask === undefined) callMasks.set(effect, (mask = maskOf((memory) => callWrites(effect as CallEffect, memory))));
  return mask;
}

/** The effect of an instruction that calls or deallocates; null if it does neither. */
export function effectOf({ op, attributes }: Instruction): CallEffect | null {
  const { effect } = ops[op];
  if (!effect) return null;
  if (effect === 'attribute') return (attributes.effect ?? 'python') as CallEffect;
  return attributes.leaf ? null : effect;
}

/** Whether arbitrary Python code may run inside the instruction. */
export function mayRunPython(instruction: Instruction): boolean {
  const effect = effectOf(instruction);
  return effect === 'python' || effect === 'collect';
}

/**
 * Whether it is a C function that runs no Python code but where it raises: while another exception is being handled, the one that is raised is made
 * at once (3.11, Python/errors.c, _PyErr_SetObject), which may start a collection. The exit that follows has what has been kept only.
 */
export function mayRaiseAmidCollection(instruction: Instruction): boolean {
  const effect = effectOf(instruction);
  return instruction.op === 'call' && Boolean(instruction.exit) && (effect === 'read' || effect === 'allocate');
}

/** The classes of which the instruction may change cells. */
export function writeMask(instruction: Instruction): number {
  const info = ops[instruction.op];
  if (info.writes) return storeMask(instruction.attributes.memory ?? 'any');
  let mask = 0;
  if (info.touches) {
    const known = opMasks.get(instruction.op);
    if (known === undefined) opMasks.set(instruction.op, (mask = info.touches.reduce((sum, memory) => sum | storeMask(memory), 0)));
    else mask = known;
  }
  const effect = info.effect ? effectOf(instruction) : null;
  return effect ? mask | callMask(effect) : mask;
}
