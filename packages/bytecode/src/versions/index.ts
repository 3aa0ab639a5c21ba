// Every CPython version this package knows. A new version is one file here and one line below.
import type { BytecodeVersion } from '../version';
import { UnknownVersionError } from '../errors';
import { python311 } from './3.11';

/** All known versions, oldest first. */
export const bytecodeVersions: readonly BytecodeVersion[] = [python311];

/** The version of that name, such as `3.11` (`3.11.7` is also understood); throws UnknownVersionError. */
export function bytecodeVersion(name: string): BytecodeVersion {
  const short = name.split('.').slice(0, 2).join('.');
  const found = bytecodeVersions.find((version) => version.name === short);
  if (!found) throw new UnknownVersionError(`Python ${name}`, bytecodeVersions);
  return found;
}

/** The version whose `.pyc` files have that magic number; throws UnknownVersionError. */
export function bytecodeVersionOfMagic(magic: number): BytecodeVersion {
  const found = bytecodeVersions.find((version) => version.magic === magic);
  if (!found) throw new UnknownVersionError(`magic number ${magic}`, bytecodeVersions);
  return found;
}
