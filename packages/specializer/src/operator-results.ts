// Whether a method may return NotImplemented, from its code alone, whichever way it takes: the interpreter asks the other operand then, which
// code that has an operator's method inlined cannot do, nor the interpreter when it goes on in the middle of the method. Errs on the side of
// "may". Knows bytecode and the world; emits nothing.

import { instructionStartingAt, stackEffect, type Instruction } from '@psyco/bytecode';
import type { TypeInfo } from '@psyco/values';
import type { CodeFacts, FunctionFacts, World } from './world';

/** Functions called by the method, and by those, that are looked into. */
const DEPTH = 3;
/** Longer methods may do anything. */
const MOST_INSTRUCTIONS = 300;

/** What is known of a value. */
interface Item {
  /** It is not NotImplemented. */
  readonly sure: boolean;
  /** The first operand. */
  readonly isSelf?: true;
  /** The NULL below a callable. */
  readonly isNull?: true;
  /** What a call of it gives. */
  readonly result?: (args: readonly Item[]) => Item;
}

const UNKNOWN: Item = { sure: false };
const SURE: Item = { sure: true };
const SELF: Item = { sure: true, isSelf: true };
const NULL: Item = { sure: true, isNull: true };
/** What gives nothing but other things when it is called: a class that makes instances, a function that has been looked into. */
const GIVES_OTHERS: Item = { sure: true, result: () => SURE };

/** Builtin functions that never return what they were given, or what a method of the program has returned. */
const SURE_BUILTINS = new Set(['isinstance', 'issubclass', 'len', 'hash', 'repr', 'ascii', 'callable', 'hasattr', 'ord', 'chr', 'id', 'sorted', 'all', 'any', 'format', 'divmod']);

/** Operands that an instruction takes from the stack, and what it leaves; what is not here may change the whole stack. */
const EFFECTS: Readonly<Record<string, { readonly takes: (argument: number) => number; readonly leaves?: Item }>> = {
  ...Object.fromEntries(['NOP', 'RESUME', 'PRECALL', 'KW_NAMES', 'COPY_FREE_VARS', 'MAKE_CELL', 'EXTENDED_ARG', 'JUMP_FORWARD', 'JUMP_BACKWARD', 'LOAD_DEREF', 'LOAD_CLOSURE', 'LOAD_NAME', 'DELETE_FAST'].map((name) => [name, { takes: () => 0 }])),
  ...Object.fromEntries(['POP_TOP', 'STORE_GLOBAL', 'STORE_DEREF', 'STORE_NAME', 'LOAD_ATTR', 'UNARY_NEGATIVE', 'UNARY_POSITIVE', 'UNARY_INVERT', 'GET_ITER'].map((name) => [name, { takes: () => 1 }])),
  ...Object.fromEntries(['POP_JUMP_FORWARD_IF_TRUE', 'POP_JUMP_FORWARD_IF_FALSE', 'POP_JUMP_FORWARD_IF_NONE', 'POP_JUMP_FORWARD_IF_NOT_NONE', 'POP_JUMP_BACKWARD_IF_TRUE', 'POP_JUMP_BACKWARD_IF_FALSE', 'POP_JUMP_BACKWARD_IF_NONE', 'POP_JUMP_BACKWARD_IF_NOT_NONE'].map((name) => [name, { takes: () => 1 }])),
  STORE_ATTR: { takes: () => 2 },
  STORE_SUBSCR: { takes: () => 3 },
  BINARY_SUBSCR: { takes: () => 2 },
  LOAD_CONST: { takes: () => 0, leaves: SURE },
  PUSH_NULL: { takes: () => 0, leaves: NULL },
  // The operators' own protocol has taken NotImplemented for an answer by then (3.11 Objects/abstract.c binary_op1, Objects/object.c do_richcompare).
  BINARY_OP: { takes: () => 2, leaves: SURE },
  COMPARE_OP: { takes: () => 2, leaves: SURE },
  IS_OP: { takes: () => 2, leaves: SURE },
  CONTAINS_OP: { takes: () => 2, leaves: SURE },
  UNARY_NOT: { takes: () => 1, leaves: SURE },
  BUILD_TUPLE: { takes: (count) => count, leaves: SURE },
  BUILD_LIST: { takes: (count) => count, leaves: SURE },
  BUILD_SET: { takes: (count) => count, leaves: SURE },
  BUILD_STRING: { takes: (count) => count, leaves: SURE },
  BUILD_MAP: { takes: (count) => 2 * count, leaves: SURE },
  BUILD_SLICE: { takes: (count) => count, leaves: SURE },
  FORMAT_VALUE: { takes: (flags) => (flags & 4 ? 2 : 1), leaves: SURE },
};

