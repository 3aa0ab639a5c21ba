// Writes a whole unit: prologue, blocks in order, then what was put off.

import type { CodePlace, ListingEntry } from '@psyco/backend';
import { type Exit, type Instruction, printInstruction } from '@psyco/ir';
import type { Move } from '../allocation/allocation';
import { UNASSIGNED } from '../allocation/interval';
import type { Emitter } from './emitter';
import { emitPrologue } from './frame';

export function emitUnit(e: Emitter): { bytes: Uint8Array; listing: ListingEntry[]; places: CodePlace[] } {
  const { fn, allocation } = e;
  let described: Instruction | null = null;
  let marked: Exit | null = null;
  e.bind(e.entry);
  const [entry] = fn.blocks;
  e.note('entry');
  const arrivals = entry.arrivals!;
  emitPrologue(e, arrivals);
  const moves: Move[] = [];
  entry.params.forEach((param, i) => {
    const to = allocation.locationAt(param, 2 * entry.start);
    if (to !== UNASSIGNED && to !== arrivals[i]) moves.push({ from: arrivals[i], to });
  });
  e.moves(moves);
  for (const block of fn.blocks) {
    if (e.control.isEmpty(block)) continue;
    e.block = block;
    e.control.layoutPlace = block.place;
    e.bind(e.control.labelOf(block));
    marked = null;
    e.markPlace(null, e.control.labelOf(block));
    if (e.wantsListing) e.note(e.blockTitle(block));
    e.moves(e.control.movesOnEntry(block));
    for (const instruction of block.instructions) {
      if (e.wantsListing && instruction.source && instruction.source !== described) {
        described = instruction.source;
        e.note(printInstruction(described));
      }
      const exit = instruction.source?.exit ?? null;
      if (exit !== null && exit !== marked) e.markPlace((marked = exit));
      e.moves(allocation.gaps.get(instruction.index));
      e.current = instruction;
      instruction.emit(e);
    }
  }
  return e.finish();
}
