// For tests: runs compiled programs on a fake process. After every exit the references in the whole process are counted, and
// the interpreter goes on.

import { interpret, Instruction, type IrFunction, printExit } from '@psyco/ir';
import type { ExitSite } from '../emitter';
import { type ExitOutcome, leave, type LeftFrame, resume } from './fake-exit';
import type { FakeFrame } from './fake-interpreter';
import { offsets } from './fake-layout';
import type { FakeProcess } from './fake-process';
import type { CompiledProgram } from './fake-units';
import type { FakeError } from './fake-vm';

export interface RunOptions {
  /** Leave at the place with this number (see `provoke`); 0 = nowhere. */
  leaveAt?: number;
  /** The call with this number fails; 0 = none. */
  failAt?: number;
}

export interface Run {
  /** The result and the arguments, as expected.py writes them. */
  text: string;
  /** Places at which it could have left, and calls that could have failed. */
  polls: number;
  calls: number;
  /** Exits that were taken because a guard did not hold. */
  exits: { site: ExitSite; type: number }[];
}

/** Puts a poll before each instruction that may leave, with the same exit: what is not an error may leave at any time. */
export function provoke(fn: IrFunction): void {
  for (const block of fn.blocks) {
    block.instructions = block.instructions.flatMap((instruction) => {
      const { exit, op } = instruction;
      if (!exit || exit.error || ['poll', 'exit', 'call.native', 'frame.link'].includes(op)) return [instruction];
      return [new Instruction('poll', [], {}, null, exit), instruction];
    });
  }
}

class Runner {
  readonly exits: Run['exits'] = [];
  /** References that the one who runs it holds. */
  held: number[] = [];
  constructor(
    readonly process: FakeProcess,
    readonly program: CompiledProgram,
  ) {
    for (const [key, unit] of program.natives) process.machine.units.set(key, unit.fn);
  }

  /** Runs the unit in a frame. @returns the result, after freeing the frame, or the frames that an exit left. */
  enter(frame: FakeFrame): { result: number } | { left: LeftFrame[]; error: FakeError | null } {
    const { vm, machine } = this.process;
    const { memory } = vm.heap;
    const size = offsets.frameLocals + 8 * (frame.locals.length + frame.facts.code.stackSize);
    const block = (machine.frame = vm.heap.block(size));
    memory.setWord(block + offsets.frameFunction, frame.func);
    memory.setWord(block + offsets.frameGlobals, memory.word(frame.func + offsets.functionGlobals));
    memory.setWord(block + offsets.frameBuiltins, vm.builtins);
    [...frame.locals, ...frame.stack].forEach((object, index) => memory.setWord(block + offsets.frameLocals + 8 * index, object));
    memory.write(block + offsets.frameStackTop, 4, BigInt(frame.locals.length + frame.stack.length));
    const outcome = interpret(this.program.unit.fn, machine, [block], { mostSteps: 300_000 });
    const slots = Array.from({ length: Number(memory.read(block + offsets.frameStackTop, 4)) }, (_, index) => memory.word(block + offsets.frameLocals + 8 * index));
    frame.stack = slots.slice(frame.locals.length);
    frame.locals.forEach((_, index) => (frame.locals[index] = slots[index]));
    memory.free(block, Math.ceil(size / 16) * 16);
    if (outcome.kind === 'exit') return this.left(frame, outcome);
    if (machine.pending) throw new Error('returns with an exception set');
    if (machine.isLinked) throw new Error('returns with its frame linked');
    for (const object of [...frame.locals, ...frame.stack, frame.func]) vm.heap.xdecref(object);
    return { result: outcome.value as number };
  }

