// Calls of Python functions: inlined, as native units, or through the interpreter; methods and operators defined in Python;
// making instances. Binding of arguments as CPython 3.11 Python/ceval.c initialize_locals does.

import { type ConstValue, FrameState, nullValue, type PyValue, type RefValue, type TypeInfo, VirtualValue } from '@psyco/values';
import type { Continuation, Value } from '@psyco/ir';
import { allocateInstance } from './allocate';
import { typeAttributes } from './emitter';
import type { Reason } from './reasons';
import type { ClassInfo, CodeFacts, FunctionFacts } from './world';
import type { ArgumentKind, Unit } from './unit';
import { mayReturnNotImplemented, newReliance, type Reliance } from './operator-results';
import { loadConstantGlobal } from './opcodes/variables';
import type { BinaryName, CompareName } from './types/meta';

const flagVarArguments = 0x04;
const flagVarKeywords = 0x08;
const flagGenerators = 0x20 | 0x80 | 0x100 | 0x200;

/** Levels of constructors below the deepest inlined function: they are short, and nothing else can be done about them there. */
const depthOfConstructors = 2;

/** Instructions from which on it does not pay to inline the first turn of a recursion, or what there is a unit for already. */
const longFunction = 80;

/** Instructions up to which a function is inlined into the largest units, too. */
const shortFunction = 30;

/** The class and its bases are as they were: one compare; holds until unknown code runs. */
export function guardTypeVersion(c: Unit, type: TypeInfo): void {
  const info = c.world.classInfo(type.address) as ClassInfo;
  if (!info.heap) return;
  // A class without a version stays so when it changes.
  if (info.versionTag === 0) throw new Error(`the class ${type.name} has no version: see hasVersion`);
  const tag = c.builder.load('load.u32', c.builder.ptr(type.address, type.name), c.world.offsets.typeVersionTag, 'type.version');
  c.guardTrue(c.emit('eq.i64', [tag, c.i64(info.versionTag)]), 'class');
  c.pin(type.address);
}

/** A class still has its metaclass (its version says nothing of that), and that is as it was. */
export function guardMetaclass(c: Unit, value: ConstValue): void {
  c.promoteType(value);
  guardTypeVersion(c, value.type);
}

/** Whether a class has a usable version (0 = CPython has not given one). */
export function hasVersion(c: Unit, type: TypeInfo): boolean {
  const info = c.world.classInfo(type.address);
  return info !== null && (!info.heap || info.versionTag !== 0);
}

/** The Python function that a class attribute is, or null. */
export function pythonFunction(c: Unit, address: number): FunctionFacts | null {
  return c.world.typeAddress(address) === c.builtin('PyFunction_Type').address ? c.world.functionFacts(address) : null;
}

/**
 * Where the parameters' values come from: an argument's index, or ~index of a default; null if the call does not fit (then CPython raises or does
 * something rarer).
 */
function placeArguments(facts: FunctionFacts, { code: info }: CodeFacts, positional: number, names: readonly string[]): number[] | null {
  if (info.flags & (flagVarArguments | flagVarKeywords)) return null;
  const count = info.argumentCount;
  const total = count + info.keywordOnlyCount;
  if (positional > count) return null;
  const places: (number | null)[] = new Array(total).fill(null);
  for (let index = 0; index < positional; index++) places[index] = index;
  for (const [index, name] of names.entries()) {
    const at = info.localsPlusNames.indexOf(name);
    if (at < info.positionalOnlyCount || at >= total || places[at] !== null) return null;
    places[at] = positional + index;
  }
  const firstDefault = count - facts.defaultValues.length;
  for (let index = Math.max(firstDefault, 0); index < count; index++) places[index] ??= ~(index - firstDefault);
  return places.every((place) => place !== null) ? (places as number[]) : null;
}

/** The values of the parameters, or null if the call does not fit. */
export function bindArguments(c: Unit, facts: FunctionFacts, code: CodeFacts, args: PyValue[], names: string[] = []): PyValue[] | null {
  const places = placeArguments(facts, code, args.length - names.length, names);
  if (!places) return null;
  const bound = places.map((place) => (place >= 0 ? args[place]! : c.literal(facts.defaultValues[~place]!)));
  guardCode(c, facts, places.some((place) => place < 0));
  return bound;
}

/** `__code__` and `__defaults__` are as they were. */
function guardCode(c: Unit, facts: FunctionFacts, defaults: boolean): void {
  const { offsets } = c.world;
  const func = c.builder.ref(facts.address, facts.name);
  testCode(c, func, facts, 'class');
  if (!defaults) return;
  const values = c.builder.load('load.ptr', func, offsets.functionDefaults, 'function.code');
  c.guardTrue(c.emit('eq.ptr', [values, c.builder.ptr(facts.defaults, `${facts.name} defaults`)]), 'class');
  // Another tuple may be made at its address.
  c.pin(facts.defaults);
}

