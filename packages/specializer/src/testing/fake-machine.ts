// For tests: what the reference interpreter of @psyco/ir runs compiled code on: the memory and the C functions of the fake
// process. Exits can be provoked: any exit that is not an error must be right even if its guard would have held.

import { type Attributes, type IrFunction, interpret, type Machine, type Outcome, type RuntimeValue } from '@psyco/ir';
import { callees, type FakeCallee } from './fake-callees';
import { offsets } from './fake-layout';
import { FakeError, type FakeVm } from './fake-vm';

export class FakeMachine implements Machine {
  readonly threadState: number;
  frame = 0;
  /** The exception set by the last call that failed. */
  pending: FakeError | null = null;
  /** Compiled units by key. */
  readonly units = new Map<string, IrFunction>();
  /** Exits of the native units that left, innermost first. */
  readonly inner: Extract<Outcome, { kind: 'exit' }>[] = [];
  /** Places passed at which it could have left; leaves at the one with this number. */
  polls = 0;
  leaveAt = 0;
  /** Calls that could have failed; the one with this number fails. */
  calls = 0;
  failAt = 0;
  private linked = 0;

  constructor(readonly vm: FakeVm) {
    const { heap } = vm;
    this.threadState = heap.block(512);
    heap.memory.setWord(this.threadState + offsets.threadCframe, heap.block(32));
    heap.memory.setWord(this.threadState + offsets.threadInterpreter, heap.block(112));
  }

  read(address: number, width: number): bigint {
    return this.vm.heap.memory.read(address, width);
  }
  write(address: number, width: number, bits: bigint): void {
    this.vm.heap.memory.write(address, width, bits);
  }

  call(attributes: Attributes, args: RuntimeValue[]): RuntimeValue | undefined {
    const name = attributes.symbol ?? attributes.name ?? '';
    const callee = (callees as Record<string, FakeCallee>)[name];
    if (!callee) throw new Error(`the fake process has no C function ${name}`);
    const mayFail = attributes.errorWhen !== undefined && attributes.errorWhen !== 'none';
    const mayRunPython = attributes.effect === 'python' || attributes.effect === 'collect';
    const { vm } = this;
    const forbidden = vm.forbidPython;
    try {
      if (mayFail && ++this.calls === this.failAt) vm.raise('RuntimeError', 'provoked');
      if (!mayRunPython) vm.forbidPython = name;
      return callee(vm, args);
    } catch (error) {
      if (!(error instanceof FakeError)) throw error;
      if (attributes.effect === 'consume') vm.heap.decref(Number(args[0]));
      this.setPending(error);
      if (!mayFail && name !== 'PyIter_Next') throw new Error(`${name} raises ${error.message}, which its call does not expect`);
      return attributes.errorWhen === 'null' || !mayFail ? 0 : -1n;
    } finally {
      vm.forbidPython = forbidden;
    }
  }
  private setPending(error: FakeError): void {
    if (this.pending) throw new Error('an exception is set while one is set');
    this.pending = error;
    this.vm.heap.memory.setWord(this.threadState + offsets.currentException, this.vm.heap.typeAddress(error.exception));
  }
  /** The exception that is set, which is cleared. */
  takePending(): FakeError | null {
    const { pending } = this;
    this.pending = null;
    this.vm.heap.memory.setWord(this.threadState + offsets.currentException, 0);
    return pending;
  }

  callUnit(key: string, args: RuntimeValue[]): { value: RuntimeValue | undefined } | null {
    const unit = this.units.get(key);
    if (!unit) throw new Error(`there is no unit ${key}`);
    const outcome = interpret(unit, this, args);
    if (outcome.kind === 'return') return { value: outcome.value };
    this.inner.push(outcome);
    return null;
  }

  typeOf(object: number): number {
    return this.vm.heap.typeAddress(object);
  }
  incref(object: number): void {
    this.vm.heap.incref(object);
  }
  decref(object: number, leaf: boolean): void {
    this.vm.heap.decref(object, leaf);
  }
  boxInt(value: bigint): number {
    return this.vm.heap.int(value);
  }
  boxFloat(value: number): number {
    return this.vm.heap.float(value);
  }
  boxBool(value: boolean): number {
    return value ? this.vm.heap.true : this.vm.heap.false;
  }
  unboxInt(object: number): bigint | null {
    const value = this.vm.heap.readInt(object);
    return BigInt.asIntN(64, value) === value ? value : null;
  }
  shouldLeave(): boolean {
    return ++this.polls === this.leaveAt;
  }
  linkFrame(): boolean {
    if (this.linked !== 0) throw new Error('the frame is linked twice');
    this.linked++;
    return true;
  }
  unlinkFrame(): void {
    if (--this.linked !== 0) throw new Error('the frame is not linked');
  }
  /** What leaving does to a linked frame. */
  forgetLink(): void {
    this.linked = 0;
  }
  get isLinked(): boolean {
    return this.linked > 0;
  }
}

