// The trivially correct allocator: every value lives in its stack slot and visits a register only for the instruction
// that needs it there. To compare the other one with.

import { type MachineFunction, Policy } from '../machine/instruction';
import { floatRegisters, isSlot } from '../machine/registers';
import { type Interval } from './interval';

export function spillEverything(fn: MachineFunction, byRegister: readonly (Interval | null)[], blocked: readonly number[][], slotOf: (vreg: number) => number): void {
  const cursor = blocked.map(() => 0);
  const isBlocked = (register: number, from: number, to: number): boolean => {
    const ranges = blocked[register];
    let i = cursor[register];
    while (i < ranges.length && ranges[i + 1] <= from) i += 2;
    cursor[register] = i;
    return i < ranges.length && ranges[i] < to;
  };
  /** The last part of each virtual register's life so far: what is left of it is in memory. */
  const rest = [...byRegister];
  const spill = (interval: Interval | null): void => {
    if (interval) interval.location = slotOf(interval.vreg);
  };
  for (const interval of byRegister) spill(interval);
  for (const instruction of fn.instructions) {
    const input = 2 * instruction.index;
    const taken = new Set<number>();
    const choose = (isFloat: boolean, from: number, to: number): number => {
      const register = (isFloat ? floatRegisters : fn.generalRegisters).find((one) => !taken.has(one) && !isBlocked(one, from, to));
      if (register === undefined) throw new Error(`spill-everything: no register left at instruction ${instruction.index}`);
      taken.add(register);
      return register;
    };
    /** Keeps the value in a register for [from, to), in memory before and after. */
    const visit = (vreg: number, from: number, to: number): void => {
      let interval = rest[vreg]!;
      if (!isSlotPart(interval, from)) return;
      if (interval.start < from) interval = interval.split(from);
      interval.location = choose(interval.isFloat, from, input + 2);
      if (interval.end > to) {
        rest[vreg] = interval.split(to);
        spill(rest[vreg]);
      } else rest[vreg] = interval;
    };
    for (const temporary of instruction.temporaries) visit(temporary, input, input + 2);
    for (const use of instruction.uses) if (use.vreg >= 0 && use.policy === Policy.register && rest[use.vreg]!.end > input) visit(use.vreg, input, input + 2);
    if (instruction.result >= 0) visit(instruction.result, input + 1, input + 2);
  }
}

/** Whether the part still is the one in memory that holds the position (false: the value already visits a register). */
function isSlotPart(interval: Interval, position: number): boolean {
  return isSlot(interval.location) && interval.start <= position && interval.end > position;
}
