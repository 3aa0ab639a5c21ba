// .pyc files: the header (PEP 552) and the module's code object.
// May know: marshal and the known versions.
import { isCodeObject, type CodeObject } from './codeObject';
import { MarshalError, TruncatedError } from './errors';
import { readMarshal } from './marshal';
import type { BytecodeVersion } from './version';
import { bytecodeVersionOfMagic } from './versions';

/** What a `.pyc` file contains. */
export interface PycFile {
  readonly magic: number;
  readonly version: BytecodeVersion;
  /** Bit 0: validated by hash, bit 1: and the source is checked against it. */
  readonly flags: number;
  /** Modification time of the source in seconds, and its size modulo 2**32; undefined for files validated by hash. */
  readonly sourceTime: number | undefined;
  readonly sourceSize: number | undefined;
  /** SipHash of the source, as written; undefined for files validated by time. */
  readonly sourceHash: Uint8Array | undefined;
  readonly code: CodeObject;
}

/** Reads a `.pyc` file; throws UnknownVersionError for the magic number of another Python. */
export function readPyc(bytes: Uint8Array): PycFile {
  if (bytes.length < 16) throw new TruncatedError('.pyc file', bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(2, true) !== 0x0a0d) throw new MarshalError('Not a .pyc file: bytes 2 and 3 are not CR LF.');
  const magic = view.getUint16(0, true);
  const version = bytecodeVersionOfMagic(magic);
  const flags = view.getUint32(4, true);
  const byHash = (flags & 1) !== 0;
  const code = readMarshal(bytes.subarray(16), version);
  if (!isCodeObject(code)) throw new MarshalError('The .pyc file contains something other than a code object.');
  return {
    magic, version, flags, code,
    sourceTime: byHash ? undefined : view.getUint32(8, true),
    sourceSize: byHash ? undefined : view.getUint32(12, true),
    sourceHash: byHash ? bytes.slice(8, 16) : undefined,
  };
}

/** The code object and all code objects among its constants, at any depth, outer before inner. */
export function allCode(code: CodeObject): CodeObject[] {
  return [code, ...code.constants.filter(isCodeObject).flatMap(allCode)];
}
