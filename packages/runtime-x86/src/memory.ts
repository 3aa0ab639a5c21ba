// The memory of the Python process as this package needs it: bytes at addresses. Who implements it is not its business.

export interface RemoteMemory {
  read(address: number, length: number): Uint8Array;
  write(address: number, bytes: Uint8Array): void;
}

export function readWord(memory: RemoteMemory, address: number): bigint {
  const bytes = memory.read(address, 8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

export function readWord32(memory: RemoteMemory, address: number): number {
  const bytes = memory.read(address, 4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

/** One aligned 8-byte write, which is never torn. */
export function writeWord(memory: RemoteMemory, address: number, value: number | bigint): void {
  memory.write(address, wordsToBytes([BigInt(value)]));
}

export function writeWord32(memory: RemoteMemory, address: number, value: number): void {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  memory.write(address, bytes);
}

/** 64-bit words in memory order; negative ones as two's complement. */
export function wordsToBytes(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => view.setBigUint64(8 * index, BigInt.asUintN(64, word), true));
  return bytes;
}
