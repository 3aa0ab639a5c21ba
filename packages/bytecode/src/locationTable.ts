// The location table of 3.11 and later (PEP 626, PEP 657): which source range each code unit came from.
// May know: nothing else. Format: CPython 3.11, Objects/locations.md.
import { TruncatedError } from './errors';

/** A range of the source; columns are UTF-8 byte offsets from 0. Null where the compiler recorded nothing. */
export interface Position {
  readonly line: number | null;
  readonly endLine: number | null;
  readonly column: number | null;
  readonly endColumn: number | null;
}

/** One entry: the code bytes from `start` up to `end` have this position. */
export interface LocationEntry extends Position {
  readonly start: number;
  readonly end: number;
}

const nowhere: Position = { line: null, endLine: null, column: null, endColumn: null };

/** Decodes `co_linetable`; `firstLine` is the code object's. Entries follow each other without gaps. */
export function decodeLocationTable(table: Uint8Array, firstLine: number): LocationEntry[] {
  const entries: LocationEntry[] = [];
  let at = 0;
  let offset = 0;
  let line = firstLine;
  const byte = () => {
    if (at >= table.length) throw new TruncatedError('Location table', at);
    return table[at++];
  };
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 6) {
      const part = byte();
      value |= (part & 63) << shift;
      if ((part & 64) === 0) return value >>> 0;
    }
  };
  const signed = () => {
    const value = unsigned();
    return (value & 1) !== 0 ? -(value >>> 1) : value >>> 1;
  };
  const columnOrNull = (value: number) => (value === 0 ? null : value - 1);
  while (at < table.length) {
    const first = byte();
    const code = (first >> 3) & 15;
    const end = offset + 2 * ((first & 7) + 1);
    let position: Position = nowhere;
    if (code === 14) {
      line += signed();
      const endLine = line + unsigned();
      const column = columnOrNull(unsigned());
      position = { line, endLine, column, endColumn: columnOrNull(unsigned()) };
    } else if (code === 13) {
      line += signed();
      position = { line, endLine: line, column: null, endColumn: null };
    } else if (code >= 10 && code <= 12) {
      line += code - 10;
      const column = byte();
      position = { line, endLine: line, column, endColumn: byte() };
    } else if (code < 10) {
      const second = byte();
      const column = code * 8 + ((second >> 4) & 7);
      position = { line, endLine: line, column, endColumn: column + (second & 15) };
    }
    entries.push({ start: offset, end, ...position });
    offset = end;
  }
  return entries;
}

/** The position of the instruction at a byte offset; all null outside the table. */
export function positionAt(entries: readonly LocationEntry[], offset: number): Position {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return entries[low] && offset >= entries[low].start ? entries[low] : nowhere;
}

/** The line of the instruction at a byte offset, as a traceback would show it. */
export function lineOf(entries: readonly LocationEntry[], offset: number): number | null {
  return positionAt(entries, offset).line;
}

/** One position per code unit, as `co_positions()` gives them. */
export function positionsPerUnit(entries: readonly LocationEntry[]): Position[] {
  return entries.flatMap((entry) => new Array<Position>((entry.end - entry.start) / 2).fill(entry));
}
