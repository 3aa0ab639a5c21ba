// Unary, binary and comparison operations, subscripts: dispatch to the meta-operations of the operand types; what they
// decline is a call of the C function that the interpreter would have used.

import { BoolValue, type PyValue, type RefValue, type TypeInfo } from '@psyco/values';
import type { Instruction } from '@psyco/bytecode';
import type { Value } from '@psyco/ir';
import type { Handler, Unit } from '../unit';
import { guardTypeVersion, hasVersion, inlineBinary, inlineCompare, inlineMethod } from '../inline';
import { appendInPlace } from '../types/string-append';
import { type BinaryName, binaryNames, compareNames, effectAmidSignals, isPlainType, looksForSignals, metaOf, type TypeMeta } from '../types/meta';

/** What CPython's own inline cache says about the operands. */
export function cacheHint(c: Unit, specialized: string): [TypeInfo | null, TypeInfo | null] {
  if (/_(INT|INT_JUMP)$/.test(specialized) && !specialized.includes('SUBSCR')) return [c.intType, c.intType];
  if (/_(FLOAT|FLOAT_JUMP)$/.test(specialized)) return [c.floatType, c.floatType];
  if (/_(UNICODE|STR_JUMP)$/.test(specialized)) return [c.strType, c.strType];
  if (/SUBSCR_LIST_INT$/.test(specialized)) return [c.listType, c.intType];
  if (/SUBSCR_TUPLE_INT$/.test(specialized)) return [c.tupleType, c.intType];
  if (/SUBSCR_DICT$/.test(specialized)) return [c.dictType, null];
  return [null, null];
}

const numberFunctions: Record<BinaryName, string> = {
  add: 'Add', and: 'And', floordiv: 'FloorDivide', lshift: 'Lshift', matmul: 'MatrixMultiply', mul: 'Multiply', mod: 'Remainder', or: 'Or', pow: 'Power', rshift: 'Rshift', sub: 'Subtract', truediv: 'TrueDivide', xor: 'Xor',
};

/** The first of the operands' types that takes the operation. */
function tryMetas<T>(c: Unit, values: PyValue[], use: (meta: TypeMeta) => T | null | undefined): T | null {
  const seen = new Set<TypeMeta>();
  for (const value of values) {
    const meta = metaOf(c, value);
    if (!meta || seen.has(meta)) continue;
    seen.add(meta);
    const result = use(meta);
    if (result !== null && result !== undefined) return result;
  }
  return null;
}

function binary(c: Unit, { argument, specialized }: Instruction): void {
  const right = c.peek(0);
  const left = c.peek(1);
  const inPlace = argument >= 13;
  const op = binaryNames[argument % 13];
  const [leftHint, rightHint] = cacheHint(c, specialized);
  const leftType = c.promoteType(left, 0, leftHint);
  const rightType = c.promoteType(right, 1, rightHint);
  if (leftType && rightType) {
    if (op === 'add' && leftType.address === c.strType.address && rightType.address === leftType.address && appendInPlace(c, left, right)) return;
    const result = tryMetas(c, [left, right], (meta) => meta.binary?.(c, op, left, right, inPlace));
    if (result) {
      c.popMany(2);
      c.push(result);
      return;
    }
    if (inlineBinary(c, op, left, right, inPlace)) return;
  }
  const { irs, temporaries, done } = c.forceAll([left, right]);
  const symbol = `PyNumber_${inPlace ? 'InPlace' : ''}${numberFunctions[op]}`;
  if (op === 'pow') irs.push(c.builder.ref(c.world.known.none, 'None'));
  const result = callNumber(c, symbol, irs, temporaries, leftType, rightType, op);
  c.popMany(2);
  c.push(result);
  done();
}

