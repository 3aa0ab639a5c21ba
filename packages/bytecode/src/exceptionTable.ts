// The exception table of 3.11 and later: which handler catches what is raised where.
// May know: nothing else. Format: CPython 3.11, Objects/exception_handling_notes.txt.
import { TruncatedError } from './errors';

/** One protected range. Offsets are bytes; a raise at `start <= offset < end` goes to `target`. */
export interface ExceptionEntry {
  readonly start: number;
  readonly end: number;
  readonly target: number;
  /** The stack is cut to this depth before anything is pushed. */
  readonly depth: number;
  /** The offset of the raising instruction is pushed (as an int) below the exception. */
  readonly lasti: boolean;
}

/** Decodes `co_exceptiontable`. Entries come sorted by start and do not overlap. */
export function decodeExceptionTable(table: Uint8Array): ExceptionEntry[] {
  const entries: ExceptionEntry[] = [];
  let position = 0;
  const read = () => {
    let value = 0;
    for (;;) {
      if (position >= table.length) throw new TruncatedError('Exception table', position);
      const byte = table[position++];
      value = (value << 6) | (byte & 63);
      if ((byte & 64) === 0) return value;
    }
  };
  while (position < table.length) {
    const start = 2 * read();
    const end = start + 2 * read();
    const target = 2 * read();
    const depthAndLasti = read();
    entries.push({ start, end, target, depth: depthAndLasti >> 1, lasti: (depthAndLasti & 1) !== 0 });
  }
  return entries;
}

/** The entry that catches what is raised at an offset; undefined if the exception leaves the frame. */
export function handlerAt(entries: readonly ExceptionEntry[], offset: number): ExceptionEntry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  const found = entries[low];
  return found && offset >= found.start ? found : undefined;
}

/** Stack depth at the handler's first instruction: what is kept, the offset if wanted, and the exception. */
export function handlerDepth(entry: ExceptionEntry): number {
  return entry.depth + (entry.lasti ? 1 : 0) + 1;
}
