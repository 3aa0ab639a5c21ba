// For tests: random functions with loops, branches, memory, objects and exits, and the machine they run on.

import { Builder } from '../builder';
import { SparseMachine } from '../machine';
import type { OpName } from '../ops';
import type { Exit, RecipeValue } from '../recipe';
import { type RuntimeValue, wrap } from '../semantics';
import { type Block, IrFunction, type IrType, type Value } from '../types';
import { Containers, ContainerStatements } from './random-containers';

/** Small and repeatable (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const classes = ['list.item', 'list.size', 'instance.value', 'dict.entry', 'immutable', 'native', 'any'];
const regionOf = (memory: string): number => 0x10000 + classes.indexOf(memory) * 0x1000;
/** Where the machine below allocates its objects: after True and False. */
const [pointAddress, floatAddress, intAddress] = [0x100040, 0x100060, 0x100080];
const pointType = 0xa000;
const otherType = 0xb000;

/** A machine on which the functions below run; the same numbers give the same run. */
export function makeMachine(seed: number): { machine: SparseMachine; args: RuntimeValue[]; containers: Containers } {
  const machine = new SparseMachine();
  const random = randomNumbers(seed);
  for (const memory of classes) {
    machine.map(regionOf(memory), 256);
    for (let i = 0; i < 16; i++) machine.write(regionOf(memory) + 8 * i, 8, BigInt(random(20)));
  }
  const point = machine.allocate(random(4) ? pointType : otherType, 5n, 100n);
  const objects = [point, machine.allocate(machine.types.float, 0x4008000000000000n, 100n), machine.allocate(machine.types.int, 42n, 100n)];
  const containers = new Containers(machine, random);
  const scramble = (memories: string[]): void => {
    for (const memory of memories) machine.write(regionOf(memory) + 8 * random(8), 8, BigInt(random(20)));
  };
  machine.functions.python = () => {
    scramble(classes.filter((memory) => memory !== 'immutable' && memory !== 'native'));
    containers.change();
    if (random(3) === 0) machine.write(point + 8, 8, BigInt(random(3) ? pointType : otherType));
    return BigInt(random(10));
  };
  machine.functions.list = () => {
    scramble(['list.item', 'list.size', 'any']);
    containers.append();
    return 1n;
  };
  machine.functions.read = () => wrap(classes.reduce((sum, memory) => sum + machine.read(regionOf(memory) + 8, 8), 0n));
  machine.functions.pure = ([a]) => wrap((a as bigint) * 3n + 1n);
  machine.polls = random(3) ? 1000 : random(30);
  const small = (): bigint => BigInt(random(12) - 4);
  const big = (): bigint => [small(), small(), 2n ** 63n - 1n - BigInt(random(3)), -(2n ** 63n), BigInt(random(2 ** 30))][random(5)];
  return { machine, args: [big(), big(), small(), random(40) / 4 - 3, ...objects, ...containers.args], containers };
}

const arithmetic: OpName[] = ['add.i64', 'sub.i64', 'mul.i64', 'and.i64', 'or.i64', 'xor.i64', 'neg.i64', 'not.i64'];
const checked: OpName[] = ['addo.i64', 'addo.i64', 'subo.i64', 'mulo.i64', 'nego.i64'];
const comparing: OpName[] = ['eq.i64', 'ne.i64', 'lt.i64', 'le.i64', 'gt.i64', 'ge.i64', 'ult.i64', 'ule.i64'];
const doubles: OpName[] = ['add.f64', 'sub.f64', 'mul.f64', 'div.f64', 'neg.f64', 'abs.f64'];
const comparingDoubles: OpName[] = ['eq.f64', 'ne.f64', 'lt.f64', 'le.f64', 'gt.f64', 'ge.f64'];

class RandomFunction {
  readonly fn = new IrFunction('random', 'native', 'i64');
  private readonly builder = new Builder(this.fn);
  private visible: Value[] = [];
  private owned: Value[] = [];
  private readonly objects: Value[];
  private readonly containers: ContainerStatements;
  /** How often there are statements about containers. */
  private readonly containersOften: number;
  /** Functions that use little memory meet themselves more often. */
  private readonly classes: string[];
  private readonly cells: number;
  private readonly memoryOften: number;