/** Arithmetic of builtin numbers and strings runs no Python code but handlers of signals; anything else may. */
function callNumber(c: Unit, symbol: string, irs: Value[], temporaries: Value[], left: TypeInfo | null, right: TypeInfo | null, op: BinaryName): PyValue {
  const leafs = left && right && isPlainType(left) && isPlainType(right) && !(left.name === 'str' && op === 'mod');
  const isInt = (operand: TypeInfo | null): boolean => operand?.name === 'int' || operand?.name === 'bool';
  const looks = looksForSignals.has(op) && isInt(left) && isInt(right);
  const ir = leafs ? c.callC(symbol, irs, effectAmidSignals(c, looks), 'ref', 'null', temporaries) : c.callPython(symbol, irs, 'ref', 'null', temporaries);
  let type: TypeInfo | null = null;
  if (leafs) {
    if (left.name === 'str' || right.name === 'str') type = c.strType;
    else if (op === 'truediv' || left.name === 'float' || right.name === 'float') type = op === 'pow' ? null : c.floatType;
    else type = op === 'pow' || (left.name === 'bool' && right.name === 'bool') ? null : c.intType;
  }
  return c.ref(ir, 'owned', type);
}

function compare(c: Unit, { argument, specialized }: Instruction): void {
  const right = c.peek(0);
  const left = c.peek(1);
  const op = compareNames[argument];
  const [leftHint, rightHint] = cacheHint(c, specialized);
  const leftType = c.promoteType(left, 0, leftHint);
  const rightType = c.promoteType(right, 1, rightHint);
  if (leftType && rightType) {
    const result = tryMetas(c, [left, right], (meta) => meta.compare?.(c, op, left, right));
    if (result) {
      c.popMany(2);
      c.push(result);
      return;
    }
    if (inlineCompare(c, op, left, right)) return;
  }
  const { irs, temporaries, done } = c.forceAll([left, right]);
  const args = [...irs, c.i64(argument)];
  const leafs = isPlainType(leftType) && isPlainType(rightType);
  const ir = leafs ? c.callC('PyObject_RichCompare', args, 'read', 'ref', 'null', temporaries) : c.callPython('PyObject_RichCompare', args, 'ref', 'null', temporaries);
  c.popMany(2);
  c.push(c.ref(ir, 'owned', leafs ? c.boolType : null));
  done();
}

/** Truth of a value, as a condition. The value stays on the stack until the caller pops it. */
export function truth(c: Unit, value: PyValue): BoolValue {
  if (value.kind === 'bool') return value;
  if (value.kind === 'const') {
    if (value.address === c.world.known.none) return c.boolConstant(false);
    const { heap, name } = value.type;
    if (!heap && (name === 'function' || name === 'type')) return c.boolConstant(true);
  }
  if (value.kind === 'ref' && !c.typeOf(value) && c.limits.learns) {
    const types = c.typesExpected(value, 0, null) ?? [null];
    if (types.length === 0) return truthOfUnknown(c, value);
    // True and False have not left here, if all that is known of the place are exits.
    const seen = c.feedback.typesSeen(c.frame.code.address, c.offset, 0);
    if (types.every((type) => type !== null && seen.includes(type))) c.state.update(value, { expected: [c.boolType.address] });
  }
  const type = c.promoteType(value, 0);
  if (type) {
    const meta = metaOf(c, value);
    const result = meta?.truth?.(c, value);
    if (result) return result;
    if (type.address === c.builtin('_PyNone_Type').address) return c.boolConstant(false);
    if (type.address === c.builtin('PyModule_Type').address) return c.boolConstant(true);
    // An instance of a class with neither __bool__ nor __len__ is true.
    if (type.heap && hasVersion(c, type) && !c.world.lookup(type.address, '__bool__') && !c.world.lookup(type.address, '__len__')) {
      guardTypeVersion(c, type);
      return c.boolConstant(true);
    }
  }
  const { irs, temporaries, done } = c.forceAll([value]);
  const result = c.callPython('PyObject_IsTrue', irs, 'i64', 'minus-one', temporaries);
  done();
  return c.truthOfC(result);
}

