// For tests: an interpreter for the bytecode of CPython 3.11 on the fake process. It goes on where compiled code left, so it
// begins at any instruction, with any stack. Counts references exactly; knows nothing of compiled code.

import { decodeExceptionTable, handlerAt, type Instruction } from '@psyco/bytecode';
import type { AnalysedCode } from '../code-facts';
import { more, offsets } from './fake-layout';
import * as operations from './fake-operations';
import { compareNames } from '../types/meta';
import { FakeError, type FakeVm } from './fake-vm';
import type { FakeType } from './fake-heap';

export class FakeFrame {
  stack: number[] = [];
  /** Byte offset of the next instruction. */
  offset = 0;
  /** Class and module bodies: where names live. */
  names: number | null = null;
  /** The names of the keyword arguments of the call that follows. */
  keywords: string[] = [];
  constructor(
    readonly facts: AnalysedCode,
    /** Owned. */
    readonly func: number,
    /** Owned; 0 = unbound. */
    readonly locals: number[],
  ) {}
  /** Every reference it holds. */
  roots(): number[] {
    return [this.func, ...this.locals, ...this.stack].filter((one) => one !== 0);
  }
}

const returned = Symbol('returned');
type Handler = (vm: FakeVm, frame: FakeFrame, instruction: Instruction) => void | typeof returned;

/** Runs a frame to its end and frees it. `error`: what is raised at the instruction at `frame.offset` first. */
export function runFrame(vm: FakeVm, frame: FakeFrame, error: FakeError | null = null): number {
  vm.frames.push(frame);
  if (vm.frames.length > 400) vm.raise('RuntimeError', 'the fake stack is full');
  const free = (): void => {
    vm.frames.pop();
    const roots = frame.roots();
    frame.locals.fill(0);
    frame.stack = [];
    roots.forEach((one) => vm.heap.decref(one));
  };
  try {
    if (error) handle(vm, frame, error, frame.facts.at(frame.offset).offset);
    for (;;) {
      const instruction = frame.facts.at(frame.offset);
      frame.offset = instruction.next;
      try {
        if (execute(vm, frame, instruction) !== returned) continue;
        const result = frame.stack.pop() as number;
        free();
        return result;
      } catch (thrown) {
        if (!(thrown instanceof FakeError)) throw thrown;
        handle(vm, frame, thrown, thrown.at ?? instruction.offset);
      }
    }
  } catch (thrown) {
    // Anything else is a mistake in what is tested: the process is lost.
    if (thrown instanceof FakeError) free();
    throw thrown;
  }
}

function execute(vm: FakeVm, frame: FakeFrame, instruction: Instruction): void | typeof returned {
  const handler = handlers[instruction.opcode];
  if (!handler) throw new Error(`the fake interpreter does not know ${instruction.opcode}`);
  const result = handler(vm, frame, instruction);
  const jumpedBack = instruction.jumpTarget !== undefined && instruction.jumpTarget === frame.offset && frame.offset <= instruction.offset;
  if (!jumpedBack || result === returned) return result;
  const early = vm.onLoop(frame);
  if (early === null) return undefined;
  frame.stack.push(early);
  return returned;
}

/** Goes on at the handler, or throws on. */
function handle(vm: FakeVm, frame: FakeFrame, error: FakeError, offset: number): void {
  error.at = undefined;
  const handler = handlerAt(decodeExceptionTable(frame.facts.code.exceptionTable), offset);
  if (!handler) throw error;
  while (frame.stack.length > handler.depth) vm.heap.xdecref(frame.stack.pop() as number);
  if (handler.lasti) frame.stack.push(vm.heap.int(offset));
  frame.stack.push(error.exception);
  frame.offset = handler.target;
}

const pop = (frame: FakeFrame): number => frame.stack.pop() as number;
const peek = (frame: FakeFrame, depth = 0): number => frame.stack[frame.stack.length - 1 - depth];
const popMany = (frame: FakeFrame, count: number): number[] => (count === 0 ? [] : frame.stack.splice(-count, count));
const jumpIf = (frame: FakeFrame, instruction: Instruction, condition: boolean): void => {
  if (condition) frame.offset = instruction.jumpTarget as number;
};

