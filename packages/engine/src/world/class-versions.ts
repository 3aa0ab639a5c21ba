// Which class has a version: the interpreter's inline caches name classes by their versions. Looks through all classes of the process, from
// `object` down, when a version is asked for that is younger than all that were found. Knows addresses and versions only.
import type { PythonProcess } from '@psyco/objects';

/** More classes than that are not looked through. */
const MOST = 10_000;
/** So many questions without an answer for each class looked through, before it is done again: a few milliseconds each time. */
const PATIENCE = 1 / 100;

export class ClassVersions {
  /** Versions are never given twice. */
  readonly #classes = new Map<number, number>();
  #youngest = 0;
  #questions = Infinity;
  #looked = 0;

  constructor(private readonly python: Pick<PythonProcess, 'symbol' | 'readSubclasses' | 'attempt' | 'memory' | 'layout'>) {}

  note(version: number, address: number): void {
    this.#classes.set(version, address);
  }

  /** The class that had this version when it was met last. */
  find(version: number): number | undefined {
    const known = this.#classes.get(version);
    // A class that has no longer the version that a cache names does not get it back.
    if (known !== undefined || version <= this.#youngest) return known;
    if (++this.#questions < this.#looked * PATIENCE) return undefined;
    this.#questions = 0;
    this.#lookThrough();
    return this.#classes.get(version);
  }

  #lookThrough(): void {
    const { python } = this;
    const place = python.layout.PyTypeObject.tp_version_tag;
    const seen = new Set([python.symbol('PyBaseObject_Type')]);
    for (const address of seen) {
      if (seen.size > MOST) break;
      const version = python.attempt(() => python.memory.u32(address + place)) ?? 0;
      if (version !== 0) this.note(version, address);
      this.#youngest = Math.max(this.#youngest, version);
      for (const one of python.attempt(() => python.readSubclasses(address)) ?? []) seen.add(one);
    }
    this.#looked = seen.size;
  }
}
