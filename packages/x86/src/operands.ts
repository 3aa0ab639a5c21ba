// Operands other than registers: memory, labels, branch targets, immediates. Knows what can be addressed, not how it is encoded.
import { OperandError } from './errors';
import { memoryClassOfSize, OperandClass } from './operand-class';
import type { Register } from './registers';

/** How a memory operand names its address. */
export const Addressing = { registers: 0, absolute: 1, ripLabel: 2, ripAddress: 3 } as const;
export type Addressing = (typeof Addressing)[keyof typeof Addressing];

/** A memory operand. Make one with `mem`, `ripLabel`, `ripAddress` or `absolute32`. */
export class Memory {
  readonly operandClass: number;

  constructor(
    readonly addressing: Addressing,
    readonly base: Register | null,
    readonly index: Register | null,
    readonly scale: number,
    /** Added to the registers or to the label; for `absolute32` the address itself. */
    readonly displacement: number,
    /** The label of `ripLabel`, or null. */
    readonly label: Label | null,
    /** The address of `ripAddress`, or 0. */
    readonly address: number,
    /** In bytes, or 0 where the mnemonic or the other operand tells. */
    readonly size: number,
  ) {
    this.operandClass = memoryClassOfSize[size];
  }

  toString(): string {
    return formatOperand(this);
  }
}

/** A place in the code being assembled. Make one with `Assembler.label()`. */
export class Label {
  readonly operandClass: number = OperandClass.label;
  /** Where it was bound, before any jump grew, or -1. Belongs to the assembler. */
  position = -1;
  /** How many layout events (see layout.ts) came before it. Belongs to the assembler. */
  event = 0;

  constructor(
    readonly owner: object,
    readonly name: string,
  ) {}
}

/** A number of up to 53 bits, or a bigint of up to 64; signed or unsigned as the form allows. */
export type Immediate = number | bigint;
/** Code at an address outside of what is being assembled. */
export type AddressTarget = { readonly address: number };
/** Where a direct jump or call may go. */
export type Target = Label | AddressTarget;
export type Operand = Register | Memory | Immediate | Target;

const isInt32 = (value: number): boolean => (value | 0) === value;

/** `[base + displacement]` */
export function mem(base: Register, displacement?: number): Memory;
/** `[base + index * scale + displacement]`; `base` may be null, `scale` is 1, 2, 4 or 8. */
export function mem(base: Register | null, index: Register | null, scale?: number, displacement?: number): Memory;
export function mem(base: Register | null, second: Register | number | null = 0, scale = 1, third = 0): Memory {
  const displacement = typeof second === 'number' ? second : third;
  const index = typeof second === 'number' ? null : second;
  if (base === null && index === null) throw new OperandError('a memory operand needs a base or an index register', 'use absolute32 or ripAddress for a fixed address');
  if (base !== null && base.operandClass !== OperandClass.gpr64) throw new OperandError(`${base} cannot be a base register`, 'use one of gpr64');
  if (index !== null) {
    if (index.operandClass !== OperandClass.gpr64) throw new OperandError(`${index} cannot be an index register`, 'use one of gpr64');
    if (index.number === 4) throw new OperandError('rsp cannot be an index register', 'the encoding of rsp as index means "no index"; swap base and index or use another register');
    if (scale !== 1 && scale !== 2 && scale !== 4 && scale !== 8) throw new OperandError(`the scale ${scale} does not exist`, 'use 1, 2, 4 or 8');
  }
  if (!isInt32(displacement)) throw new OperandError(`the displacement ${displacement} is not a signed 32-bit integer`, 'add it to a register first');
  return new Memory(Addressing.registers, base, index, scale, displacement, null, 0, 0);
}

/** `[rip + …]`, reaching a label of the same code. */
export function ripLabel(label: Label, addend = 0): Memory {
  if (!isInt32(addend)) throw new OperandError(`the addend ${addend} is not a signed 32-bit integer`, 'add it to a register first');
  return new Memory(Addressing.ripLabel, null, null, 1, addend, label, 0, 0);
}

/** `[rip + …]`, reaching a fixed address that must lie within 2 GiB of the code; checked by `finish`. */
export function ripAddress(absoluteAddress: number): Memory {
  if (!Number.isSafeInteger(absoluteAddress)) throw new OperandError(`${absoluteAddress} is not an address`, 'give a whole number below 2 ** 53');
  return new Memory(Addressing.ripAddress, null, null, 1, 0, null, absoluteAddress, 0);
}

/** `[address]` without any register: the lowest or the highest 2 GiB of the address space. */
export function absolute32(address: number): Memory {
  if (!isInt32(address)) throw new OperandError(`the address ${address} does not fit in a sign-extended 32-bit displacement`, 'use ripAddress, or load the address into a register');
  return new Memory(Addressing.absolute, null, null, 1, address, null, 0, 0);
}

const sized = (size: number) => (memory: Memory): Memory =>
  new Memory(memory.addressing, memory.base, memory.index, memory.scale, memory.displacement, memory.label, memory.address, size);

/** The same memory, one byte of it. */
export const byte = sized(1);
/** The same memory, two bytes of it. */
export const word = sized(2);
/** The same memory, four bytes of it. */
export const dword = sized(4);
/** The same memory, eight bytes of it. */
export const qword = sized(8);
/** The same memory, sixteen bytes of it. */
export const xmmword = sized(16);

const sizeNames: Readonly<Record<number, string>> = { 0: '', 1: 'byte ', 2: 'word ', 4: 'dword ', 8: 'qword ', 16: 'xmmword ' };
const hex = (value: Immediate): string => (value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);

/** An operand as error messages show it. */
export function formatOperand(operand: unknown): string {
  if (typeof operand === 'number' || typeof operand === 'bigint') return Number.isNaN(Number(operand)) ? 'NaN' : hex(operand as Immediate);
  if (operand instanceof Label) return operand.name;
  if (operand instanceof Memory) {
    const { base, index, scale, displacement, label, address, addressing } = operand;
    const parts = [
      addressing === Addressing.ripLabel ? `rip -> ${label!.name}` : '',
      addressing === Addressing.ripAddress ? `rip -> ${hex(address)}` : '',
      base === null ? '' : base.name,
      index === null ? '' : `${index.name}*${scale}`,
      displacement !== 0 || addressing === Addressing.absolute ? hex(displacement) : '',
    ];
    return `${sizeNames[operand.size]}[${parts.filter((part) => part !== '').join(' + ')}]`;
  }
  if (typeof operand === 'object' && operand !== null && 'address' in operand) return hex((operand as AddressTarget).address);
  return String(operand);
}