/** Pops operands after the operation was done on them, and pushes its result. */
function operate(count: number, use: (vm: FakeVm, ...operands: number[]) => number | void): Handler {
  return (vm, frame) => {
    const result = use(vm, ...frame.stack.slice(-count));
    popMany(frame, count).forEach((one) => vm.heap.xdecref(one));
    if (result !== undefined) frame.stack.push(result);
  };
}

function setLocal(vm: FakeVm, frame: FakeFrame, index: number, value: number): void {
  const old = frame.locals[index];
  frame.locals[index] = value;
  vm.heap.xdecref(old);
}

const unboundLocal = (vm: FakeVm): never => vm.raise('UnboundLocalError', 'local variable');
const nameOf = (frame: FakeFrame, index: number): string => frame.facts.code.names[index];
const globalsOf = (vm: FakeVm, frame: FakeFrame): number => vm.heap.memory.word(frame.func + offsets.functionGlobals);
const globalOf = (vm: FakeVm, frame: FakeFrame, name: string): number =>
  vm.heap.incref(vm.entry(globalsOf(vm, frame), name) ?? vm.entry(vm.builtins, name) ?? vm.raise('NameError', name));

function conditional(when: boolean): Handler {
  return (vm, frame, instruction) => {
    const truth = operations.isTrue(vm, peek(frame));
    vm.heap.decref(pop(frame));
    jumpIf(frame, instruction, truth === when);
  };
}
function noneTest(when: boolean): Handler {
  return (vm, frame, instruction) => {
    const value = pop(frame);
    vm.heap.decref(value);
    jumpIf(frame, instruction, (value === vm.heap.none) === when);
  };
}
function orPop(when: boolean): Handler {
  return (vm, frame, instruction) => {
    if (operations.isTrue(vm, peek(frame)) === when) jumpIf(frame, instruction, true);
    else vm.heap.decref(pop(frame));
  };
}

function call(vm: FakeVm, frame: FakeFrame, { argument }: Instruction): void {
  const { heap } = vm;
  const names = frame.keywords;
  frame.keywords = [];
  const operands = frame.stack.slice(-argument - 2);
  const [callable, ...args] = operands[0] === 0 ? operands.slice(1) : operands;
  const positional = args.slice(0, args.length - names.length);
  const result = vm.call(callable, positional, new Map(names.map((name, index) => [name, args[positional.length + index]])));
  popMany(frame, argument + 2).forEach((one) => heap.xdecref(one));
  frame.stack.push(result);
}

function loadMethod(vm: FakeVm, frame: FakeFrame, { argument }: Instruction): void {
  const object = peek(frame);
  const attribute = vm.getAttribute(object, nameOf(frame, argument));
  pop(frame);
  const { memory } = vm.heap;
  if (vm.heap.is(attribute, 'PyMethod_Type') && memory.word(attribute + more.methodSelf) === object) {
    frame.stack.push(vm.heap.incref(memory.word(attribute + more.methodFunction)), object);
    vm.heap.decref(attribute);
  } else {
    vm.heap.decref(object);
    frame.stack.push(0, attribute);
  }
}

function buildClass(vm: FakeVm, func: number, name: number, bases: number[]): number {
  const { heap } = vm;
  const body = vm.newFrame(func, []);
  const names = (body.names = heap.dict());
  heap.decref(runFrame(vm, body));
  const attributes = new Map<string, number>();
  for (const [id, { cell }] of heap.dicts.get(names)!) {
    if (!['s__module__', 's__qualname__'].includes(id)) attributes.set(id.slice(1), heap.incref(heap.memory.word(cell)));
  }
  const base = bases.length > 0 ? (heap.types.get(bases[0]) as FakeType) : heap.builtin('PyBaseObject_Type');
  const address = heap.newClass(`main.${heap.readString(name)}`, base, attributes);
  const slots = attributes.get('__slots__');
  const type = heap.types.get(address) as FakeType;
  if (slots !== undefined) {
    type.slots = heap.readTuple(slots).map((slot) => heap.readString(slot));
    type.keys = null;
    type.slots.forEach((slot, index) => {
      const member = heap.block(48);
      heap.memory.setWord(member + 8, 16);
      heap.memory.setWord(member + 16, 16 + 8 * index);
      attributes.set(slot, heap.record('PyMemberDescr_Type', { 40: member }));
    });
  }
  heap.decref(names);
  return address;
}

