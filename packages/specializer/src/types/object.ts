// Plain instances: attributes in inline values, methods and class attributes under the class's version, properties.
// Mirrors the attribute part of Objects/object.c, Objects/typeobject.c and, for the layout, Objects/dictobject.c (3.11).

import { cacheOf } from '@psyco/bytecode';
import { type PyValue, VirtualValue, type TypeInfo } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import type { ClassAttribute, ClassInfo } from '../world';
import { typeAttributes } from '../emitter';
import { confirmClass, guardTypeVersion, hasVersion, pythonFunction } from '../inline';
import { isConstantLike, isPlainTuple } from '../constant-like';
import { readCompact, storeCompact } from './compact';
import { isPlainType } from './meta';
import { storeOwned } from './store';

export type AttributeResult =
  | { kind: 'value'; value: PyValue }
  /** A function found on the class: to be bound to the object. */
  | { kind: 'method'; value: PyValue }
  /** `confirm` tests once more that this is the getter: where something ran since. */
  | { kind: 'property'; getter: number; confirm: () => void };

const flagMethodDescriptor = 1 << 17; // Py_TPFLAGS_METHOD_DESCRIPTOR

/** The class of the object whose attribute the present instruction is about, as the interpreter has specialized it. */
export function attributeHint(c: Unit): TypeInfo | null {
  const instruction = c.frame.code.at(c.offset);
  if (!/_(INSTANCE_VALUE|SLOT|WITH_HINT|WITH_VALUES|NO_DICT|WITH_DICT)$/.test(instruction.specialized)) return null;
  const { version, typeVersion } = cacheOf(instruction);
  return c.world.classOfVersion(version ?? typeVersion ?? 0);
}

/** What `object.name` is, or null if it is left to PyObject_GetAttr. Emits guards. */
export function lookUpAttribute(c: Unit, object: PyValue, name: string): AttributeResult | null {
  c.expectNotNone(object);
  const type = c.promoteType(object, 0, attributeHint(c));
  if (!type) return null;
  const info = c.world.classInfo(type.address);
  if (!info || !hasVersion(c, info)) return null;
  if (c.feedback.happened(c.frame.code.address, c.offset, 'attribute') || c.feedback.happened(c.frame.code.address, c.offset, 'class')) return null;
  const compact = c.world.compactClass(type.address);
  if (!compact && !inheritsSlot(c, type, c.world.offsets.typeGetAttribute)) return null;
  const onClass = c.world.lookup(type.address, name);
  if (onClass) {
    const data = dataDescriptor(c, onClass);
    if (data === 'property') {
      guardTypeVersion(c, type);
      const confirm = (): void => {
        confirmClass(c, object, type);
        guardGetter(c, onClass.address);
      };
      return { kind: 'property', getter: guardGetter(c, onClass.address), confirm };
    }
    if (data === 'slot') return slotAttribute(c, object, type, onClass);
    if (data === 'other' || !guardAttributeClass(c, type, onClass)) return null;
  }
  if (compact) {
    guardTypeVersion(c, type);
    const value = readCompact(c, compact, object, type, name);
    if (value === 'absent') return onClass && classAttribute(c, onClass);
    return value && { kind: 'value', value };
  }
  if (object.kind === 'virtual' && object.shape === 'instance') {
    const index = info.inline?.index.get(name);
    if (index !== undefined && object.parts[index + 1].kind !== 'null') {
      // The class could have got a descriptor of this name meanwhile.
      guardTypeVersion(c, type);
      return { kind: 'value', value: object.parts[index + 1] };
    }
    if (index === undefined && onClass) {
      guardTypeVersion(c, type);
      return classAttribute(c, onClass);
    }
    return null;
  }
  const index = info.inline?.index.get(name);
  if (index !== undefined) return inlineAttribute(c, object, info, name, index);
  if (!onClass) return null;
  if (info.hasDict && !info.inline) return null;
  guardTypeVersion(c, type);
  if (info.inline) notShadowed(c, object, info);
  return classAttribute(c, onClass);
}

/** The type's slot is the one of `object` (PyObject_GenericGetAttr and PyObject_GenericSetAttr). */
function inheritsSlot(c: Unit, type: TypeInfo, offset: number): boolean {
  return c.world.readWord(type.address + offset) === c.world.readWord(c.builtin('PyBaseObject_Type').address + offset);
}

