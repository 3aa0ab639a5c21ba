// For tests: leaves compiled code as docs/runtime-protocol.md and @psyco/runtime-x86 do: takes references, builds the frames
// that the recipes describe from the outermost level to the innermost, releases what is left, and goes on in the interpreter.

import type { Continuation, Exit, Outcome, RecipeFrame, RecipeValue, RuntimeValue, Value } from '@psyco/ir';
import { FakeFrame, runFrame } from './fake-interpreter';
import { more, offsets } from './fake-layout';
import * as operations from './fake-operations';
import { FakeError, type FakeVm } from './fake-vm';

export type ExitOutcome = Extract<Outcome, { kind: 'exit' }>;

/** A frame that an exit has left, and what it does with the result of the next inner one. */
export interface LeftFrame {
  frame: FakeFrame;
  continuation: Continuation;
}

/** One level: a unit that left, or whose callee left. */
class Level {
  private readonly built = new Map<RecipeValue, number>();
  constructor(
    readonly vm: FakeVm,
    readonly exit: Exit,
    readonly values: Map<Value, RuntimeValue>,
    /** Released when all frames are built. */
    readonly later: number[],
  ) {}

  /** Takes the references that the frames get and the compiled code does not own. */
  retain(): void {
    const uses = new Map<Value, { given: number; owned: number }>();
    const walk = (recipe: RecipeFrame['locals'][0]): void => {
      if (recipe.kind === 'build') recipe.parts.forEach(walk);
      else if (recipe.kind === 'value' && recipe.as === 'ref') {
        const use = uses.get(recipe.value) ?? { given: 0, owned: 0 };
        uses.set(recipe.value, { given: use.given + 1, owned: use.owned + (recipe.owned ? 1 : 0) });
      }
    };
    for (const { func, locals, stack } of this.exit.frames) [...(func ? [func] : []), ...locals, ...stack].forEach(walk);
    for (const [value, { given, owned }] of uses) {
      const object = this.word(value);
      for (let left = given - owned; left > 0 && object !== 0; left--) this.vm.heap.incref(object);
    }
  }

  private word(value: Value): number {
    return Number(this.values.get(value));
  }

  /** The object that a recipe says: a new reference, or 0. */
  object(recipe: RecipeValue): number {
    const { heap } = this.vm;
    let target = recipe;
    while (target.kind === 'shared') target = target.of;
    const earlier = this.built.get(target);
    if (earlier !== undefined && recipe.kind === 'shared') return heap.incref(earlier);
    const object = this.make(target);
    this.built.set(target, object);
    return object;
  }

  private make(recipe: RecipeValue): number {
    const { heap } = this.vm;
    switch (recipe.kind) {
      case 'null':
        return 0;
      case 'const':
        return heap.incref(recipe.address);
      case 'int':
        return heap.int(recipe.value);
      case 'float':
        return heap.float(recipe.number);
      case 'build':
        return this.build(recipe);
      case 'value': {
        const value = this.values.get(recipe.value) as RuntimeValue;
        if (recipe.as === 'ref') return value as number;
        if (recipe.as === 'int') return heap.int(value as bigint);
        if (recipe.as === 'float') return heap.float(value as number);
        return recipe.as === 'bool' ? heap.bool(Boolean(value)) : heap.str(String.fromCodePoint(Number(value)));
      }
      default:
        throw new Error(`a recipe of kind ${recipe.kind}`);
    }
  }

  /** A machine integer, for iterators. */
  private raw(recipe: RecipeValue): bigint {
    if (recipe.kind === 'int') return recipe.value;
    if (recipe.kind !== 'value' || (recipe.as !== 'int' && recipe.as !== 'bool')) throw new Error(`a ${recipe.kind} is no machine integer`);
    return BigInt(this.values.get(recipe.value) as bigint | boolean);
  }

