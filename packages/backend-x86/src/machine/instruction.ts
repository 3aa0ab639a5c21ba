// Machine instructions over virtual registers, between selection and emission: what each one reads, writes and destroys,
// for the register allocator, and a function that writes its bytes once every value has a place.
//
// Positions: instruction number i (in layout order) reads its operands at position 2i and writes its result at 2i + 1.
// Moves that the allocator inserts happen just before 2i.

import type { Exit, Instruction } from '@psyco/ir';
import type { Emitter } from '../emission/emitter';
import type { MachineRegister } from './registers';

/** A virtual register: the id of an SSA value, or a temporary above those. */
export type VirtualRegister = number;

/** Pseudo virtual registers: a constant (see Use.constant), the thread state in r15. */
export const CONSTANT: VirtualRegister = -1;
export const THREAD_STATE: VirtualRegister = -2;

/** What a use asks of the allocator. */
export const Policy = {
  /** Must be in a register. */
  register: 0,
  /** A register is better, a stack slot will do. */
  any: 1,
  /** Must be in one certain register; the allocator moves it there. */
  fixed: 2,
} as const;

/** A read of a virtual register. */
export class Use {
  constructor(
    public vreg: VirtualRegister,
    public policy: number = Policy.any,
    /** Read also while or after the result is written: must not share a register with it. */
    public late = false,
    public fixed: MachineRegister = -1,
    /** For vreg CONSTANT, in fixed uses and edge arguments: the defining instruction. */
    public constant: Instruction | null = null,
  ) {}
}

/** An address: registers, or a fixed address reached relative to the instruction pointer. */
export interface MemoryOperand {
  kind: 'memory';
  base: Use | null;
  index: Use | null;
  scale: number;
  /** Displacement; the absolute address if there is no base. */
  offset: number;
}

/** 8 or 16 bytes in the constant pool of the unit. */
export interface PoolOperand {
  kind: 'pool';
  low: bigint;
  /** Upper half of a 16-byte constant. */
  high: bigint | null;
}

/** What an instruction may read: a value, an immediate that fits, memory, a pooled constant. */
export type Operand = Use | MemoryOperand | PoolOperand | number;

export type Emit = (emitter: Emitter) => void;

export class MachineInstruction {
  /** Its place in layout order; set once the blocks are in order. */
  index = -1;
  uses: Use[] = [];
  result: VirtualRegister = -1;
  /** A register, or virtual registers whose register, would save a move. */
  hintRegister: MachineRegister = -1;
  hint: Use | null = null;
  secondHint: Use | null = null;
  /** Virtual registers that live only here, in registers, apart from all operands and the result. */
  temporaries: VirtualRegister[] = [];
  /** Registers destroyed while operands are read: nothing lives across in them; the result may be put there. */
  clobbers = 0;
  /** As clobbers, and the result cannot be there either. */
  clobbersThrough = 0;
  exit: Exit | null = null;
  /** Exit values are needed after the operands were read and the result perhaps written. */
  exitLate = true;
  /** An operand that the exit stub can compute back from the result, so it may share the result's register. */
  restorable: Use | null = null;
  /** The first two uses may trade places. */
  commutative = false;
  /** Ask for `liveRegisters`: an out-of-line path of it makes a call. */
  savesLive = false;
  /** Mask of registers that hold values needed after this instruction (result excluded). */
  liveRegisters = 0;

  constructor(
    readonly emit: Emit,
    readonly source: Instruction | null,
  ) {}
}

/** Where a terminator goes: the block and what its parameters get. */
export interface Edge {
  from: MachineBlock;
  to: MachineBlock;
  args: Use[];
}

export class MachineBlock {
  instructions: MachineInstruction[] = [];
  params: VirtualRegister[] = [];
  /** For the entry block: where its parameters arrive. */
  arrivals: MachineRegister[] | null = null;
  successors: Edge[] = [];
  predecessors: Edge[] = [];
  depth = 0;
  cold = false;
  /** Instruction numbers of its first and one past its last instruction. */
  start = 0;
  end = 0;
  /** Place in the layout. */
  place = -1;
  /** Last block (in layout order) of the loop that this block is the header of; null if none. */
  loopEnd: MachineBlock | null = null;
  constructor(readonly id: number) {}
}

export interface MachineFunction {
  /** In layout order. */
  blocks: MachineBlock[];
  /** All instructions in layout order. */
  instructions: MachineInstruction[];
  /** For each virtual register: 1 if it is a double. */
  isFloat: number[];
  virtualRegisters: number;
  /** Bytes at the bottom of the frame for arguments that C functions take on the stack. */
  outgoing: number;
  /** The general registers that may be allocated, in the order of preference. */
  generalRegisters: readonly MachineRegister[];
  /** Virtual registers that each exit needs (constants and the thread state left out). */
  exitValues(exit: Exit): readonly VirtualRegister[];
}