/** What is tested without anything being known of it is the result of a call, mostly: True, False, or None. Other types are noted. */
function truthOfUnknown(c: Unit, value: RefValue): BoolValue {
  const { known } = c.world;
  const is = (address: number, name: string): Value => c.emit('eq.ref', [value.ir, c.builder.ref(address, name)]);
  const isTrue = is(known.true, 'True');
  const others = c.emit('or.bool', [is(known.false, 'False'), is(known.none, 'None')]);
  c.guardTrue(c.emit('or.bool', [isTrue, others]), 'type', { saw: value.ir, operand: 0 });
  return c.bool(isTrue);
}

function unary(op: 'neg' | 'pos' | 'invert', symbol: string): Handler {
  return (c) => {
    const value = c.peek();
    if (c.promoteType(value, 0)) {
      const result = metaOf(c, value)?.unary?.(c, op, value);
      if (result) {
        c.pop();
        c.push(result);
        return;
      }
    }
    const { irs, temporaries, done } = c.forceAll([value]);
    const ir = c.callPython(symbol, irs, 'ref', 'null', temporaries);
    c.pop();
    c.push(c.ref(ir, 'owned'));
    done();
  };
}

/** What is not known to be a slice indexes a sequence as an int. */
function sequenceHint(c: Unit, type: TypeInfo | null): TypeInfo | null {
  return type && [c.listType, c.tupleType, c.strType].some((one) => one.address === type.address) ? c.intType : null;
}

function subscript(c: Unit, { specialized }: Instruction): void {
  const index = c.peek(0);
  const object = c.peek(1);
  const [objectHint, indexHint] = cacheHint(c, specialized);
  const objectType = c.promoteType(object, 0, objectHint);
  const indexType = c.promoteType(index, 1, indexHint ?? sequenceHint(c, objectType));
  if (objectType && indexType) {
    const result = metaOf(c, object)?.subscript?.(c, object, index);
    if (result) {
      c.popMany(2);
      c.push(result);
      return;
    }
    if (inlineMethod(c, object, '__getitem__', [index], 2)) return;
  }
  const { irs, temporaries, done } = c.forceAll([object, index]);
  const ir = c.callPython('PyObject_GetItem', irs, 'ref', 'null', temporaries);
  c.popMany(2);
  c.push(c.ref(ir, 'owned'));
  done();
}

function storeSubscript(c: Unit, { specialized }: Instruction): void {
  // To build an object may start a collection, which runs anything: before the container is looked at.
  const value = c.real(c.peek(2));
  const index = c.peek(0);
  const object = c.peek(1);
  const [objectHint, indexHint] = cacheHint(c, specialized);
  const objectType = c.promoteType(object, 0, objectHint);
  const indexType = c.promoteType(index, 1, indexHint ?? sequenceHint(c, objectType));
  if (objectType && indexType) {
    const store = metaOf(c, object)?.storeSubscript;
    if (store) {
      const saved = c.frame.stack.slice(-3);
      c.popMany(3);
      if (store(c, object, index, value)) return;
      // Another array, if an object was built meanwhile.
      c.frame.stack.push(...saved.map((one) => c.resolve(one)));
    }
  }
  const { irs, temporaries, done } = c.forceAll([object, index, value]);
  c.callPython('PyObject_SetItem', irs, 'i64', 'minus-one', temporaries);
  c.popMany(3);
  done();
}

function contains(c: Unit, { argument }: Instruction): void {
  const container = c.peek(0);
  const item = c.peek(1);
  const containerType = c.promoteType(container, 0);
  const itemType = c.promoteType(item, 1);
  let result: BoolValue | null = null;
  if (containerType && itemType) result = metaOf(c, container)?.contains?.(c, container, item) ?? null;
  if (!result) {
    const { irs, temporaries, done } = c.forceAll([container, item]);
    const found = c.callPython('PySequence_Contains', irs, 'i64', 'minus-one', temporaries);
    done();
    result = c.truthOfC(found);
  }
  c.popMany(2);
  c.push(argument ? not(c, result) : result);
}

