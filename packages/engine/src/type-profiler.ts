// Looks at what the locals of sampled frames hold, and the attributes of those objects: types for the specializer to expect. The
// program runs on meanwhile, so single observations may be wrong; nothing relies on them.
import { typeProfile } from '@psyco/specializer';
import type { SampledFrame } from './sampler';
import type { ProcessWorld } from './world/process-world';

/** Frames of one code object that are looked at. */
const MOST_FRAMES = 60;
/** Instances of one class whose attributes are looked at. */
const MOST_INSTANCES = 24;
/** Attributes of attributes are looked at to this depth. */
const DEPTH = 2;

export class TypeProfiler {
  readonly #frames = new Map<number, number>();
  readonly #instances = new Map<number, number>();

  constructor(private readonly world: ProcessWorld) {}

  /** Notes what the frames of a sample hold, right after it was taken. */
  observe(frames: readonly SampledFrame[]): void {
    for (const { frame, code } of frames) {
      const count = this.#frames.get(code.address) ?? 0;
      if (count >= MOST_FRAMES) continue;
      this.#frames.set(code.address, count + 1);
      const { python } = this.world;
      const locals = python.attempt(() => python.memory.pointers(frame.locals, code.localCount)) ?? [];
      locals.forEach((object, local) => {
        const type = object === 0 ? null : this.world.typeAddress(object);
        if (type === null) return;
        typeProfile(this.world).noteLocal(code.address, local, type);
        this.#observeInstance(object, type, DEPTH);
      });
    }
  }

  #observeInstance(object: number, type: number, depth: number): void {
    const info = this.world.classInfo(type);
    if (!info?.heap || !info.inline || depth === 0) return;
    const count = this.#instances.get(type) ?? 0;
    if (count >= MOST_INSTANCES) return;
    this.#instances.set(type, count + 1);
    for (const name of info.inline.index.keys()) {
      const value = this.world.instanceAttribute(object, name);
      const valueType = value === null ? null : this.world.typeAddress(value);
      if (value === null || valueType === null || value === this.world.known.none) continue;
      typeProfile(this.world).noteAttribute(type, name, valueType);
      this.#observeInstance(value, valueType, depth - 1);
    }
  }
}
