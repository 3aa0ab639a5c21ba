// Writes records of the exit table: one for each exit number.

import type { ExitMap } from '@psyco/backend';
import { ExitFlags, ExitRecord } from '../data-layout';
import { readWord } from '../memory';
import type { RemoteMemory } from '../memory';

export interface ExitRecordOptions {
  /** Address of the recipe program. */
  recipe: number;
  /** The unit is a native unit. */
  native: boolean;
  /** Address of an on-stack replacement descriptor of the engine: arm it when this exit is taken; 0 = do not. */
  resume?: number;
  /** Address of the unit's allowance; 0 = as many exits as there may be. */
  allowance?: number;
}

/** The 64 bytes of a record. */
export function encodeExitRecord(map: Pick<ExitMap, 'exit' | 'frameSize' | 'use'>, { recipe, native, resume = 0, allowance = 0 }: ExitRecordOptions): Uint8Array {
  const bytes = new Uint8Array(ExitRecord.size);
  const view = new DataView(bytes.buffer);
  const error = map.use === 'exit' && map.exit.error;
  view.setBigUint64(ExitRecord.recipe, BigInt(recipe), true);
  view.setUint32(ExitRecord.flags, (error ? ExitFlags.error : 0) | (native ? ExitFlags.native : 0) | (map.use === 'call' ? ExitFlags.callSite : 0), true);
  view.setUint32(ExitRecord.frameSize, map.frameSize, true);
  view.setBigUint64(ExitRecord.resume, BigInt(resume), true);
  view.setBigUint64(ExitRecord.allowance, BigInt(allowance), true);
  return bytes;
}

export function writeExitRecord(memory: RemoteMemory, exitTable: number, exitNumber: number, map: Pick<ExitMap, 'exit' | 'frameSize' | 'use'>, options: ExitRecordOptions): void {
  memory.write(exitTable + exitNumber * ExitRecord.size, encodeExitRecord(map, options));
}

/** What an exit has seen so far. */
export interface ExitStatistics {
  count: number;
  sawType: number;
  /** The type before that was another one. */
  otherType: number;
  sawValue: bigint;
}

export function readExitStatistics(memory: RemoteMemory, exitTable: number, exitNumber: number): ExitStatistics {
  const record = exitTable + exitNumber * ExitRecord.size;
  return {
    count: Number(readWord(memory, record + ExitRecord.count)),
    sawType: Number(readWord(memory, record + ExitRecord.sawType)),
    otherType: Number(readWord(memory, record + ExitRecord.otherType)),
    sawValue: readWord(memory, record + ExitRecord.sawValue),
  };
}
