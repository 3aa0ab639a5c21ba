// Runs readers of memory that the program changes meanwhile: what cannot be read, or makes no sense, is not there. Knows which errors
// are of that kind; every other one is a fault of the compiler's own, which must not pass for a read that failed.
import { BytecodeError } from '@psyco/bytecode';
import { BadAddress, Inconsistent, ProcessGone } from '@psyco/objects';

/** Runs a reader; null if what it met could not be read or made no sense. @throws ProcessGone */
export type OrNull = <T>(reader: () => T | undefined) => T | null;

/** @param unexpected is told of errors that no read of changing memory explains; the answer is null then, too */
export function orNullTelling(unexpected: (error: Error) => void): OrNull {
  return (reader) => {
    try {
      return reader() ?? null;
    } catch (error) {
      if (error instanceof ProcessGone || !(error instanceof Error)) throw error;
      if (!(error instanceof BadAddress || error instanceof Inconsistent || error instanceof BytecodeError)) unexpected(error);
      return null;
    }
  };
}
