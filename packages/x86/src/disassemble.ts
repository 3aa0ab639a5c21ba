// Machine code as text for people. An entry of its own, because the disassembler (iced-x86) is a large wasm module,
// loaded only by those who import this. Shares nothing with the assembler, so that each can prove the other.
import { Decoder, DecoderOptions, Formatter, FormatterSyntax } from 'iced-x86';

/** One line of disassembly. */
export interface DisassembledInstruction {
  readonly address: number;
  readonly length: number;
  /** Intel syntax, such as `mov rax, [rbx+rcx*8+10h]`; `(bad)` where the bytes are no instruction. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Disassembles all of `bytes` as 64-bit code that starts at `address`. */
export function disassemble(bytes: Uint8Array, address: number): DisassembledInstruction[] {
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  const formatter = new Formatter(FormatterSyntax.Nasm);
  formatter.hexPrefix = '0x';
  formatter.hexSuffix = '';
  formatter.spaceAfterOperandSeparator = true;
  formatter.smallHexNumbersInDecimal = true;
  formatter.showBranchSize = false;
  formatter.branchLeadingZeros = false;
  formatter.uppercaseHex = false;
  decoder.ip = BigInt(address);
  const lines: DisassembledInstruction[] = [];
  try {
    for (let offset = 0; decoder.canDecode; ) {
      const instruction = decoder.decode();
      const { length } = instruction;
      lines.push({ address: address + offset, length, text: formatter.format(instruction), bytes: bytes.subarray(offset, offset + length) });
      instruction.free();
      offset += length;
    }
  } finally {
    // Wasm memory is not collected: what was made there must be given back.
    formatter.free();
    decoder.free();
  }
  return lines;
}
