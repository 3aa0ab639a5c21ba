// Code objects, in the shape that @psyco/bytecode decodes; constants and names also as addresses.
import type { CodeObject } from '@psyco/bytecode';
import { Inconsistent } from '../errors';
import { isExactly, itemCount, type Target } from '../target';
import { readBytes, readString } from './strings';
import { readTuple } from './sequences';

/** A code object; with a `version` it is what @psyco/bytecode calls one. */
export interface CodeInfo extends Omit<CodeObject, 'version' | 'constants'> {
  readonly address: number;
  /** Addresses of the constants. */
  readonly constants: readonly number[];
  /** Addresses of the name strings. */
  readonly nameAddresses: readonly number[];
  /** The code as the interpreter has quickened it, inline caches included, at the time of reading. */
  readonly code: Buffer;
  readonly exceptionTable: Buffer;
  readonly lineTable: Buffer;
  /** Address of the first instruction. */
  readonly codeAddress: number;
  /** co_extra: what PEP 523 users attach, or 0. */
  readonly extra: number;
  /** Index of the first instruction that tracing sees: before it a frame is not complete. */
  readonly firstTraceable: number;
}

/** Reads a code object; throws Inconsistent for an object that is none. */
export function readCode(target: Target, address: number): CodeInfo {
  const { memory, layout } = target;
  const code = layout.PyCodeObject;
  if (!isExactly(target, address, 'PyCode_Type')) throw new Inconsistent('not a code object', address);
  const number = (offset: number): number => memory.i32(address + offset);
  const object = (offset: number): number => memory.ptr(address + offset);
  const strings = (tuple: readonly number[]): string[] => tuple.map((item) => readString(target, item));
  const nameAddresses = readTuple(target, object(code.co_names));
  const codeAddress = address + code.co_code_adaptive;
  return {
    address,
    name: readString(target, object(code.co_name)),
    qualname: readString(target, object(code.co_qualname)),
    filename: readString(target, object(code.co_filename)),
    firstLine: number(code.co_firstlineno),
    argumentCount: number(code.co_argcount),
    positionalOnlyCount: number(code.co_posonlyargcount),
    keywordOnlyCount: number(code.co_kwonlyargcount),
    flags: number(code.co_flags),
    stackSize: number(code.co_stacksize),
    localsPlusNames: strings(readTuple(target, object(code.co_localsplusnames))),
    localsPlusKinds: readBytes(target, object(code.co_localspluskinds)),
    nlocals: number(code.co_nlocals),
    ncellvars: number(code.co_ncellvars),
    nfreevars: number(code.co_nfreevars),
    names: strings(nameAddresses),
    nameAddresses,
    constants: readTuple(target, object(code.co_consts)),
    code: readCodeBytes(target, address),
    exceptionTable: readBytes(target, object(code.co_exceptiontable)),
    lineTable: readBytes(target, object(code.co_linetable)),
    codeAddress,
    extra: object(code.co_extra),
    firstTraceable: number(code._co_firsttraceable),
  };
}

/** Only the code as the interpreter has quickened it: what changes while the program runs. Two bytes a unit. */
export function readCodeBytes(target: Target, address: number): Buffer {
  return target.memory.read(address + target.layout.PyCodeObject.co_code_adaptive, itemCount(target, address, 'code') * 2);
}

/** The pointer that a PEP 523 user keeps in a code object: Objects/codeobject.c, _PyCode_GetExtra(); 0 if there is none. */
export function readCodeExtra(target: Target, address: number, index: number): number {
  const { memory, layout } = target;
  const extra = memory.ptr(address + layout.PyCodeObject.co_extra);
  if (extra === 0 || index >= memory.ssize(extra + layout._PyCodeObjectExtra.ce_size)) return 0;
  return memory.ptr(extra + layout._PyCodeObjectExtra.ce_extras + index * 8);
}
