// Random ir functions for the tests: structured control flow with bounded loops, many values alive at once, memory, calls
// that destroy registers, exits that name random values. Every function ends, and does nothing that ir must not do.

import { Builder, type Exit, IrFunction, type IrType, type OpName, type Value } from '@psyco/ir';

/** A small generator of random numbers (xorshift), so that a failure can be repeated from its seed. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = (seed * 2654435761) | 1;
    for (let i = 0; i < 5; i++) this.next();
  }
  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }
  below(limit: number): number {
    return this.next() % limit;
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

export interface RandomOptions {
  /** About how many instructions. */
  size: number;
  /** C function (i64, i64) -> i64 and (f64, i64) -> f64, and a unit (i64, f64) -> i64, by name; null = no such calls. */
  calls: { integer: string; float: string; unit: string | null } | null;
  /** Address of an object that is counted up and down, and of one that boxes make; null = neither. */
  objects: { counted: number; boxed: number } | null;
  /** Function entry has so many parameters of i64 and f64. */
  integers: number;
  floats: number;
}

type Pool = Record<'i64' | 'f64' | 'bool', Value[]>;

const integerOps: OpName[] = ['add.i64', 'add.i64', 'sub.i64', 'mul.i64', 'and.i64', 'or.i64', 'xor.i64'];
const checkedOps: OpName[] = ['addo.i64', 'addo.i64', 'subo.i64', 'mulo.i64'];
const floatOps: OpName[] = ['add.f64', 'sub.f64', 'mul.f64'];
const integerComparisons: OpName[] = ['eq.i64', 'ne.i64', 'lt.i64', 'le.i64', 'gt.i64', 'ge.i64', 'ult.i64', 'ule.i64'];
const floatComparisons: OpName[] = ['eq.f64', 'ne.f64', 'lt.f64', 'le.f64', 'gt.f64', 'ge.f64'];
const constants = [0n, 1n, -1n, 2n, 7n, 8n, 100n, -1000n, 0x7fff_ffffn, 0x8000_0000n, 0x1234_5678_9abcn, -(1n << 63n)];

/** The first parameter is the address of 256 bytes of memory: 128 of integers, then 128 of doubles. */
export function randomFunction(seed: number, options: RandomOptions): IrFunction {
  return new Generator(seed, options).make();
}

class Generator {
  private readonly random: Random;
  private readonly fn: IrFunction;
  private readonly b: Builder;
  private budget: number;
  private memory!: Value;

  constructor(
    seed: number,
    private readonly options: RandomOptions,
  ) {
    this.random = new Random(seed);
    this.fn = new IrFunction(`random ${seed}`, 'native', 'i64');
    this.b = new Builder(this.fn);
    this.budget = options.size;
  }

  make(): IrFunction {
    const { fn, b } = this;
    const pool: Pool = { i64: [], f64: [], bool: [] };
    this.memory = fn.addParameter(b.block, 'ptr', 'memory');
    for (let i = 0; i < this.options.integers; i++) pool.i64.push(fn.addParameter(b.block, 'i64'));
    for (let i = 0; i < this.options.floats; i++) pool.f64.push(fn.addParameter(b.block, 'f64'));
    const entry = this.newExit('recursion', { i64: [...pool.i64], f64: [...pool.f64], bool: [] });
    if (entry.id !== 0) throw new Error('the entry exit must be the first');
    pool.bool.push(b.bool(true));
    while (this.budget > 0) this.statements(pool, 0);
    b.append('return', [this.mix(pool)]);
    return fn;
  }

  /** Something that depends on many values. */
  private mix(pool: Pool): Value {
    let sum = pool.i64[pool.i64.length - 1];
    for (const value of pool.i64.slice(-6)) sum = this.b.emit('xor.i64', [sum, value]);
    return sum;
  }

  private newExit(reason: string, pool: Pool): Exit {
    const { random } = this;
    const all = [...pool.i64, ...pool.f64, ...pool.bool];
    const locals = all.filter(() => random.chance(Math.min(30, 1200 / all.length)));
    const exit: Exit = {
      id: this.fn.exits.length,
      reason,
      error: false,
      frames: [
        {
          func: null,
          code: 0,
          name: 'f',
          offset: 0,
          locals: locals.map((value) => ({ kind: 'value', value, as: value.type === 'f64' ? 'float' : value.type === 'bool' ? 'bool' : 'int', owned: false })),
          stack: [],
          continuation: 'push',
        },
      ],
      saw: null,
      release: [],
    };
    this.fn.exits.push(exit);
    return exit;
  }

  private exit(pool: Pool): Exit {
    const exit = this.newExit('test', pool);
    const { objects } = this.options;
    if (objects && this.random.chance(25)) {
      exit.counts = [{ address: objects.counted, name: '', value: this.random.pick(pool.i64), negative: this.random.chance(50), constant: this.random.chance(50) ? 0n : -(1n << 48n) }];
    }
    return exit;
  }

