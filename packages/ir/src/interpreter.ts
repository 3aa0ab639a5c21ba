// The reference interpreter: runs a function on a machine (machine.ts). Slow and plain on purpose: it says what each op
// means; passes and backends are compared with it.

import { type OpName, ops } from './ops';
import { printInstruction } from './printer';
import { type Exit, forEachExitValue } from './recipe';
import { type RuntimeValue, doubleOfBits, bitsOfDouble, semantics, wrap } from './semantics';
import type { Machine } from './machine';
import type { Block, Instruction, IrFunction, Target, Value } from './types';

/** How a run ended. */
export type Outcome =
  | { kind: 'return'; value: RuntimeValue | undefined }
  /** `values`: of everything that the exit's recipe names. */
  | { kind: 'exit'; exit: Exit; values: Map<Value, RuntimeValue> };

export interface InterpretOptions {
  /** Give up after so many instructions. Default: a million. */
  mostSteps?: number;
  /** Begin here instead of at the entry, with these values: how a run goes on after an exit. */
  from?: { block: Block; values: Map<Value, RuntimeValue> };
}

/** The program did what ir must not do (a trap, an unreachable place), or ran too long. */
export class InterpretError extends Error {
  override name = 'InterpretError';
}

const signed = (bits: bigint, width: number): bigint => BigInt.asIntN(width * 8, bits);

/** How loads turn bits into a value, stores a value into bits; with the width in bytes. */
const loads: Partial<Record<OpName, [width: number, decode: (bits: bigint) => RuntimeValue]>> = {
  'load.i64': [8, (bits) => wrap(bits)],
  'load.i32': [4, (bits) => signed(bits, 4)],
  'load.u32': [4, (bits) => bits],
  'load.u16': [2, (bits) => bits],
  'load.u8': [1, (bits) => bits],
  'load.i8': [1, (bits) => signed(bits, 1)],
  'load.f64': [8, (bits) => doubleOfBits(wrap(bits))],
  'load.ref': [8, Number],
  'load.ptr': [8, Number],
};
const stores: Partial<Record<OpName, [width: number, encode: (value: RuntimeValue) => bigint]>> = {
  'store.i64': [8, (value) => value as bigint],
  'store.i32': [4, (value) => value as bigint],
  'store.u8': [1, (value) => value as bigint],
  'store.f64': [8, (value) => bitsOfDouble(value as number)],
  'store.ref': [8, (value) => BigInt(value as number)],
  'store.ptr': [8, (value) => BigInt(value as number)],
};

/** What an instruction without targets did. */
type Effect = RuntimeValue | undefined | void | 'leave';
type Action = (instruction: Instruction, args: RuntimeValue[], machine: Machine) => Effect;

const failed: Record<string, (value: RuntimeValue | undefined) => boolean> = {
  null: (value) => value === 0,
  'minus-one': (value) => value === -1n || value === -1,
  negative: (value) => typeof value === 'bigint' && BigInt.asIntN(32, value) < 0n,
  none: () => false,
};

function address({ op, attributes, args: operands }: Instruction, args: RuntimeValue[]): number {
  const fixed = ops[op].args.length;
  const index = operands.length > fixed ? Number(args[fixed] as bigint) * (attributes.scale ?? 1) : 0;
  return Number(args[0]) + (attributes.offset ?? 0) + index;
}

/** The reference count is the first word of an object. */
function releaseShared({ attributes }: Instruction, object: number, machine: Machine): 'leave' | undefined {
  if (machine.read(object, 8) <= 1n && !attributes.types?.includes(machine.typeOf(object))) return 'leave';
  machine.decref(object, true);
  return undefined;
}

function addReferences(machine: Machine, object: number, count: bigint): void {
  machine.write(object, 8, BigInt.asUintN(64, machine.read(object, 8) + count));
}

