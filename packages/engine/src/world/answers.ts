// What one compilation has been told of the process, so that it is told the same again, and at once. Knows nothing of the process.
import type { ClassAttribute, ClassInfo, DictEntry, DictKeys, FunctionFacts } from '@psyco/specializer';

/** Answers that have been found once: null is one, undefined is not. */
export class Memo<Key, Answer extends object | null> {
  readonly #answers = new Map<Key, Answer>();

  /** The answer for the key; `find` is asked the first time only (and again if it threw). */
  get(key: Key, find: () => Answer): Answer {
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = find()));
    return answer;
  }
}

/** A dict: its keys as they were before the entries were read, and these. */
export interface DictTable {
  readonly keys: DictKeys;
  readonly entries: ReadonlyMap<string, DictEntry>;
}

/** All answers that hold as long as one compilation: the next one begins with new ones, whole, so that none outlives its snapshot. */
export class Answers {
  readonly classes = new Memo<number, ClassInfo | null>();
  readonly dicts = new Memo<number, DictTable>();
  /** Of attributes, by the class and the name. */
  readonly lookups = new Memo<string, ClassAttribute | null>();
  /** Functions as they are seen, and those that the compilation relies on: what is in its read set. */
  readonly functionsSeen = new Memo<number, FunctionFacts | null>();
  readonly functions = new Memo<number, FunctionFacts | null>();
}
