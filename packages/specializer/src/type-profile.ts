// Which types the attributes of classes and the locals of functions have had, over all compilations of one process: what one place has
// learned predicts for others. Never relied on; keeps addresses only.

import type { World } from './world';

/** Types remembered for one place: with more of them nothing is predicted. */
const mostTypes = 6;
/** A type that makes up less than this part of the observations may be an error of observation. */
const leastShare = 1 / 4;
/** Types of a local that were seen so often are no error of observation. */
const sure = 2;
/** Locals are observed often: what was seen so many times, and makes up this part of all, was there. */
const certain = 3;
const leastCertainShare = 1 / 12;

export class TypeProfile {
  private readonly places = new Map<string, Map<number, number>>();

  /** A value of this type was stored to, or found in, an attribute. */
  noteAttribute(owner: number, name: string, type: number): void {
    this.note(`${owner}.${name}`, type);
  }

  /** A local of a frame held an object of this type. */
  noteLocal(code: number, local: number, type: number): void {
    this.note(`${code}:${local}`, type);
  }

  attributeTypes(owner: number, name: string): number[] {
    return this.typesAt(`${owner}.${name}`);
  }

  localTypes(code: number, local: number): number[] {
    return this.typesAt(`${code}:${local}`, true);
  }

  /** So many types were found in a local that to expect some of them is of no use. */
  isVaried(code: number, local: number): boolean {
    const types = this.places.get(`${code}:${local}`);
    return types !== undefined && types.size >= mostTypes && [...types.values()].every((count) => count >= sure);
  }

  private note(place: string, type: number): void {
    let types = this.places.get(place);
    if (!types) this.places.set(place, (types = new Map()));
    if (types.has(type) || types.size < mostTypes) types.set(type, (types.get(type) ?? 0) + 1);
  }

  private typesAt(place: string, rareOnes = false): number[] {
    const types = this.places.get(place);
    if (!types) return [];
    let total = 0;
    for (const count of types.values()) total += count;
    return [...types].filter(([, count]) => count >= total * leastShare || (rareOnes && count >= certain && count >= total * leastCertainShare)).sort((a, b) => b[1] - a[1]).map(([type]) => type);
  }
}

const profiles = new WeakMap<World, TypeProfile>();

/** The profile of a process. */
export function typeProfile(world: World): TypeProfile {
  let profile = profiles.get(world);
  if (!profile) profiles.set(world, (profile = new TypeProfile()));
  return profile;
}
