// The listing of a unit merged with a disassembly.

import type { CompiledCode } from '@psyco/backend';

/** Machine code with the ir that it came from. The disassembler is loaded on first use. */
export async function formatListing(code: CompiledCode, baseAddress: number): Promise<string> {
  const { disassemble } = await import('@psyco/x86/disassemble');
  const lines = disassemble(code.bytes, baseAddress);
  const notes = [...code.listing].sort((a, b) => a.offset - b.offset);
  const output: string[] = [];
  let next = 0;
  for (const { address, text } of lines) {
    for (; next < notes.length && baseAddress + notes[next].offset <= address; next++) output.push(`; ${notes[next].text}`);
    output.push(`  ${address.toString(16)}  ${text}`);
  }
  return `${output.join('\n')}\n`;
}