const handlers: Record<string, Handler> = {
  NOP: () => {},
  RESUME: () => {},
  PRECALL: () => {},
  POP_TOP: (vm, frame) => vm.heap.xdecref(pop(frame)),
  PUSH_NULL: (_, frame) => void frame.stack.push(0),
  COPY: (vm, frame, { argument }) => {
    const value = peek(frame, argument - 1);
    frame.stack.push(value === 0 ? 0 : vm.heap.incref(value));
  },
  SWAP: (_, { stack }, { argument }) => {
    const top = stack.length - 1;
    [stack[top], stack[stack.length - argument]] = [stack[stack.length - argument], stack[top]];
  },

  LOAD_CONST: (vm, frame, { argument }) => void frame.stack.push(vm.heap.incref(frame.facts.constants[argument])),
  LOAD_FAST: (vm, frame, { argument }) => void frame.stack.push(vm.heap.incref(frame.locals[argument] || unboundLocal(vm))),
  STORE_FAST: (vm, frame, { argument }) => setLocal(vm, frame, argument, pop(frame)),
  DELETE_FAST: (vm, frame, { argument }) => (frame.locals[argument] === 0 ? unboundLocal(vm) : setLocal(vm, frame, argument, 0)),
  LOAD_GLOBAL: (vm, frame, { argument }) => {
    const value = globalOf(vm, frame, nameOf(frame, argument >> 1));
    if (argument & 1) frame.stack.push(0);
    frame.stack.push(value);
  },
  STORE_GLOBAL: (vm, frame, { argument }) => vm.define(globalsOf(vm, frame), nameOf(frame, argument), pop(frame)),
  LOAD_NAME: (vm, frame, { argument }) => {
    const name = nameOf(frame, argument);
    const value = frame.names === null ? undefined : vm.entry(frame.names, name);
    frame.stack.push(value === undefined ? globalOf(vm, frame, name) : vm.heap.incref(value));
  },
  STORE_NAME: (vm, frame, { argument }) => vm.define(frame.names ?? globalsOf(vm, frame), nameOf(frame, argument), pop(frame)),
  LOAD_BUILD_CLASS: (vm, frame) => void frame.stack.push(vm.heap.native('builtins.__build_class__', ([func, name, ...bases]) => buildClass(vm, func, name, bases))),
  LOAD_ASSERTION_ERROR: (vm, frame) => void frame.stack.push(vm.heap.incref(vm.heap.builtin('PyExc_AssertionError').address)),
  IMPORT_NAME: (vm, frame, { argument }) => {
    popMany(frame, 2).forEach((one) => vm.heap.decref(one));
    frame.stack.push(vm.heap.incref(vm.entry(vm.builtins, `module ${nameOf(frame, argument)}`) ?? vm.raise('NameError', 'no such module')));
  },

  MAKE_CELL: (vm, frame, { argument }) => {
    frame.locals[argument] = vm.heap.record('PyCell_Type', { [offsets.cellContent]: frame.locals[argument] });
  },
  COPY_FREE_VARS: (vm, frame, { argument }) => {
    const cells = vm.heap.readTuple(vm.heap.memory.word(frame.func + offsets.functionClosure));
    cells.forEach((cell, index) => (frame.locals[frame.locals.length - argument + index] = vm.heap.incref(cell)));
  },
  LOAD_CLOSURE: (vm, frame, { argument }) => void frame.stack.push(vm.heap.incref(frame.locals[argument])),
  LOAD_DEREF: (vm, frame, { argument }) => {
    const content = vm.heap.memory.word(frame.locals[argument] + offsets.cellContent);
    frame.stack.push(vm.heap.incref(content || vm.raise('NameError', 'free variable')));
  },
  STORE_DEREF: (vm, frame, { argument }) => {
    const cell = frame.locals[argument] + offsets.cellContent;
    const old = vm.heap.memory.word(cell);
    vm.heap.memory.setWord(cell, pop(frame));
    vm.heap.xdecref(old);
  },

  BINARY_OP: (vm, frame, { argument }) => operate(2, (_, a, b) => operations.binaryByArgument(vm, argument, a, b))(vm, frame, undefined as never),
  COMPARE_OP: (vm, frame, { argument }) => operate(2, (_, a, b) => operations.compare(vm, compareNames[argument], a, b))(vm, frame, undefined as never),
  IS_OP: (vm, frame, { argument }) => operate(2, (_, a, b) => vm.heap.bool((a === b) !== (argument === 1)))(vm, frame, undefined as never),
  CONTAINS_OP: (vm, frame, { argument }) => operate(2, (_, a, b) => vm.heap.bool(operations.contains(vm, b, a) !== (argument === 1)))(vm, frame, undefined as never),
  UNARY_NEGATIVE: operate(1, (vm, a) => operations.unary(vm, 'neg', a)),
  UNARY_POSITIVE: operate(1, (vm, a) => operations.unary(vm, 'pos', a)),
  UNARY_INVERT: operate(1, (vm, a) => operations.unary(vm, 'invert', a)),
  UNARY_NOT: operate(1, (vm, a) => vm.heap.bool(!operations.isTrue(vm, a))),
  BINARY_SUBSCR: operate(2, operations.getItem),
  STORE_SUBSCR: operate(3, (vm, value, container, index) => operations.setItem(vm, container, index, value)),
  DELETE_SUBSCR: operate(2, operations.deleteItem),

  LOAD_ATTR: (vm, frame, { argument }) => operate(1, (_, a) => vm.getAttribute(a, nameOf(frame, argument)))(vm, frame, undefined as never),
  STORE_ATTR: (vm, frame, { argument }) => operate(2, (_, value, object) => vm.setAttribute(object, nameOf(frame, argument), value))(vm, frame, undefined as never),
  LOAD_METHOD: loadMethod,
  KW_NAMES: (vm, frame, { argument }) => {
    frame.keywords = vm.heap.readTuple(frame.facts.constants[argument]).map((name) => vm.heap.readString(name));
  },
  CALL: call,

  JUMP_FORWARD: (_, frame, instruction) => jumpIf(frame, instruction, true),
  JUMP_BACKWARD: (_, frame, instruction) => jumpIf(frame, instruction, true),
  JUMP_BACKWARD_NO_INTERRUPT: (_, frame, instruction) => jumpIf(frame, instruction, true),
  ...Object.fromEntries(['FORWARD', 'BACKWARD'].flatMap((way) => [
    [`POP_JUMP_${way}_IF_TRUE`, conditional(true)],
    [`POP_JUMP_${way}_IF_FALSE`, conditional(false)],
    [`POP_JUMP_${way}_IF_NONE`, noneTest(true)],
    [`POP_JUMP_${way}_IF_NOT_NONE`, noneTest(false)],
  ])),
  JUMP_IF_TRUE_OR_POP: orPop(true),
  JUMP_IF_FALSE_OR_POP: orPop(false),
  GET_ITER: operate(1, operations.iterate),
  FOR_ITER: (vm, frame, instruction) => {
    const item = operations.next(vm, peek(frame));
    if (item !== 0) return void frame.stack.push(item);
    vm.heap.decref(pop(frame));
    return jumpIf(frame, instruction, true);
  },
  RETURN_VALUE: () => returned,

  BUILD_TUPLE: (vm, frame, { argument }) => void frame.stack.push(vm.heap.tuple(popMany(frame, argument))),
  BUILD_STRING: (vm, frame, { argument }) => {
    const parts = popMany(frame, argument);
    frame.stack.push(vm.heap.str(parts.map((part) => vm.heap.readString(part)).join('')));
    parts.forEach((part) => vm.heap.decref(part));
  },
  // Of values without a __format__ of their own.
  FORMAT_VALUE: operate(1, (vm, value) => (vm.heap.is(value, 'PyUnicode_Type') ? vm.heap.incref(value) : vm.call(vm.heap.builtin('PyUnicode_Type').address, [value]))),
  BUILD_LIST: (vm, frame, { argument }) => void frame.stack.push(vm.heap.list(popMany(frame, argument))),
  BUILD_SLICE: (vm, frame, { argument }) => {
    const [start, stop, step] = popMany(frame, argument);
    frame.stack.push(vm.heap.record('PySlice_Type', { 16: start, 24: stop, 32: step ?? vm.heap.incref(vm.heap.none) }));
  },
  BUILD_MAP: (vm, frame, { argument }) => {
    const dict = vm.heap.dict();
    const parts = popMany(frame, 2 * argument);
    for (let index = 0; index < parts.length; index += 2) operations.setItem(vm, dict, parts[index], parts[index + 1]);
    parts.forEach((part) => vm.heap.decref(part));
    frame.stack.push(dict);
  },
  BUILD_CONST_KEY_MAP: (vm, frame, { argument }) => {
    const keys = pop(frame);
    const dict = vm.heap.dict();
    popMany(frame, argument).forEach((value, index) => {
      const key = vm.heap.readTuple(keys)[index];
      vm.heap.setEntry(dict, operations.keyId(vm, key), key, value);
    });
    vm.heap.decref(keys);
    frame.stack.push(dict);
  },
  BUILD_SET: (vm, frame, { argument }) => {
    const set = vm.heap.record('PySet_Type', {});
    vm.heap.dicts.set(set, new Map());
    popMany(frame, argument).forEach((item) => {
      addToSet(vm, set, item);
      vm.heap.decref(item);
    });
    frame.stack.push(set);
  },
  LIST_EXTEND: (vm, frame, { argument }) => {
    operations.extend(vm, peek(frame, argument), peek(frame));
    vm.heap.decref(pop(frame));
  },
  LIST_APPEND: (vm, frame, { argument }) => {
    const list = peek(frame, argument);
    vm.heap.setItems(list, [...vm.heap.readList(list), pop(frame)]);
  },
  SET_ADD: (vm, frame, { argument }) => {
    addToSet(vm, peek(frame, argument), peek(frame));
    vm.heap.decref(pop(frame));
  },
  MAP_ADD: (vm, frame, { argument }) => {
    const [key, value] = frame.stack.slice(-2);
    operations.setItem(vm, peek(frame, argument + 1), key, value);
    popMany(frame, 2).forEach((one) => vm.heap.decref(one));
  },
  LIST_TO_TUPLE: operate(1, (vm, list) => vm.heap.tuple(vm.heap.readList(list).map((item) => vm.heap.incref(item)))),
  UNPACK_SEQUENCE: (vm, frame, { argument }) => {
    const items: number[] = [];
    vm.forEach(peek(frame), (item) => void items.push(item));
    if (items.length !== argument) {
      items.forEach((item) => vm.heap.decref(item));
      vm.raise('ValueError', 'wrong number of values to unpack');
    }
    vm.heap.decref(pop(frame));
    frame.stack.push(...items.reverse());
  },
  MAKE_FUNCTION: (vm, frame, { argument }) => {
    const code = pop(frame);
    const closure = argument & 8 ? pop(frame) : 0;
    if (argument & 6) throw new Error('the fake interpreter knows no annotations and keyword defaults');
    const defaults = argument & 1 ? pop(frame) : 0;
    frame.stack.push(vm.newFunction(code, globalsOf(vm, frame), defaults, closure));
    vm.heap.decref(code);
  },

  RAISE_VARARGS: (vm, frame, { argument }) => {
    if (argument !== 1) throw new Error('the fake interpreter knows only `raise x`');
    const value = pop(frame);
    const exception = vm.heap.is(value, 'PyType_Type') ? vm.call(value, []) : vm.heap.incref(value);
    vm.heap.decref(value);
    throw new FakeError(exception, vm.heap.typeOf(exception).name, 'raised');
  },
  PUSH_EXC_INFO: (vm, frame) => {
    const exception = pop(frame);
    frame.stack.push(vm.heap.incref(vm.heap.none), exception);
  },
  POP_EXCEPT: (vm, frame) => vm.heap.decref(pop(frame)),
  CHECK_EXC_MATCH: (vm, frame) => {
    const wanted = pop(frame);
    const types = vm.heap.is(wanted, 'PyTuple_Type') ? vm.heap.readTuple(wanted) : [wanted];
    let type: FakeType | null = vm.heap.typeOf(peek(frame));
    while (type && !types.includes(type.address)) type = type.base;
    vm.heap.decref(wanted);
    frame.stack.push(vm.heap.bool(type !== null));
  },
  RERAISE: (vm, frame) => {
    const exception = pop(frame);
    throw new FakeError(exception, vm.heap.typeOf(exception).name, 'raised again');
  },
};

export function addToSet(vm: FakeVm, set: number, item: number): void {
  const entries = vm.heap.dicts.get(set)!;
  const id = operations.keyId(vm, item);
  if (entries.has(id)) return;
  const cell = vm.heap.block(16);
  vm.heap.memory.setWord(cell, vm.heap.incref(vm.heap.none));
  entries.set(id, { key: vm.heap.incref(item), cell });
}
