// The entry of the package: one compilation from a request to a unit of ir. Retries when an inlined callee turns out to
// need a frame, or a native unit another result kind.

import { IrFunction, Instruction as IrInstruction } from '@psyco/ir';
import { ConstValue, FloatValue, FrameState, IntValue, BoolValue, nullValue, type PyValue, RefValue, type SlotContent, State, type TypeInfo } from '@psyco/values';
import { type ExitSite, type Feedback, NeedsFrame, noFeedback } from './emitter';
import { type ArgumentKind, defaultLimits, type Limits, type ReturnKind, ReturnsOther, Restart, Unit, type UnitServices } from './unit';
import { Refusal } from './reasons';
import type { CodeFacts, World } from './world';
import { handlers } from './opcodes/table';
import { adoptIterator } from './types/iterators';

/**
 * How the unit is entered.
 * - function: from the frame hook, at the start; `locals` are the addresses seen in the localsplus slots of a live frame (0 = none
 *   seen): the arguments, and as predictions the other locals too;
 * - loop: on-stack replacement at a loop header; `locals` and `stack` as seen in a live frame (0 = NULL, -1 = an object of
 *   which nothing is known);
 * - native: from other compiled code with these arguments.
 */
export type Entry =
  | { kind: 'function'; locals: number[] }
  | { kind: 'loop'; offset: number; locals: number[]; stack: number[] }
  | { kind: 'native'; args: ArgumentKind[]; returns: ReturnKind };

export interface SpecializeRequest {
  code: number;
  /** The function object, if known (needed for native units and closures). */
  func: number | null;
  entry: Entry;
}

export interface SpecializedUnit {
  fn: IrFunction;
  /** By exit id; exits added by passes repeat the site of the guard they came from. */
  sites: ExitSite[];
  /** Objects that the code embeds: increfed at commit. */
  pins: number[];
  /** Code objects that were inlined. */
  inlined: number[];
  returns: ReturnKind;
  returnType: TypeInfo | null;
}

export interface SpecializeOptions {
  feedback?: Feedback;
  services?: Partial<UnitServices>;
  limits?: Partial<Limits>;
}

/**
 * Specializes one function to the values seen.
 * @throws Refusal with the reason if it cannot be compiled.
 */
export function specialize(request: SpecializeRequest, world: World, options: SpecializeOptions = {}): SpecializedUnit {
  const code = world.codeFacts(request.code);
  if (!code) throw new Refusal('internal-error', 'unreadable code object');
  if (code.refusal && request.entry.kind !== 'loop') throw new Refusal(code.refusal as never, code.name);
  const neverInline = new Set<number>();
  let returns: ReturnKind = request.entry.kind === 'native' ? request.entry.returns : 'ref';
  /** Kinds of results that were assumed in vain; in the end it is objects, whatever they are. */
  const abandoned = new Set<ReturnKind>();
  let settled = false;
  let cellsInFrame = false;
  /** What is assumed to be returned from the next attempt on. */
  const assume = (kind: ReturnKind, mixed: boolean): void => {
    settled = mixed || abandoned.has(kind);
    abandoned.add(returns);
    returns = settled ? 'ref' : kind;
    options.services?.assumeReturns?.(returns);
  };
  for (let attempt = 0; attempt < 24; attempt++) {
    const inlined = new Set<number>();
    const services: UnitServices = {
      nativeUnit: options.services?.nativeUnit ?? (() => null),
      mayInline: (facts, depth) => !neverInline.has(facts.address) && (options.services?.mayInline?.(facts, depth) ?? true),
      noteInlined: (address) => {
        inlined.add(address);
        options.services?.noteInlined?.(address);
      },
      breathe: () => options.services?.breathe?.(),
    };
    const fn = new IrFunction(code.name, request.entry.kind === 'native' ? 'native' : 'frame', 'ref');
    const unit = new Unit(world, fn, options.feedback ?? noFeedback, services, handlers, { ...defaultLimits, ...options.limits });
    unit.settled = settled;
    unit.cellsInFrame = cellsInFrame;
    try {
      enter(unit, request, code, returns);
      unit.run();
    } catch (error) {
      if (error instanceof Restart) continue;
      if (error instanceof ReturnsOther) {
        assume(error.kind, error.mixed);
        continue;
      }
      if (!(error instanceof NeedsFrame)) throw error;
      if (error.code === request.code && request.entry.kind === 'native') throw new Refusal('needs-frame', `${code.name}: ${code.at(error.offset).opcode} at ${error.offset}`, error.offset);
      if (neverInline.has(error.code)) throw new Refusal('needs-frame', code.name);
      neverInline.add(error.code);
      continue;
    }
    const { kind, type } = unit.commonReturn();
    if (request.entry.kind === 'native' && kind !== returns) {
      // Nothing is returned at all: each return has seen to it that what was returned so far is what is assumed.
      assume(kind, false);
      continue;
    }
    if (request.entry.kind === 'function' && unit.usesFrame) {
      if (unit.tellsFrame && !cellsInFrame && code.instructions.some(({ opcode }) => opcode === 'COPY_FREE_VARS')) {
        cellsInFrame = true;
        continue;
      }
      linkFrame(fn, unit);
    }
    if (fn.kind === 'native') leaveOutPolls(fn);
    // They never end, and a program may compare how often None is referred to.
    const singletons = new Set(Object.values(world.known));
    return { fn, sites: unit.sites, pins: [...unit.pins].filter((pin) => !singletons.has(pin)), inlined: [...inlined], returns: kind, returnType: type };
  }
  throw new Refusal('too-large', `${code.name} does not settle`);
}

