// Jumps, calls, conditions, and instructions about the processor itself. One line per form, as in arithmetic.ts.
import { hexByte } from './notation';

/** The sixteen conditions and the four bits that encode each. */
export const conditionCodes = { o: 0, no: 1, b: 2, ae: 3, e: 4, ne: 5, be: 6, a: 7, s: 8, ns: 9, p: 10, np: 11, l: 12, ge: 13, le: 14, g: 15 } as const;
export type Condition = keyof typeof conditionCodes;
export const conditions = Object.keys(conditionCodes) as readonly Condition[];

/** The condition that holds exactly when the given one does not: the lowest bit of its code flipped. */
export const invertCondition = (condition: Condition): Condition => conditions[conditionCodes[condition] ^ 1];

/** One mnemonic for each condition. */
const forEachCondition = <const Prefix extends string, Forms extends readonly string[]>(prefix: Prefix, forms: (code: number) => Forms) =>
  Object.fromEntries(conditions.map((condition) => [prefix + condition, forms(conditionCodes[condition])])) as { readonly [Name in Condition as `${Prefix}${Name}`]: Forms };

export const control = {
  jmp: [
    'rel8  : EB cb',
    'rel32 : E9 cd',
    'r/m64 : FF /4',
  ],
  ...forEachCondition('j', (code) => [
    `rel8  : ${hexByte(0x70 + code)} cb`,
    `rel32 : 0F ${hexByte(0x80 + code)} cd`,
  ] as const),
  ...forEachCondition('set', (code) => [`r/m8 : 0F ${hexByte(0x90 + code)} /0`] as const),
  ...forEachCondition('cmov', (code) => [
    `r16, r/m16 : 66 0F ${hexByte(0x40 + code)} /r`,
    `r32, r/m32 : 0F ${hexByte(0x40 + code)} /r`,
    `r64, r/m64 : REX.W 0F ${hexByte(0x40 + code)} /r`,
  ] as const),
  call: [
    'rel32 : E8 cd',
    'r/m64 : FF /2',
  ],
  ret: [
    '       : C3',
    'uimm16 : C2 iw',
  ],
  leave: [': C9'],
  nop: [
    '      : 90',
    'r/m16 : 66 0F 1F /0',
    'r/m32 : 0F 1F /0',
  ],
  ud2: [': 0F 0B'],
  int3: [': CC'],
  endbr64: [': F3 0F 1E FA'],
  syscall: [': 0F 05'],
  cpuid: [': 0F A2'],
  rdtsc: [': 0F 31'],
  pause: [': F3 90'],
  lfence: [': 0F AE E8'],
  mfence: [': 0F AE F0'],
  sfence: [': 0F AE F8'],
  prefetcht0: ['m : 0F 18 /1'],
  prefetchw: ['m : 0F 0D /1'],
  /** A prefix: write it right before the instruction that it belongs to. */
  lock: [': F0'],
} as const;