interface State {
  readonly stack: readonly Item[];
  readonly locals: readonly Item[];
}

function join(a: readonly Item[], b: readonly Item[]): readonly Item[] {
  return a.map((one, index) => (one === b[index] ? one : one.sure && b[index]?.sure && !one.isNull && !b[index].isNull ? SURE : UNKNOWN));
}

/** What the answer was taken from besides the method's own code. */
export interface Reliance {
  /** Names that are called, and the functions whose globals or builtins they are. */
  readonly names: { readonly facts: FunctionFacts; readonly name: string }[];
  /** Functions that were looked into. */
  readonly functions: FunctionFacts[];
  /** Classes with a metaclass of their own, whose `__call__` was seen to be that of `type`. */
  readonly classes: number[];
}

/** Nothing that the answer was taken from yet. */
export function newReliance(): Reliance {
  return { names: [], functions: [], classes: [] };
}

/** One look at a function; `self`: the exact type of the first argument, where it is known. */
class Look {
  constructor(private readonly world: World, private readonly facts: FunctionFacts, private readonly code: CodeFacts, private readonly self: TypeInfo | null, private readonly depth: number, private readonly reliance: Reliance) {}

  mayReturnNotImplemented(knownArguments: number): boolean {
    const { instructions, code } = this.code;
    if (instructions.length > MOST_INSTRUCTIONS || code.exceptionTable.length > 0 || code.names.includes('NotImplemented')) return true;
    // A local that is not bound raises.
    const locals = Array.from({ length: this.code.localCount }, (_, index) => {
      const isArgument = index < code.argumentCount + code.keywordOnlyCount + 2;
      return index === 0 && this.self ? SELF : index < knownArguments || !isArgument ? SURE : UNKNOWN;
    });
    const states: (State | undefined)[] = [{ stack: [], locals }];
    const work = [0];
    const reach = (index: number, state: State): void => {
      const known = states[index];
      const next = known ? { stack: join(known.stack, state.stack), locals: join(known.locals, state.locals) } : state;
      if (known && next.stack.every((item, at) => item === known.stack[at]) && next.locals.every((item, at) => item === known.locals[at])) return;
      states[index] = next;
      work.push(index);
    };
    while (work.length > 0) {
      const instruction = instructions[work.pop()!]!;
      const state = states[instruction.index]!;
      if (instruction.opcode === 'RETURN_VALUE') {
        if (!state.stack.at(-1)!.sure) return true;
        continue;
      }
      const { flow } = instruction.info;
      if (flow === 'next' || flow === 'branch') reach(instruction.index + 1, this.#after(instruction, state, false));
      if (instruction.jumpTarget !== undefined) reach(instructionStartingAt(instructions, instruction.jumpTarget).index, this.#after(instruction, state, true));
    }
    return false;
  }

  #after(instruction: Instruction, { stack, locals }: State, jumps: boolean): State {
    const { opcode, argument } = instruction;
    const depth = stack.length + stackEffect(instruction, jumps);
    const push = (taken: number, ...items: Item[]): State => ({ stack: [...stack.slice(0, stack.length - taken), ...items], locals });
    switch (opcode) {
      case 'LOAD_FAST':
        return push(0, locals[argument] ?? UNKNOWN);
      case 'STORE_FAST':
        return { stack: stack.slice(0, -1), locals: locals.map((item, index) => (index === argument ? stack.at(-1)! : item)) };
      case 'LOAD_GLOBAL': {
        const name = this.code.code.names[argument >> 1]!;
        const item = this.#global(name);
        if (item.result) this.reliance.names.push({ facts: this.facts, name });
        return argument & 1 ? push(0, NULL, item) : push(0, item);
      }
      case 'LOAD_METHOD':
        return this.#method(stack.at(-1)!, this.code.code.names[argument]!, push);
      case 'CALL':
        return push(argument + 2, this.#call(stack, argument));
      case 'COPY':
        return push(0, stack.at(-argument)!);
      case 'SWAP': {
        const swapped = stack.slice();
        [swapped[stack.length - 1], swapped[stack.length - argument]] = [stack.at(-argument)!, stack.at(-1)!];
        return { stack: swapped, locals };
      }
      case 'JUMP_IF_TRUE_OR_POP':
      case 'JUMP_IF_FALSE_OR_POP':
        return jumps ? { stack, locals } : push(1);
    }
    const effect = EFFECTS[opcode];
    const kept = effect ? Math.max(0, stack.length - effect.takes(argument)) : 0;
    return { stack: Array.from({ length: depth }, (_, index) => (index < kept ? stack[index]! : (effect?.leaves ?? UNKNOWN))), locals };
  }

  #global(name: string): Item {
    const { world, facts } = this;
    const own = world.dictValueSeen(facts.globals, name);
    const value = own ?? world.dictValueSeen(facts.builtins, name);
    const type = value === null ? null : world.typeAddress(value);
    if (value === null || type === null) return UNKNOWN;
    if (value === world.builtinType('PyType_Type').address) return { sure: true, result: ([object, ...more]) => (more.length === 0 && object ? this.#classOf(object) : SURE) };
    if (world.isSubtype(type, world.builtinType('PyType_Type').address)) return this.#class(value, type);
    if (type === world.builtinType('PyCFunction_Type').address) return own === null && SURE_BUILTINS.has(name) ? { sure: true, result: () => SURE } : { sure: true };
    return type === world.builtinType('PyFunction_Type').address ? this.#function(value, null) : UNKNOWN;
  }

  /** What type(object) and object.__class__ are. */
  #classOf(object: Item): Item {
    return object.isSelf && this.self ? this.#class(this.self.address, this.world.typeAddress(this.self.address)) : { sure: true };
  }

  /** A class makes instances, unless a `__new__` of the program or the metaclass's `__call__` gives something else (3.11 Objects/typeobject.c, type_call). */
  #class(address: number, metaclass: number | null): Item {
    const { world } = this;
    const type = world.builtinType('PyType_Type').address;
    const makes = world.lookup(address, '__new__')?.type.address === world.builtinType('PyCFunction_Type').address;
    const calls = metaclass !== null && (metaclass === type || world.lookup(metaclass, '__call__')?.address === world.lookup(type, '__call__')?.address);
    if (!makes || !calls) return { sure: true };
    if (metaclass !== type) this.reliance.classes.push(address);
    return GIVES_OTHERS;
  }

  /** A Python function: what it returns, if it is called with anything. */
  #function(address: number, self: TypeInfo | null): Item {
    const facts = this.depth > 0 ? this.world.functionSeen(address) : null;
    const code = facts && this.world.codeFacts(facts.code);
    if (!facts || !code || code.isGenerator) return { sure: true };
    if (new Look(this.world, facts, code, self, this.depth - 1, this.reliance).mayReturnNotImplemented(self ? 1 : 0)) return { sure: true };
    this.reliance.functions.push(facts);
    return GIVES_OTHERS;
  }

  #method(object: Item, name: string, push: (taken: number, ...items: Item[]) => State): State {
    if (name === '__class__') return push(1, NULL, this.#classOf(object));
    const found = object.isSelf && this.self ? this.world.lookup(this.self.address, name) : null;
    if (found?.type.address !== this.world.builtinType('PyFunction_Type').address) return push(1, UNKNOWN, UNKNOWN);
    return push(1, this.#function(found.address, this.self), object);
  }

  #call(stack: readonly Item[], count: number): Item {
    const args = stack.slice(stack.length - count);
    const [first, second] = stack.slice(-count - 2);
    // A bound method is below its object, any other callable above NULL.
    return (first?.isNull ? second?.result?.(args) : first?.result?.([second!, ...args])) ?? UNKNOWN;
  }
}

/**
 * @param self exact type of the first operand, whose method it is; the second one is not NotImplemented either
 * @param reliance gets what must stay as it is for the answer to stay
 */
export function mayReturnNotImplemented(world: World, facts: FunctionFacts, code: CodeFacts, self: TypeInfo, reliance = newReliance()): boolean {
  return new Look(world, facts, code, self, DEPTH, reliance).mayReturnNotImplemented(2);
}
