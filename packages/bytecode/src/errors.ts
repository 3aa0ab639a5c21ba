// The errors of this package: each says what was found, where, and what to do about it.
import type { BytecodeVersion } from './version';

/** Base of all errors of this package. */
export class BytecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A Python version or magic number that no table describes. */
export class UnknownVersionError extends BytecodeError {
  constructor(found: string, known: readonly BytecodeVersion[]) {
    const list = known.map((version) => `${version.name} (magic ${version.magic})`).join(', ');
    super(`Bytecode of ${found} is not known. Known: ${list}. Use one of these versions, or add a table file for this one.`);
  }
}

/** A byte where an opcode was expected that the version does not define. */
export class UnknownOpcodeError extends BytecodeError {
  constructor(readonly opcode: number, readonly offset: number, version: BytecodeVersion) {
    super(`Opcode ${opcode} at offset ${offset} does not exist in Python ${version.name}. `
      + 'The bytes are not a code string of this version, or were read while the object was being freed: read them again.');
  }
}

/** Code, a table or a file that ends in the middle of an item. */
export class TruncatedError extends BytecodeError {
  constructor(what: string, readonly offset: number) {
    super(`${what} ends in the middle of an item, at offset ${offset}. The bytes were cut short: read the whole object again.`);
  }
}

/** Code whose control flow or stack cannot be that of compiled Python. */
export class MalformedCodeError extends BytecodeError {}

/** Bytes that are not a marshal stream or not a `.pyc` file. */
export class MarshalError extends BytecodeError {}
