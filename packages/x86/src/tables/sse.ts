// SSE2 (and roundsd of SSE4.1): scalar double and single precision, moves, conversions, bitwise logic. One line per form, as in arithmetic.ts.

const scalarDouble = (opcode: string) => [`xmm, xmm/m64 : F2 0F ${opcode} /r`] as const;
const scalarSingle = (opcode: string) => [`xmm, xmm/m32 : F3 0F ${opcode} /r`] as const;
const packed66 = (opcode: string) => [`xmm, xmm/m128 : 66 0F ${opcode} /r`] as const;

/** A 16-byte move: load from `load`, store with `store`; `prefix` tells double (66) from single precision. */
const fullMove = (prefix: string, load: string, store: string) =>
  [
    `xmm, xmm/m128 : ${prefix} 0F ${load} /r`,
    `xmm/m128, xmm : ${prefix} 0F ${store} /r`,
  ] as const;

const fromInteger = (prefix: string) =>
  [
    `xmm, r/m32 : ${prefix} 0F 2A /r`,
    `xmm, r/m64 : ${prefix} REX.W 0F 2A /r`,
  ] as const;

const toInteger = (prefix: string, memory: 'm32' | 'm64', opcode: string) =>
  [
    `r32, xmm/${memory} : ${prefix} 0F ${opcode} /r`,
    `r64, xmm/${memory} : ${prefix} REX.W 0F ${opcode} /r`,
  ] as const;

export const sse = {
  movsd: [
    'xmm, xmm/m64 : F2 0F 10 /r',
    'm64, xmm     : F2 0F 11 /r',
  ],
  movss: [
    'xmm, xmm/m32 : F3 0F 10 /r',
    'm32, xmm     : F3 0F 11 /r',
  ],
  movd: [
    'xmm, r/m32 : 66 0F 6E /r',
    'r/m32, xmm : 66 0F 7E /r',
  ],
  movq: [
    'xmm, xmm/m64 : F3 0F 7E /r',
    'm64, xmm     : 66 0F D6 /r',
    'xmm, r64     : 66 REX.W 0F 6E /r',
    'r/m64, xmm   : 66 REX.W 0F 7E /r',
  ],
  movapd: fullMove('66', '28', '29'),
  movaps: fullMove('', '28', '29'),
  movupd: fullMove('66', '10', '11'),
  movups: fullMove('', '10', '11'),
  movdqa: fullMove('66', '6F', '7F'),
  movdqu: fullMove('F3', '6F', '7F'),

  addsd: scalarDouble('58'),
  mulsd: scalarDouble('59'),
  subsd: scalarDouble('5C'),
  minsd: scalarDouble('5D'),
  divsd: scalarDouble('5E'),
  maxsd: scalarDouble('5F'),
  sqrtsd: scalarDouble('51'),
  addss: scalarSingle('58'),
  mulss: scalarSingle('59'),
  subss: scalarSingle('5C'),
  divss: scalarSingle('5E'),
  sqrtss: scalarSingle('51'),

  ucomisd: ['xmm, xmm/m64 : 66 0F 2E /r'],
  comisd: ['xmm, xmm/m64 : 66 0F 2F /r'],
  ucomiss: ['xmm, xmm/m32 : 0F 2E /r'],
  cmpsd: ['xmm, xmm/m64, uimm8 : F2 0F C2 /r ib'],
  /** SSE4.1. The immediate: 0 nearest even, 1 down, 2 up, 3 towards zero; add 8 to keep the inexact flag clear. */
  roundsd: ['xmm, xmm/m64, uimm8 : 66 0F 3A 0B /r ib'],

  cvtsi2sd: fromInteger('F2'),
  cvtsi2ss: fromInteger('F3'),
  cvttsd2si: toInteger('F2', 'm64', '2C'),
  cvtsd2si: toInteger('F2', 'm64', '2D'),
  cvttss2si: toInteger('F3', 'm32', '2C'),
  cvtsd2ss: ['xmm, xmm/m64 : F2 0F 5A /r'],
  cvtss2sd: ['xmm, xmm/m32 : F3 0F 5A /r'],

  andpd: packed66('54'),
  andnpd: packed66('55'),
  orpd: packed66('56'),
  xorpd: packed66('57'),
  xorps: ['xmm, xmm/m128 : 0F 57 /r'],
  pand: packed66('DB'),
  pandn: packed66('DF'),
  por: packed66('EB'),
  pxor: packed66('EF'),
  addpd: packed66('58'),
  mulpd: packed66('59'),
  subpd: packed66('5C'),
  divpd: packed66('5E'),
  paddq: packed66('D4'),
  psubq: packed66('FB'),
  unpcklpd: packed66('14'),
  unpckhpd: packed66('15'),
  shufpd: ['xmm, xmm/m128, uimm8 : 66 0F C6 /r ib'],
  psrlq: ['xmm, uimm8 : 66 0F 73 /2 ib'],
  psllq: ['xmm, uimm8 : 66 0F 73 /6 ib'],
  movmskpd: ['r32, xmm : 66 0F 50 /r'],
} as const;
