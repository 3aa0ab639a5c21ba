// CALL in all its forms: Python functions (inlined, native, or through the interpreter), classes, builtins taught by name,
// and anything else through the C API.

import { type PyValue, type RefValue, VirtualValue } from '@psyco/values';
import { slotKinds, type Instruction } from '@psyco/bytecode';
import { classCellSlot } from '../code-facts';
import type { Value } from '@psyco/ir';
import { type Handler, Restart, type Unit } from '../unit';
import { callByCode, callFunction, instantiate, pythonFunction } from '../inline';
import type { FunctionFacts } from '../world';
import { loadBound, loadCell } from './variables';
import { isTaughtMethod, metaOf, taughtFunction } from '../types/meta';

/** CO_NESTED (3.11, Include/cpython/code.h): made by a function. */
const flagNested = 0x10;

function call(c: Unit, { argument }: Instruction): void {
  const names = c.keywordNames;
  c.keywordNames = [];
  const { stack } = c.frame;
  const args = stack.slice(stack.length - argument);
  const operands = argument + 2;
  const below = stack[stack.length - argument - 2];
  const next = stack[stack.length - argument - 1];
  // (method, self, args) or (NULL, callable, args)
  let callee = below;
  let all = args;
  if (below.kind === 'null') callee = next;
  else all = [next, ...args];
  if (callee.kind === 'virtual' && callee.shape === 'bound_method') {
    all = [callee.parts[1], ...all];
    callee = callee.parts[0];
  }
  if (callee.kind === 'ref' && callNested(c, callee, all, names, operands)) return;
  callee = promoteCallee(c, callee);
  if (callee.kind === 'const' && callKnown(c, callee.address, all, names, operands)) return;
  generic(c, callee, all, names, operands);
}

/** A function made by another one, perhaps anew each time, is known by its code. */
function callNested(c: Unit, callee: RefValue, args: PyValue[], names: string[], operands: number): boolean {
  const facts = nestedSeen(c, callee);
  if (!facts) return false;
  for (const [index, value] of args.entries()) c.promoteSimply(value, 6 + index);
  return callByCode(c, callee, facts, args, names, operands);
}

/** The function that was seen to be called here, if it is one that a function has made; null: it was none, or others came by. */
function nestedSeen(c: Unit, callee: RefValue): FunctionFacts | null {
  const { exemplar } = c.state.info(callee);
  if (exemplar === null || c.feedback.happened(c.frame.code.address, c.offset, 'value')) return null;
  const facts = c.world.functionSeen(exemplar);
  const code = facts && c.world.codeFacts(facts.code);
  return code && code.code.flags & flagNested ? facts : null;
}

/** A callable in a register that was seen to be one function: tested by identity. */
function promoteCallee(c: Unit, callee: PyValue): PyValue {
  if (callee.kind !== 'ref') return callee;
  const exemplar = c.state.info(callee).exemplar;
  if (exemplar === null || c.feedback.happened(c.frame.code.address, c.offset, 'value')) return callee;
  const type = c.world.typeAddress(exemplar);
  // A builtin that is bound to an object would keep the object alive.
  // So would a closure what its cells refer to.
  if (nestedSeen(c, callee)?.cells.length) return callee;
  const promotable = ['PyFunction_Type', 'PyType_Type'].some((symbol) => c.builtin(symbol).address === type) || c.world.classInfo(exemplar)?.plainNew || c.world.builtinName(exemplar) !== null;
  if (!promotable) return callee;
  const constant = c.constant(exemplar);
  c.guardTrue(c.emit('eq.ref', [callee.ir, c.builder.ref(exemplar, constant.name)]), 'value');
  return constant;
}

/** Builtins that look at the variables of their caller's frame, which compiled code keeps elsewhere: with arguments up to so many. */
const looksAtFrame: Readonly<Record<string, number>> = {
  'builtins.super': 0, 'builtins.vars': 0, 'builtins.dir': 0, 'builtins.locals': 0, 'builtins.eval': 3, 'builtins.exec': 4, 'sys._getframe': 1,
};

/**
 * A callee that looks at all variables of the frame, whatever its name is there (`E = eval`): what was dropped so far as dead would be missing, so the
 * compilation begins anew. `super()` looks at two slots only, which are kept anyway.
 */
function keepWhatIsLookedAt(c: Unit, name: string | null): void {
  if (name !== null && Object.hasOwn(looksAtFrame, name) && name !== 'builtins.super' && c.frame.code.keepVariables()) throw new Restart();
}