  private statements(pool: Pool, depth: number): void {
    const count = 4 + this.random.below(20);
    for (let i = 0; i < count && this.budget > 0; i++) this.statement(pool, depth);
  }

  private statement(pool: Pool, depth: number): void {
    const { random, b } = this;
    this.budget--;
    const i64 = (): Value => (random.chance(25) ? b.i64(random.pick(constants)) : random.pick(pool.i64));
    const f64 = (): Value => (pool.f64.length === 0 || random.chance(15) ? b.f64(random.pick([0, 1, -0.5, 1e10])) : random.pick(pool.f64));
    const bool = (): Value => this.condition(pool, i64, f64);
    const choice = random.below(100);
    if (choice < 30) pool.i64.push(b.emit(random.pick(integerOps), [i64(), i64()]));
    else if (choice < 40) pool.i64.push(b.emit(random.pick(checkedOps), [i64(), i64()], {}, this.exit(pool)));
    else if (choice < 52) pool.f64.push(b.emit(random.pick(floatOps), [f64(), f64()]));
    else if (choice < 55) pool.bool.push(bool());
    else if (choice < 58) pool.i64.push(b.emit('select.i64', [bool(), i64(), i64()]));
    else if (choice < 60) pool.f64.push(b.emit('select.f64', [bool(), f64(), f64()]));
    else if (choice < 63) b.append(random.chance(50) ? 'guard.true' : 'guard.false', [bool()], {}, this.exit(pool));
    else if (choice < 66) this.shiftOrDivide(pool, i64);
    else if (choice < 74) this.access(pool, i64, f64);
    else if (choice < 78) this.call(pool, i64, f64);
    else if (choice < 81 && this.options.objects) this.object(pool, i64, f64);
    else if (choice < 79) b.append('poll', [], {}, this.exit(pool));
    else if (choice < 80) pool.f64.push(b.emit('f64.from.i64', [i64()]));
    else if (choice < 90 && depth < 4) this.ifElse(pool, depth, bool());
    else if (choice < 96 && depth < 3) this.loop(pool, depth, i64, f64);
    else pool.i64.push(b.emit('i64.from.bool', [bool()]));
  }

  private condition(pool: Pool, i64: () => Value, f64: () => Value): Value {
    const { random, b } = this;
    const choice = random.below(10);
    if (choice < 5) return b.emit(random.pick(integerComparisons), [i64(), i64()]);
    if (choice < 7) return b.emit(random.pick(floatComparisons), [f64(), f64()]);
    if (choice < 8) return b.emit('not.bool', [random.pick(pool.bool)]);
    if (choice < 9) return b.emit(random.chance(50) ? 'and.bool' : 'or.bool', [b.emit(random.pick(integerComparisons), [i64(), i64()]), random.pick(pool.bool)]);
    return random.pick(pool.bool);
  }

  private shiftOrDivide(pool: Pool, i64: () => Value): void {
    const { random, b } = this;
    if (random.chance(40)) {
      const count = random.chance(50) ? b.i64(random.below(64)) : b.emit('and.i64', [i64(), b.i64(63)]);
      if (random.chance(25)) pool.i64.push(b.emit('shlo.i64', [i64(), count], {}, this.exit(pool)));
      else pool.i64.push(b.emit(random.pick(['shl.i64', 'sar.i64', 'shr.i64'] as OpName[]), [i64(), count]));
      return;
    }
    // or 1, and not negative: neither 0 nor -1.
    const divisor = random.chance(50) ? b.i64(1 + random.below(1000)) : b.emit('or.i64', [b.emit('and.i64', [i64(), b.i64(0xffff_ffff_ffff)]), b.i64(2)]);
    pool.i64.push(b.emit(random.chance(50) ? 'floordiv.i64' : 'floormod.i64', [i64(), divisor]));
  }

  private access(pool: Pool, i64: () => Value, f64: () => Value): void {
    const { random, b, memory } = this;
    const index = random.chance(50) ? b.emit('and.i64', [i64(), b.i64(7)]) : undefined;
    const offset = index ? 0 : 8 * random.below(16);
    switch (random.below(7)) {
      case 0:
        return b.store('store.i64', memory, i64(), offset, 'list.size', index);
      case 1:
        return b.store('store.f64', memory, f64(), offset + 128, 'float.value', index);
      case 2:
        return void pool.f64.push(b.load('load.f64', memory, offset + 128, 'float.value', index));
      case 3:
        return b.store(random.chance(50) ? 'store.u8' : 'store.i32', memory, i64(), offset, 'list.size', index);
      case 4:
        return void pool.i64.push(b.load(random.pick(['load.u8', 'load.i8', 'load.i32', 'load.u32', 'load.u16'] as const), memory, offset, 'list.size', index));
      default:
        return void pool.i64.push(b.load('load.i64', memory, offset, 'list.size', index));
    }
  }

