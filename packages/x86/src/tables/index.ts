// All families in one table: mnemonic to forms. The encoder, the methods of Assembler, their types and the tests derive from it.
import { arithmetic } from './arithmetic';
import { bits } from './bits';
import { control } from './control';
import { moves } from './moves';
import { sse } from './sse';

export const instructionTable = { ...moves, ...arithmetic, ...bits, ...control, ...sse } as const;

export type Mnemonic = keyof typeof instructionTable;
export const mnemonics = Object.keys(instructionTable) as readonly Mnemonic[];