function testCode(c: Unit, func: Value, facts: FunctionFacts, reason: Reason): void {
  const code = c.builder.load('load.ptr', func, c.world.offsets.functionCode, 'function.code');
  // Another code object may be made at its address.
  c.pin(facts.code);
  c.guardTrue(c.emit('eq.ptr', [code, c.builder.ptr(facts.code, `${facts.name} code`)]), reason);
}

/**
 * Calls a function in place that is known by its code, which all that one `def` has made share. None of them is embedded: it would keep alive what its
 * cells refer to, and be another one the next time.
 * @param callee in a register, and seen to be the function of `facts`
 * @returns whether it was done; else nothing was emitted
 */
export function callByCode(c: Unit, callee: RefValue, facts: FunctionFacts, args: PyValue[], names: string[], operands: number): boolean {
  const code = c.world.codeFacts(facts.code);
  if (!code || !canInline(c, code) || (!usesCells(code) && (code.instructions.length > longFunction || getsUnitOfItsOwn(c, code)))) return false;
  const places = placeArguments(facts, code, args.length - names.length, names);
  if (!places) return false;
  const type = c.builtin('PyFunction_Type');
  if (c.typeOf(callee)?.address !== type.address) {
    c.builder.append('guard.type', [callee.ir], typeAttributes(type), c.exit('value'));
    c.state.update(callee, { type });
  }
  testCode(c, callee.ir, facts, 'value');
  const values = places.some((place) => place < 0) ? defaultsOf(c, callee, facts) : [];
  c.popMany(operands);
  enterInline(c, callee, code, places.map((place) => (place >= 0 ? args[place]! : values[~place]!)), 'push');
  return true;
}

/** The defaults that a function has now, as many as one of the same code has that was seen. */
function defaultsOf(c: Unit, func: RefValue, facts: FunctionFacts): PyValue[] {
  const { offsets } = c.world;
  const tuple = c.builder.load('load.ref', func.ir, offsets.functionDefaults, 'function.code');
  c.builder.append('guard.nonnull', [tuple], {}, c.exit('value'));
  const length = c.builder.load('load.i64', tuple, offsets.varSize, 'immutable');
  c.guardTrue(c.emit('eq.i64', [length, c.i64(facts.defaultValues.length)]), 'value');
  // `__defaults__` may be set to another tuple: what is read of this one is held like what is in any container.
  return facts.defaultValues.map((exemplar, index) => c.ref(c.builder.load('load.ref', tuple, offsets.tupleItems + 8 * index, 'immutable'), 'heap', null, exemplar));
}

/**
 * Enters a Python function in place: a virtual frame on top of the current one. The operands have been popped.
 * @returns whether it was done.
 */
export function canInline(c: Unit, code: CodeFacts, continuation: Continuation = 'push'): boolean {
  if (code.refusal || code.code.flags & flagGenerators) return false;
  if (c.state.frames.length >= c.limits.inlineDepth + (continuation === 'init' ? depthOfConstructors : 0)) return false;
  if (c.state.frames.some((frame) => frame.code.address === code.address)) return false;
  return c.services.mayInline(code, c.state.frames.length);
}

function enterInline(c: Unit, func: PyValue, code: CodeFacts, bound: PyValue[], continuation: Continuation): void {
  const locals: PyValue[] = new Array(code.localCount).fill(nullValue);
  bound.forEach((value, index) => (locals[index] = c.resolve(value)));
  c.frame.continuation = continuation;
  const frame = new FrameState<CodeFacts>(code, func, locals);
  c.state.frames.push(frame);
  bound.forEach((value, index) => c.predictLocal(frame, index, value));
  c.services.noteInlined(code.address);
  // Exits make frames of it.
  c.pin(code.address);
}

interface CallOptions {
  continuation?: Continuation;
  /** What an inlined call leaves on the stack below its result. */
  below?: PyValue[];
  /** Tests once more that this is the function to call: arguments were built since, which runs anything. */
  confirm?: () => void;
}

