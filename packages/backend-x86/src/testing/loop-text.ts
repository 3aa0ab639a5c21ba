// The instructions of a loop as text, for tests of what the emitted code looks like.

import type { CompiledCode } from '@psyco/backend';
import { type IrFunction, parseFunction, verifyFunction } from '@psyco/ir';
import { disassemble } from '@psyco/x86/disassemble';
import { createX86Backend } from '../backend';
import { offsets } from './harness';

export const base = 0x10_0000_0000;
const names: Record<string, number> = { poll: base + 0x2000, stackLimit: base + 0x2008, exitCommon: base + 0x1000, freeListHead: base + 0x2010, freeListCount: base + 0x2018 };

export function compileForText(fn: IrFunction): CompiledCode {
  verifyFunction(fn);
  return createX86Backend().compile(
    fn,
    {
      baseAddress: base,
      exitBase: 0,
      exitCommon: names.exitCommon,
      evalBreaker: names.poll,
      stackLimit: names.stackLimit,
      symbol: (name) => (names[name] ??= base + 0x3000 + 16 * Object.keys(names).length),
      unit: () => null,
      offsets: { ...offsets, floatFreeList: { headAddress: names.freeListHead, countAddress: names.freeListCount } },
    },
    { listing: true },
  );
}

/** The instructions from the target of the last backward jump up to that jump; addresses replaced by what is there. */
export function loopText(text: string): string {
  const code = compileForText(parseFunction(text));
  // What is out of line comes after the blocks, and jumps back for other reasons.
  const blocksEnd = Math.min(...code.listing.filter((entry) => /^(exit|out of line)/.test(entry.text)).map((entry) => entry.offset));
  const lines = disassemble(code.bytes, base).filter((line) => line.address < base + blocksEnd);
  const target = (line: string): number => Number(/^j\w+ (0x[0-9a-f]+)$/.exec(line)?.[1] ?? Infinity);
  const end = lines.findLastIndex((line) => target(line.text) < line.address);
  const start = lines.findIndex((line) => line.address === target(lines[end].text));
  const known = new Map<number, string>(Object.entries(names).map(([name, address]) => [address, name]));
  for (const { offset, text: note } of code.listing) {
    const short = /^exit \d+|^out of line/.exec(note)?.[0] ?? /^block \d+/.exec(note)?.[0];
    if (short) known.set(base + offset, short);
  }
  const shown = lines.slice(start, end + 1).map((line) => line.text.replace(/0x[0-9a-f]{9,}/g, (address) => known.get(Number(address)) ?? (line.text.includes('[') ? 'constant' : 'elsewhere')));
  return `\n${shown.join('\n')}\n`;
}
