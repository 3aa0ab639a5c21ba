// The listing of a unit merged with a disassembly.

import type { CompiledCode } from '@psyco/backend';
import { CONSTANTS } from './emitter';

/** Machine code with the ir that it came from. The disassembler is loaded on first use. */
export async function formatListing(code: CompiledCode, baseAddress: number): Promise<string> {
  const { disassemble } = await import('@psyco/x86/disassemble');
  const notes = [...code.listing].sort((a, b) => a.offset - b.offset);
  const codeEnd = notes.find((note) => note.text === CONSTANTS)?.offset ?? code.bytes.length;
  const output: string[] = [];
  let next = 0;
  const notesUpTo = (address: number): void => {
    for (; next < notes.length && baseAddress + notes[next].offset <= address; next++) output.push(`; ${notes[next].text}`);
  };
  for (const { address, text } of disassemble(code.bytes.subarray(0, codeEnd), baseAddress)) {
    notesUpTo(address);
    output.push(`  ${address.toString(16)}  ${text}`);
  }
  notesUpTo(baseAddress + codeEnd);
  const { buffer, byteOffset } = code.bytes;
  const words = new DataView(buffer, byteOffset);
  // The constants are aligned to 8 or 16 bytes, from wherever the code ended.
  for (let at = codeEnd + ((8 - ((baseAddress + codeEnd) % 8)) % 8); at + 8 <= code.bytes.length; at += 8) {
    output.push(`  ${(baseAddress + at).toString(16)}  dq 0x${words.getBigUint64(at, true).toString(16)}`);
  }
  return `${output.join('\n')}\n`;
}
