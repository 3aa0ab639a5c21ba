// What psyco.dumpcodebuf() writes of a unit.
import { disassemble } from '@psyco/x86/disassemble';
import { expect, it } from 'vitest';
import { unitText } from './code-dump';
import type { CompiledUnit } from './unit';

const unit = { kind: 'function', start: 0x1000, offset: 0, code: { qualname: 'Vec.dot', filename: 'a.py', lineAt: () => 3 } } as unknown as CompiledUnit;
const bytes = Uint8Array.of(0x55, 0x48, 0x89, 0xe5, 0xc3);

it('has the address, the bytes and the instruction in each line', () => {
  expect(unitText(unit, bytes, disassemble).split('\n')).toEqual([
    '# function Vec.dot at a.py:3, 5 bytes',
    '1000  55                             push rbp',
    '1001  48 89 e5                       mov rbp, rsp',
    '1004  c3                             ret',
    '',
  ]);
});

it('has the bytes at least, if there is no disassembler', () => {
  expect(unitText(unit, bytes, null)).toBe('# function Vec.dot at a.py:3, 5 bytes\n1000  55 48 89 e5 c3\n');
});
