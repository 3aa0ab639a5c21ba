// Machine numbers and constants: between Values and ir.

import type { Value } from '@psyco/ir';
import { BoolValue, ConstValue, FloatValue, IntValue, type PyValue } from '@psyco/values';
import { TypeEmitter } from './types';

export abstract class NumberEmitter extends TypeEmitter {
  irInt(value: IntValue): Value {
    return value.ir ?? this.builder.i64(value.constant as bigint);
  }

  irFloat(value: FloatValue): Value {
    return value.ir ?? this.builder.f64(value.constant as number);
  }

  /** As an ir `bool`. */
  irBool(value: BoolValue): Value {
    if (value.constant !== null) return this.builder.bool(value.constant);
    const ir = value.ir as Value;
    return ir.type === 'bool' ? ir : this.emit('bool.from.i64', [ir]);
  }

  /** As an ir `i64`, 0 or 1. */
  irBoolInt(value: BoolValue): Value {
    if (value.constant !== null) return this.i64(value.constant ? 1 : 0);
    const ir = value.ir as Value;
    return ir.type === 'bool' ? this.emit('i64.from.bool', [ir]) : ir;
  }

  int(ir: Value): IntValue {
    return new IntValue(null, ir);
  }

  intConstant(value: bigint | number): IntValue {
    return new IntValue(BigInt(value), null);
  }

  float(ir: Value): FloatValue {
    return new FloatValue(null, ir);
  }

  floatConstant(value: number): FloatValue {
    return new FloatValue(value, null);
  }

  bool(ir: Value): BoolValue {
    return new BoolValue(null, ir);
  }

  /** What a C int says, 0 or 1: the upper half of its register is not defined. */
  truthOfC(ir: Value): BoolValue {
    return this.bool(this.emit('ne.i64', [this.emit('and.i64', [ir, this.i64(1)]), this.i64(0)]));
  }

  boolConstant(value: boolean): BoolValue {
    return new BoolValue(value, null);
  }

  get none(): ConstValue {
    return this.constant(this.world.known.none);
  }

  /** A value for a known object: numbers become Int, Float and Bool values. */
  constant(address: number, name?: string, pinned = true): ConstValue {
    if (pinned) this.pin(address);
    const typeAddress = this.world.typeAddress(address);
    const type = typeAddress === null ? null : this.world.classInfo(typeAddress);
    if (type === null) return this.refuse('unsteady', 'an object is gone');
    return new ConstValue(address, type, name ?? type.name);
  }

  /**
   * A value for a constant of the code: ints and floats unboxed, though they stay the objects that they are.
   * @param pinned whether the code must keep the object alive
   */
  literal(address: number, pinned = true): PyValue {
    const { known } = this.world;
    if (address === known.true || address === known.false) return this.boolConstant(address === known.true);
    if (pinned) this.pin(address);
    const type = this.world.typeAddress(address);
    const integer = type === this.intType.address ? this.world.readInt(address) : null;
    const isShort = integer !== null && integer >= -(2n ** 63n) && integer < 2n ** 63n;
    if (!isShort && type !== this.floatType.address) return this.constant(address, undefined, pinned);
    if (isShort) return new IntValue(integer, null, address);
    const number = this.world.readFloat(address);
    return Number.isNaN(number) ? new FloatValue(null, this.bitsOf(address), address) : new FloatValue(number, null, address);
  }

  /** The double in a known object, read when the code runs: what is not a number has a sign and more bits, JavaScript's comparisons know but one such value. */
  private bitsOf(float: number): Value {
    return this.builder.load('load.f64', this.builder.ref(float, 'nan'), this.world.offsets.floatValue, 'float.value');
  }

  /** A constant of the present frame's code object, which keeps it alive: the unit holds its own code and those of the calls in it. */
  codeConstant(index: number): PyValue {
    return this.literal(this.frame.code.constants[index], this.state.frames.length > 2);
  }

  /** The machine integer in a value of type int or bool (emits a load for objects). */
  toI64(value: PyValue, operand = 0): Value {
    if (value.kind === 'int') return this.irInt(value);
    if (value.kind === 'bool') return this.irBoolInt(value);
    if (value.kind === 'ref') {
      const { payload } = this.state.info(value);
      if (payload?.type === 'i64') return payload;
      const ir = this.builder.emit('unbox.int', [value.ir], {}, this.exit('overflow', { operand }));
      this.state.update(value, { payload: ir });
      return ir;
    }
    if (value.kind === 'const') {
      const constant = this.world.readInt(value.address);
      if (constant >= -(2n ** 63n) && constant < 2n ** 63n) return this.i64(constant);
      const ir = this.builder.ref(value.address, value.name);
      return this.builder.emit('unbox.int', [ir], {}, this.exit('overflow', { operand }));
    }
    throw new Error(`toI64: not an int: ${value.kind}`);
  }

  /**
   * Keeps an integer, and so what leaves when it has more than 64 bits, though nothing may use what becomes of it: the interpreter may raise
   * OverflowError there (3.11 Objects/floatobject.c, CONVERT_TO_DOUBLE; Objects/rangeobject.c, range_length).
   */
  need(integer: Value): void {
    this.builder.append('use', [integer]);
  }

  /** The double in a value of type float, or converted from int and bool (exact or rounded as CPython does). */
  toF64(value: PyValue, operand = 0): Value {
    if (value.kind === 'float') return this.irFloat(value);
    if (value.kind === 'const' && value.type.address === this.floatType.address) {
      const number = this.world.readFloat(value.address);
      return Number.isNaN(number) ? this.bitsOf(value.address) : this.builder.f64(number);
    }
    if (value.kind === 'ref' && this.isType(value, this.floatType)) {
      const { payload } = this.state.info(value);
      if (payload?.type === 'f64') return payload;
      const ir = this.builder.load('load.f64', value.ir, this.world.offsets.floatValue, 'float.value');
      this.state.update(value, { payload: ir });
      return ir;
    }
    if (value.kind === 'int' && value.constant !== null) return this.builder.f64(Number(value.constant));
    const integer = this.toI64(value, operand);
    this.need(integer);
    return this.emit('f64.from.i64', [integer]);
  }
}
