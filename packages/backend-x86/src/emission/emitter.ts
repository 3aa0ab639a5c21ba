// Writes the bytes: what the emit functions of machine instructions work with. Knows where every value is, the frame of
// the unit, exits, out-of-line code and constants; of the ir only constants and the instructions that exits belong to.

import type { CodePlace, ListingEntry, Target } from '@psyco/backend';
import { type Exit, type Instruction, printInstruction } from '@psyco/ir';
import { absolute32, Assembler, gpr32, gpr64, type Label, mem, type Memory, type Register, ripAddress, rsp, xmm, byte, dword, qword, word } from '@psyco/x86';
import type { Allocation, Move } from '../allocation/allocation';
import type { LoweringContext } from '../lowering/context';
import { doubleBits, isInt32 } from '../lowering/context';
import { type MachineBlock, type MachineFunction, type MachineInstruction, type MemoryOperand, type Operand, THREAD_STATE, type Use } from '../machine/instruction';
import { FIRST_SLOT, isFloatRegister, isSlot, R15, SCRATCH_XMM, XMM0 } from '../machine/registers';
import { ConstantPool } from './constant-pool';
import { constantBits } from './constants';
import { Control } from './control';
import { ExitTable } from './exit-table';
import { emitParallelMove } from './parallel-move';

/** What the listing calls the constants after the code: they are not instructions. */
export const CONSTANTS = 'constants';

const sized = { 1: byte, 2: word, 4: dword, 8: qword } as const;
export type OperandSize = keyof typeof sized;

export class Emitter {
  readonly asm: Assembler;
  readonly pool: ConstantPool;
  /** The instruction being written, and its block. */
  current!: MachineInstruction;
  block!: MachineBlock;
  /** Where the unit is entered. */
  readonly entry: Label;
  /** Set by a terminator's predecessor that wrote the terminator's jump as well. */
  jumpIsWritten = false;
  readonly control: Control;
  readonly exits: ExitTable;
  readonly listing: { label: Label; text: string }[] = [];
  readonly places: { label: Label; block: number; exit: Exit | null }[] = [];
  private readonly coldParts: (() => void)[] = [];

  constructor(
    readonly context: LoweringContext,
    readonly fn: MachineFunction,
    readonly allocation: Allocation,
    readonly target: Target,
    /** Bytes between the stack pointer and the unit's base. */
    readonly frameSize: number,
    readonly wantsListing = false,
  ) {
    this.asm = new Assembler({ capacity: 256 + fn.instructions.length * 12 });
    this.entry = this.asm.label('entry');
    this.pool = new ConstantPool(this.asm);
    this.control = new Control(this.asm, fn.blocks, allocation);
    this.exits = new ExitTable(this.asm, context, allocation, target, frameSize, (location) => this.slotOffset(location));
  }

  // -- operands --

  /** Where a use of the current instruction is. */
  location(use: Use): number {
    return use.vreg === THREAD_STATE ? R15 : this.allocation.locationAt(use.vreg, 2 * this.current.index);
  }

  register(use: Use): Register {
    return this.registerAt(this.location(use));
  }

  /** The register that an instruction's result is in. */
  result(instruction: MachineInstruction = this.current): Register {
    return this.registerAt(this.resultLocation(instruction));
  }

  resultLocation(instruction: MachineInstruction = this.current): number {
    return this.allocation.locationAt(instruction.result, 2 * instruction.index + 1);
  }

  temporary(i: number): Register {
    return this.registerAt(this.allocation.locationAt(this.current.temporaries[i], 2 * this.current.index));
  }

  registerAt(location: number): Register {
    if (location < 0 || location >= FIRST_SLOT) throw new Error(`${this.context.fn.name}: a register was expected, not location ${location} (instruction ${this.current.index}, ${this.current.source?.op})`);
    return location < XMM0 ? gpr64[location] : xmm[location - XMM0];
  }

  slot(location: number): Memory {
    return mem(rsp, this.slotOffset(location));
  }

  slotOffset(location: number): number {
    return this.fn.outgoing + 8 * (location - FIRST_SLOT);
  }

  /** A register or stack slot as an operand. */
  place(location: number): Register | Memory {
    return isSlot(location) ? qword(this.slot(location)) : this.registerAt(location);
  }

  operand(operand: Operand, size: OperandSize = 8): Register | Memory | number {
    if (typeof operand === 'number') return operand;
    if ('kind' in operand) return operand.kind === 'memory' ? this.memory(operand, size) : operand.high === null ? this.pool.quad(operand.low) : this.pool.pair(operand.low, operand.high);
    return this.place(this.location(operand));
  }

  memory({ base, index, scale, offset }: MemoryOperand, size: OperandSize = 8): Memory {
    if (!base) return sized[size](this.address(offset));
    return sized[size](index ? mem(this.register(base), this.register(index), scale, offset) : mem(this.register(base), offset));
  }

  /** A fixed address as memory; must be near (see LoweringContext.absolute) or fit in 32 bits. */
  address(address: number): Memory {
    return this.context.isNear(address) ? ripAddress(address) : absolute32(address);
  }

  // -- moves --

  loadInteger(register: Register, value: bigint): void {
    const { asm } = this;
    const bits = BigInt.asIntN(64, value);
    if (bits === 0n) asm.xor(gpr32[register.number], gpr32[register.number]);
    else this.loadIntegerKeepingFlags(register, bits);
  }

  /** As loadInteger, without touching the flags. */
  loadIntegerKeepingFlags(register: Register, value: bigint): void {
    const bits = BigInt.asIntN(64, value);
    // Addresses near the code: seven bytes instead of ten.
    if (bits > 0xffff_ffffn && bits < 1n << 47n && this.context.isNear(Number(bits))) this.asm.lea(register, ripAddress(Number(bits)));
    else this.asm.mov(register, bits);
  }