  private build({ shape, parts }: Extract<RecipeValue, { kind: 'build' }>): number {
    const { vm } = this;
    const { heap } = vm;
    const use = (make: (objects: number[]) => number): number => {
      const objects = parts.map((part) => this.object(part));
      const result = make(objects);
      objects.forEach((object) => heap.xdecref(object));
      return result;
    };
    const call = (symbol: string): number => use((objects) => vm.call(heap.builtin(symbol).address, objects));
    switch (shape) {
      case 'tuple':
      case 'list':
        return heap[shape](parts.map((part) => this.object(part)));
      case 'slice':
        return use(([start, stop, step]) => heap.record('PySlice_Type', { 16: heap.incref(start), 24: heap.incref(stop), 32: heap.incref(step) }));
      case 'range':
        return call('PyRange_Type');
      case 'enumerate':
        return call('PyEnum_Type');
      case 'zip':
        return call('PyZip_Type');
      case 'range_iterator': {
        const [next, stop, step] = parts.map((part) => this.raw(part));
        const distance = step > 0n ? stop - next : next - stop;
        const by = step > 0n ? step : -step;
        const { rangeIterator } = offsets;
        return heap.record('PyRangeIter_Type', { [rangeIterator.index as number]: 0, [rangeIterator.start]: next, [rangeIterator.step]: step, [rangeIterator.length]: distance <= 0n ? 0n : (distance - 1n) / by + 1n });
      }
      case 'list_iterator':
      case 'tuple_iterator':
      case 'str_iterator': {
        const sequence = this.object(parts[0]);
        const iterator = operations.iterate(vm, sequence);
        heap.decref(sequence);
        heap.memory.setWord(iterator + more.iteratorIndex, this.raw(parts[1]));
        return iterator;
      }
      case 'bound_method':
        return use(([func, self]) => heap.record('PyMethod_Type', { [more.methodFunction]: heap.incref(func), [more.methodSelf]: heap.incref(self) }));
      case 'cell':
        return heap.record('PyCell_Type', { [offsets.cellContent]: this.object(parts[0]) });
      case 'instance': {
        const [type, ...attributes] = parts;
        if (type.kind !== 'const') throw new Error('the type of an instance is no constant');
        const info = heap.types.get(type.address)!;
        const object = vm.newInstance(info);
        attributes.forEach((attribute, index) => {
          const value = this.object(attribute);
          if (value === 0) return;
          vm.setAttribute(object, [...info.keys!.index].find(([, at]) => at === index)![0], value);
          heap.decref(value);
        });
        return object;
      }
      default:
        throw new Error(`a recipe builds a ${shape}`);
    }
  }

  /** Builds this level's frames on top of `frames`, in which the frame of the unit is already. */
  frames(existing: FakeFrame, into: LeftFrame[]): void {
    const { heap } = this.vm;
    for (const recipe of this.exit.frames) {
      let frame = existing;
      if (recipe.func) {
        const facts = this.vm.facts.get(recipe.code);
        if (!facts) throw new Error(`the recipe's code object of ${recipe.name} is not known`);
        frame = new FakeFrame(facts, this.object(recipe.func), new Array<number>(facts.localCount).fill(0));
        if (heap.memory.word(frame.func + offsets.functionCode) !== recipe.code) throw new Error('the function of a frame has another code object');
      } else {
        if (existing.facts.address !== recipe.code) throw new Error('the recipe is for a frame of another function');
        this.later.push(...frame.stack.splice(0));
      }
      if (recipe.locals.length !== frame.facts.localCount) throw new Error(`the recipe has ${recipe.locals.length} locals instead of ${frame.facts.localCount}`);
      const locals = recipe.locals.map((local, index) => (local.kind === 'keep' ? frame.locals[index] : this.object(local)));
      frame.stack = recipe.stack.map((entry) => this.object(entry));
      recipe.locals.forEach((local, index) => {
        if (local.kind === 'keep') {
          if (recipe.func) throw new Error('a new frame keeps a local');
          return;
        }
        this.later.push(frame.locals[index]);
        frame.locals[index] = locals[index];
      });
      frame.offset = recipe.offset;
      into.push({ frame, continuation: recipe.continuation });
    }
    for (const value of this.exit.release) this.later.push(this.word(value));
  }
}

/**
 * Builds the frames of an exit.
 * @param outcomes innermost first, as they come.
 * @returns the frames, outermost first: `existing` and the new ones.
 */
export function leave(vm: FakeVm, outcomes: ExitOutcome[], existing: FakeFrame): LeftFrame[] {
  const later: number[] = [];
  const levels = outcomes.map(({ exit, values }) => new Level(vm, exit, values, later));
  levels.forEach((level) => level.retain());
  const frames: LeftFrame[] = [];
  for (const level of [...levels].reverse()) level.frames(existing, frames);
  if (frames.length === 0) frames.push({ frame: existing, continuation: 'push' });
  frames.forEach(({ frame, continuation }, depth) => {
    // An outer frame stands after its call: the result is to be pushed.
    const awaits = depth < frames.length - 1 && continuation === 'push' ? 1 : 0;
    const expected = frame.facts.stackDepth(frame.offset) - awaits;
    if (frame.stack.length !== expected) throw new Error(`${frame.facts.name}@${frame.offset}: the stack has ${frame.stack.length} entries instead of ${expected}`);
  });
  later.forEach((object) => vm.heap.xdecref(object));
  return frames;
}

/** Runs the frames of an exit to their end; the result is that of the outermost. */
export function resume(vm: FakeVm, frames: LeftFrame[], error: FakeError | null): number {
  const { heap } = vm;
  let raised = error;
  let result = 0;
  for (let depth = frames.length - 1; depth >= 0; depth--) {
    const { frame, continuation } = frames[depth];
    if (depth < frames.length - 1 && !raised) {
      if (continuation === 'push') frame.stack.push(result);
      else heap.decref(result);
    }
    // Raised in the frame inside: at the call, which is the instruction before.
    if (depth < frames.length - 1 && raised) frame.offset = frame.facts.at(frame.offset - 1).offset;
    const thrown = raised;
    raised = null;
    try {
      result = runFrame(vm, frame, thrown);
    } catch (failure) {
      if (!(failure instanceof FakeError)) throw failure;
      raised = failure;
    }
  }
  if (raised) throw raised;
  return result;
}
