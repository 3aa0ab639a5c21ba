// Integer arithmetic and logic. One line per form: operands, then the encoding as the Intel manual (volume 2) writes it.
// Where several forms take the same operands, the first one wins, so shorter encodings stand first. Notation: notation.ts.
import { hexByte } from './notation';

/** The eight operations that share one layout: opcodes 8 * number + 0…5, and 80, 81, 83 with `/number`. */
const groupOne = (number: number) => {
  const opcode = (low: number): string => hexByte(number * 8 + low);
  return [
    `r/m8, r8      : ${opcode(0)} /r`,
    `r/m16, r16    : 66 ${opcode(1)} /r`,
    `r/m32, r32    : ${opcode(1)} /r`,
    `r/m64, r64    : REX.W ${opcode(1)} /r`,
    `r8, r/m8      : ${opcode(2)} /r`,
    `r16, r/m16    : 66 ${opcode(3)} /r`,
    `r32, r/m32    : ${opcode(3)} /r`,
    `r64, r/m64    : REX.W ${opcode(3)} /r`,
    `al, imm8      : ${opcode(4)} ib`,
    `r/m8, imm8    : 80 /${number} ib`,
    `r/m16, simm8  : 66 83 /${number} ib`,
    `r/m32, simm8  : 83 /${number} ib`,
    `r/m64, simm8  : REX.W 83 /${number} ib`,
    `ax, imm16     : 66 ${opcode(5)} iw`,
    `eax, imm32    : ${opcode(5)} id`,
    `rax, simm32   : REX.W ${opcode(5)} id`,
    `r/m16, imm16  : 66 81 /${number} iw`,
    `r/m32, imm32  : 81 /${number} id`,
    `r/m64, simm32 : REX.W 81 /${number} id`,
  ] as const;
};

/** One operand, four sizes, two opcodes. */
const unary = (byteOpcode: string, opcode: string, digit: number) =>
  [
    `r/m8  : ${byteOpcode} /${digit}`,
    `r/m16 : 66 ${opcode} /${digit}`,
    `r/m32 : ${opcode} /${digit}`,
    `r/m64 : REX.W ${opcode} /${digit}`,
  ] as const;

/** Memory or register with register, four sizes, two opcodes. */
const exchange = (byteOpcode: string, opcode: string) =>
  [
    `r/m8, r8   : ${byteOpcode} /r`,
    `r/m16, r16 : 66 ${opcode} /r`,
    `r/m32, r32 : ${opcode} /r`,
    `r/m64, r64 : REX.W ${opcode} /r`,
  ] as const;

export const arithmetic = {
  add: groupOne(0),
  or: groupOne(1),
  adc: groupOne(2),
  sbb: groupOne(3),
  and: groupOne(4),
  sub: groupOne(5),
  xor: groupOne(6),
  cmp: groupOne(7),
  test: [
    'r/m8, r8      : 84 /r',
    'r/m16, r16    : 66 85 /r',
    'r/m32, r32    : 85 /r',
    'r/m64, r64    : REX.W 85 /r',
    'al, imm8      : A8 ib',
    'ax, imm16     : 66 A9 iw',
    'eax, imm32    : A9 id',
    'rax, simm32   : REX.W A9 id',
    'r/m8, imm8    : F6 /0 ib',
    'r/m16, imm16  : 66 F7 /0 iw',
    'r/m32, imm32  : F7 /0 id',
    'r/m64, simm32 : REX.W F7 /0 id',
  ],
  inc: unary('FE', 'FF', 0),
  dec: unary('FE', 'FF', 1),
  not: unary('F6', 'F7', 2),
  neg: unary('F6', 'F7', 3),
  mul: unary('F6', 'F7', 4),
  div: unary('F6', 'F7', 6),
  idiv: unary('F6', 'F7', 7),
  imul: [
    ...unary('F6', 'F7', 5),
    'r16, r/m16         : 66 0F AF /r',
    'r32, r/m32         : 0F AF /r',
    'r64, r/m64         : REX.W 0F AF /r',
    'r16, r/m16, simm8  : 66 6B /r ib',
    'r32, r/m32, simm8  : 6B /r ib',
    'r64, r/m64, simm8  : REX.W 6B /r ib',
    'r16, r/m16, imm16  : 66 69 /r iw',
    'r32, r/m32, imm32  : 69 /r id',
    'r64, r/m64, simm32 : REX.W 69 /r id',
  ],
  cmpxchg: exchange('0F B0', '0F B1'),
  xadd: exchange('0F C0', '0F C1'),
} as const;