/** Calls a Python function with Values: inline, else native. The operands are still on the stack (`operands` of them). */
export function callFunction(c: Unit, facts: FunctionFacts, args: PyValue[], names: string[], operands: number, { continuation = 'push', below = [], confirm }: CallOptions = {}): boolean {
  const code = c.world.codeFacts(facts.code);
  if (!code) return false;
  const inline = canInline(c, code, continuation);
  const mayBeNative = continuation === 'push' && !code.refusal && !(code.code.flags & flagGenerators) && !usesCells(code);
  const native = mayBeNative && (!inline || isLongRecursion(code) || getsUnitOfItsOwn(c, code));
  if (!inline && !native) return false;
  // What an earlier compilation of this callee found out: nothing is emitted before it is known to fit.
  if (code.code.flags & (flagVarArguments | flagVarKeywords)) return false;
  let unit: ReturnType<typeof c.services.nativeUnit> = null;
  const probe = probeArguments(c, facts, code, args, names);
  if (!probe) return false;
  const kinds = probe.map((value) => argumentKind(c, value));
  if (native || (mayBeNative && code.instructions.length > longFunction)) {
    unit = c.services.nativeUnit(facts.address, kinds, c.state.frames.length, !native);
    if (!unit && !inline) return false;
  }
  if (unit && args.some(({ kind }) => kind === 'virtual')) {
    // A collection may have run anything: before the function and the classes of its other arguments are looked at.
    for (const value of args) c.real(c.resolve(value));
    args = args.map((value) => c.resolve(value));
    confirm?.();
  }
  const bound = bindArguments(c, facts, code, args, names);
  if (!bound) return false;
  if (!unit) {
    c.popMany(operands);
    below.forEach((value) => c.push(value));
    enterInline(c, c.constant(facts.address, facts.name), code, bound, continuation);
    return true;
  }
  callNative(c, unit, bound, kinds, operands);
  return true;
}

/** Whether a function seems to call itself, and is long: inlined it would be compiled twice, here and as the native unit that it calls. */
function isLongRecursion(code: CodeFacts): boolean {
  return code.instructions.length > longFunction && code.code.names.includes(code.name);
}

/**
 * Whether a large unit rather calls the function: what is inlined everywhere is compiled anew with each unit, and a call costs nothing beside a
 * loop.
 */
function getsUnitOfItsOwn(c: Unit, code: CodeFacts): boolean {
  const { blocksMade, limits } = c;
  if (blocksMade > limits.inlineLong && code.instructions.length > shortFunction) return true;
  return blocksMade > limits.inlineLoops && code.instructions.some(({ info }) => info.argument === 'jumpBackward');
}

function usesCells(code: CodeFacts): boolean {
  return code.instructions.some((instruction) => instruction.opcode === 'COPY_FREE_VARS' || instruction.opcode === 'MAKE_CELL');
}

/** As bindArguments, without emitting guards. */
function probeArguments(c: Unit, facts: FunctionFacts, code: CodeFacts, args: PyValue[], names: string[]): PyValue[] | null {
  const length = c.builder.block.instructions.length;
  const exits = c.fn.exits.length;
  const result = bindArguments(c, facts, code, args, names);
  c.builder.block.instructions.length = length;
  c.fn.exits.length = exits;
  c.sites.length = exits;
  return result;
}

/** The one type that an argument is expected to have, or null. */
function expectedType(c: Unit, value: PyValue): TypeInfo | null {
  const known = c.typeOf(value);
  if (known || value.kind !== 'ref') return known;
  const types = c.typesExpected(value, 5);
  return types?.length === 1 ? c.world.classInfo(types[0]) : null;
}

function argumentKind(c: Unit, value: PyValue): ArgumentKind {
  switch (value.kind) {
    case 'int':
      return { kind: 'int' };
    case 'float':
      return { kind: 'float' };
    case 'bool':
      return { kind: 'bool' };
    case 'const':
      return { kind: 'const', address: value.address };
    default: {
      const type = expectedType(c, value);
      if (type?.address === c.intType.address) return { kind: 'int' };
      if (type?.address === c.floatType.address) return { kind: 'float' };
      return { kind: 'ref', type, exemplar: c.exemplarOf(value) };
    }
  }
}

