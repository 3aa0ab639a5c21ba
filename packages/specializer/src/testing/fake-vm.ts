// For tests: the fake process's functions, classes, attributes and calls; exceptions as JavaScript exceptions that own
// the Python exception object. Runs bytecode by fake-interpreter.ts.

import { type CodeObject, isCodeObject } from '@psyco/bytecode';
import { AnalysedCode } from '../code-facts';
import { installBuiltins } from './fake-builtins';
import { FakeHeap, type FakeType } from './fake-heap';
import { FakeFrame, runFrame } from './fake-interpreter';
import { more, offsets } from './fake-layout';
import { next } from './fake-operations';
import { valuesOf } from './fake-types';

/** A Python exception on its way: owns the exception object. */
export class FakeError extends Error {
  override name = 'FakeError';
  /** Where in the frame it is raised, if not by the current instruction. */
  at?: number;
  constructor(
    readonly exception: number,
    readonly type: string,
    detail: string,
  ) {
    super(`${type}: ${detail}`);
  }
}

export class FakeVm {
  readonly heap = new FakeHeap();
  readonly builtins: number;
  /** Analysed code objects by address. */
  readonly facts = new Map<number, AnalysedCode>();
  /** Asked at each instruction that a backward jump reaches: returns the result of the frame if something else ran it to its end. */
  onLoop: (frame: FakeFrame) => number | null = () => null;
  /** Frames that are running, outermost first. */
  readonly frames: FakeFrame[] = [];
  /** Set while something runs that promised to run no Python code. */
  forbidPython: string | null = null;
  private readonly names = new Map<string, number>();

  constructor() {
    this.builtins = this.heap.keep(this.heap.dict());
    installBuiltins(this);
  }

  raise(type: string, detail = ''): never {
    throw new FakeError(this.newException(type, this.heap.str(detail)), type, detail);
  }
  newException(type: string, argument: number): number {
    return this.heap.record(`PyExc_${type}`, { [more.exceptionArgs]: this.heap.tuple([argument]) });
  }

  /** The interned string: borrowed. */
  intern(text: string): number {
    let object = this.names.get(text);
    if (object === undefined) this.names.set(text, (object = this.heap.keep(this.heap.str(text))));
    return object;
  }

  /** Stores into a dict by a name; takes over the reference to the value. */
  define(dict: number, name: string, value: number): void {
    this.heap.setEntry(dict, `s${name}`, this.intern(name), value);
  }
  /** Borrowed; undefined if absent. */
  entry(dict: number, name: string): number | undefined {
    const entry = this.heap.dicts.get(dict)?.get(`s${name}`);
    return entry && this.heap.memory.word(entry.cell);
  }

  // Code and functions

  /** A constant of a code object, as an object: a new reference. */
  private constant(value: unknown): number {
    const { heap } = this;
    if (value === null || value === undefined) return heap.incref(heap.none);
    if (typeof value === 'boolean') return heap.bool(value);
    if (typeof value === 'bigint') return heap.int(value);
    if (typeof value === 'number') return heap.float(value);
    if (typeof value === 'string') return heap.incref(this.intern(value));
    if (Array.isArray(value)) return heap.tuple(value.map((item) => this.constant(item)));
    if (isCodeObject(value)) return this.loadCode(value);
    throw new Error('a constant that the fake world does not know');
  }
  /** A code object: a new reference. */
  loadCode(code: CodeObject): number {
    const { heap } = this;
    const address = heap.record('PyCode_Type', {}, offsets.codeAdaptive + code.code.length + 16);
    const constants = code.constants.map((constant) => this.constant(constant));
    const names = code.names.map((name) => heap.incref(this.intern(name)));
    heap.codes.set(address, { code, constants, names });
    this.facts.set(address, new AnalysedCode(code, { code: address, constants, names }));
    return address;
  }
  /** A function: takes over the references to defaults and closure (0 = none). */
  newFunction(code: number, globals: number, defaults = 0, closure = 0): number {
    this.heap.incref(code);
    this.heap.incref(globals);
    this.heap.incref(this.builtins);
    return this.heap.record('PyFunction_Type', { [offsets.functionCode]: code, [offsets.functionGlobals]: globals, [offsets.functionBuiltins]: this.builtins, [offsets.functionDefaults]: defaults, [offsets.functionClosure]: closure }, 136);
  }
  codeOf(func: number): AnalysedCode {
    return this.facts.get(this.heap.memory.word(func + offsets.functionCode)) as AnalysedCode;
  }

