// What psyco.dumpcodebuf() writes: the machine code that is in place, unit by unit, as addresses and bytes.
import { writeFileSync } from 'node:fs';
import type { Region } from './regions';
import type { CompiledUnit } from './unit';

const BYTES_A_LINE = 16;

/** One unit: a title, then lines of `address  bytes`. */
function textOf(unit: CompiledUnit, bytes: Uint8Array, address: number): string {
  const lines = [`# ${unit.kind} ${unit.code.qualname} at ${unit.code.filename}:${unit.code.lineAt(unit.offset)}, ${bytes.length} bytes`];
  for (let offset = 0; offset < bytes.length; offset += BYTES_A_LINE) {
    const line = [...bytes.subarray(offset, offset + BYTES_A_LINE)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${(address + offset).toString(16)}  ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Writes the file; returns what went wrong, or null. */
export function writeCodeDump(path: string, units: readonly CompiledUnit[], region: Region): { problem: string | null; units: number } {
  try {
    const sorted = [...units].sort((a, b) => a.entry - b.entry);
    writeFileSync(path, sorted.map((unit) => textOf(unit, region.read(unit.entry, unit.codeBytes), unit.entry)).join('\n'));
    return { problem: null, units: units.length };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), units: 0 };
  }
}