/** The getter of a property, which `__init__` may change in place. */
function guardGetter(c: Unit, property: number): number {
  const { propertyGetter } = c.world.offsets;
  const getter = c.world.readWord(property + propertyGetter);
  c.pin(property);
  if (getter === 0) return getter;
  c.pin(getter);
  const now = c.builder.load('load.ptr', c.builder.ref(property, 'property'), propertyGetter, 'function.code');
  c.guardTrue(c.emit('eq.ptr', [now, c.builder.ptr(getter, 'getter')]), 'class');
  return getter;
}

/** Whether `__class__` of instances of this exact type is what it is for everything: their type. */
export function saysItsClass(c: Unit, type: TypeInfo): boolean {
  const base = c.builtin('PyBaseObject_Type').address;
  const ordinary = inheritsSlot(c, type, c.world.offsets.typeGetAttribute) || type.address === c.builtin('PyType_Type').address || c.world.compactClass(type.address) !== null;
  return ordinary && c.world.lookup(type.address, '__class__')?.address === c.world.lookup(base, '__class__')?.address;
}

function dataDescriptor(c: Unit, attribute: ClassAttribute): 'property' | 'slot' | 'other' | null {
  if (attribute.type.address === c.builtin('PyProperty_Type').address) return 'property';
  if (attribute.type.address === c.builtin('PyMemberDescr_Type').address) return 'slot';
  if (attribute.type.address === c.builtin('PyGetSetDescr_Type').address) return 'other';
  if (['__set__', '__delete__'].some((name) => c.world.lookup(attribute.type.address, name))) return 'other';
  return null;
}

/**
 * An object found on a class may become a descriptor: its own class may get the methods, or it may get another class. Emits guards, the first
 * of them that `owner`, through which it was found, is as it was; false if that cannot be tested.
 */
export function guardAttributeClass(c: Unit, owner: TypeInfo, attribute: ClassAttribute): boolean {
  if (!c.mayChangeClass(attribute.type)) return true;
  if (!hasVersion(c, attribute.type)) return false;
  guardTypeVersion(c, owner);
  c.builder.append('guard.type', [onClass(c, attribute)], typeAttributes(attribute.type), c.exit('class'));
  guardTypeVersion(c, attribute.type);
  return true;
}

/**
 * The object itself, where the class's version has been tested: the class holds it until code runs that may change the class. In the destructor of an
 * object that the class has just let go of it is still the old one, as in the interpreter's caches (Objects/typeobject.c, type_setattro: the new
 * version comes after that).
 */
function onClass(c: Unit, { address, type }: ClassAttribute): Value {
  return c.emit('ref.from.ptr', [c.builder.ptr(address, `class variable (${type.name})`)]);
}

/**
 * A class variable that is no descriptor, where the class's version has been tested. What nobody sees the end of, and what lives as long as its module
 * most probably, is a constant; the code does not keep other objects alive: pools, connections and files.
 */
export function classVariable(c: Unit, attribute: ClassAttribute): PyValue {
  const { address, type } = attribute;
  if (isConstantLike(c, address) || isPlainType(type) || isPlainTuple(c, address) || (!type.heap && endsUnseen.has(type.name))) return c.literal(address);
  return c.ref(onClass(c, attribute), 'heap', type, address);
}

/** Builtin types besides the plain ones, by name, which classes of the program may have too: their instances hold nothing that could be seen to end. */
const endsUnseen: ReadonlySet<string> = new Set(['bytes', 'complex', 'range', 'ellipsis', 'NotImplementedType', 'method_descriptor', 'wrapper_descriptor']);

/** A __slots__ member: PyMemberDescrObject, its PyMemberDef says the offset (T_OBJECT_EX = 16). */
function slotAttribute(c: Unit, object: PyValue, type: TypeInfo, attribute: ClassAttribute): AttributeResult | null {
  const offset = slotOffset(c, attribute, type);
  if (offset === null || object.kind !== 'ref') return null;
  guardTypeVersion(c, type);
  const value = c.builder.load('load.ref', object.ir, offset, 'instance.value');
  c.builder.append('guard.nonnull', [value], {}, c.exit('attribute'));
  const exemplar = c.exemplarOf(object);
  return { kind: 'value', value: c.ref(value, 'heap', null, exemplar === null ? null : c.world.readWord(exemplar + offset) || null) };
}

