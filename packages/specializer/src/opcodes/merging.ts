// Sets and dicts made of what is there already: {a, b}, {**a}, and the keyword arguments of f(**kwargs).

import type { Instruction } from '@psyco/bytecode';
import type { Handler, Unit } from '../unit';

/** {a, b, c} */
function buildSet(c: Unit, { argument }: Instruction): void {
  const set = c.ref(c.callC('PySet_New', [c.builder.ptr(0, 'NULL')], 'collect', 'ref', 'null'), 'owned', c.builtin('PySet_Type'));
  if (argument > 0) {
    c.drop(set);
    c.hold(set.ir);
    for (const item of c.frame.stack.slice(c.frame.stack.length - argument)) {
      const { irs, temporaries, done } = c.forceAll([item]);
      c.callPython('PySet_Add', [set.ir, irs[0]], 'i64', 'minus-one', temporaries);
      done();
    }
    c.unhold(set.ir);
    c.popMany(argument);
  }
  c.push(set);
}

/** Others than dicts are asked for their keys, and errors get other texts: the interpreter does these. */
function isDict(c: Unit): boolean {
  const source = c.peek();
  c.promoteType(source, 0);
  return c.isType(source, c.dictType);
}

/** {**source} */
function updateDict(c: Unit, { argument }: Instruction): void {
  if (!isDict(c)) return c.leaveHere('not-compiled');
  const { irs, temporaries, done } = c.forceAll([c.peek(argument), c.peek()]);
  c.callPython('PyDict_Update', irs, 'i64', 'minus-one', temporaries);
  c.popMany(1);
  done();
}

/** Whether the dict of keyword arguments is the empty one that BUILD_MAP 0 made just before: then no key can be there twice. */
function isFirstSource(c: Unit): boolean {
  const { instructions } = c.frame.code;
  const index = instructions.indexOf(c.frame.code.at(c.offset));
  const [made, loaded] = [instructions[index - 2], instructions[index - 1]];
  return made?.opcode === 'BUILD_MAP' && made.argument === 0 && /^LOAD_(FAST|DEREF|CONST)$/.test(loaded.opcode) && !c.frame.code.isMergePoint(loaded.offset) && !c.frame.code.isMergePoint(c.offset);
}

/** f(**source): nobody else has the empty dict, so that a copy can take its place. */
function mergeKeywords(c: Unit, { argument }: Instruction): void {
  if (argument !== 1 || !isFirstSource(c) || !isDict(c)) return c.leaveHere('not-compiled');
  const { irs, temporaries, done } = c.forceAll([c.peek()]);
  const copy = c.callPython('PyDict_Copy', irs, 'ref', 'null', temporaries);
  c.popMany(2);
  c.push(c.ref(copy, 'owned', c.dictType));
  done();
}

export const mergingHandlers: Record<string, Handler> = {
  BUILD_SET: buildSet,
  DICT_UPDATE: updateDict,
  DICT_MERGE: mergeKeywords,
};