  private left(frame: FakeFrame, outcome: ExitOutcome): { left: LeftFrame[]; error: FakeError | null } {
    const { vm, machine } = this.process;
    const { heap } = vm;
    const outcomes = [...machine.inner.splice(0), outcome];
    const [first] = outcomes;
    const error = machine.takePending();
    machine.forgetLink();
    if (first.exit.error !== (error !== null)) throw new Error(`exit ${first.exit.id} (${first.exit.reason}): ${error ? 'an exception is set' : 'no exception is set'}`);
    const { saw } = first.exit;
    const sawType = saw?.type === 'ref' ? heap.typeAddress(first.values.get(saw) as number) : 0;
    const sites = outcomes.length > 1 ? [...this.program.natives.values()].find(({ fn }) => fn.exits.includes(first.exit))!.sites : this.program.unit.sites;
    const last = first.exit.frames.at(-1);
    this.exits.push({ site: sites[first.exit.id] ?? { code: last?.code ?? 0, offset: last?.offset ?? 0, operand: 0, reason: first.exit.reason as ExitSite['reason'] }, type: sawType });
    const left = leave(vm, outcomes, frame);
    const frames = new Set([...vm.frames, ...left.map((one) => one.frame)]);
    this.check([...[...frames].flatMap((one) => one.roots()), ...this.held, ...(error ? [error.exception] : [])], `after ${printExit(first.exit)}`);
    return { left, error };
  }

  check(roots: number[], when: string): void {
    const complaints = this.process.vm.heap.census(roots);
    if (complaints.length > 0) throw new Error(`${when}: ${complaints.join('; ')}`);
  }
}

function finish(runner: Runner, text: string): Run {
  const { machine } = runner.process;
  runner.check([], `after the end (${text})`);
  return { text, polls: machine.polls, calls: machine.calls, exits: runner.exits };
}

/** Calls a function whose entry was compiled, with the argument list of this number. */
export function runFunction(process: FakeProcess, program: CompiledProgram, func: number, args: number, options: RunOptions = {}): Run {
  const { vm, machine } = process;
  machine.leaveAt = options.leaveAt ?? 0;
  machine.failAt = options.failAt ?? 0;
  const runner = new Runner(process, program);
  const text = process.conclude(() => {
    const end = runner.enter(vm.newFrame(func, vm.heap.readTuple(args)));
    return 'result' in end ? end.result : resume(vm, end.left, end.error);
  }, args);
  return finish(runner, text);
}

export interface LoopEntry {
  /** Byte offset of the loop's header. */
  header: number;
  /** Which jump back to it enters compiled code, from 1. */
  turn: number;
  /** Compiles, when the frame is there. Null: not this time. */
  compile(frame: FakeFrame): CompiledProgram | null;
}

/** Calls a function in the interpreter, which goes over to compiled code in the middle of a loop. */
export function runLoop(process: FakeProcess, func: number, args: number, entry: LoopEntry, options: RunOptions = {}): Run | null {
  const { vm, machine } = process;
  machine.leaveAt = options.leaveAt ?? 0;
  machine.failAt = options.failAt ?? 0;
  let turns = 0;
  let runner: Runner | null = null;
  vm.onLoop = (frame) => {
    if (runner || frame.func !== func || frame.offset !== entry.header || ++turns !== entry.turn) return null;
    const program = entry.compile(frame);
    if (!program) return null;
    runner = new Runner(process, program);
    const { func: held, locals } = frame;
    runner.held = [vm.heap.incref(held)];
    const end = runner.enter(frame);
    if ('result' in end) {
      // The interpreter finds the result on an empty stack.
      locals.fill(0);
      frame.stack = [];
      return end.result;
    }
    vm.heap.decref(held);
    const [outer, ...inner] = end.left;
    if (inner.length === 0) {
      if (end.error) throw Object.assign(end.error, { at: outer.frame.offset });
      return null;
    }
    try {
      const result = resume(vm, inner, end.error);
      if (outer.continuation === 'push') outer.frame.stack.push(result);
      else vm.heap.decref(result);
    } catch (error) {
      throw Object.assign(error as Error, { at: frame.facts.at(outer.frame.offset - 1).offset });
    }
    return null;
  };
  const text = process.conclude(() => vm.call(func, vm.heap.readTuple(args)), args);
  return runner === null ? null : finish(runner, text);
}