function slotOffset(c: Unit, attribute: ClassAttribute, type: TypeInfo): number | null {
  // PyMemberDescrObject: PyDescr_COMMON (40 bytes, d_type at 16), d_member; PyMemberDef: name, type (int), offset, flags (READONLY = 1).
  // A descriptor that was put into a class that does not inherit from its own raises TypeError (Objects/descrobject.c, descr_check).
  if (!c.world.isSubtype(type.address, c.world.readWord(attribute.address + 16))) return null;
  const member = c.world.readWord(attribute.address + 40);
  const int = (offset: number): number => Number(c.world.readSignedWord(member + offset) & 0xffffffffn);
  return int(8) === 16 && int(24) === 0 ? c.world.readWord(member + 16) : null;
}

function valuesPointer(c: Unit, object: PyValue): Value {
  const ir = c.force(object).ir;
  const values = c.builder.load('load.ptr', ir, c.world.offsets.inlineValues, 'instance.values');
  c.builder.append('guard.nonnull', [values], {}, c.exit('attribute'));
  return values;
}

function inlineAttribute(c: Unit, object: PyValue, info: ClassInfo, name: string, index: number): AttributeResult {
  guardTypeVersion(c, info);
  const values = valuesPointer(c, object);
  const value = c.builder.load('load.ref', values, c.world.offsets.valuesFirst + 8 * index, 'instance.value');
  c.builder.append('guard.nonnull', [value], {}, c.exit('attribute'));
  const seen = c.exemplarsOf(object, info).map((instance) => c.world.instanceAttribute(instance, name));
  const [exemplar = null, ...others] = new Set(seen.filter((attribute) => attribute !== null));
  const ref = c.ref(value, 'heap', null, exemplar, others);
  c.state.update(ref, { origin: { owner: info.address, name }, attribute: name });
  return { kind: 'value', value: ref };
}

/** The instance has no attribute of a name that is not among the class's shared keys: it has no dict of its own. */
function notShadowed(c: Unit, object: PyValue, info: ClassInfo): void {
  const keys = c.builder.ptr(info.inline!.keys, `${info.name} keys`);
  const count = c.builder.load('load.i64', keys, c.world.offsets.keysEntryCount, 'type.version');
  c.guardTrue(c.emit('eq.i64', [count, c.i64(info.inline!.entryCount)]), 'class');
  valuesPointer(c, object);
}

function classAttribute(c: Unit, attribute: ClassAttribute): AttributeResult | null {
  if (pythonFunction(c, attribute.address)) return { kind: 'method', value: c.constant(attribute.address) };
  const flags = c.world.classInfo(attribute.type.address)?.flags ?? 0;
  if (flags & flagMethodDescriptor) return { kind: 'method', value: c.constant(attribute.address) };
  const special = ['PyClassMethod_Type', 'PyStaticMethod_Type'].some((symbol) => c.builtin(symbol).address === attribute.type.address);
  if (special) return null;
  if (c.world.lookup(attribute.type.address, '__get__')) return null;
  return { kind: 'value', value: classVariable(c, attribute) };
}