const actions: Partial<Record<OpName, Action>> = {
  'const.i64': ({ attributes }) => attributes.value ?? 0n,
  'const.f64': ({ attributes }) => attributes.number ?? 0,
  'const.bool': ({ attributes }) => attributes.value === 1n,
  'const.ref': ({ attributes }) => attributes.address ?? 0,
  'const.ptr': ({ attributes }) => attributes.address ?? 0,
  threadstate: (_, __, machine) => machine.threadState,
  frame: (_, __, machine) => machine.frame,
  'guard.true': (_, [condition]) => (condition ? undefined : 'leave'),
  'guard.false': (_, [condition]) => (condition ? 'leave' : undefined),
  'guard.type': ({ attributes }, [object], machine) => (machine.typeOf(object as number) === attributes.address ? undefined : 'leave'),
  'guard.nonnull': (_, [pointer]) => (pointer === 0 ? 'leave' : undefined),
  incref: (_, [object], machine) => machine.incref(object as number),
  decref: ({ attributes }, [object], machine) => machine.decref(object as number, attributes.leaf === true),
  xdecref: ({ attributes }, [object], machine) => (object === 0 ? undefined : machine.decref(object as number, attributes.leaf === true)),
  'decref.shared': (instruction, [object], machine) => releaseShared(instruction, object as number, machine),
  'xdecref.shared': (instruction, [object], machine) => (object === 0 ? undefined : releaseShared(instruction, object as number, machine)),
  'refcount.add': (_, [object, count], machine) => addReferences(machine, object as number, count as bigint),
  'refcount.sub': (_, [object, count], machine) => addReferences(machine, object as number, -(count as bigint)),
  'box.int': (_, [value], machine) => machine.boxInt(value as bigint),
  'box.float': (_, [value], machine) => machine.boxFloat(value as number),
  'box.bool': (_, [value], machine) => machine.boxBool(value as boolean),
  'unbox.int': (_, [object], machine) => machine.unboxInt(object as number) ?? 'leave',
  call: ({ attributes }, args, machine) => {
    const value = machine.call(attributes, args);
    return failed[attributes.errorWhen ?? 'none'](value) ? 'leave' : value;
  },
  'call.native': ({ attributes }, args, machine) => {
    const outcome = machine.callUnit(attributes.unit ?? '', args);
    return outcome === null ? 'leave' : outcome.value;
  },
  use: () => undefined,
  poll: (_, __, machine) => (machine.shouldLeave() ? 'leave' : undefined),
  'frame.link': (_, __, machine) => (machine.linkFrame() ? undefined : 'leave'),
  'frame.unlink': (_, __, machine) => machine.unlinkFrame(),
  exit: () => 'leave',
};

class Run {
  private readonly values: (RuntimeValue | undefined)[];
  constructor(
    private readonly fn: IrFunction,
    private readonly machine: Machine,
    private readonly mostSteps: number,
  ) {
    this.values = new Array<RuntimeValue | undefined>(fn.valueCount);
  }

  private get(value: Value): RuntimeValue {
    const now = this.values[value.id];
    if (now === undefined) throw new InterpretError(`${this.fn.name}: %${value.id} has no value`);
    return now;
  }
  set(value: Value, now: RuntimeValue): void {
    this.values[value.id] = now;
  }

  private enter({ block, args }: Target): Block {
    const values = args.map((arg) => this.get(arg));
    block.params.forEach((parameter, index) => this.set(parameter, values[index]));
    return block;
  }

  private leave(exit: Exit): Outcome {
    const values = new Map<Value, RuntimeValue>();
    forEachExitValue(exit, (value) => values.set(value, this.get(value)));
    for (const { address, value, negative, constant } of exit.counts ?? []) {
      const count = this.get(value) as bigint;
      addReferences(this.machine, address, (negative ? -count : count) + constant);
    }
    return { kind: 'exit', exit, values };
  }

  private execute(instruction: Instruction): Effect {
    const { op } = instruction;
    const args = instruction.args.map((arg) => this.get(arg));
    const load = loads[op];
    if (load) return load[1](this.machine.read(address(instruction, args), load[0]));
    const store = stores[op];
    if (store) return void this.machine.write(address(instruction, args), store[0], BigInt.asUintN(store[0] * 8, store[1](args[1])));
    const compute = semantics[op] as ((...values: RuntimeValue[]) => RuntimeValue | undefined) | undefined;
    if (compute) {
      const value = compute(...args);
      if (value !== undefined) return value;
      if (instruction.exit) return 'leave';
      throw new InterpretError(`${this.fn.name}: undefined for ${args.join(', ')}: ${printInstruction(instruction)}`);
    }
    const action = actions[op];
    if (!action) throw new InterpretError(`${this.fn.name}: cannot run ${printInstruction(instruction)}`);
    return action(instruction, args, this.machine);
  }

  run(block: Block): Outcome {
    for (let steps = 0; ; ) {
      for (const instruction of block.instructions) {
        if (++steps > this.mostSteps) throw new InterpretError(`${this.fn.name}: still running after ${this.mostSteps} steps`);
        const { op, args, targets, result, exit } = instruction;
        if (op === 'return') return { kind: 'return', value: args.length > 0 ? this.get(args[0]) : undefined };
        if (targets.length > 0) {
          block = this.enter(targets[op === 'branch' && !this.get(args[0]) ? 1 : 0]);
          break;
        }
        const effect = this.execute(instruction);
        if (effect === 'leave') {
          if (exit) return this.leave(exit);
          throw new InterpretError(`${this.fn.name}: failed without an exit: ${printInstruction(instruction)}`);
        }
        if (result) this.set(result, effect as RuntimeValue);
      }
    }
  }
}

/**
 * Runs a function.
 * @throws InterpretError when it runs too long or does what ir must not do.
 */
export function interpret(fn: IrFunction, machine: Machine, args: RuntimeValue[] = [], options: InterpretOptions = {}): Outcome {
  const run = new Run(fn, machine, options.mostSteps ?? 1_000_000);
  if (options.from) for (const [value, now] of options.from.values) run.set(value, now);
  else fn.entry.params.forEach((parameter, index) => run.set(parameter, args[index]));
  return run.run(options.from?.block ?? fn.entry);
}