  /** A frame with its arguments bound (Python/ceval.c, initialize_locals); all references are the frame's. */
  newFrame(func: number, args: readonly number[], keywords: ReadonlyMap<string, number> = new Map()): FakeFrame {
    const { heap } = this;
    const facts = this.codeOf(func);
    const { code } = facts;
    const locals = new Array<number>(facts.localCount).fill(0);
    const total = code.argumentCount + code.keywordOnlyCount;
    if (args.length > code.argumentCount) this.raise('TypeError', `${code.name}() takes ${code.argumentCount} arguments`);
    args.forEach((argument, index) => (locals[index] = argument));
    for (const [name, value] of keywords) {
      const index = code.localsPlusNames.indexOf(name);
      if (index < 0 || index >= total || locals[index] !== 0) this.raise('TypeError', `unexpected argument ${name}`);
      locals[index] = value;
    }
    const tuple = heap.memory.word(func + offsets.functionDefaults);
    const defaults = tuple === 0 ? [] : heap.readTuple(tuple);
    for (let index = 0; index < total; index++) {
      if (locals[index] !== 0) continue;
      const value = index < code.argumentCount ? defaults[index - (code.argumentCount - defaults.length)] : undefined;
      if (value === undefined) this.raise('TypeError', `${code.name}() misses an argument`);
      locals[index] = value;
    }
    locals.forEach((value) => value !== 0 && heap.incref(value));
    return new FakeFrame(facts, heap.incref(func), locals);
  }

  // Calls

  /** Arguments are borrowed. */
  call(callable: number, args: readonly number[], keywords: ReadonlyMap<string, number> = new Map()): number {
    const { heap } = this;
    switch (heap.typeOf(callable).symbol) {
      case 'PyFunction_Type':
        if (this.forbidPython) throw new Error(`${this.forbidPython} must not run Python code`);
        return runFrame(this, this.newFrame(callable, args, keywords));
      case 'PyMethod_Type':
        return this.call(heap.memory.word(callable + more.methodFunction), [heap.memory.word(callable + more.methodSelf), ...args], keywords);
      case 'PyCFunction_Type':
      case 'PyMethodDescr_Type':
        return heap.natives.get(callable)!.call([...args], new Map(keywords));
      case 'PyType_Type':
        return this.instantiate(heap.types.get(callable) as FakeType, args, keywords);
      default:
        return this.callMethod(callable, '__call__', [...args]) ?? this.raise('TypeError', 'not callable');
    }
  }

  private instantiate(type: FakeType, args: readonly number[], keywords: ReadonlyMap<string, number>): number {
    const { heap } = this;
    if (type.symbol !== null) {
      const create = heap.natives.get(type.attributes.get('__new__') ?? 0);
      if (create) return create.call([...args], new Map(keywords));
      if (type.symbol.startsWith('PyExc_')) return heap.record(type.symbol, { [more.exceptionArgs]: heap.tuple(args.map((argument) => heap.incref(argument))) });
      return this.raise('TypeError', `cannot create ${type.name}`);
    }
    const init = this.lookup(type, '__init__');
    if (init === undefined && args.length > 0) this.raise('TypeError', `${type.name}() takes no arguments`);
    const object = this.newInstance(type);
    if (init === undefined) return object;
    try {
      const result = this.call(init, [object, ...args], keywords);
      heap.decref(result);
      if (result !== heap.none) this.raise('TypeError', '__init__() should return None');
    } catch (error) {
      heap.decref(object);
      throw error;
    }
    return object;
  }
  newInstance(type: FakeType): number {
    const { heap } = this;
    const object = heap.allocate(type.address, 16 + 8 * (type.slots?.length ?? 0));
    if (!type.slots) heap.memory.setWord(object + offsets.inlineValues, heap.block(more.valuesPrefix + 8 * 30) + more.valuesPrefix);
    return object;
  }

  /** A method found on the type; null if there is none. */
  callMethod(object: number, name: string, args: readonly number[]): number | null {
    const type = this.heap.typeOf(object);
    const method = type.symbol === null ? this.lookup(type, name) : undefined;
    return method === undefined ? null : this.call(method, [object, ...args]);
  }
  nextOfInstance(iterator: number): number {
    try {
      return this.callMethod(iterator, '__next__', []) ?? this.raise('TypeError', 'not an iterator');
    } catch (error) {
      if (!(error instanceof FakeError) || error.type !== 'StopIteration') throw error;
      this.heap.decref(error.exception);
      return 0;
    }
  }
  /** Calls `use` with each item, which takes over its reference. */
  forEach(iterable: number, use: (item: number) => void): void {
    const iterator = this.call(this.entry(this.builtins, 'iter') as number, [iterable]);
    for (let item = next(this, iterator); item !== 0; item = next(this, iterator)) use(item);
    this.heap.decref(iterator);
  }

