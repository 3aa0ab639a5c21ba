// The log file and the dumps that go with it. A file that cannot be written must not disturb anything.
import { appendFileSync, writeFileSync, writeSync } from 'node:fs';
import { Logger } from '@psyco/logger';
import type { EventFields, EventKind, HotFunction } from '@psyco/logger';
import type { EngineCodeFacts } from './world/code-facts';

/** The place of a function, as events name it. */
export function placeOf(code: EngineCodeFacts, line = code.firstLine): { function: string; file: string; line: number } {
  return { function: code.qualname.replace(/\s+/g, '_'), file: code.filename, line };
}

export class Journal {
  #path: string | undefined;
  #logger: Logger | undefined;
  readonly #told = new Set<string>();

  constructor(path: string | undefined) {
    if (path !== undefined) this.open(path);
  }

  /** Writes to this file from now on, in place of what it holds. */
  open(path: string): void {
    try {
      writeFileSync(path, '');
    } catch {
      // The logger falls silent by itself.
    }
    this.append(path);
  }

  /** Writes to the end of this file from now on. */
  append(path: string, top?: number): void {
    this.#path = path;
    this.#logger = new Logger((line) => appendFileSync(path, `${line}\n`), Date.now, top === undefined ? {} : { top });
    this.#logger.start();
  }

  event<Kind extends EventKind>(kind: Kind, fields: EventFields<Kind>): void {
    this.#logger?.event(kind, fields);
  }

  /** An error of the compiler's own while it read the program's memory, with where it was thrown: each once. */
  unexpected(error: Error): void {
    if (this.#told.has(error.message)) return;
    this.#told.add(error.message);
    this.event('warning', { text: `a fault of the compiler while it read memory, please report it: ${error.message}` });
    this.dump(`${error.stack}\n`);
  }

  hot(functions: readonly HotFunction[]): void {
    this.#logger?.hot(functions);
  }

  memory(parts: Readonly<Record<string, number>>): void {
    this.#logger?.memory(parts);
  }

  close(): void {
    this.#logger?.exit();
  }

  /** Text of --dump: to the log, or where the compiler's errors go. */
  readonly dump = (text: string): void => {
    try {
      if (this.#path === undefined) writeSync(2, text);
      else appendFileSync(this.#path, text);
    } catch {
      // Nobody to tell.
    }
  };
}
