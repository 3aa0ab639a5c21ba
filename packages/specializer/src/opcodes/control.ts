// Jumps, conditions, loops, returns, and the instructions of exception handling (which leave: the interpreter raises and
// handles exceptions; on the way there they cost nothing).

import { type PyValue, VirtualValue } from '@psyco/values';
import type { Instruction } from '@psyco/bytecode';
import type { Handler, Unit } from '../unit';
import { metaOf } from '../types/meta';
import { adoptIterator, step } from '../types/iterators';
import { itemTypeOf, isQuietIterator, quietIterator } from '../types/quiet-iterators';
import { truth, identical, not } from './operations';

function conditional(c: Unit, instruction: Instruction, when: boolean): void {
  const value = c.peek();
  const condition = truth(c, value);
  c.pop();
  takeBranch(c, instruction, condition, when);
}

function takeBranch(c: Unit, instruction: Instruction, condition: ReturnType<typeof truth>, when: boolean): void {
  const target = instruction.jumpTarget as number;
  const { next } = instruction;
  if (condition.constant !== null) {
    const taken = condition.constant === when;
    pollIfBackward(c, instruction, taken);
    return c.jumpTo(taken ? target : next);
  }
  const ir = c.irBool(condition);
  const jump = { offset: target, change: () => pollIfBackward(c, instruction, true) };
  const fall = { offset: next };
  if (when) c.branchTo(ir, jump, fall);
  else c.branchTo(ir, fall, jump);
}

/** Conditional backward jumps poll when they are taken; the interpreter goes on at the loop's header. */
function pollIfBackward(c: Unit, instruction: Instruction, taken: boolean): void {
  const target = instruction.jumpTarget as number;
  if (!taken || target > instruction.offset) return;
  const saved = { before: c.before, offset: c.offset };
  c.frame.offset = target;
  c.finishPartly();
  c.before = c.state.fork();
  c.before.refs = c.state.refs;
  c.before.frames[0].slots = c.state.frames[0].slots;
  c.before.frame.offset = target;
  c.offset = target;
  c.builder.append('poll', [], {}, c.exit('poll'));
  c.before = saved.before;
  c.offset = saved.offset;
}

function orPop(c: Unit, instruction: Instruction, when: boolean): void {
  const value = c.peek();
  const condition = truth(c, value);
  const target = instruction.jumpTarget as number;
  if (condition.constant !== null) {
    if (condition.constant === when) return c.jumpTo(target);
    c.pop();
    return c.jumpTo(instruction.next);
  }
  const jump = { offset: target };
  const fall = { offset: instruction.next, change: () => void c.pop() };
  const ir = c.irBool(condition);
  if (when) c.branchTo(ir, jump, fall);
  else c.branchTo(ir, fall, jump);
}

/** Where the test has passed, it is known what was tested: None itself, or something else. */
function noneTest(c: Unit, instruction: Instruction, jumpIfNone: boolean): void {
  const value = c.peek();
  const isNone = identical(c, value, c.none);
  c.pop();
  if (isNone.constant !== null || value.kind !== 'ref') return takeBranch(c, instruction, jumpIfNone ? isNone : not(c, isNone), true);
  const jump = { offset: instruction.jumpTarget as number, poll: () => pollIfBackward(c, instruction, true) };
  const fall = { offset: instruction.next, poll: () => undefined };
  const [none, other] = jumpIfNone ? [jump, fall] : [fall, jump];
  c.branchTo(
    c.irBool(isNone),
    {
      offset: none.offset,
      change: () => {
        c.becomes(value, c.none);
        none.poll();
      },
    },
    {
      offset: other.offset,
      change: () => {
        c.state.update(value, { notNone: true });
        other.poll();
      },
    },
  );
}

function getIterator(c: Unit): void {
  const value = c.peek();
  if (value.kind === 'virtual' && /iterator|enumerate|zip/.test(value.shape)) return;
  if (c.promoteType(value, 0)) {
    const iterator = metaOf(c, value)?.iterate?.(c, value) ?? quietIterator(c, value);
    if (iterator) {
      c.pop();
      c.push(iterator);
      return;
    }
  }
  const { irs, temporaries, done } = c.forceAll([value]);
  const ir = c.callPython('PyObject_GetIter', irs, 'ref', 'null', temporaries);
  c.pop();
  c.push(c.ref(ir, 'owned'));
  done();
}

/** Whether more than the top of the stack has this virtual object. */
function isElsewhere(c: Unit, value: PyValue): boolean {
  const has = (one: PyValue): boolean => one === value || (one.kind === 'virtual' && one.parts.some(has));
  return c.state.frames.some((frame) => frame.locals.some(has) || frame.stack.some((entry, index) => !(frame === c.frame && index === frame.stack.length - 1) && has(entry)));
}

