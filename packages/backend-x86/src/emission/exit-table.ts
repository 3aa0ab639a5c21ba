// The exits of a unit: where their values are, their numbers, and the stubs that leave through them.

import type { ExitMap, Location, Target } from '@psyco/backend';
import { type Exit, type ExitCount, forEachExitValue, type Value } from '@psyco/ir';
import { type Assembler, gpr64, type Label, mem, qword, rax, rcx, rdx, rsi, rsp } from '@psyco/x86';
import type { Allocation } from '../allocation/allocation';
import type { LoweringContext } from '../lowering/context';
import type { MachineInstruction } from '../machine/instruction';
import { isSlot, type MachineRegister, XMM0 } from '../machine/registers';
import { constantLocation } from './constants';

interface Stub {
  label: Label;
  number: number;
  /** Where the values of its exit are looked up. */
  position: number;
  /** Code at its start. */
  before: (() => void) | null;
}

export class ExitTable {
  /** By index in the function's exits; behind them, further uses of exits that several instructions share. */
  private readonly maps: (ExitMap | undefined)[];
  private readonly stubs: Stub[] = [];
  private readonly indices = new Map<Exit, number>();
  /** The stub made last, and for which instruction. */
  private latest: { of: MachineInstruction; label: Label } | null = null;

  constructor(
    private readonly asm: Assembler,
    private readonly context: LoweringContext,
    private readonly allocation: Allocation,
    private readonly target: Target,
    private readonly frameSize: number,
    private readonly slotOffset: (location: number) => number,
  ) {
    this.maps = new Array<ExitMap | undefined>(context.fn.exits.length).fill(undefined);
    context.fn.exits.forEach((exit, i) => this.indices.set(exit, i));
  }

  /** The stub that leaves through an instruction's exit. */
  stubFor(instruction: MachineInstruction, before: (() => void) | null): Label {
    if (!before && this.latest?.of === instruction) return this.latest.label;
    const label = this.asm.label(`exit of ${instruction.source?.op}`);
    this.stubs.push({ label, number: this.record(instruction, 'exit'), position: 2 * instruction.index, before });
    if (!before) this.latest = { of: instruction, label };
    return label;
  }

  /** The stub of the exit that the prologue of a native unit takes, the arguments still being where they arrived. */
  entryStub(exit: Exit, params: readonly Value[], arrivals: readonly MachineRegister[]): Label {
    const label = this.asm.label('entry exit');
    const number = this.add(exit, 'exit', (value) => {
      const i = params.indexOf(value);
      return i < 0 ? this.locate(value, 0) : this.toLocation(arrivals[i]);
    });
    this.stubs.push({ label, number, position: 0, before: null });
    return label;
  }

  /** Notes where the values of an instruction's exit are; returns the exit's number. */
  record(instruction: MachineInstruction, use: ExitMap['use']): number {
    return this.add(instruction.exit!, use, (value) => this.locate(value, 2 * instruction.index));
  }

  private add(exit: Exit, use: ExitMap['use'], locate: (value: Value) => Location): number {
    const locations = new Map<Value, Location>();
    forEachExitValue(exit, (value) => {
      if (!locations.has(value)) locations.set(value, locate(value));
    });
    let index = this.indices.get(exit) ?? -1;
    // An exit that several instructions share gets a record for each of them: its values may be elsewhere.
    if (index < 0 || this.maps[index]) index = this.maps.length;
    this.maps[index] = { exit, locations, frameSize: this.frameSize, use };
    return this.target.exitBase + index;
  }

  private locate(value: Value, position: number): Location {
    const { vreg, constant } = this.context.plain(value);
    if (constant) return constantLocation(constant);
    const location = this.allocation.locationAt(vreg, position);
    if (location < 0) throw new Error(`${this.context.fn.name}: value ${value.id} of an exit has no place`);
    return this.toLocation(location);
  }

  private toLocation(location: number): Location {
    if (isSlot(location)) return { kind: 'stack', offset: this.slotOffset(location) };
    return location < XMM0 ? { kind: 'gpr', number: location } : { kind: 'xmm', number: location - XMM0 };
  }

  /** Writes the stubs: the exit's number on the stack (push imm32, always in its five-byte form), then the common routine. */
  writeStubs(note: (text: string, label: Label) => void): void {
    const { asm } = this;
    for (const { label, number, position, before } of this.stubs) {
      asm.bind(label);
      note(`exit ${number}: ${this.maps[number - this.target.exitBase]!.exit.reason}`, label);
      before?.();
      for (const count of this.maps[number - this.target.exitBase]!.exit.counts ?? []) this.addCount(count, position);
      asm.db(0x68);
      asm.dd(number);
      asm.jmp({ address: this.target.exitCommon });
    }
  }

  /** Adds to a reference count what the loop kept in a register. All registers stay as they are. */
  private addCount({ address, value, negative, constant }: ExitCount, position: number): void {
    const { objectRefcount, refTotal } = this.target.offsets;
    const location = this.locate(value, position);
    if (location.kind !== 'gpr' && location.kind !== 'stack' && location.kind !== 'constant-i64') throw new Error(`${this.context.fn.name}: a count is in ${location.kind}`);
    const { asm } = this;
    // Two registers that are saved meanwhile; the value may be in one of the usual ones.
    const [number, pointer] = location.kind === 'gpr' && (location.number === rax.number || location.number === rcx.number) ? [rdx, rsi] : [rax, rcx];
    asm.push(number);
    asm.push(pointer);
    if (location.kind === 'gpr') asm.mov(number, gpr64[location.number]);
    else if (location.kind === 'stack') asm.mov(number, mem(rsp, location.offset + 16));
    else asm.mov(number, location.value);
    if (negative) asm.neg(number);
    asm.mov(pointer, constant);
    asm.add(number, pointer);
    for (const at of refTotal ? [address + objectRefcount, refTotal] : [address + objectRefcount]) {
      asm.mov(pointer, BigInt(at));
      asm.add(qword(mem(pointer)), number);
    }
    asm.pop(pointer);
    asm.pop(number);
  }

  /** All exits by number; those that nothing leaves through have no locations. */
  finish(): ExitMap[] {
    return Array.from(this.maps, (map, i): ExitMap => map ?? { exit: this.context.fn.exits[i], locations: new Map(), frameSize: this.frameSize, use: 'exit' });
  }
}
