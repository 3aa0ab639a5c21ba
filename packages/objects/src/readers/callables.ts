// Functions, bound methods, built-in functions and descriptors, cells, modules, properties.
import { hasFlag, isExactly, typeFlags, typeName, typeOf, type Target } from '../target';
import { readString } from './strings';
import { readTuple } from './sequences';

/** A Python function. Addresses are 0 where there is nothing. */
export interface FunctionInfo {
  readonly address: number;
  readonly name: string;
  readonly code: number;
  readonly globals: number;
  readonly builtins: number;
  /** A tuple, and its items. */
  readonly defaults: number;
  readonly defaultValues: readonly number[];
  /** A dict. */
  readonly keywordDefaults: number;
  /** A tuple, and its cells. */
  readonly closure: number;
  readonly cells: readonly number[];
  /** func_version: 0 when code, defaults or the like were set, until the interpreter specializes a call again. */
  readonly version: number;
  readonly vectorcall: number;
}

/** Reads a Python function. */
export function readFunction(target: Target, address: number): FunctionInfo {
  const { memory, layout } = target;
  const func = layout.PyFunctionObject;
  const object = (offset: number): number => memory.ptr(address + offset);
  const items = (tuple: number): number[] => (tuple === 0 ? [] : readTuple(target, tuple));
  return {
    address,
    name: readString(target, object(func.func_name)),
    code: object(func.func_code),
    globals: object(func.func_globals),
    builtins: object(func.func_builtins),
    defaults: object(func.func_defaults),
    defaultValues: items(object(func.func_defaults)),
    keywordDefaults: object(func.func_kwdefaults),
    closure: object(func.func_closure),
    cells: items(object(func.func_closure)),
    version: memory.u32(address + func.func_version),
    vectorcall: object(func.vectorcall),
  };
}

/** The function and the object of a bound method. */
export function readMethod(target: Target, address: number): { function: number; self: number } {
  const { im_func, im_self } = target.layout.PyMethodObject;
  return { function: target.memory.ptr(address + im_func), self: target.memory.ptr(address + im_self) };
}

/** What a cell holds; 0 if it is empty. */
export function readCell(target: Target, address: number): number {
  return target.memory.ptr(address + target.layout.PyCellObject.ob_ref);
}

/** A function written in C, bound or not. */
export interface BuiltinInfo {
  /** ml_name. */
  readonly name: string;
  /** Address of the C function, and METH_ bits that say how it is called. */
  readonly function: number;
  readonly flags: number;
  /** The object it is bound to (a module for a function of a module), or 0. */
  readonly self: number;
  /** __module__ of a built-in function, or 0. */
  readonly module: number;
  /** The class of a method descriptor, or 0. */
  readonly type: number;
}

/** Reads a built-in function or method, or the descriptor of a method of a C type; undefined for another object. */
export function readBuiltin(target: Target, address: number): BuiltinInfo | undefined {
  const { memory, layout } = target;
  const { PyCFunctionObject: cFunction, PyMethodDescrObject: descriptor, PyMethodDef: definition } = layout;
  const read = (method: number, self: number, module: number, type: number): BuiltinInfo => ({
    name: memory.cString(memory.ptr(method + definition.ml_name), 256),
    function: memory.ptr(method + definition.ml_meth),
    flags: memory.i32(method + definition.ml_flags),
    self,
    module,
    type,
  });
  if (isExactly(target, address, 'PyCFunction_Type') || isExactly(target, address, 'PyCMethod_Type')) {
    return read(memory.ptr(address + cFunction.m_ml), memory.ptr(address + cFunction.m_self), memory.ptr(address + cFunction.m_module), 0);
  }
  if (isExactly(target, address, 'PyMethodDescr_Type') || isExactly(target, address, 'PyClassMethodDescr_Type')) {
    return read(memory.ptr(address + descriptor.d_method), 0, 0, memory.ptr(address + descriptor.d_type));
  }
  return undefined;
}

