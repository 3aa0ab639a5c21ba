// What every reader needs to know about the process that it reads.
import type { Layout } from './layouts/layout';
import type { RemoteMemory } from './memory';
import type { ElfSymbols } from './symbols/elf-symbols';
import type { PythonVersion } from './version';
import { BadAddress, Inconsistent } from './errors';

/** A CPython process: its memory, where its symbols are, and how its structs are laid out. */
export interface Target {
  readonly memory: RemoteMemory;
  readonly symbols: ElfSymbols;
  readonly version: PythonVersion;
  readonly layout: Layout;
}

/** Longest sequence that is believed: a larger size is taken for memory that changed under the reader. */
export const MOST_ITEMS = 1 << 24;

/** Runs a reader; undefined if what it met could not be read or made no sense. That the process is gone is still an error. */
export function attempt<T>(reader: () => T): T | undefined {
  try {
    return reader();
  } catch (error) {
    if (error instanceof BadAddress || error instanceof Inconsistent) return undefined;
    throw error;
  }
}

/** The type of an object. */
export function typeOf(target: Target, object: number): number {
  return target.memory.ptr(object + target.layout.PyObject.ob_type);
}

/** Whether the object's type is exactly the one that the symbol names. */
export function isExactly(target: Target, object: number, symbol: string): boolean {
  return typeOf(target, object) === target.symbols.find(symbol);
}

/** tp_flags of a type. */
export function typeFlags(target: Target, type: number): number {
  return target.memory.ptr(type + target.layout.PyTypeObject.tp_flags);
}

/** tp_name of a type. */
export function typeName(target: Target, type: number): string {
  return target.memory.cString(target.memory.ptr(type + target.layout.PyTypeObject.tp_name), 256);
}

/** Whether a flag word has the bit; flags may use more than the 31 bits that `&` is safe for. */
export function hasFlag(flags: number, flag: number | undefined): boolean {
  return flag !== undefined && Math.floor(flags / flag) % 2 === 1;
}

/** The size field of a variable-size object, checked for sense. */
export function itemCount(target: Target, object: number, what: string): number {
  const count = target.memory.ssize(object + target.layout.PyVarObject.ob_size);
  if (!(count >= 0 && count <= MOST_ITEMS)) throw new Inconsistent(`${what} of ${count} items`, object);
  return count;
}