function callKnown(c: Unit, address: number, args: PyValue[], names: string[], operands: number): boolean {
  const looks = looksAtFrame[c.world.builtinName(address) ?? ''];
  if (looks !== undefined && args.length <= looks) {
    keepWhatIsLookedAt(c, c.world.builtinName(address));
    if (c.world.builtinName(address) === 'builtins.super' && names.length === 0 && superOfFrame(c, address, operands)) return true;
    return c.leaveHere('not-compiled');
  }
  if (args.length === 1 && names.length === 0 && c.isRoot && c.world.builtinName(address) === 'sys.getrefcount') {
    countReferences(c, c.constant(address), args[0], operands);
    return true;
  }
  const facts = pythonFunction(c, address);
  if (facts) {
    for (const [index, value] of args.entries()) c.promoteSimply(value, 6 + index);
    return callFunction(c, facts, args, names, operands);
  }
  if (names.length === 0) {
    const name = c.world.builtinName(address);
    if (name !== null) {
      const taught = taughtFunction(name) ?? methodMeta(c, name, args);
      if (taught) {
        const saved = c.frame.stack.slice(-operands);
        c.popMany(operands);
        const result = taught(c, args, address);
        if (result) {
          c.push(result);
          return true;
        }
        // Another array, if an object was built meanwhile.
        c.frame.stack.push(...saved.map((value) => c.resolve(value)));
        c.forgetDropped();
      }
    }
  }
  const info = c.world.classInfo(address);
  if (info && (info.plainNew || c.world.typeAddress(address) === c.builtin('PyType_Type').address)) {
    for (const [index, value] of args.entries()) c.promoteSimply(value, 6 + index);
    return instantiate(c, info, args, names, operands);
  }
  return false;
}

/**
 * super() as super(__class__, self), which is what it becomes (Objects/typeobject.c, super_init_without_args): with the first argument as it
 * is now. The class is tested, so that it is one.
 */
function superOfFrame(c: Unit, address: number, operands: number): boolean {
  const { code } = c.frame.code;
  const cell = classCellSlot(code);
  if (!c.isRoot || code.argumentCount === 0 || cell < 0 || code.localsPlusKinds[0]! & slotKinds.CELL) return false;
  let owner = loadCell(c, cell);
  if (owner.kind === 'ref') {
    const { exemplar } = c.state.info(owner);
    if (exemplar === null || !c.world.classInfo(exemplar) || c.feedback.happened(c.frame.code.address, c.offset, 'value')) return false;
    const constant = c.constant(exemplar);
    c.guardTrue(c.emit('eq.ref', [owner.ir, c.builder.ref(exemplar, constant.name)]), 'value');
    owner = constant;
  }
  if (owner.kind !== 'const' || !c.world.classInfo(owner.address)) return false;
  generic(c, c.constant(address), [owner, loadBound(c, 0)], [], operands);
  return true;
}

/** 'list.append' and the like: taught with the type. */
function methodMeta(c: Unit, name: string, args: PyValue[]) {
  const [owner, method] = name.split('.');
  if (args.length === 0 || !isTaughtMethod(c, owner, method) || !c.promoteType(args[0], 0)) return undefined;
  const type = c.typeOf(args[0]);
  if (type?.name !== owner) return undefined;
  return metaOf(c, args[0])?.methods?.[method];
}

/** sys.getrefcount(value): each place of the stack that has the value counts, as the interpreter's stack does. */
function countReferences(c: Unit, callee: PyValue, value: PyValue, operands: number): void {
  const { irs, temporaries, done } = c.forceAll([callee, value]);
  const object = irs[1];
  // Here, because the frame gets its own references to what is in locals.
  c.syncFrame();
  c.secure();
  const forced = c.resolve(value);
  const owned = forced.kind === 'ref' ? c.state.info(forced).ownership === 'owned' : temporaries.length > 0;
  const places = c.frame.stack.filter((entry) => c.resolve(entry) === forced).length - (owned ? 1 : 0);
  const change = (op: 'refcount.add' | 'refcount.sub'): void => void c.builder.append(op, [object, c.i64(places)]);
  change('refcount.add');
  const ir = c.callPython('PyObject_CallFunctionObjArgs', [...irs, c.builder.ptr(0, 'NULL')], 'ref', 'none', temporaries);
  change('refcount.sub');
  c.popMany(operands);
  c.push(c.ref(ir, 'owned'));
  done();
}

/**
 * The result of a call. What is called may have sent the process a signal, or waited for one, and the program may look at what the handler does: it
 * runs here, as where the interpreter has CHECK_EVAL_BREAKER (3.11, Python/ceval.c). The rest of what the breaker is for waits for the next loop.
 */
