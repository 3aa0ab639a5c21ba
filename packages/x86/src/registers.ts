// The registers of x86-64 as operands. Knows their names, numbers and sizes, and nothing of instructions.
import { OperandClass } from './operand-class';

export type RegisterKind = 'gpr' | 'xmm';

/** One register, seen at one size. There is exactly one object for each, so `===` compares registers. */
export class Register {
  /** What the encoder looks forms up by; see operand-class.ts. */
  readonly operandClass: number;
  /** 0x40 for spl, bpl, sil and dil, which mean ah, ch, dh and bh unless a REX prefix is there; else 0. */
  readonly rex: number;

  constructor(
    readonly kind: RegisterKind,
    /** In bytes: 1, 2, 4, 8, or 16 for xmm. */
    readonly size: number,
    /** The number in the encoding, 0 to 15. */
    readonly number: number,
    readonly name: string,
  ) {
    this.operandClass = kind === 'xmm' ? OperandClass.xmm : OperandClass[`gpr${(size * 8) as 8 | 16 | 32 | 64}`];
    this.rex = kind === 'gpr' && size === 1 && number >= 4 && number <= 7 ? 0x40 : 0;
    Object.freeze(this);
  }

  toString(): string {
    return this.name;
  }
}

const bank = (kind: RegisterKind, size: number, names: string): readonly Register[] =>
  Object.freeze(names.split(' ').map((name, number) => new Register(kind, size, number, name)));

/** The 64-bit registers by hardware number: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15. */
export const gpr64 = bank('gpr', 8, 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15');
/** The 32-bit registers by hardware number. Writing one clears the upper half of the 64-bit register. */
export const gpr32 = bank('gpr', 4, 'eax ecx edx ebx esp ebp esi edi r8d r9d r10d r11d r12d r13d r14d r15d');
/** The 16-bit registers by hardware number. */
export const gpr16 = bank('gpr', 2, 'ax cx dx bx sp bp si di r8w r9w r10w r11w r12w r13w r14w r15w');
/** The 8-bit registers by hardware number; ah, bh, ch and dh are left out on purpose. */
export const gpr8 = bank('gpr', 1, 'al cl dl bl spl bpl sil dil r8b r9b r10b r11b r12b r13b r14b r15b');
/** The SSE registers by hardware number. */
export const xmm = bank('xmm', 16, Array.from({ length: 16 }, (_, number) => `xmm${number}`).join(' '));

export const [rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15] = gpr64;
export const [eax, ecx, edx, ebx, esp, ebp, esi, edi, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d] = gpr32;
export const [ax, cx, dx, bx, sp, bp, si, di, r8w, r9w, r10w, r11w, r12w, r13w, r14w, r15w] = gpr16;
export const [al, cl, dl, bl, spl, bpl, sil, dil, r8b, r9b, r10b, r11b, r12b, r13b, r14b, r15b] = gpr8;
export const [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15] = xmm;