  constructor(
    private readonly random: (below: number) => number,
    private budget: number,
  ) {
    const { entry } = this.fn;
    this.classes = classes.slice(random(5)).slice(0, 1 + random(6));
    this.cells = 1 + random(5);
    this.memoryOften = random(3) * 4;
    for (const type of ['i64', 'i64', 'i64', 'f64', 'ref', 'ref', 'ref'] as IrType[]) this.visible.push(this.fn.addParameter(entry, type));
    this.objects = this.visible.slice(4);
    const containers = Array.from({ length: 5 }, () => this.keep(this.fn.addParameter(entry, 'ref')));
    this.containersOften = random(3) * 8;
    this.containers = new ContainerStatements(
      {
        builder: this.builder,
        random,
        any: (type) => this.any(type),
        keep: (value) => this.keep(value),
        exit: () => this.exit(),
        holding: (object, meanwhile) => this.holding(object, meanwhile),
      },
      containers,
      this.objects,
      [0, 2].map((at) => this.keep(this.builder.emit('and.i64', [this.visible[at], this.builder.i64(3)]))),
    );
    this.statements(0);
    this.builder.append('return', [this.random(2) ? this.any('i64') : this.everything()]);
  }

  /** A mixture of all that is in sight: nothing is dead, every wrong value is seen. */
  private everything(): Value {
    const { builder } = this;
    let sum = builder.i64(0);
    for (const value of this.visible) {
      const part = value.type === 'f64' ? builder.emit('i64.bits.f64', [value]) : value.type === 'bool' ? builder.emit('i64.from.bool', [value]) : value;
      if (part.type === 'i64') sum = builder.emit('add.i64', [builder.emit('mul.i64', [sum, builder.i64(31)]), part]);
    }
    return sum;
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.random(items.length)];
  }
  private of(type: IrType): Value[] {
    return this.visible.filter((value) => value.type === type);
  }
  /** A value in sight, recent ones more often; or a constant. */
  private any(type: 'i64' | 'f64' | 'bool'): Value {
    const values = this.of(type);
    if (values.length === 0 || this.random(6) === 0) {
      if (type === 'i64') return this.builder.i64(this.pick([0n, 1n, 2n, 3n, 8n, -1n, 255n, 2n ** 62n, 7n]));
      if (type === 'f64') return this.builder.f64(this.pick([0, -0, 1, 2, 0.1, NaN, 4]));
      return this.keep(this.builder.emit(this.pick(comparing), [this.any('i64'), this.any('i64')]));
    }
    return this.random(2) ? values[values.length - 1 - this.random(Math.min(4, values.length))] : this.pick(values);
  }
  private keep(value: Value): Value {
    this.visible.push(value);
    return value;
  }

  private recipe(offset: number): Omit<Exit, 'id' | 'reason'> {
    const kinds = { i64: 'int', f64: 'float', bool: 'bool', ref: 'ref', ptr: 'int' } as const;
    const locals = this.visible.map((value): RecipeValue => ({ kind: 'value', value, as: kinds[value.type], owned: false }));
    const frame = { func: null, code: 0, name: 'random', offset, locals, stack: [], continuation: 'push' as const };
    return { error: false, frames: [frame], saw: null, release: [...this.owned] };
  }
  private exit(): Exit {
    const exit: Exit = { id: this.fn.exits.length, reason: 'random', ...this.recipe(0) };
    // Few exits see everything: what is seen cannot be removed.
    if (this.random(3)) exit.frames[0].locals = exit.frames[0].locals.filter(() => this.random(6) === 0);
    if (this.owned.length > 0 && this.random(2)) {
      const value = exit.release.pop() as Value;
      exit.frames[0].locals.push({ kind: 'value', value, as: 'ref', owned: true });
    }
    this.fn.exits.push(exit);
    return exit;
  }

  private statements(depth: number): void {
    const count = depth === 0 ? this.budget : 2 + this.random(8);
    for (let i = 0; i < count && this.budget > 0; i++) {
      this.budget--;
      const kind = this.random(24 + this.memoryOften + this.containersOften);
      if (kind < 5) this.keep(this.arithmetic());
      else if (kind < 8) this.keep(this.builder.emit('add.f64', [this.any('f64'), this.any('f64')]));
      else if (kind < 9) this.keep(this.double());
      else if (kind < 12) this.memory();
      else if (kind < 14) this.guard();
      else if (kind < 16) this.object();
      else if (kind < 17) this.call();
      else if (kind < 18) this.counting();
      else if (kind < 19) this.builder.append('poll', [], {}, this.exit());
      else if (depth < 3 && kind < 21) this.loop(depth);
      else if (kind >= 24 + this.memoryOften) this.containers.statement();
      else if (kind >= 24) this.memory();
      else if (depth < 3) this.condition(depth);
    }
  }

  private arithmetic(): Value {
    const { builder } = this;
    const shift = this.random(10);
    if (shift === 0) return builder.emit(this.pick(['shl.i64', 'sar.i64', 'shr.i64']), [this.any('i64'), builder.i64(this.random(64))]);
    if (shift === 1) return builder.emit(this.pick(['floordiv.i64', 'floormod.i64']), [this.any('i64'), builder.i64(this.pick([1, 2, 3, 8, -3]))]);
    if (shift === 2) return builder.emit('select.i64', [this.any('bool'), this.any('i64'), this.any('i64')]);
    if (shift === 3) return builder.emit('i64.from.bool', [this.any('bool')]);
    const isChecked = this.random(2) === 0;
    const op = this.pick(isChecked ? checked : arithmetic);
    const args = op.startsWith('n') && op !== 'ne.i64' ? [this.any('i64')] : [this.any('i64'), this.any('i64')];
    const result = builder.emit(op, args, {}, isChecked ? this.exit() : null);
    // A checked op whose result nobody needs may go, and its exit with it: make sure that it is needed.
    if (isChecked && this.random(2)) builder.append('use', [result]);
    else if (isChecked) builder.store('store.i64', builder.ptr(regionOf('native')), result, 96, 'native');
    return result;
  }
  private double(): Value {
    const op = this.pick([...doubles, 'f64.from.i64', 'select.f64', 'floor.f64'] as OpName[]);
    if (op === 'f64.from.i64') return this.builder.emit(op, [this.any('i64')]);
    if (op === 'select.f64') return this.builder.emit(op, [this.any('bool'), this.any('f64'), this.any('f64')]);
    const unary = op === 'neg.f64' || op === 'abs.f64' || op === 'floor.f64';
    return this.builder.emit(op, unary ? [this.any('f64')] : [this.any('f64'), this.any('f64')]);
  }

  private memory(): void {
    const { builder } = this;
    const memory = this.pick(this.classes);
    const base = builder.ptr(regionOf(memory));
    const offset = 8 * this.random(this.cells);
    const index = this.random(3) === 0 ? builder.emit('and.i64', [this.any('i64'), builder.i64(3)]) : undefined;
    if (memory === 'immutable' || this.random(2)) {
      this.keep(builder.load(this.pick(['load.i64', 'load.i64', 'load.i64', 'load.u8']), base, offset, memory, index));
    } else {
      // No list has a size below zero, and passes know it.
      const value = memory === 'list.size' ? builder.emit('and.i64', [this.any('i64'), builder.i64(0xffff)]) : this.any('i64');
      builder.store(this.pick(['store.i64', 'store.i64', 'store.i64', 'store.u8']), base, value, offset, memory, index);
    }
  }

  private guard(): void {
    const { builder } = this;
    const kind = this.random(4);
    if (kind === 0) builder.append('guard.true', [this.any('bool')], {}, this.exit());
    else if (kind === 1) builder.append('guard.false', [this.any('bool')], {}, this.exit());
    else {
      const condition =
        kind === 2
          ? builder.emit(this.pick(comparing), [this.any('i64'), this.any('i64')])
          : builder.emit(this.pick(comparingDoubles), [this.any('f64'), this.any('f64')]);
      const more = this.random(3) === 0 ? builder.emit(this.pick(['and.bool', 'or.bool']), [condition, this.any('bool')]) : condition;
      this.keep(this.random(4) ? more : builder.emit('not.bool', [more]));
    }
  }

  private object(): void {
    const { builder } = this;
    const [point, float, int] = this.objects;
    const kind = this.random(6);
    const type = (object: Value, address: number, name: string): void =>
      void builder.append('guard.type', [object], { address, name }, Object.assign(this.exit(), { saw: object }));
    if (kind === 0) type(point, pointType, 'main.Point');
    else if (kind === 1) {
      type(float, 0x9100, 'float');
      this.keep(builder.load('load.f64', float, 16, 'float.value'));
    } else if (kind === 2) this.keep(builder.emit('unbox.int', [int], {}, this.exit()));
    else if (kind === 3) {
      const box = builder.emit('box.float', [this.any('f64')]);
      this.owned.push(box);
      type(box, 0x9100, 'float');
      if (this.random(2)) builder.append('call', [], { symbol: 'python', effect: 'python', errorWhen: 'none', result: 'void' });
      this.keep(builder.load('load.f64', box, 16, 'float.value'));
      this.owned.pop();
      builder.append('decref', [box], { leaf: true });
    } else if (kind === 4) builder.append('guard.nonnull', [point], {}, this.exit());
    else type(point, pointType, 'main.Point');
  }

  private call(): void {
    const effect = this.pick(['python', 'list', 'read', 'pure']);
    this.keep(this.builder.emit('call', effect === 'pure' ? [this.any('i64')] : [], { symbol: effect, effect, errorWhen: 'none', result: 'i64' }));
  }

  /** A reference held for a while. */
  private counting(): void {
    if (this.random(2)) {
      this.countConstant();
      return;
    }
    const object = this.pick(this.objects);
    this.builder.append('incref', [object]);
    this.holding(object, () => undefined);
    this.builder.append('decref', [object], this.random(2) ? { leaf: true } : {});
  }

  /** Something while there is a reference to an object. */
  private holding(object: Value, meanwhile: () => void): void {
    this.owned.push(object);
    meanwhile();
    for (let i = this.random(3); i > 0; i--) {
      if (this.random(2)) this.guard();
      else this.memory();
    }
    if (this.random(4) === 0) this.call();
    this.owned.pop();
  }

  /** What a loop may keep in a register: counts of known objects, of which two go up and down together. */
  private countConstant(): void {
    const { builder } = this;
    const object = builder.ref(this.pick([pointAddress, floatAddress]), 'known');
    if (this.random(2)) builder.append('incref', [object]);
    else {
      const amount = builder.emit('i64.from.bool', [this.any('bool')]);
      builder.append('refcount.add', [object, amount]);
      if (this.random(3)) builder.append('refcount.sub', [builder.ref(intAddress, 'other'), amount]);
    }
  }

  private carried(): Value[] {
    return this.visible.filter(({ type }) => (type === 'i64' || type === 'f64') && this.random(5) === 0);
  }

  private loop(depth: number): void {
    const { builder, fn } = this;
    const [header, body, after] = [fn.newBlock(), fn.newBlock(), fn.newBlock()];
    const carried = this.carried();
    const limit = builder.emit('and.i64', [this.any('i64'), builder.i64(7)]);
    const step = builder.i64(1 + this.random(2));
    this.visible.push(limit, step);
    const inLoop = this.containersOften > 0 && this.random(2) ? this.containers.beforeLoop() : null;
    builder.jump(header, [builder.i64(this.random(3)), ...carried]);
    builder.block = header;
    const params = [this.keep(fn.addParameter(header, 'i64')), ...carried.map(({ type }) => this.keep(fn.addParameter(header, type)))];
    if (this.random(3)) fn.loopEntryExits.set(header, { id: 1000 + header.id, reason: 'loop', ...this.recipe(header.id) });
    const scope = [...this.visible];
    if (this.random(4) === 0) this.keep(this.arithmetic());
    builder.branch(builder.emit('lt.i64', [params[0], limit]), { block: body, args: [] }, { block: after, args: [] });
    builder.block = body;
    if (this.random(3) === 0) this.rangeCheck(params[0], scope);
    // Loops that change little are those that something leaves.
    if (inLoop && this.random(2)) this.guard();
    inLoop?.();
    if (!inLoop || this.random(2)) this.statements(depth + 1);
    const next = builder.emit('addo.i64', [params[0], step], {}, this.exit());
    builder.append('poll', [], {}, this.exit());
    builder.jump(header, [next, ...params.slice(1).map((parameter) => (this.random(3) ? this.any(parameter.type as 'i64') : parameter))]);
    builder.block = after;
    this.visible = scope;
  }

  /** A test of an index that counts, or is that far behind, against something from outside the loop. */
  private rangeCheck(counter: Value, outside: Value[]): void {
    const { builder } = this;
    const numbers = outside.filter(({ type }) => type === 'i64');
    const size = this.random(2) ? this.pick(numbers) : builder.i64(this.random(12));
    const less = this.random(2) ? this.pick(numbers) : builder.i64(this.random(3));
    const index = this.random(2) ? counter : this.keep(this.random(3) ? builder.emit('subo.i64', [counter, less], {}, this.exit()) : builder.emit('sub.i64', [counter, less]));
    if (index !== counter) builder.store('store.i64', builder.ptr(regionOf('native')), index, 96, 'native');
    builder.append('guard.true', [builder.emit('ult.i64', [index, size])], {}, this.exit());
  }

  private condition(depth: number): void {
    const { builder, fn } = this;
    const blocks: Block[] = [fn.newBlock(), fn.newBlock()];
    const join = fn.newBlock();
    const carried = this.carried();
    const scope = [...this.visible];
    builder.branch(this.any('bool'), { block: blocks[0], args: [] }, { block: blocks[1], args: [] });
    for (const block of blocks) {
      builder.block = block;
      this.visible = [...scope];
      this.statements(depth + 1);
      builder.jump(join, carried.map((value) => (this.random(2) ? this.any(value.type as 'i64') : value)));
    }
    builder.block = join;
    this.visible = scope;
    for (const { type } of carried) this.keep(fn.addParameter(join, type));
  }
}

/** A function of about so many statements. */
export function makeRandomFunction(seed: number, size = 40): IrFunction {
  return new RandomFunction(randomNumbers(seed), size).fn;
}