/** Sets up the entry block and the entry state. */
function enter(unit: Unit, request: SpecializeRequest, code: CodeFacts, returns: ReturnKind): void {
  const { entry } = request;
  const { fn, world } = unit;
  const block = unit.builder.block;
  const state = new State<CodeFacts>();
  unit.pin(code.address);
  unit.rootFunction = request.func;
  if (entry.kind !== 'native') unit.localSamples = entry.locals;
  if (entry.kind === 'native') {
    const locals = State.unbound(code.localCount);
    entry.args.forEach((argument, index) => (locals[index] = argumentValue(unit, state, argument, index)));
    const func = request.func === null ? null : unit.constant(request.func, code.name);
    const frame = new FrameState<CodeFacts>(code, func, locals);
    state.frames.push(frame);
    unit.state = state;
    locals.forEach((value, index) => unit.predictLocal(frame, index, value));
    unit.returnKind = returns;
    fn.returns = returns === 'int' || returns === 'bool' ? 'i64' : returns === 'float' ? 'f64' : returns === 'none' ? 'void' : 'ref';
    unit.state = state;
    unit.before = state;
    unit.offset = 0;
    unit.exit('recursion');
    return;
  }
  const pointer = fn.addParameter(block, 'ptr', 'frame');
  const locals: PyValue[] = [];
  const slots: SlotContent[] = [];
  const frame = new FrameState<CodeFacts>(code, null, locals);
  frame.slots = slots;
  frame.offset = entry.kind === 'loop' ? entry.offset : 0;
  state.frames.push(frame);
  unit.state = state;
  unit.before = state;
  unit.offset = frame.offset;
  const exemplars = entry.locals;
  const load = (slot: number): RefValue => {
    const ref = new RefValue(unit.builder.load('load.ref', pointer, world.offsets.frameLocals + 8 * slot, 'frame.local'));
    return ref;
  };
  for (let local = 0; local < code.localCount; local++) {
    const isArgument = entry.kind === 'loop' || local < argumentCount(code);
    if (!isArgument) {
      locals.push(nullValue);
      slots.push('empty');
      continue;
    }
    const exemplar = known(exemplars[local]);
    const ref = load(local);
    if (entry.kind === 'loop') {
      const { needed, nullable } = loopLocal(unit, local, entry.offset, exemplars[local]);
      if (needed) unit.builder.append('guard.nonnull', [ref.ir], {}, null);
      else if (!nullable) {
        leafOrUnbound(unit, ref);
        locals.push(nullValue);
        slots.push('stale');
        continue;
      }
      // Objects that come and go are seldom seen twice: their types were, in other samples.
      const expected = exemplar === null ? unit.profile.localTypes(code.address, local).filter((type) => world.classInfo(type)) : [];
      state.refs.set(ref, { ownership: 'frame', slot: local, type: null, exemplar, payload: null, nullable, expected });
    } else state.refs.set(ref, { ownership: 'frame', slot: local, type: null, exemplar, payload: null });
    locals.push(ref);
    slots.push(ref);
  }
  if (entry.kind === 'loop') enterStack(unit, entry.stack, pointer);
  // The guards made before all locals were known: now that the state is complete their exits keep everything.
  for (const { instructions } of fn.blocks) {
    for (const ir of instructions) {
      if (ir.op === 'guard.nonnull' && ir.exit === null) (ir as IrInstruction).exit = unit.exit('entry');
      if (ir.exit) ir.exit.frames = [];
    }
  }
  // From here on the stack entries are the code's own: the frame's stack is empty.
  if (entry.kind === 'loop' && entry.stack.length > 0)
    unit.builder.store('store.i32', pointer, unit.i64(code.localCount), world.offsets.frameStackTop, 'frame.local');
  if (entry.kind === 'function') promoteArguments(unit);
  else adoptStack(unit);
}