/** A slot wrapper (`int.__add__`): the slot's C function is called through `wrapper`. */
export function readSlotWrapper(target: Target, address: number): { name: string; type: number; function: number } | undefined {
  const { memory, layout } = target;
  if (!isExactly(target, address, 'PyWrapperDescr_Type')) return undefined;
  const wrapper = layout.PyWrapperDescrObject;
  return {
    name: readString(target, memory.ptr(address + wrapper.d_name)),
    type: memory.ptr(address + wrapper.d_type),
    function: memory.ptr(address + wrapper.d_wrapped),
  };
}

/** A member descriptor, as `__slots__` makes them. */
export interface MemberInfo {
  readonly name: string;
  readonly type: number;
  /** Byte offset in the instance. */
  readonly offset: number;
  /** T_ number of structmember.h; 16 (T_OBJECT_EX) for __slots__. */
  readonly kind: number;
  /** Bit 0: read only. */
  readonly flags: number;
}

/** Reads a member descriptor; undefined for another object. */
export function readMember(target: Target, address: number): MemberInfo | undefined {
  const { memory, layout } = target;
  if (!isExactly(target, address, 'PyMemberDescr_Type')) return undefined;
  const { PyMemberDescrObject: descriptor, PyMemberDef: definition } = layout;
  const member = memory.ptr(address + descriptor.d_member);
  return {
    name: memory.cString(memory.ptr(member + definition.name), 256),
    type: memory.ptr(address + descriptor.d_type),
    offset: memory.ssize(member + definition.offset),
    kind: memory.i32(member + definition.type),
    flags: memory.i32(member + definition.flags),
  };
}

/** A property's functions: objects, 0 where there is none. */
export function readProperty(target: Target, address: number): { get: number; set: number; delete: number } {
  const { prop_get, prop_set, prop_del } = target.layout.propertyobject;
  const { memory } = target;
  return { get: memory.ptr(address + prop_get), set: memory.ptr(address + prop_set), delete: memory.ptr(address + prop_del) };
}

/** What a staticmethod or classmethod object wraps; undefined for another object. */
export function readMethodWrapper(target: Target, address: number): { kind: 'static' | 'class'; callable: number } | undefined {
  const { memory, layout } = target;
  if (isExactly(target, address, 'PyStaticMethod_Type')) return { kind: 'static', callable: memory.ptr(address + layout.staticmethod.sm_callable) };
  if (isExactly(target, address, 'PyClassMethod_Type')) return { kind: 'class', callable: memory.ptr(address + layout.classmethod.cm_callable) };
  return undefined;
}

/** The dict of a module. */
export function moduleDict(target: Target, address: number): number {
  return target.memory.ptr(address + target.layout.PyModuleObject.md_dict);
}

/** The name a module was made with. */
export function moduleName(target: Target, address: number): string {
  const name = target.memory.ptr(address + target.layout.PyModuleObject.md_name);
  return name === 0 ? '?' : readString(target, name);
}

/** The dotted name: `builtins.int` for tp_name `int`; other C types have their module in tp_name. */
function qualifiedTypeName(name: string): string {
  return name.includes('.') ? name : `builtins.${name}`;
}

/**
 * The public name of something written in C: 'builtins.len', 'math.sqrt', 'list.append' (bound or not), 'builtins.range' for a type, '?.name' for a
 * function of no module object; undefined for anything else, classes made in Python included.
 */
export function builtinName(target: Target, address: number): string | undefined {
  if (isExactly(target, address, 'PyType_Type')) {
    const heap = hasFlag(typeFlags(target, address), target.layout.constants.Py_TPFLAGS_HEAPTYPE);
    return heap ? undefined : qualifiedTypeName(typeName(target, address));
  }
  const builtin = readBuiltin(target, address);
  if (builtin === undefined) return undefined;
  if (builtin.type !== 0) return `${typeName(target, builtin.type)}.${builtin.name}`;
  // Not by __module__ (m_module), which can be assigned to: `cmath.sqrt.__module__ = 'math'`.
  if (builtin.self !== 0 && isExactly(target, builtin.self, 'PyModule_Type')) return `${moduleName(target, builtin.self)}.${builtin.name}`;
  if (builtin.self === 0) return builtin.module === 0 ? undefined : `?.${builtin.name}`;
  const owner = isExactly(target, builtin.self, 'PyType_Type') ? builtin.self : typeOf(target, builtin.self);
  return `${typeName(target, owner)}.${builtin.name}`;
}