  // Attributes

  /** Like _PyType_Lookup: borrowed. */
  lookup(type: FakeType, name: string): number | undefined {
    for (let one: FakeType | null = type; one; one = one.base) {
      const found = one.attributes.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Like PyObject_GetAttr, without an error: null if absent. */
  attribute(object: number, name: string): number | null {
    const { heap } = this;
    const type = heap.typeOf(object);
    if (type.symbol === 'PyModule_Type') {
      const value = this.entry(heap.memory.word(object + more.moduleDict), name);
      return value === undefined ? null : heap.incref(value);
    }
    if (type.symbol === 'PyType_Type') {
      const found = this.lookup(heap.types.get(object) as FakeType, name);
      return found === undefined ? null : this.bind(found, null, object);
    }
    const onClass = this.lookup(type, name);
    const kind = onClass === undefined ? null : heap.typeOf(onClass).symbol;
    if (kind === 'PyProperty_Type' || kind === 'PyMemberDescr_Type') return this.bind(onClass as number, object, type.address);
    const index = type.keys?.index.get(name);
    if (index !== undefined && !type.slots) {
      const value = heap.memory.word(valuesOf(heap, object) + 8 * index);
      if (value !== 0) return heap.incref(value);
    }
    return onClass === undefined ? null : this.bind(onClass, object, type.address);
  }
  getAttribute(object: number, name: string): number {
    return this.attribute(object, name) ?? this.raise('AttributeError', name);
  }

  /** Applies `__get__`. */
  private bind(found: number, object: number | null, type: number): number {
    const { heap } = this;
    const inner = (): number => heap.memory.word(found + offsets.propertyGetter);
    const method = (func: number, self: number): number => heap.record('PyMethod_Type', { [more.methodFunction]: heap.incref(func), [more.methodSelf]: heap.incref(self) });
    switch (heap.typeOf(found).symbol) {
      case 'PyFunction_Type':
      case 'PyMethodDescr_Type':
        return object === null ? heap.incref(found) : method(found, object);
      case 'PyStaticMethod_Type':
        return heap.incref(inner());
      case 'PyClassMethod_Type':
        return method(inner(), type);
      case 'PyProperty_Type':
        return object === null ? heap.incref(found) : this.call(inner(), [object]);
      case 'PyMemberDescr_Type': {
        const value = object === null ? found : heap.memory.word(object + this.memberOffset(found));
        return value === 0 ? this.raise('AttributeError', 'slot') : heap.incref(value);
      }
      default:
        return heap.incref(found);
    }
  }
  private memberOffset(descriptor: number): number {
    return this.heap.memory.word(this.heap.memory.word(descriptor + 40) + 16);
  }

  setAttribute(object: number, name: string, value: number): void {
    const { heap } = this;
    const { memory } = heap;
    const type = heap.typeOf(object);
    if (type.symbol === 'PyModule_Type') return this.define(memory.word(object + more.moduleDict), name, heap.incref(value));
    if (type.symbol === 'PyType_Type') {
      const target = heap.types.get(object) as FakeType;
      const old = target.attributes.get(name);
      target.attributes.set(name, heap.incref(value));
      heap.touchClass(target);
      return old === undefined ? undefined : heap.decref(old);
    }
    if (type.symbol !== null) this.raise('AttributeError', name);
    if (name === '__class__') {
      memory.setWord(object + offsets.objectType, heap.incref(value));
      return heap.decref(type.address);
    }
    const onClass = this.lookup(type, name);
    let cell: number;
    if (onClass !== undefined && heap.is(onClass, 'PyProperty_Type')) this.raise('AttributeError', name);
    if (onClass !== undefined && heap.is(onClass, 'PyMemberDescr_Type')) cell = object + this.memberOffset(onClass);
    else {
      const keys = type.keys!;
      let index = keys.index.get(name);
      if (index === undefined) {
        keys.index.set(name, (index = keys.index.size));
        memory.setWord(keys.address + offsets.keysEntryCount, keys.index.size);
      }
      cell = valuesOf(heap, object) + 8 * index;
      if (memory.word(cell) === 0) this.noteOrder(valuesOf(heap, object), index);
    }
    const old = memory.word(cell);
    memory.setWord(cell, heap.incref(value));
    heap.xdecref(old);
  }
  /** _PyDictValues_AddToInsertionOrder of 3.11. */
  private noteOrder(values: number, index: number): void {
    const size = Number(this.heap.memory.read(values - 2, 1)) + 1;
    this.heap.memory.write(values - 2 - size, 1, BigInt(index));
    this.heap.memory.write(values - 2, 1, BigInt(size));
  }
}
