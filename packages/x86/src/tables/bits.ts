// Shifts, rotations and single bits. One line per form, as in arithmetic.ts.

/** The shifts and rotations share one layout and differ in the digit. */
const shift = (digit: number) =>
  [
    `r/m8, 1      : D0 /${digit}`,
    `r/m16, 1     : 66 D1 /${digit}`,
    `r/m32, 1     : D1 /${digit}`,
    `r/m64, 1     : REX.W D1 /${digit}`,
    `r/m8, uimm8  : C0 /${digit} ib`,
    `r/m16, uimm8 : 66 C1 /${digit} ib`,
    `r/m32, uimm8 : C1 /${digit} ib`,
    `r/m64, uimm8 : REX.W C1 /${digit} ib`,
    `r/m8, cl     : D2 /${digit}`,
    `r/m16, cl    : 66 D3 /${digit}`,
    `r/m32, cl    : D3 /${digit}`,
    `r/m64, cl    : REX.W D3 /${digit}`,
  ] as const;

const doubleShift = (byImmediate: string, byRegister: string) =>
  [
    `r/m16, r16, uimm8 : 66 0F ${byImmediate} /r ib`,
    `r/m32, r32, uimm8 : 0F ${byImmediate} /r ib`,
    `r/m64, r64, uimm8 : REX.W 0F ${byImmediate} /r ib`,
    `r/m16, r16, cl    : 66 0F ${byRegister} /r`,
    `r/m32, r32, cl    : 0F ${byRegister} /r`,
    `r/m64, r64, cl    : REX.W 0F ${byRegister} /r`,
  ] as const;

const bitTest = (byRegister: string, digit: number) =>
  [
    `r/m16, r16   : 66 0F ${byRegister} /r`,
    `r/m32, r32   : 0F ${byRegister} /r`,
    `r/m64, r64   : REX.W 0F ${byRegister} /r`,
    `r/m16, uimm8 : 66 0F BA /${digit} ib`,
    `r/m32, uimm8 : 0F BA /${digit} ib`,
    `r/m64, uimm8 : REX.W 0F BA /${digit} ib`,
  ] as const;

const scan = (prefix: string, opcode: string) =>
  [
    `r32, r/m32 : ${prefix} 0F ${opcode} /r`,
    `r64, r/m64 : ${prefix} REX.W 0F ${opcode} /r`,
  ] as const;

export const bits = {
  rol: shift(0),
  ror: shift(1),
  rcl: shift(2),
  rcr: shift(3),
  shl: shift(4),
  shr: shift(5),
  sar: shift(7),
  shld: doubleShift('A4', 'A5'),
  shrd: doubleShift('AC', 'AD'),
  bt: bitTest('A3', 4),
  bts: bitTest('AB', 5),
  btr: bitTest('B3', 6),
  btc: bitTest('BB', 7),
  bsf: scan('', 'BC'),
  bsr: scan('', 'BD'),
  popcnt: scan('F3', 'B8'),
  tzcnt: scan('F3', 'BC'),
  lzcnt: scan('F3', 'BD'),
  bswap: [
    'r32 : 0F C8+r',
    'r64 : REX.W 0F C8+r',
  ],
} as const;
