// Re-exports of @psyco/x86.
export { Assembler, type AssemblerOptions } from './assembler';
export * from './errors';
export type { AssembledCode } from './layout';
export type { InstructionMethods } from './methods';
export { absolute32, byte, dword, formatOperand, Label, mem, Memory, qword, ripAddress, ripLabel, word, xmmword, type AddressTarget, type Immediate, type Operand, type Target } from './operands';
export * from './registers';
export { conditionCodes, conditions, invertCondition, type Condition } from './tables/control';
export { instructionTable, mnemonics, type Mnemonic } from './tables/index';
