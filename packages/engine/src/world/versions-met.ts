// Which versions have been met. What is read of a process is as old as its page, and pages are read one by one: what belongs to a version (a class's
// dict, a table's entries) may have been read before the program changed it, and the version after. Pure.

/** What has versions of its own. CPython gives none of them twice. */
export type Versioned = 'class' | 'keys' | 'dict';

export class VersionsMet {
  readonly #met: Readonly<Record<Versioned, Set<number>>> = { class: new Set(), keys: new Set(), dict: new Set() };

  /** @param forget lets everything be read anew */
  constructor(private readonly forget: () => void) {}

  /**
   * To be asked before anything is read that belongs to the version: what is read from now on is as new as the version, if a commit then
   * finds that it is still there. 0 is the version of nothing.
   * @returns whether it is met for the first time, and is to be read once more
   */
  meet(kind: Versioned, version: number): boolean {
    const met = this.#met[kind];
    if (version === 0 || met.has(version)) return false;
    met.add(version);
    this.forget();
    return true;
  }
}