function conclude(c: Unit, result: Value, done: () => void): void {
  const { builder } = c;
  const { threadInterpreter, interpreterEvalBreaker } = c.world.offsets;
  const interpreter = builder.load('load.ptr', c.emit('threadstate'), threadInterpreter, 'immutable');
  const breaker = builder.load('load.u32', interpreter, interpreterEvalBreaker, 'thread');
  const pending = c.fn.newBlock('signals');
  const none = c.fn.newBlock('no signals');
  builder.branch(c.emit('ne.i64', [breaker, c.i64(0)]), { block: pending, args: [] }, { block: none, args: [] });
  builder.block = pending;
  pending.cold = true;
  builder.append('call', [], { symbol: 'PyErr_CheckSignals', name: 'PyErr_CheckSignals', effect: 'python', errorWhen: 'minus-one', result: 'i64' }, c.exit('error', { error: true, release: [result] }));
  builder.jump(none);
  builder.block = none;
  c.push(c.ref(result, 'owned'));
  done();
}

/** Through the C API: PyObject_CallFunctionObjArgs for a few arguments, PyObject_Call with a tuple otherwise. */
function generic(c: Unit, callee: PyValue, args: PyValue[], names: string[], operands: number): void {
  let ir: Value;
  if (names.length === 0 && args.length <= 4) {
    const { irs, temporaries, done } = c.forceAll([callee, ...args]);
    ir = c.callPython('PyObject_CallFunctionObjArgs', [...irs, c.builder.ptr(0, 'NULL')], 'ref', 'null', temporaries);
    c.popMany(operands);
    conclude(c, ir, done);
    return;
  }
  const positional = args.slice(0, args.length - names.length);
  const tuple = c.materialize(new VirtualValue('tuple', positional));
  let keywords: Value = c.builder.ptr(0, 'NULL');
  c.hold(tuple.ir);
  if (names.length > 0) {
    keywords = c.hold(c.callC('PyDict_New', [], 'collect', 'ref', 'null'));
    names.forEach((name, index) => {
      const { irs, done } = c.forceAll([args[positional.length + index]]);
      c.builder.append('call', [keywords, c.builder.ref(c.keywordAddress(name), name), irs[0]], { symbol: 'PyDict_SetItem', name: 'PyDict_SetItem', effect: 'allocate', errorWhen: 'none', result: 'i64' });
      done();
    });
  }
  const { irs, temporaries, done } = c.forceAll([callee]);
  ir = c.callPython('PyObject_Call', [irs[0], tuple.ir, keywords], 'ref', 'null', temporaries);
  if (names.length > 0) c.releaseTemporary(keywords, false);
  c.popMany(operands);
  // Held until the handlers of signals have run, too: nothing in the frame has the tuple.
  conclude(c, ir, () => {
    c.unhold(tuple.ir);
    done();
  });
}

/** f(*args, **kwargs): PyObject_Call, where the arguments are a tuple and a dict already. */
function callUnpacked(c: Unit, { argument }: Instruction): void {
  const hasKeywords = (argument & 1) === 1;
  const keywords = hasKeywords ? c.peek(0) : null;
  const args = c.peek(hasKeywords ? 1 : 0);
  const callee = c.peek(hasKeywords ? 2 : 1);
  if (callee.kind === 'const') keepWhatIsLookedAt(c, c.world.builtinName(callee.address));
  c.promoteType(args, 0);
  if (keywords) c.promoteType(keywords, 1);
  if (!c.isType(args, c.tupleType) || (keywords && !c.isType(keywords, c.dictType))) return c.leaveHere('not-compiled');
  const { irs, temporaries, done } = c.forceAll(keywords ? [callee, args, keywords] : [callee, args]);
  const ir = c.callPython('PyObject_Call', [irs[0], irs[1], irs[2] ?? c.builder.ptr(0, 'NULL')], 'ref', 'null', temporaries);
  c.popMany(hasKeywords ? 4 : 3);
  conclude(c, ir, done);
}

export const callHandlers: Record<string, Handler> = {
  CALL_FUNCTION_EX: callUnpacked,
  CALL: call,
  KW_NAMES: (c, { argument, start }) => {
    const addresses = c.world.readTuple(c.frame.code.constants[argument]);
    c.keywordOffset = start;
    c.keywordNames = addresses.map((address) => c.world.readString(address));
    addresses.forEach((address, index) => c.keywordAddresses.set(c.keywordNames[index], address));
  },
};
