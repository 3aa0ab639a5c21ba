// LOAD_ATTR, LOAD_METHOD, STORE_ATTR.

import { nullValue, type ConstValue, type PyValue, type TypeInfo } from '@psyco/values';
import type { Instruction } from '@psyco/bytecode';
import type { Handler, Unit } from '../unit';
import { callFunction, guardMetaclass, guardTypeVersion, hasVersion, pythonFunction } from '../inline';
import { attributeHint, classVariable, guardAttributeClass, lookUpAttribute, storeAttribute } from '../types/object';
import type { ClassInfo } from '../world';
import { loadModuleAttribute, nameOf } from './variables';

/** An attribute of a constant module or class. */
function constantAttribute(c: Unit, object: PyValue, name: string): PyValue | null {
  if (object.kind !== 'const') return null;
  if (object.type.address === c.builtin('PyModule_Type').address) return loadModuleAttribute(c, object.address, name);
  const info = c.world.classInfo(object.address);
  return info && attributeOfClass(c, object, info, name);
}

/** Bound to the class, or made anew each time. */
const descriptors: ReadonlySet<string> = new Set(['staticmethod', 'classmethod', 'property', 'member_descriptor', 'getset_descriptor', 'method_descriptor', 'wrapper_descriptor', 'classmethod_descriptor']);

/** What a class has itself or by inheritance, if its metaclass has nothing of that name. Mirrors type_getattro (3.11, Objects/typeobject.c). */
function attributeOfClass(c: Unit, object: ConstValue, info: ClassInfo, name: string): PyValue | null {
  const attribute = hasVersion(c, info) ? c.world.lookup(info.address, name) : null;
  if (!attribute || !findsOnClass(c, object.type, name)) return null;
  const attributeInfo = c.world.classInfo(attribute.type.address);
  const isFunction = pythonFunction(c, attribute.address) !== null;
  if (!attributeInfo || (!isFunction && (descriptors.has(attributeInfo.name) || c.world.lookup(attribute.type.address, '__get__')))) return null;
  if (c.feedback.happened(c.frame.code.address, c.offset, 'class')) return null;
  if (!guardAttributeClass(c, info, attribute)) return null;
  guardTypeVersion(c, info);
  guardMetaclass(c, object);
  return classVariable(c, attribute);
}

/** Whether attributes of a class with this metaclass are looked up as those of ordinary classes, and this one not on the metaclass. */
function findsOnClass(c: Unit, metaclass: TypeInfo, name: string): boolean {
  if (c.world.lookup(metaclass.address, name)) return false;
  const type = c.builtin('PyType_Type');
  if (metaclass.address === type.address) return true;
  // With a __getattr__ the slot is another one (slot_tp_getattr_hook), which is about what is not found only.
  const find = '__getattribute__';
  return hasVersion(c, metaclass) && c.world.lookup(metaclass.address, find)?.address === c.world.lookup(type.address, find)?.address;
}

function generic(c: Unit, name: number): void {
  const { irs, temporaries, done } = c.forceAll([c.peek()]);
  const ir = c.callPython('PyObject_GetAttr', [...irs, c.builder.ref(c.frame.code.nameAddresses[name], nameOf(c, name))], 'ref', 'null', temporaries);
  c.pop();
  c.push(c.ref(ir, 'owned'));
  done();
}

function loadAttribute(c: Unit, { argument }: Instruction): void {
  const object = c.peek();
  const name = nameOf(c, argument);
  const constant = constantAttribute(c, object, name);
  if (constant) {
    c.pop();
    c.push(constant);
    return;
  }
  const result = object.kind === 'const' && object.type.name === 'type' ? null : lookUpAttribute(c, object, name);
  if (result?.kind === 'value') {
    c.pop();
    c.push(result.value);
    return;
  }
  if (result?.kind === 'property') {
    const getter = pythonFunction(c, result.getter);
    if (getter && callFunction(c, getter, [object], [], 1, { confirm: result.confirm })) return;
  }
  generic(c, argument);
}

/** Pushes (function, self) for a method found on the class, else (NULL, attribute). */
function loadMethod(c: Unit, instruction: Instruction): void {
  const object = c.peek();
  const name = nameOf(c, instruction.argument);
  const constant = constantAttribute(c, object, name);
  if (constant) {
    c.pop();
    c.push(nullValue);
    c.push(constant);
    return;
  }
  const result = object.kind === 'const' && object.type.name === 'type' ? null : lookUpAttribute(c, object, name);
  if (result?.kind === 'method') {
    c.pop();
    c.push(result.value);
    c.push(object);
    return;
  }
  if (result?.kind === 'value') {
    c.pop();
    c.push(nullValue);
    c.push(result.value);
    return;
  }
  generic(c, instruction.argument);
  const attribute = c.frame.stack.pop() as PyValue;
  c.push(nullValue);
  c.push(attribute);
}

function store(c: Unit, { argument }: Instruction): void {
  const object = c.peek(0);
  c.expectNotNone(object);
  c.promoteType(object, 0, attributeHint(c));
  // Compact instances keep values by their types, and numbers in tuples without the tuple.
  const type = c.typeOf(object);
  if (type && c.world.compactClass(type.address)) c.promoteType(c.peek(1), 1);
  else if (c.peek(1).kind === 'virtual' && object.kind !== 'virtual') {
    // To build an object may start a collection, which runs anything: before the one that gets it is looked at.
    c.real(c.peek(1));
    c.promoteType(object, 0, attributeHint(c));
  } else c.predictAndGuard(c.peek(1), 1);
  const value = c.peek(1);
  const saved = c.frame.stack.slice(-2);
  c.popMany(2);
  if (storeAttribute(c, object, nameOf(c, argument), value)) return;
  // Another array, if an object was built meanwhile.
  c.frame.stack.push(...saved.map((one) => c.resolve(one)));
  c.forgetDropped();
  const { irs, temporaries, done } = c.forceAll([object, value]);
  c.callPython('PyObject_SetAttr', [irs[0], c.builder.ref(c.frame.code.nameAddresses[argument], nameOf(c, argument)), irs[1]], 'i64', 'minus-one', temporaries);
  c.popMany(2);
  done();
}

export const attributeHandlers: Record<string, Handler> = {
  LOAD_ATTR: loadAttribute,
  LOAD_METHOD: loadMethod,
  STORE_ATTR: store,
};
