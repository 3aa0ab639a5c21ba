// The kinds of operand that forms are looked up by. Four bits each, so that three operands make a 12-bit signature.

/** One number for each kind of operand that selects among the forms of a mnemonic. */
export const OperandClass = {
  none: 0,
  gpr8: 1,
  gpr16: 2,
  gpr32: 3,
  gpr64: 4,
  xmm: 5,
  /** Memory whose size the mnemonic or the other operand must tell. */
  memory: 6,
  memory8: 7,
  memory16: 8,
  memory32: 9,
  memory64: 10,
  memory128: 11,
  immediate: 12,
  label: 13,
  /** A branch target given as `{ address }`. */
  address: 14,
} as const;

/** The class of memory of that many bytes; 0 bytes means not told. */
export const memoryClassOfSize: Readonly<Record<number, number>> = {
  0: OperandClass.memory,
  1: OperandClass.memory8,
  2: OperandClass.memory16,
  4: OperandClass.memory32,
  8: OperandClass.memory64,
  16: OperandClass.memory128,
};
