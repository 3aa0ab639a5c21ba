// The register file as the allocator sees it: one number for each register, and which of them survive calls.
// Numbers 0..15 are the general registers by hardware number, 16..31 the SSE registers. Knows the C ABI of Linux.

/** 0..15: general register by hardware number; 16..31: xmm0..xmm15. */
export type MachineRegister = number;

export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RBX = 3;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const R11 = 11;
export const R12 = 12;
export const R13 = 13;
export const R14 = 14;
export const R15 = 15;
export const XMM0 = 16;
/** Never allocated: parallel moves pass through it. */
export const SCRATCH_XMM = 31;

/** From here on, locations are stack slots: slot number plus this. */
export const FIRST_SLOT = 32;

const maskOf = (registers: readonly MachineRegister[]): number => registers.reduce((mask, register) => mask | (1 << register), 0) >>> 0;
const xmms = (from: number, to: number): MachineRegister[] => Array.from({ length: to - from + 1 }, (_, i) => XMM0 + from + i);

/**
 * Which register is tried first: those that a C call destroys, short encodings first, so that the preserved ones are
 * left for values that are live across calls.
 */
export const generalRegisters: readonly MachineRegister[] = [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11, RBX, RBP, R12, R13, R14];
/** In native units r14 counts what is left of the recursion limit: calls between them need no memory for it. */
export const nativeGeneralRegisters: readonly MachineRegister[] = generalRegisters.filter((register) => register !== R14);
export const floatRegisters: readonly MachineRegister[] = xmms(0, 14);

/** What a C function may change. */
export const callerSaved = maskOf([RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11, ...xmms(0, 14)]);
/** What a native unit may change: everything that is ever allocated. */
export const allRegisters = maskOf([...generalRegisters, ...floatRegisters]);

export const cArguments: readonly MachineRegister[] = [RDI, RSI, RDX, RCX, R8, R9];
export const cFloatArguments: readonly MachineRegister[] = xmms(0, 7);
export const nativeArguments: readonly MachineRegister[] = [RDI, RSI, RDX, RCX, R8, R9, RAX, RBX];
export const nativeFloatArguments: readonly MachineRegister[] = xmms(0, 7);

export const bit = (register: MachineRegister): number => (1 << register) >>> 0;
export const isFloatRegister = (location: number): boolean => location >= XMM0 && location < FIRST_SLOT;
export const isSlot = (location: number): boolean => location >= FIRST_SLOT;