function callNative(c: Unit, unit: NonNullable<ReturnType<Unit['services']['nativeUnit']>>, bound: PyValue[], kinds: readonly ArgumentKind[], operands: number): void {
  const finished: (() => void)[] = [];
  const passed = bound.map((value, index) => ({ value, kind: kinds[index]! })).filter(({ kind }) => kind.kind !== 'const');
  const irs = passed.map(({ value, kind }, index) => {
    if (kind.kind === 'int') return c.toNative(value, c.intType, index);
    if (kind.kind === 'float') return c.toNative(value, c.floatType, index);
    if (kind.kind === 'bool') return c.irBoolInt(value as never);
    if (kind.kind === 'ref' && kind.type && value.kind === 'ref' && !c.typeOf(value)) c.guardType(value, kind.type, 5);
    const forced = c.forceAll([value]);
    finished.push(forced.done);
    return forced.irs[0];
  });
  c.secure();
  const popped = c.popMany(operands);
  const release = c.ownedOnlyBy(popped);
  c.before = c.snapshotAt(c.frame.offset);
  const returns = unit.returns;
  const result = returns === 'int' || returns === 'bool' ? 'i64' : returns === 'float' ? 'f64' : returns === 'none' ? 'void' : 'ref';
  const ir = c.builder.emit('call.native', irs, { unit: unit.key, result }, c.exit('error', { release }));
  c.unknownCodeRan();
  // Linking counts this frame for the recursion limit, which the callees count on from.
  c.usesFrame = true;
  finished.forEach((done) => done());
  switch (returns) {
    case 'int':
      return c.push(c.int(ir));
    case 'float':
      return c.push(c.float(ir));
    case 'bool':
      return c.push(c.bool(ir));
    case 'none':
      return c.push(c.none);
    default:
      return c.push(c.ref(ir, 'owned', unit.returnType && c.mayChangeClass(unit.returnType) ? null : unit.returnType));
  }
}

/** Tests once more that a value's class is the one it was found to be, and as it was: after what runs anything. */
export function confirmClass(c: Unit, value: PyValue, type: TypeInfo, operand = 0): void {
  const now = c.resolve(value);
  if (now.kind === 'ref' && !c.typeOf(now)) c.guardType(now, type, operand);
  else c.promoteType(now);
  if (hasVersion(c, type)) guardTypeVersion(c, type);
}

/**
 * A method defined in Python, looked up on the class only.
 * @param operator another method may come next, if this one returns NotImplemented
 */
export function inlineMethod(c: Unit, object: PyValue, name: string, args: PyValue[], operands: number, operator = false): boolean {
  const type = c.typeOf(object);
  if (!type?.heap || !hasVersion(c, type)) return false;
  const attribute = c.world.lookup(type.address, name);
  const facts = attribute && pythonFunction(c, attribute.address);
  const code = facts && c.world.codeFacts(facts.code);
  const reliance = newReliance();
  if (!facts || !code || (operator && mayReturnNotImplemented(c.world, facts, code, type, reliance))) return false;
  guardTypeVersion(c, type);
  if (!guardReliance(c, reliance)) return false;
  const others = args.map((value) => c.typeOf(value));
  const confirm = (): void => {
    confirmClass(c, object, type);
    // The classes of its other operands say which operator comes first.
    if (operator) for (const [index, other] of others.entries()) if (other) confirmClass(c, args[index]!, other, 5);
    guardReliance(c, reliance);
  };
  return callFunction(c, facts, [object, ...args], [], operands, { confirm });
}

/**
 * What the method's results were told from is as it was: tested before the operator begins, where the interpreter can do it. In the middle of the
 * method it would go on with what is there now, and give a NotImplemented for the operator's result. The method's own tests of the same fall away.
 * @returns whether all of it can be tested
 */
function guardReliance(c: Unit, { names, functions, classes }: Reliance): boolean {
  if (names.length === 0 && functions.length === 0 && classes.length === 0) return true;
  const here = c.frame.code.address;
  if (c.feedback.happened(here, c.offset, 'value') || c.feedback.happened(here, c.offset, 'global')) return false;
  for (const { facts, name } of names) {
    const value = loadConstantGlobal(c, facts, name);
    if (value === null) return false;
    const info = c.world.classInfo(value);
    if (info?.heap && c.world.isSubtype(c.world.typeAddress(value) as number, c.builtin('PyType_Type').address)) {
      if (!hasVersion(c, info)) return false;
      guardTypeVersion(c, info);
    }
  }
  for (const facts of functions) {
    c.pin(facts.address);
    guardCode(c, facts, false);
  }
  for (const address of new Set(classes)) {
    const value = c.constant(address, 'class');
    if (!hasVersion(c, value.type)) return false;
    guardMetaclass(c, value);
  }
  return true;
}

const operatorNames: Partial<Record<BinaryName, string>> = { add: 'add', and: 'and', floordiv: 'floordiv', lshift: 'lshift', matmul: 'matmul', mul: 'mul', mod: 'mod', or: 'or', pow: 'pow', rshift: 'rshift', sub: 'sub', truediv: 'truediv', xor: 'xor' };