/** `object.name = value`; returns whether it was done. The operands have been popped. */
export function storeAttribute(c: Unit, object: PyValue, name: string, value: PyValue): boolean {
  const type = c.typeOf(object);
  if (!type?.heap || !hasVersion(c, type)) return false;
  const info = c.world.classInfo(type.address) as ClassInfo;
  if (c.feedback.happened(c.frame.code.address, c.offset, 'attribute') || c.feedback.happened(c.frame.code.address, c.offset, 'class')) return false;
  const compact = c.world.compactClass(type.address);
  if (compact ? !compact.writes : !inheritsSlot(c, type, c.world.offsets.typeSetAttribute)) return false;
  const onClass = c.world.lookup(type.address, name);
  const data = onClass && dataDescriptor(c, onClass);
  if (onClass && !data && !guardAttributeClass(c, type, onClass)) return false;
  if (compact) {
    if (data) return false;
    guardTypeVersion(c, type);
    return storeCompact(c, compact, object, type, name, value);
  }
  if (data === 'slot' && object.kind === 'ref') {
    const offset = slotOffset(c, onClass!, type);
    if (offset === null) return false;
    guardTypeVersion(c, type);
    const exemplar = c.exemplarOf(object);
    storeOwned(c, object.ir, offset, 'instance.value', null, value, { nullable: true, seen: exemplar === null ? [] : [c.world.readWord(exemplar + offset) || null] });
    return true;
  }
  if (data) return false;
  const index = info.inline?.index.get(name);
  if (index === undefined) return false;
  guardTypeVersion(c, type);
  const stored = c.typeOf(value);
  if (stored && !(value.kind === 'const' && value.address === c.world.known.none)) c.profile.noteAttribute(type.address, name, stored.address);
  // Where something was built a collection may have run anything.
  const confirm = (): void => {
    confirmClass(c, object, type);
    if (onClass) guardAttributeClass(c, type, onClass);
  };
  if (object.kind === 'virtual' && holds(value, object)) {
    object = c.materialize(object);
    value = c.resolve(value);
    confirm();
  }
  if (object.kind === 'virtual') {
    const [light] = c.lighten([value], object.weight);
    object = c.resolve(object);
    if (light !== value) confirm();
    value = light!;
  }
  if (object.kind === 'virtual' && object.shape === 'instance') {
    const parts = object.parts.slice();
    const isNew = parts[index + 1].kind === 'null';
    // Attributes keep the order of the shared keys; another order of setting makes the instance real.
    const inOrder = !isNew || parts.slice(index + 2).every((part) => part.kind === 'null');
    if (inOrder) {
      const old = parts[index + 1];
      parts[index + 1] = value;
      c.replaceVirtual(object, new VirtualValue('instance', parts, info));
      c.drop(old);
      return true;
    }
    object = c.materialize(object);
    value = c.resolve(value);
    confirm();
  }
  if (value.kind === 'virtual') {
    value = c.real(value);
    confirm();
  }
  const values = valuesPointer(c, object);
  const old = c.builder.load('load.ref', values, c.world.offsets.valuesFirst + 8 * index, 'instance.value');
  // A first setting must be noted in the insertion order: left to the interpreter unless it was seen here.
  const seen = c.exemplarsOf(object, info).map((instance) => c.world.instanceAttribute(instance, name));
  // What __init__ sets was not set before, as a rule; nor what nobody has seen set.
  const nullable = seen.length === 0 || seen.includes(null) || (c.frame.code.name === '__init__' && c.frame.locals[0] === object) || c.feedback.happened(c.frame.code.address, c.offset, 'unbound');
  if (!nullable) c.builder.append('guard.nonnull', [old], {}, c.exit('unbound'));
  c.takeOut(name);
  storeOwned(c, values, c.world.offsets.valuesFirst + 8 * index, 'instance.value', null, value, {
    nullable,
    seen,
    ...(nullable ? { also: (before: Value) => noteInsertion(c, values, before, index) } : {}),
  });
  return true;
}

/** Whether a value is the object, or has it in it: virtual objects cannot hold themselves. */
function holds(value: PyValue, object: PyValue): boolean {
  return value === object || (value.kind === 'virtual' && value.parts.some((part) => holds(part, object)));
}

/** _PyDictValues_AddToInsertionOrder (3.11 Include/internal/pycore_dict.h): bytes before the values: size at -2, then the order downwards. */
function noteInsertion(c: Unit, values: Value, old: Value, index: number): void {
  const { builder } = c;
  const unset = c.fn.newBlock('first setting');
  const done = c.fn.newBlock('set before');
  builder.branch(c.emit('is.null', [old]), { block: unset, args: [] }, { block: done, args: [] });
  builder.block = unset;
  const size = builder.emit('add.i64', [builder.load('load.u8', values, -2, 'instance.values'), builder.i64(1)]);
  const place = builder.emit('sub.i64', [builder.emit('i64.from.ptr', [values]), size]);
  builder.store('store.u8', builder.emit('ptr.from.i64', [place]), builder.i64(index), -2, 'instance.values');
  builder.store('store.u8', values, size, -2, 'instance.values');
  builder.jump(done);
  builder.block = done;
}