function forIterate(c: Unit, instruction: Instruction): void {
  const end = instruction.jumpTarget as number;
  let iterator = c.peek();
  if (iterator.kind === 'ref') {
    const virtual = adoptIterator(c, iterator);
    if (virtual) c.replaceTop((iterator = virtual));
  }
  if (iterator.kind === 'virtual') {
    // One that a variable has too stays an object: it remembers that it ended, even if its list grows.
    const one = isElsewhere(c, iterator) ? null : step(c, iterator);
    if (one) {
      c.branchTo(
        one.more,
        {
          offset: instruction.next,
          change: () => {
            // Exits of the body's first test come back here: the iterator not yet advanced.
            c.before = c.snapshotAt(instruction.start);
            const { item, iterator: next } = one.take();
            c.replaceVirtual(iterator, next);
            c.push(item);
            c.before = c.state;
          },
        },
        { offset: end, change: () => void c.pop() },
      );
    }
    c.materialize(iterator as VirtualValue);
    iterator = c.peek();
  }
  const { irs } = c.forceAll([iterator]);
  const itemType = itemTypeOf(c, iterator);
  const quiet = isQuietIterator(c, iterator);
  // What the iterator gives up may have destructors: its list, or what was in the tuple that it makes its items of.
  if (quiet) c.tellPlace();
  const item = quiet ? c.callC('PyIter_Next', irs, 'collect', 'ref') : c.callPython('PyIter_Next', irs, 'ref', 'none');
  const none = c.emit('is.null', [item]);
  c.branchTo(
    none,
    {
      offset: end,
      change: () => {
        const raised = c.builder.load('load.ref', c.emit('threadstate'), c.world.offsets.currentException, 'thread');
        c.before = c.snapshotAt(instruction.start);
        c.builder.append('guard.true', [c.emit('is.null', [raised])], {}, c.exit('error', { error: true }));
        c.pop();
      },
    },
    { offset: instruction.next, change: () => c.push(c.ref(item, 'owned', itemType)) },
  );
}

const leaves =
  (reason: 'raise' | 'not-compiled'): Handler =>
  (c) =>
    c.leaveHere(reason);

export const controlHandlers: Record<string, Handler> = {
  JUMP_FORWARD: (c, { jumpTarget }) => c.jumpTo(jumpTarget as number),
  JUMP_BACKWARD: (c, { jumpTarget }) => {
    c.builder.append('poll', [], {}, c.exit('poll'));
    c.jumpTo(jumpTarget as number);
  },
  JUMP_BACKWARD_NO_INTERRUPT: (c, { jumpTarget }) => c.jumpTo(jumpTarget as number),
  POP_JUMP_FORWARD_IF_TRUE: (c, i) => conditional(c, i, true),
  POP_JUMP_FORWARD_IF_FALSE: (c, i) => conditional(c, i, false),
  POP_JUMP_BACKWARD_IF_TRUE: (c, i) => conditional(c, i, true),
  POP_JUMP_BACKWARD_IF_FALSE: (c, i) => conditional(c, i, false),
  POP_JUMP_FORWARD_IF_NONE: (c, i) => noneTest(c, i, true),
  POP_JUMP_FORWARD_IF_NOT_NONE: (c, i) => noneTest(c, i, false),
  POP_JUMP_BACKWARD_IF_NONE: (c, i) => noneTest(c, i, true),
  POP_JUMP_BACKWARD_IF_NOT_NONE: (c, i) => noneTest(c, i, false),
  JUMP_IF_TRUE_OR_POP: (c, i) => orPop(c, i, true),
  JUMP_IF_FALSE_OR_POP: (c, i) => orPop(c, i, false),
  GET_ITER: getIterator,
  FOR_ITER: forIterate,
  RETURN_VALUE: (c) => c.returnValue(c.pop()),
  RAISE_VARARGS: leaves('raise'),
  RERAISE: leaves('raise'),
  PUSH_EXC_INFO: leaves('raise'),
  CHECK_EXC_MATCH: leaves('raise'),
  CHECK_EG_MATCH: leaves('raise'),
  PREP_RERAISE_STAR: leaves('raise'),
  POP_EXCEPT: leaves('raise'),
  WITH_EXCEPT_START: leaves('raise'),
  BEFORE_WITH: leaves('not-compiled'),
  IMPORT_NAME: leaves('not-compiled'),
  IMPORT_FROM: leaves('not-compiled'),
  IMPORT_STAR: leaves('not-compiled'),
  LOAD_BUILD_CLASS: leaves('not-compiled'),
  SETUP_ANNOTATIONS: leaves('not-compiled'),
  PRINT_EXPR: leaves('not-compiled'),
  DELETE_GLOBAL: leaves('not-compiled'),
  DELETE_NAME: leaves('not-compiled'),
  DELETE_DEREF: leaves('not-compiled'),
  DELETE_ATTR: leaves('not-compiled'),
  UNPACK_EX: leaves('not-compiled'),
  GET_LEN: leaves('not-compiled'),
  MATCH_MAPPING: leaves('not-compiled'),
  MATCH_SEQUENCE: leaves('not-compiled'),
  MATCH_KEYS: leaves('not-compiled'),
  MATCH_CLASS: leaves('not-compiled'),
};
