// Locals that loops of a process assign objects of several types to, None included, as found while specializing them. Keeps addresses
// only; nothing is relied on.

import type { World } from './world';

export class ObjectLocals {
  private readonly types = new Map<string, Set<number>>();

  /** @returns whether it was not known of the local before. */
  note(code: number, header: number, local: number, types: readonly number[]): boolean {
    const key = `${code}@${header}:${local}`;
    const known = this.types.get(key);
    this.types.set(key, new Set([...(known ?? []), ...types]));
    return known === undefined;
  }

  /** The types known of a local at a loop header; null if it is not known to hold several. */
  of(code: number, header: number, local: number): ReadonlySet<number> | null {
    return this.types.get(`${code}@${header}:${local}`) ?? null;
  }
}

const found = new WeakMap<World, ObjectLocals>();

/** What is known of a process. */
export function objectLocals(world: World): ObjectLocals {
  let locals = found.get(world);
  if (!locals) found.set(world, (locals = new ObjectLocals()));
  return locals;
}
