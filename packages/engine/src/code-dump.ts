// What psyco.dumpcodebuf() writes: the machine code that is in place, unit by unit, disassembled.
import { writeFileSync } from 'node:fs';
import type { Region } from './regions';
import type { CompiledUnit } from './unit';

/** As @psyco/x86/disassemble has it, which is large and loaded on first use. */
export type Disassemble = (bytes: Uint8Array, address: number) => readonly { readonly address: number; readonly text: string; readonly bytes: Uint8Array }[];

/** Longest instruction whose bytes fit into their column. */
const COLUMN = 10;

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Without a disassembler: the bytes, sixteen a line. */
const plain: Disassemble = (bytes, address) =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, line) => ({ address: address + 16 * line, text: '', bytes: bytes.subarray(16 * line, 16 * line + 16) }));

/** One unit: a title, then lines of `address  bytes  instruction`. */
export function unitText(unit: CompiledUnit, bytes: Uint8Array, disassemble: Disassemble | null): string {
  const lines = (disassemble ?? plain)(bytes, unit.start).map((line) => `${line.address.toString(16)}  ${hex(line.bytes).padEnd(line.text === '' ? 0 : 3 * COLUMN)} ${line.text}`.trimEnd());
  return `${[`# ${unit.kind} ${unit.code.qualname} at ${unit.code.filename}:${unit.code.lineAt(unit.offset)}, ${bytes.length} bytes`, ...lines].join('\n')}\n`;
}

export class CodeDump {
  #disassemble: Disassemble | null | undefined;
  #loading = false;

  /** Writes the file; returns what went wrong, or null; 'wait' while the disassembler is being loaded. */
  write(path: string, units: readonly CompiledUnit[], region: Region): { problem: string | null; units: number } | 'wait' {
    if (this.#disassemble === undefined) {
      if (!this.#loading) void this.#load();
      return 'wait';
    }
    const disassemble = this.#disassemble;
    try {
      const sorted = [...units].sort((a, b) => a.start - b.start);
      writeFileSync(path, sorted.map((unit) => unitText(unit, region.read(unit.start, unit.codeBytes), disassemble)).join('\n'));
      return { problem: null, units: units.length };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error), units: 0 };
    }
  }

  async #load(): Promise<void> {
    this.#loading = true;
    const { disassemble } = await import('@psyco/x86/disassemble').catch(() => ({ disassemble: null }));
    this.#disassemble = disassemble;
  }
}
