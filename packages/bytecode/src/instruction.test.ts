// Decoding on its own: prefixes, caches, jumps, damaged bytes.
import { expect, it } from 'vitest';
import { TruncatedError, UnknownOpcodeError } from './errors';
import { cacheOf } from './inlineCache';
import { decode, indexOf, instructionAt, instructionStartingAt, isQuickened } from './instruction';
import { python311 } from './versions/3.11';

const of = (...bytes: number[]) => decode(python311, Uint8Array.from(bytes));

it('applies EXTENDED_ARG and keeps the offset of the first prefix', () => {
  const [constant, back] = of(144, 1, 144, 2, 100, 3, 140, 4);
  expect(constant).toMatchObject({ start: 0, offset: 4, next: 6, opcode: 'LOAD_CONST', argument: 0x10203, index: 0 });
  expect(back).toMatchObject({ start: 6, offset: 6, jumpTarget: 0 });
});

it('reads caches by field name', () => {
  const [load] = of(63, 5, 53, 0, 0x78, 0x56, 0x34, 0x12, 9, 0, 1, 0, 2, 0, 0x01, 0, 0x02, 0, 0x03, 0, 0x04, 0);
  expect(load).toMatchObject({ opcode: 'LOAD_METHOD', specialized: 'LOAD_METHOD_WITH_VALUES', next: 22 });
  expect(cacheOf(load)).toEqual({ counter: 53, typeVersion: 0x12345678, dictOffset: 9, keysVersion: 0x20001, descriptor: 0x0004000300020001n });
});

it('shifts the flag bit out of a name index', () => {
  const [load] = of(116, 7, ...new Array(10).fill(0));
  expect(load.argument).toBe(7);
  expect(indexOf(load)).toBe(3);
});

it('resolves super-instructions: the second half keeps its own name', () => {
  const code = of(46, 1, 46, 2, 124, 3);
  expect(code.map(({ opcode, specialized, argument }) => [opcode, specialized, argument])).toEqual([
    ['LOAD_FAST', 'LOAD_FAST__LOAD_FAST', 1], ['LOAD_FAST', 'LOAD_FAST__LOAD_FAST', 2], ['LOAD_FAST', 'LOAD_FAST', 3]]);
  expect(isQuickened(code)).toBe(true);
});

it('finds instructions by any of their bytes, and only starts as targets', () => {
  const code = of(144, 1, 122, 0, 0, 0, 83, 0);
  expect(instructionAt(code, 4)!.opcode).toBe('BINARY_OP');
  expect(instructionAt(code, 8)).toBeUndefined();
  expect(instructionStartingAt(code, 6).opcode).toBe('RETURN_VALUE');
  expect(() => instructionStartingAt(code, 2)).toThrow(/No instruction starts at offset 2/);
});

it('says what is wrong with damaged bytes', () => {
  expect(() => of(9, 0, 200, 0)).toThrow(UnknownOpcodeError);
  expect(() => of(9, 0, 200, 0)).toThrow(/Opcode 200 at offset 2 does not exist in Python 3\.11/);
  expect(() => of(122, 0)).toThrow(TruncatedError);
  expect(() => of(144, 0)).toThrow(TruncatedError);
  expect(() => of(9)).toThrow(TruncatedError);
});
