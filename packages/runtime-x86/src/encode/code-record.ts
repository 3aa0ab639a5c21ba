// Code records: what the extra slot of a code object points to.

import { CodeRecord } from '../data-layout';
import { wordsToBytes } from '../memory';

export interface CodeRecordContents {
  /** Entry of the frame unit; 0 = none. */
  entry: number;
  /** Byte offset of a RETURN_VALUE of the code; needed for on-stack replacement. */
  returnOffset: number;
  /** On-stack replacement: byte offset of the instruction about to run, and the unit. */
  osr?: readonly { offset: number; unit: number }[];
}

export function encodeCodeRecord({ entry, returnOffset, osr = [] }: CodeRecordContents): Uint8Array {
  const words = new Array<bigint>(CodeRecord.pairs / 8).fill(0n);
  words[CodeRecord.entry / 8] = BigInt(entry);
  words[CodeRecord.osrCount / 8] = BigInt(osr.length);
  words[CodeRecord.returnOffset / 8] = BigInt(returnOffset);
  return wordsToBytes([...words, ...osr.flatMap(({ offset, unit }) => [BigInt(offset), BigInt(unit)])]);
}
