// The backend: selection, block order, register allocation, emission, in this order. See README.md for the shape of it.

import { type Backend, backendContractVersion, BackendError, type CompiledCode, type CompileOptions, type Target } from '@psyco/backend';
import type { IrFunction } from '@psyco/ir';
import { type Allocation, finishAllocation } from './allocation/allocation';
import { buildIntervals } from './allocation/build-intervals';
import { LinearScan } from './allocation/linear-scan';
import { computeLiveness } from './allocation/liveness';
import { spillEverything } from './allocation/spill-everything';
import { emitUnit } from './emission/emit-unit';
import { frameSizeFor } from './emission/frame';
import { Emitter } from './emission/emitter';
import { type Selected, select } from './lowering/select';
import type { MachineFunction } from './machine/instruction';
import { layOutBlocks } from './machine/layout';
import { FIRST_SLOT, generalRegisters, nativeArguments, nativeFloatArguments, nativeGeneralRegisters, RSI } from './machine/registers';

/** Makes the x86-64 backend. It keeps no state between compilations. */
export function createX86Backend(): Backend {
  return { name: 'x86-64', contractVersion: backendContractVersion, compile };
}

function compile(fn: IrFunction, target: Target, options: CompileOptions = {}): CompiledCode {
  const selected = select(fn, target);
  const { context, entry } = selected;
  entry.arrivals = arrivals(fn);
  const machine = toMachineFunction(selected);
  options.breathe?.();
  const allocation = allocate(machine, options);
  options.breathe?.();
  const frameSize = frameSizeFor(fn.kind, machine.outgoing + 8 * allocation.slots);
  const emitter = new Emitter(context, machine, allocation, target, frameSize, options.listing === true);
  const { bytes, listing, places } = emitUnit(emitter);
  return { bytes, entry: 0, exits: emitter.exits.finish(), frameSize, listing, places };
}

/** Where the parameters of the entry block arrive. */
function arrivals(fn: IrFunction): number[] {
  const { params } = fn.entry;
  if (fn.kind === 'frame') {
    if (params.length > 1) throw new BackendError(`${fn.name}: a frame unit takes the frame and nothing else, not ${params.length} parameters`);
    return params.map(() => RSI);
  }
  let general = 0;
  let float = 0;
  return params.map((param) => {
    const register = param.type === 'f64' ? nativeFloatArguments[float++] : nativeArguments[general++];
    if (register === undefined) throw new BackendError(`${fn.name}: a native unit takes at most ${nativeArguments.length} integers or references and ${nativeFloatArguments.length} doubles`);
    return register;
  });
}

function toMachineFunction({ context, entry }: Selected): MachineFunction {
  const { blocks, instructions } = layOutBlocks(entry);
  return {
    blocks,
    instructions,
    isFloat: context.isFloat,
    virtualRegisters: context.isFloat.length,
    outgoing: context.outgoing,
    generalRegisters: context.fn.kind === 'native' ? nativeGeneralRegisters : generalRegisters,
    exitValues: context.exitValues,
  };
}

function allocate(fn: MachineFunction, { allocator = 'linear-scan', breathe }: CompileOptions): Allocation {
  const liveness = computeLiveness(fn);
  const { byRegister, blocked } = buildIntervals(fn, liveness);
  const slots = new Map<number, number>();
  const slotOf = (vreg: number): number => {
    let slot = slots.get(vreg);
    if (slot === undefined) slots.set(vreg, (slot = FIRST_SLOT + slots.size));
    return slot;
  };
  if (allocator === 'spill-everything') spillEverything(fn, byRegister, blocked, slotOf);
  else new LinearScan(fn, byRegister, blocked, slotOf).run(breathe);
  return finishAllocation(fn, byRegister, liveness);
}
