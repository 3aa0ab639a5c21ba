// How deep calls may be part of what is compiled (the second argument of bind()): units that are being compiled, the innermost last. Pure.

interface Level {
  readonly code: number;
  /** Levels of callees that are allowed. */
  readonly remaining: number;
  /** Levels of callees that it has. */
  height: number;
  /** Something was left out because it is too deep. */
  cut: boolean;
}

/** What a finished unit needs. */
export interface Depth {
  readonly remaining: number;
  readonly height: number;
  readonly cut: boolean;
}

const ANY: Depth = { remaining: Infinity, height: 0, cut: false };

export class CalleeDepth {
  readonly #levels: Level[] = [];

  /** Compiles a unit whose callees may be so deep. */
  within<T>(code: number, remaining: number, compile: () => T): { readonly result: T; readonly depth: Depth } {
    const level: Level = { code, remaining, height: 0, cut: false };
    this.#levels.push(level);
    try {
      return { result: compile(), depth: level };
    } finally {
      this.#levels.pop();
    }
  }

  /** What the unit that is being compiled may have below it at this depth of calls; null, and noted, if that is too deep. Its own code is never. */
  below(depth: number, code: number): number | null {
    const level = this.#levels.at(-1);
    if (level === undefined) return Infinity;
    if (code === level.code) return level.remaining;
    if (depth <= level.remaining) return level.remaining - depth;
    level.cut = true;
    return null;
  }

  /** The unit that is being compiled has a callee in it, or calls one directly. */
  note(depth: number, { height, cut }: Depth = ANY): void {
    const level = this.#levels.at(-1);
    if (level === undefined) return;
    level.height = Math.max(level.height, depth + height);
    level.cut ||= cut;
  }
}

/** Whether a unit is what would be compiled where so many levels are allowed. */
export function serves({ remaining, height, cut }: Depth, allowed: number): boolean {
  return cut ? remaining === allowed : height <= allowed;
}
