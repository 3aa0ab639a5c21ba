// What the reference interpreter runs on: an interface, and an implementation with a sparse memory and simple objects.

import { bitsOfDouble, doubleOfBits, type RuntimeValue, wrap } from './semantics';
import type { Attributes } from './types';

export interface Machine {
  readonly threadState: number;
  readonly frame: number;
  /** The bits of `width` bytes, unsigned, little-endian. */
  read(address: number, width: number): bigint;
  write(address: number, width: number, bits: bigint): void;
  /** A C function, by the attributes of the call. */
  call(callee: Attributes, args: RuntimeValue[]): RuntimeValue | undefined;
  /** Another compiled unit; null if it left. */
  callUnit(unit: string, args: RuntimeValue[]): { value: RuntimeValue | undefined } | null;
  typeOf(object: number): number;
  incref(object: number): void;
  decref(object: number, leaf: boolean): void;
  boxInt(value: bigint): number;
  boxFloat(value: number): number;
  boxBool(value: boolean): number;
  /** The value of an int, null if it needs more than 64 bits. */
  unboxInt(object: number): bigint | null;
  /** Whether polls leave. */
  shouldLeave(): boolean;
  /** False if the recursion limit is reached. */
  linkFrame(): boolean;
  unlinkFrame(): void;
}

/** What the machine cannot do: reading freed or missing memory, an unknown function. */
export class MachineError extends Error {
  override name = 'MachineError';
}

const pageSize = 4096;
const hex = (address: number): string => `0x${address.toString(16)}`;

/** A C function of the machine. */
export type Callee = (args: RuntimeValue[], machine: SparseMachine) => RuntimeValue | undefined;

/**
 * A machine whose memory is made of the pages that were asked for. Its objects have a reference count at 0, a type at 8,
 * a payload at 16 (64 bits of an int or a double); what is freed must not be touched again.
 */
export class SparseMachine implements Machine {
  readonly threadState = 0x1000;
  readonly frame = 0x2000;
  /** Addresses of the types of boxed values. */
  readonly types = { int: 0x9000, float: 0x9100, bool: 0x9200 };
  /** By symbol, or by name where a call has no symbol. */
  readonly functions: Record<string, Callee> = {};
  readonly units: Record<string, (args: RuntimeValue[]) => { value: RuntimeValue | undefined } | null> = {};
  /** Polls leave after so many. */
  polls = Infinity;
  /** Frames that may be linked. */
  recursion = 1000;
  private readonly pages = new Map<number, DataView>();
  private readonly freed = new Set<number>();
  private nextObject = 0x100000;
  private readonly singletons: [number, number];

  constructor() {
    this.map(this.threadState, pageSize);
    this.map(this.frame, pageSize);
    this.singletons = [this.allocate(this.types.bool, 0n, 1000n), this.allocate(this.types.bool, 1n, 1000n)];
  }

  /** Makes memory at an address: zeros. */
  map(address: number, size: number): void {
    for (let page = Math.floor(address / pageSize); page * pageSize < address + size; page++) {
      if (!this.pages.has(page)) this.pages.set(page, new DataView(new ArrayBuffer(pageSize)));
    }
  }

  /** Gives pages back: nothing is there any more. */
  unmap(address: number, size: number): void {
    for (let page = Math.floor(address / pageSize); page * pageSize < address + size; page++) this.pages.delete(page);
  }

  private byte(address: number): [DataView, number] {
    const view = this.pages.get(Math.floor(address / pageSize));
    if (!view) throw new MachineError(`there is no memory at ${hex(address)}`);
    if (this.freed.has(address - (address % 32))) throw new MachineError(`the object at ${hex(address - (address % 32))} was freed`);
    return [view, address % pageSize];
  }
  read(address: number, width: number): bigint {
    let bits = 0n;
    for (let i = width - 1; i >= 0; i--) {
      const [view, offset] = this.byte(address + i);
      bits = (bits << 8n) | BigInt(view.getUint8(offset));
    }
    return bits;
  }
  write(address: number, width: number, bits: bigint): void {
    for (let i = 0; i < width; i++) {
      const [view, offset] = this.byte(address + i);
      view.setUint8(offset, Number((bits >> BigInt(8 * i)) & 0xffn));
    }
  }

  /** A new object of 32 bytes. */
  allocate(type: number, payload: bigint, references = 1n): number {
    const object = this.nextObject;
    this.nextObject += 32;
    this.map(object, 32);
    this.write(object, 8, references);
    this.write(object + 8, 8, BigInt(type));
    this.write(object + 16, 8, BigInt.asUintN(64, payload));
    return object;
  }

  call(callee: Attributes, args: RuntimeValue[]): RuntimeValue | undefined {
    const name = callee.symbol ?? callee.name ?? '';
    const found = this.functions[name];
    if (!found) throw new MachineError(`there is no function ${name}`);
    return found(args, this);
  }
  callUnit(unit: string, args: RuntimeValue[]): { value: RuntimeValue | undefined } | null {
    if (!this.units[unit]) throw new MachineError(`there is no unit ${unit}`);
    return this.units[unit](args);
  }

  typeOf(object: number): number {
    return Number(this.read(object + 8, 8));
  }
  incref(object: number): void {
    this.write(object, 8, this.read(object, 8) + 1n);
  }
  decref(object: number, _leaf: boolean): void {
    const left = this.read(object, 8) - 1n;
    if (left < 0n) throw new MachineError(`the object at ${hex(object)} has no reference to give up`);
    this.write(object, 8, left);
    if (left === 0n) this.freed.add(object);
  }
  boxInt(value: bigint): number {
    return this.allocate(this.types.int, value);
  }
  boxFloat(value: number): number {
    return this.allocate(this.types.float, bitsOfDouble(value));
  }
  boxBool(value: boolean): number {
    return this.singletons[value ? 1 : 0];
  }
  unboxInt(object: number): bigint | null {
    return wrap(this.read(object + 16, 8));
  }
  /** The double in a float object. */
  floatOf(object: number): number {
    return doubleOfBits(wrap(this.read(object + 16, 8)));
  }
  shouldLeave(): boolean {
    return --this.polls < 0;
  }
  linkFrame(): boolean {
    if (this.recursion === 0) return false;
    this.recursion--;
    return true;
  }
  unlinkFrame(): void {
    this.recursion++;
  }

  /** All memory that is not zero and not freed, by address: for comparing two machines. */
  dump(from = 0, to = Infinity): Record<string, string> {
    const cells: Record<string, string> = {};
    for (const page of [...this.pages.keys()].sort((a, b) => a - b)) {
      for (let offset = 0; offset < pageSize; offset += 8) {
        const at = page * pageSize + offset;
        if (at < from || at >= to || this.freed.has(at - (at % 32))) continue;
        const bits = (this.pages.get(page) as DataView).getBigUint64(offset, true);
        if (bits !== 0n) cells[hex(at)] = hex(Number(bits >> 32n)) + (bits & 0xffffffffn).toString(16).padStart(8, '0');
      }
    }
    return cells;
  }
}