/** An address seen in a slot, if it is known what is there (see Entry). */
function known(address: number | undefined): number | null {
  return address === undefined || address <= 0 ? null : address;
}

/**
 * How a local is taken over at a loop: needed (it must be bound), as an object that may be NULL, or, if neither, not at all: it is
 * not read before the loop assigns it, and what the slot holds vanishes without being noticed.
 */
function loopLocal(unit: Unit, local: number, header: number, seen: number | undefined): { needed: boolean; nullable: boolean } {
  const { code } = unit.frame;
  const happened = (reason: 'entry' | 'held'): boolean => unit.feedback.happened(code.address, header, reason);
  if (code.isLive(local, header)) {
    const needed = seen !== 0 && !happened('entry');
    return { needed, nullable: !needed };
  }
  if (!code.loopAt(header)?.assigned.has(local)) return { needed: false, nullable: true };
  if (seen === 0) return { needed: false, nullable: happened('held') };
  // What is there now is not always known: it may be such an object as well.
  const type = known(seen) === null ? null : unit.world.typeAddress(seen as number);
  const leaf = type !== null && unit.world.classInfo(type)?.leaf === true;
  return { needed: false, nullable: !leaf || happened('held') };
}

/** Leaves unless the slot is empty or has an object whose end nobody notices. */
function leafOrUnbound(unit: Unit, ref: RefValue): void {
  const { builder } = unit;
  const present = unit.fn.newBlock('bound');
  const done = unit.fn.newBlock('taken over');
  builder.branch(unit.emit('is.null', [ref.ir]), { block: done, args: [] }, { block: present, args: [] });
  builder.block = present;
  const type = builder.load('load.ptr', ref.ir, unit.world.offsets.objectType, 'object.type');
  const is = ['PyLong_Type', 'PyFloat_Type', 'PyBool_Type', 'PyUnicode_Type', '_PyNone_Type'].map((symbol) => unit.emit('eq.ptr', [type, builder.ptr(unit.builtin(symbol).address, symbol)]));
  unit.guardTrue(is.reduce((any, one) => unit.emit('or.bool', [any, one])), 'held');
  builder.jump(done);
  builder.block = done;
}

function argumentCount(code: CodeFacts): number {
  // *args and **kwargs have slots of their own after the named ones.
  const { argumentCount, keywordOnlyCount, flags } = code.code;
  return argumentCount + keywordOnlyCount + (flags & 0x04 ? 1 : 0) + (flags & 0x08 ? 1 : 0);
}

function argumentValue(unit: Unit, state: State<CodeFacts>, argument: ArgumentKind, index: number): PyValue {
  const { fn } = unit;
  const block = unit.builder.block;
  const name = `a${index}`;
  switch (argument.kind) {
    case 'int':
      return new IntValue(null, fn.addParameter(block, 'i64', name));
    case 'float':
      return new FloatValue(null, fn.addParameter(block, 'f64', name));
    case 'bool':
      return new BoolValue(null, fn.addParameter(block, 'i64', name));
    case 'const':
      return unit.literal(argument.address) as ConstValue;
    case 'ref': {
      const ref = new RefValue(fn.addParameter(block, 'ref', name));
      state.refs.set(ref, { ownership: 'stable', slot: -1, type: argument.type, exemplar: argument.exemplar, payload: null });
      return ref;
    }
  }
}