  loadConstant(register: Register, constant: Instruction): void {
    if (constant.op === 'const.f64') {
      const bits = doubleBits(constant.attributes.number!);
      if (bits === 0n) this.asm.xorps(register, register);
      else this.asm.movsd(register, this.pool.quad(bits));
    } else this.loadInteger(register, constantBits(constant));
  }

  /** Copies between any two locations, between instructions: the flags do not survive. */
  move(from: Move['from'], to: number, scratchIsBusy = false): void {
    const { asm } = this;
    if (typeof from !== 'number') {
      this.moveConstant(from, to);
      return;
    }
    if (from === to) return;
    if (isSlot(to)) {
      if (!isSlot(from)) {
        if (isFloatRegister(from)) asm.movsd(this.slot(to), this.registerAt(from));
        else asm.mov(qword(this.slot(to)), this.registerAt(from));
      } else if (scratchIsBusy) {
        // pop computes its address with the stack pointer already raised.
        asm.push(qword(this.slot(from)));
        asm.pop(qword(this.slot(to)));
      } else {
        asm.movsd(xmm[SCRATCH_XMM - XMM0], this.slot(from));
        asm.movsd(this.slot(to), xmm[SCRATCH_XMM - XMM0]);
      }
      return;
    }
    const register = this.registerAt(to);
    if (isFloatRegister(to)) {
      if (isSlot(from)) asm.movsd(register, this.slot(from));
      else if (isFloatRegister(from)) asm.movaps(register, this.registerAt(from));
      else asm.movq(register, this.registerAt(from));
    } else if (isFloatRegister(from)) asm.movq(register, this.registerAt(from));
    else asm.mov(register, this.place(from));
  }

  private moveConstant(constant: Instruction, to: number): void {
    const { asm } = this;
    const bits = BigInt.asIntN(64, constantBits(constant));
    if (isFloatRegister(to)) {
      if (bits === 0n) asm.xorps(this.registerAt(to), this.registerAt(to));
      else asm.movsd(this.registerAt(to), this.pool.quad(BigInt.asUintN(64, bits)));
    } else if (!isSlot(to)) this.loadInteger(this.registerAt(to), bits);
    else if (isInt32(bits)) asm.mov(qword(this.slot(to)), Number(bits));
    else {
      asm.mov(dword(this.slot(to)), Number(BigInt.asIntN(32, bits)));
      asm.mov(dword(mem(rsp, this.slotOffset(to) + 4)), Number(bits >> 32n));
    }
  }

  exchange(a: number, b: number): void {
    this.asm.xchg(this.registerAt(a), this.registerAt(b));
  }

  moves(list: readonly Move[] | undefined): void {
    if (list && list.length > 0) emitParallelMove(this, list);
  }

  /** Makes the result register hold an operand, which may be in memory. */
  copy(to: Register, from: Register | Memory): void {
    if (from === to) return;
    if (to.kind === 'xmm') {
      if ('number' in from) this.asm.movaps(to, from);
      else this.asm.movsd(to, from);
    } else this.asm.mov(to, from);
  }

  // -- places in the code --

  label(name?: string): Label {
    return this.asm.label(name);
  }

  bind(label: Label): void {
    this.asm.bind(label);
  }

  /** A line of the listing, if one is wanted. */
  note(text: string, label = this.label()): void {
    if (!this.wantsListing) return;
    if (label.position < 0) this.asm.bind(label);
    this.listing.push({ label, text });
  }

  /** What follows comes from the present block, or from its instruction that has this exit. */
  markPlace(exit: Exit | null, label = this.label()): void {
    if (label.position < 0) this.asm.bind(label);
    this.places.push({ label, block: this.block.id, exit });
  }

  /** Writes code after everything else; returns where it starts. */
  cold(write: () => void): Label {
    const label = this.asm.label();
    const { block } = this;
    const current = this.current as MachineInstruction | undefined;
    this.coldParts.push(() => {
      this.asm.bind(label);
      // The prologue belongs to no instruction.
      if (current) {
        this.current = current;
        this.block = block;
        this.markPlace(current.source?.exit ?? null, label);
        if (current.source) this.note(`out of line: ${printInstruction(current.source)}`, label);
      }
      write();
    });
    return label;
  }

  blockTitle(block: MachineBlock): string {
    if (block.id < 0) return 'edge';
    const comment = this.context.fn.blocks.find((one) => one.id === block.id)?.comment;
    return `block ${block.id}${block.depth > 0 ? `, loop depth ${block.depth}` : ''}${comment ? `: ${comment}` : ''}`;
  }

  // -- exits --

  /** The stub that leaves through the exit of the current instruction. `before`: code at the start of the stub. */
  exit(before: (() => void) | null = null): Label {
    return this.exits.stubFor(this.current, before);
  }

  /** Writes what was put off: out-of-line code, exit stubs, constants. */
  finish(): { bytes: Uint8Array; listing: ListingEntry[]; places: CodePlace[] } {
    const { asm } = this;
    for (let i = 0; i < this.coldParts.length; i++) this.coldParts[i]();
    this.exits.writeStubs((text, label) => this.note(text, label));
    if (!this.pool.isEmpty) this.note(CONSTANTS);
    this.pool.emit();
    const code = asm.finish(this.target.baseAddress);
    return {
      bytes: code.bytes,
      listing: this.listing.map(({ label, text }) => ({ offset: code.labelOffset(label), text })),
      places: this.places.map(({ label, block, exit }) => ({ offset: code.labelOffset(label), block, exit })),
    };
  }
}
