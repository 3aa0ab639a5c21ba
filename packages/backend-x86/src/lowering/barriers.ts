// Whether a load may be carried out later, past another instruction of its block. Knows the effects of ops.

import { type Instruction, mayAlias, ops } from '@psyco/ir';

/** Ops that are not pure, read no memory and store nothing, yet change no cell that a load could read. */
const harmless = new Set(['poll', 'guard.true', 'guard.false', 'guard.type', 'guard.nonnull', 'use', 'jump', 'branch']);

/** Ops that change reference counts and never deallocate (`decref.shared` does, objects of the types that it names). */
const counts = new Set(['incref']);

/** Whether moving `load` below `instruction` could change what it reads (or read freed memory). */
export function isBarrier(instruction: Instruction, load: Instruction): boolean {
  const info = ops[instruction.op];
  if (info.pure || info.reads || harmless.has(instruction.op)) return false;
  const memory = load.attributes.memory ?? 'any';
  if (info.writes) return mayAlias(instruction.attributes.memory ?? 'any', memory);
  if (counts.has(instruction.op)) return mayAlias('object.refcount', memory);
  // Calls, reference counting, boxes: they may write or free; and registers are dear across them.
  return true;
}