export function not(c: Unit, value: BoolValue): BoolValue {
  return value.constant !== null ? c.boolConstant(!value.constant) : c.bool(c.emit('not.bool', [c.irBool(value)]));
}

function is(c: Unit, { argument }: Instruction): void {
  const right = c.peek(0);
  const left = c.peek(1);
  const result = identical(c, left, right);
  c.popMany(2);
  c.push(argument ? not(c, result) : result);
}

/** What is compared with a number in a register must have a type: where objects of all sorts come by, that of the number. */
function promoteToNumber(c: Unit, value: PyValue, operand: number, number: TypeInfo): void {
  if (!c.promoteType(value, operand, number) && value.kind === 'ref') c.guardType(value, number, operand);
}

/** Identity. Values of different exact types are different objects; unboxed numbers are compared by value (docs/differences.md). */
export function identical(c: Unit, left: PyValue, right: PyValue): BoolValue {
  if (left === right) return c.boolConstant(true);
  const leftType = c.typeOf(left);
  const rightType = c.typeOf(right);
  // The class that a known object had may be another one now.
  const isFixed = (value: PyValue, type: TypeInfo): boolean => value.kind !== 'const' || !c.mayChangeClass(type);
  if (leftType && rightType && leftType.address !== rightType.address && isFixed(left, leftType) && isFixed(right, rightType)) return c.boolConstant(false);
  if (left.kind === 'virtual' || right.kind === 'virtual') return c.boolConstant(false);
  if (left.kind === 'const' && right.kind === 'const') return c.boolConstant(left.address === right.address);
  if (left.kind === 'bool' && right.kind === 'bool') return c.bool(c.emit('eq.i64', [c.irBoolInt(left), c.irBoolInt(right)]));
  if (left.kind === 'bool' || right.kind === 'bool') return c.bool(c.emit('eq.ref', [c.force(left).ir, c.force(right).ir]));
  if (left.kind === 'int' || right.kind === 'int') {
    if (leftType && rightType) return c.bool(c.emit('eq.i64', [c.toI64(left, 0), c.toI64(right, 1)]));
    promoteToNumber(c, left, 0, c.intType);
    promoteToNumber(c, right, 1, c.intType);
    return identical(c, left, right);
  }
  if (left.kind === 'float' || right.kind === 'float') {
    promoteToNumber(c, left, 0, c.floatType);
    promoteToNumber(c, right, 1, c.floatType);
    if (!c.isType(left, c.floatType) || !c.isType(right, c.floatType)) return c.boolConstant(false);
    return c.bool(c.emit('eq.i64', [c.emit('i64.bits.f64', [c.toF64(left)]), c.emit('i64.bits.f64', [c.toF64(right)])]));
  }
  if (left.kind === 'char' || right.kind === 'char') {
    const { irs, done } = c.forceAll([left, right]);
    const same = c.emit('eq.ref', irs);
    done();
    return c.bool(same);
  }
  return c.bool(c.emit('eq.ref', [c.force(left).ir, c.force(right).ir]));
}

export const operationHandlers: Record<string, Handler> = {
  BINARY_OP: binary,
  COMPARE_OP: compare,
  CONTAINS_OP: contains,
  IS_OP: is,
  UNARY_NEGATIVE: unary('neg', 'PyNumber_Negative'),
  UNARY_POSITIVE: unary('pos', 'PyNumber_Positive'),
  UNARY_INVERT: unary('invert', 'PyNumber_Invert'),
  UNARY_NOT: (c) => {
    const result = not(c, truth(c, c.peek()));
    c.pop();
    c.push(result);
  },
  BINARY_SUBSCR: subscript,
  STORE_SUBSCR: storeSubscript,
  DELETE_SUBSCR: (c) => {
    const { irs, temporaries, done } = c.forceAll([c.peek(1), c.peek(0)]);
    c.callPython('PyObject_DelItem', irs, 'i64', 'minus-one', temporaries);
    c.popMany(2);
    done();
  },
};
