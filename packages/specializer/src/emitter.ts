// What opcode handlers and meta-operations work through: calls of C functions, above the layers of `emitting/` (state and exits, types, numbers,
// objects, ownership, frames). Knows values and ir; nothing of single opcodes or Python types.

import type { IrType, Value } from '@psyco/ir';
import type { PyValue, RefValue, VirtualValue } from '@psyco/values';
import { FrameEmitter } from './emitting/frames';
import { forceVirtual } from './force';

export abstract class Emitter extends FrameEmitter {
  /**
   * Calls a C function that may run arbitrary Python code. The frame is visible and up to date meanwhile.
   * @returns the result (owned if a ref).
   */
  callPython(symbol: string, args: Value[], result: IrType | 'void' = 'ref', errorWhen: 'null' | 'minus-one' | 'negative' | 'none' = 'null', release: Value[] = [], address?: number): Value {
    this.syncFrame();
    this.secure();
    this.tellPlace();
    const attributes = { ...(address ? { address } : { symbol }), name: symbol, effect: 'python', errorWhen, result };
    const value = this.builder.emit('call', args, attributes, errorWhen === 'none' ? null : this.exit('error', { error: true, release }));
    this.afterUnknownCode();
    this.traceCheck = true;
    return value;
  }

  /**
   * Calls a C function that runs no Python code.
   * @param address where it is, if it has no symbol
   */
  callC(symbol: string, args: Value[], effect: 'pure' | 'read' | 'allocate' | 'collect' | 'list' | 'shrink', result: IrType | 'void', errorWhen: 'null' | 'minus-one' | 'negative' | 'none' = 'none', release: Value[] = [], address?: number): Value {
    if (effect === 'collect' || effect === 'list' || effect === 'shrink') this.secure();
    // Raising may start a collection (see mayRaiseAmidCollection): what the exit has must have been kept. What is known of the heap stays known where
    // nothing is raised.
    if ((effect === 'read' || effect === 'allocate') && errorWhen !== 'none') this.secure();
    const attributes = { ...(address ? { address } : { symbol }), name: symbol, effect, errorWhen, result };
    const value = this.builder.emit('call', args, attributes, errorWhen === 'none' ? null : this.exit('error', { error: true, release }));
    if (effect === 'collect') this.afterUnknownCode();
    return value;
  }

  /** Objects for the arguments of an untaught operation; afterwards call the returned function. */
  forceAll(values: PyValue[]): { irs: Value[]; temporaries: Value[]; done: () => void } {
    const temporaries: Value[] = [];
    const irs = values.map((value) => {
      const forced = this.force(value);
      if (forced.temporary && value.kind !== 'virtual') temporaries.push(this.hold(forced.ir));
      return forced.ir;
    });
    return { irs, temporaries, done: () => temporaries.forEach((ir) => this.releaseTemporary(ir)) };
  }

  protected override build(value: VirtualValue): RefValue {
    return forceVirtual(this, value);
  }
}

export { type ExitSite, type Feedback, NeedsFrame, noFeedback, typeAttributes, type ExitOptions, type State_, type Frame_ } from './emitting/shared';
