// Which types the attributes of classes have had, over all compilations of one process: what one place has learned predicts for
// others. Never relied on; keeps addresses only.

import type { World } from './world';

/** Types remembered for one attribute: with more of them nothing is predicted. */
const mostTypes = 6;

export class AttributeProfile {
  private readonly types = new Map<string, Set<number>>();

  /** A value of this type was stored to, or found in, an attribute. */
  note(owner: number, name: string, type: number): void {
    const key = `${owner}.${name}`;
    const known = this.types.get(key);
    if (!known) this.types.set(key, new Set([type]));
    else if (known.size < mostTypes) known.add(type);
  }

  typesOf(owner: number, name: string): ReadonlySet<number> {
    return this.types.get(`${owner}.${name}`) ?? none;
  }
}

const none: ReadonlySet<number> = new Set();
const profiles = new WeakMap<World, AttributeProfile>();

/** The profile of a process. */
export function attributeProfile(world: World): AttributeProfile {
  let profile = profiles.get(world);
  if (!profile) profiles.set(world, (profile = new AttributeProfile()));
  return profile;
}