/** `left op right` with operators defined in Python, where no reflected method may come first. */
export function inlineBinary(c: Unit, op: BinaryName, left: PyValue, right: PyValue, inPlace: boolean): boolean {
  const name = operatorNames[op];
  const leftType = c.typeOf(left) as TypeInfo;
  const rightType = c.typeOf(right) as TypeInfo;
  if (!name) return false;
  if (leftType.heap) {
    if (!hasVersion(c, leftType)) return false;
    if (inPlace && c.world.lookup(leftType.address, `__i${name}__`)) return false;
    if (rightType.heap && rightType.address !== leftType.address) {
      if (!hasVersion(c, rightType) || c.world.lookup(rightType.address, `__r${name}__`)) return false;
      guardTypeVersion(c, rightType);
    }
    return inlineMethod(c, left, `__${name}__`, [right], 2, true);
  }
  if (!rightType.heap || ![c.intType, c.floatType, c.boolType].some(({ address }) => address === leftType.address)) return false;
  // The reflected method of a subclass comes first. Other ints and floats are numbers for the left one, which the method is not asked for.
  const isNumber = [c.intType, c.floatType].some(({ address }) => c.world.isSubtype(rightType.address, address));
  if (isNumber && !c.world.isSubtype(rightType.address, leftType.address)) return false;
  return inlineMethod(c, right, `__r${name}__`, [left], 2, true);
}

const reflected: Record<CompareName, string> = { lt: 'gt', le: 'ge', eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le' };

export function inlineCompare(c: Unit, op: CompareName, left: PyValue, right: PyValue): boolean {
  const leftType = c.typeOf(left) as TypeInfo;
  const rightType = c.typeOf(right) as TypeInfo;
  if (!leftType.heap || op === 'ne') return false;
  if (rightType.heap && rightType.address !== leftType.address) {
    // A subclass on the right with the reflected method comes first.
    if (c.world.lookup(rightType.address, `__${reflected[op]}__`)) return false;
  }
  return inlineMethod(c, left, `__${op}__`, [right], 2, true);
}

/** `Class(args)`: an instance, virtual until it escapes, and its `__init__` inlined. */
export function instantiate(c: Unit, info: ClassInfo, args: PyValue[], names: string[], operands: number): boolean {
  if (!info.heap || !info.plainNew || !hasVersion(c, info) || info.finalizer) return false;
  const value = c.constant(info.address, info.name);
  if (!hasVersion(c, value.type)) return false;
  const init = c.world.lookup(info.address, '__init__');
  if (!init) return false;
  if (args.length === 0 && init.address === c.world.lookup(c.builtin('PyBaseObject_Type').address, '__init__')?.address) {
    // Nothing is done to it: attributes are set from outside.
    guardMetaclass(c, value);
    guardTypeVersion(c, info);
    c.popMany(operands);
    c.push(newInstance(c, info));
    return true;
  }
  const facts = pythonFunction(c, init.address);
  if (!facts) return false;
  const code = c.world.codeFacts(facts.code);
  if (!code || !canInline(c, code, 'init')) return false;
  if (!probeArguments(c, facts, code, [nullValue, ...args], names)) return false;
  guardMetaclass(c, value);
  guardTypeVersion(c, info);
  const instance = newInstance(c, info);
  if (instance.kind === 'ref') c.hold(instance.ir);
  const done = callFunction(c, facts, [instance, ...args], names, operands, { continuation: 'init', below: [instance] });
  if (instance.kind === 'ref') c.unhold(instance.ir);
  return done;
}

/** A fresh instance: virtual if the class stores its attributes inline. */
function newInstance(c: Unit, info: ClassInfo): PyValue {
  if (info.inline && info.inline.index.size > 0) {
    const type = c.builder.ptr(info.inline.keys, `${info.name} keys`);
    const count = c.builder.load('load.i64', type, c.world.offsets.keysEntryCount, 'type.version');
    c.guardTrue(c.emit('eq.i64', [count, c.i64(info.inline.entryCount)]), 'class');
    return new VirtualValue('instance', [c.constant(info.address, info.name), ...new Array<PyValue>(info.inline.entryCount).fill(nullValue)], info);
  }
  const instance = allocateInstance(c, info);
  // `__init__` is looked up after the instance was made (3.11, Objects/typeobject.c, type_call), amid which a collection may have run anything.
  c.hold(instance.ir);
  guardTypeVersion(c, info);
  c.unhold(instance.ir);
  const compact = c.world.compactClass(info.address);
  if (compact) {
    // What the allocation has left there, for those that read it next.
    c.builder.store('store.ptr', instance.ir, c.builder.ptr(0, 'NULL'), compact.offsets.data, 'compact.data');
    c.state.update(instance, { layout: compact.empty.address });
  }
  return instance;
}