/** The evaluation stack at an on-stack replacement: iterators become virtual where their kind is known. */
function enterStack(unit: Unit, stack: number[], pointer: import('@psyco/ir').Value): void {
  const { frame, world } = { frame: unit.frame, world: unit.world };
  const count = frame.code.localCount;
  stack.forEach((exemplar, index) => {
    const ir = unit.builder.load('load.ref', pointer, world.offsets.frameLocals + 8 * (count + index), 'frame.local');
    if (exemplar === 0) {
      unit.guardTrue(unit.emit('is.null', [ir]), 'entry');
      frame.stack.push(nullValue);
      return;
    }
    unit.builder.append('guard.nonnull', [ir], {}, null);
    const ref = new RefValue(ir);
    // The interpreter's stack entry is ours from here on: exits write the stack anew.
    unit.state.refs.set(ref, { ownership: 'owned', slot: -1, type: null, exemplar: known(exemplar), payload: null });
    frame.stack.push(ref);
  });
}

/** Iterators in the middle of loops are taken apart before the first turn: the loop starts with numbers in registers. */
function adoptStack(unit: Unit): void {
  const { stack } = unit.frame;
  stack.forEach((value, index) => {
    // Where exits have seen one type only, what was there at the moment of looking was the exception, or misread.
    if (value.kind === 'ref' && unit.feedback.typesSeen(unit.frame.code.address, unit.offset, stackOperand + index).length === 1) unit.state.update(value, { exemplar: null });
    if (value.kind !== 'ref') return;
    const types = unit.typesExpected(value, stackOperand + index);
    const type = types?.length === 1 ? unit.world.classInfo(types[0]) : null;
    if (!type) return;
    // Asked again, what is known may be another answer (the object was an example, and is gone), which would end the path: there is none yet.
    unit.guardType(value, type, stackOperand + index);
    const virtual = adoptIterator(unit, value, stackOperand + index);
    if (!virtual) return;
    stack[index] = virtual;
    unit.drop(value);
    unit.finishPartly();
  });
}

/** Operand numbers of stack entries at an on-stack replacement, above all others of the instruction at the header. */
const stackOperand = 40;

/** Tests the types of the arguments at once: what leaves here leaves before anything was done. Only what has been seen to be of one type. */
function promoteArguments(unit: Unit): void {
  const { frame } = unit;
  frame.locals.forEach((value, index) => {
    if (value.kind !== 'ref') return;
    const { exemplar } = unit.state.info(value);
    const { address: code } = frame.code;
    if (unit.profile.isVaried(code, index)) return unit.state.update(value, { varied: true });
    const observed = unit.profile.localTypes(code, index).filter((type) => unit.world.classInfo(type));
    // What has left here is not tested at once any more, and is known where the argument is used.
    const seen = unit.feedback.typesSeen(code, 0, index);
    if (seen.length > 0) return unit.state.update(value, { expected: [...new Set([...seen, ...observed])] });
    const sampled = exemplar === null ? null : unit.world.typeAddress(exemplar);
    const types = new Set([...observed, ...(sampled === null ? [] : [sampled])]);
    if (observed.length > 0) unit.state.update(value, { guessed: observed, exemplar: observed.includes(sampled as number) ? exemplar : null });
    const [address] = types;
    const type = types.size === 1 ? unit.world.classInfo(address) : null;
    if (!type || type.address === unit.builtin('_PyNone_Type').address) return;
    if (!(index === 0 && type.heap && frame.code.code.localsPlusNames[0] === 'cls')) unit.guardType(value, type, index);
  });
}

/** Native units that call no other ones need not poll where they begin. */
function leaveOutPolls(fn: IrFunction): void {
  if (fn.blocks.some(({ instructions }) => instructions.some(({ op }) => op === 'call.native'))) return;
  fn.entry.instructions = fn.entry.instructions.filter(({ op }) => op !== 'poll');
}

/** Function entries that call unknown code make their frame visible for as long as they run. */
function linkFrame(fn: IrFunction, unit: Unit): void {
  const exit = { id: fn.exits.length, reason: 'recursion', error: false, frames: [], saw: null, release: [] };
  fn.exits.push(exit);
  unit.sites.push({ code: unit.sites[0]?.code ?? 0, offset: 0, operand: 0, reason: 'recursion' });
  const link = new IrInstruction('frame.link', [], {}, null, exit);
  link.block = fn.entry;
  fn.entry.instructions.unshift(link);
  for (const block of fn.blocks) {
    const last = block.terminator;
    if (last?.op !== 'return') continue;
    const unlink = new IrInstruction('frame.unlink', [], {}, null);
    unlink.block = block;
    block.instructions.splice(block.instructions.length - 1, 0, unlink);
  }
}