  private call(pool: Pool, i64: () => Value, f64: () => Value): void {
    const { random, b } = this;
    const { calls } = this.options;
    if (!calls) return;
    if (calls.unit && random.chance(30)) {
      pool.i64.push(b.emit('call.native', [i64(), f64()], { unit: calls.unit, result: 'i64' }, this.newExit('test', pool)));
    } else if (random.chance(60)) {
      const errorWhen = random.pick(['none', 'negative', 'minus-one'] as const);
      const exit = errorWhen === 'none' ? null : this.exit(pool);
      pool.i64.push(b.emit('call', [i64(), i64()], { symbol: calls.integer, effect: 'read', errorWhen, result: 'i64' }, exit));
    } else pool.f64.push(b.emit('call', [f64(), i64()], { symbol: calls.float, effect: 'read', errorWhen: 'none', result: 'f64' }));
  }

  private object(pool: Pool, i64: () => Value, f64: () => Value): void {
    const { random, b } = this;
    const { counted, boxed } = this.options.objects!;
    const object = b.emit('ref.from.ptr', [b.ptr(counted)]);
    switch (random.below(7)) {
      case 6:
        return void b.append(random.chance(50) ? 'refcount.add' : 'refcount.sub', [object, random.chance(50) ? i64() : b.i64(1n << 48n)]);
      case 5:
        return void b.append(random.chance(50) ? 'decref.shared' : 'xdecref.shared', [object], {}, this.exit(pool));
      case 0:
        return void b.append('incref', [object]);
      case 1:
        return void b.append(random.chance(50) ? 'decref' : 'xdecref', [object], { leaf: true });
      case 2:
        return void pool.i64.push(b.load('load.i64', object, 0, 'object.refcount'));
      case 3:
        pool.f64.push(b.load('load.f64', b.emit('box.float', [f64()], {}, random.chance(50) ? this.exit(pool) : null), 16, 'float.value'));
        return;
      default:
        b.emit('box.int', [i64()], {}, random.chance(50) ? this.exit(pool) : null);
        return void pool.i64.push(b.load('load.i64', b.ptr(boxed), 24, 'any'));
    }
  }

  private copy(pool: Pool): Pool {
    return { i64: [...pool.i64], f64: [...pool.f64], bool: [...pool.bool] };
  }

  private some(pool: Pool, types: readonly (keyof Pool)[]): Value[] {
    return types.map((type) => (pool[type].length > 0 ? this.random.pick(pool[type]) : this.b.f64(2)));
  }

  private ifElse(pool: Pool, depth: number, condition: Value): void {
    const { fn, b, random } = this;
    const types = Array.from({ length: random.below(4) }, () => random.pick(['i64', 'i64', 'f64', 'bool'] as const));
    const then = fn.newBlock();
    const otherwise = fn.newBlock();
    const join = fn.newBlock();
    if (random.chance(30)) then.cold = true;
    const skips = random.chance(30);
    b.branch(condition, { block: then, args: [] }, skips ? { block: join, args: this.some(pool, types) } : { block: otherwise, args: [] });
    b.block = then;
    const inner = this.copy(pool);
    this.statements(inner, depth + 1);
    b.jump(join, this.some(inner, types));
    if (skips) fn.blocks.splice(fn.blocks.indexOf(otherwise), 1);
    else {
      b.block = otherwise;
      const other = this.copy(pool);
      this.statements(other, depth + 1);
      b.jump(join, this.some(other, types));
    }
    for (const type of types) pool[type].push(fn.addParameter(join, type as IrType));
    b.block = join;
  }

  private loop(pool: Pool, depth: number, i64: () => Value, f64: () => Value): void {
    const { fn, b, random } = this;
    const types = Array.from({ length: random.below(6) }, () => random.pick(['i64', 'i64', 'f64'] as const));
    const header = fn.newBlock();
    const body = fn.newBlock();
    const done = fn.newBlock();
    const limit = b.i64(random.below(4));
    b.jump(header, [b.i64(0), ...types.map((type) => (type === 'i64' ? i64() : f64()))]);
    b.block = header;
    const counter = fn.addParameter(header, 'i64', 'counter');
    const params = types.map((type) => fn.addParameter(header, type));
    const again = b.emit('lt.i64', [counter, limit]);
    b.branch(again, { block: body, args: [] }, { block: done, args: [] });
    b.block = body;
    const inner = this.copy(pool);
    params.forEach((param) => inner[param.type as 'i64' | 'f64'].push(param));
    inner.i64.push(counter);
    this.statements(inner, depth + 1);
    const next = b.emit('add.i64', [counter, b.i64(1)]);
    b.append('poll', [], {}, this.exit(inner));
    // Some parameters go round unchanged, some trade places.
    const args = params.map((param) => (random.chance(25) ? random.pick(params.filter((other) => other.type === param.type)) : random.pick(inner[param.type as 'i64' | 'f64'])));
    b.jump(header, [next, ...args]);
    params.forEach((param) => pool[param.type as 'i64' | 'f64'].push(param));
    b.block = done;
  }
}
