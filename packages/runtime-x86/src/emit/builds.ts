// Handlers of recipe operations that build objects from parts. The first part is on top of the operand stack (which is the
// machine stack), so the parts are an array in memory order.

import { byte, cl, eax, ecx, edi, edx, mem, qword, r12, r8, rax, rcx, rdi, rdx, rsi, rsp } from './machine';
import type { Register } from './machine';
import type { Emitter } from './emitter';
import { nextWord } from './handlers';
import type { Handler } from './handlers';
import type { RecipeOp } from '../recipe-ops';

/** Py_TPFLAGS_IS_ABSTRACT (Include/object.h). */
const ABSTRACT = 1 << 20;

/** Releases and takes off `count` parts, whose new owner took references of its own, keeping rax, and pushes rax. */
function replaceParts(emitter: Emitter, count: number): void {
  const { asm } = emitter;
  for (let part = 0; part < count; part++) {
    asm.pop(rdi);
    asm.push(rax);
    emitter.release();
    asm.pop(rax);
  }
  asm.push(rax);
}

/** tuple and list: `items` puts the address of the item array of rax into rdi. */
const container =
  (constructor: string, items: (emitter: Emitter) => void): Handler =>
  (emitter) => {
    const { asm } = emitter;
    nextWord(emitter, rdi);
    asm.push(rdi);
    emitter.construct(constructor);
    asm.pop(rcx);
    items(emitter);
    asm.mov(rsi, rsp);
    asm.lea(rdx, mem(rsp, rcx, 8, 0));
    asm.repMovsq();
    asm.mov(rsp, rdx);
    asm.push(rax);
  };

/** Calls `constructor(part 0, part 1, …)`, which takes references of its own. */
const callWithParts =
  (constructor: string, registers: readonly Register[]): Handler =>
  (emitter) => {
    registers.forEach((register, part) => emitter.asm.mov(register, mem(rsp, 8 * part)));
    emitter.construct(constructor);
    replaceParts(emitter, registers.length);
  };

/** Calls the type object `type` with the `count` parts: PyObject_Vectorcall(type, parts, count, NULL). */
const callType =
  (type: string, count: number): Handler =>
  (emitter) => {
    const { asm } = emitter;
    asm.mov(rdi, emitter.options.symbol(type));
    asm.mov(rsi, rsp);
    asm.mov(edx, count);
    asm.xor(ecx, ecx);
    emitter.construct('PyObject_Vectorcall');
    replaceParts(emitter, count);
  };

/** Where the raw parts of a range iterator lie on the stack. */
const RANGE_PARTS = { next: 0, stop: 8, step: 16, size: 24 };

/**
 * Objects/rangeobject.c, fast_range_iter: {index, start, step, length}; length as in get_len_of_range. Where range_iter takes the iterator of big
 * ints instead (more than LONG_MAX numbers, as in `range(-sys.maxsize, sys.maxsize)`, whose length would be a negative one here; or a stop that is
 * less than a step away from the end) it is made as the program did: iter(range(next, stop, step)).
 */
const rangeIterator: Handler = (emitter) => {
  const { asm, offsets } = emitter;
  const [down, empty, divide, make, big, done] = ['down', 'empty', 'divide', 'make', 'big', 'done'].map((name) => asm.label(name));
  const { next, stop, step, size } = RANGE_PARTS;
  asm.mov(rcx, mem(rsp, next));
  asm.mov(rax, mem(rsp, stop));
  asm.mov(rsi, mem(rsp, step));
  // stop + step, one nearer to zero
  asm.mov(rdx, rsi);
  asm.sar(rdx, 63);
  asm.or(rdx, 1);
  asm.neg(rdx);
  asm.add(rdx, rsi);
  asm.add(rdx, rax);
  asm.jo(big);
  asm.test(rsi, rsi);
  asm.js(down);
  asm.sub(rax, rcx);
  asm.jle(empty);
  asm.jmp(divide);
  asm.bind(down);
  asm.xchg(rax, rcx);
  asm.neg(rsi);
  asm.sub(rax, rcx);
  asm.jle(empty);
  asm.bind(divide); // (distance - 1) / |step| + 1
  asm.dec(rax);
  asm.xor(edx, edx);
  asm.div(rsi);
  asm.inc(rax);
  asm.test(rax, rax);
  asm.js(big);
  asm.jmp(make);
  asm.bind(empty);
  asm.xor(eax, eax);
  asm.bind(make);
  asm.push(rax);
  asm.mov(rdi, emitter.options.symbol('PyRangeIter_Type'));
  emitter.construct('_PyObject_New');
  asm.pop(rcx);
  asm.mov(mem(rax, offsets.rangeIteratorLength), rcx);
  asm.mov(qword(mem(rax, offsets.rangeIteratorIndex)), 0);
  asm.mov(rcx, mem(rsp, next));
  asm.mov(mem(rax, offsets.rangeIteratorStart), rcx);
  asm.mov(rcx, mem(rsp, step));
  asm.mov(mem(rax, offsets.rangeIteratorStep), rcx);
  asm.jmp(done);
  asm.bind(big);
  // The last one first; those made so far lie above.
  for (const [made, part] of [step, stop, next].entries()) {
    asm.mov(rdi, mem(rsp, 8 * made + part));
    emitter.construct('PyLong_FromLong');
    asm.push(rax);
  }
  callType('PyRange_Type', 3)(emitter);
  asm.mov(rdi, mem(rsp));
  emitter.construct('PyObject_GetIter');
  replaceParts(emitter, 1);
  asm.pop(rax);
  asm.bind(done);
  asm.add(rsp, size);
  asm.push(rax);
};

/** The iterator of an exact list, tuple or str, moved to its index. */
const sequenceIterator: Handler = (emitter) => {
  const { asm, offsets } = emitter;
  asm.mov(rdi, mem(rsp));
  emitter.construct('PyObject_GetIter');
  asm.mov(rcx, mem(rsp, 8));
  asm.mov(mem(rax, offsets.sequenceIteratorIndex), rcx);
  replaceParts(emitter, 1);
  asm.pop(rax);
  asm.mov(mem(rsp), rax); // over the index
};

const zip: Handler = (emitter) => {
  const { asm } = emitter;
  const more = asm.label();
  const done = asm.label();
  nextWord(emitter, rdx);
  asm.mov(rsi, rsp);
  asm.push(rdx);
  asm.mov(rdi, emitter.options.symbol('PyZip_Type'));
  asm.xor(ecx, ecx);
  emitter.construct('PyObject_Vectorcall');
  asm.pop(rcx);
  asm.bind(more);
  asm.test(rcx, rcx);
  asm.je(done);
  asm.pop(rdi);
  asm.push(rax);
  asm.push(rcx);
  emitter.release();
  asm.pop(rcx);
  asm.pop(rax);
  asm.dec(rcx);
  asm.jmp(more);
  asm.bind(done);
  asm.push(rax);
};

/**
 * object.__new__(type), then the values go straight into the inline values, in key order.
 * Relies on 3.11: Objects/dictobject.c, init_inline_values; pycore_dict.h, _PyDictValues_AddToInsertionOrder: the byte at
 * values-2 counts the values set, the bytes before it name them, latest last going down.
 * The program has made the instance already, as far as it knows: that its class has become abstract since must not prevent it
 * (Objects/typeobject.c, object_new).
 */
const instance: Handler = (emitter) => {
  const { asm, offsets, options } = emitter;
  const next = asm.label();
  const unset = asm.label();
  const done = asm.label();
  asm.mov(rdi, mem(r12));
  asm.push(qword(mem(rdi, offsets.typeFlags)));
  asm.xor(edi, edi);
  emitter.construct('PyTuple_New');
  asm.push(rax);
  asm.mov(rsi, rax);
  asm.mov(rdi, mem(r12));
  asm.and(qword(mem(rdi, offsets.typeFlags)), ~ABSTRACT);
  asm.xor(edx, edx);
  asm.mov(rax, options.symbol('PyBaseObject_Type'));
  asm.mov(rax, mem(rax, offsets.typeNew));
  asm.call(emitter.at('construct'));
  replaceParts(emitter, 1);
  asm.pop(rax);
  asm.pop(rdx);
  asm.and(edx, ABSTRACT);
  asm.mov(rcx, mem(r12));
  asm.or(mem(rcx, offsets.typeFlags), rdx);
  asm.mov(r8, mem(r12, 8));
  asm.add(r12, 16);
  asm.mov(rsi, mem(rax, offsets.instanceValues));
  asm.xor(ecx, ecx);
  asm.bind(next);
  asm.cmp(rcx, r8);
  asm.jge(done);
  asm.pop(rdi);
  asm.test(rdi, rdi);
  asm.je(unset);
  asm.mov(mem(rsi, rcx, 8, 0), rdi);
  asm.inc(byte(mem(rsi, -2)));
  asm.movzx(edx, byte(mem(rsi, -2)));
  asm.neg(rdx);
  asm.mov(byte(mem(rsi, rdx, 1, -2)), cl);
  asm.bind(unset);
  asm.inc(rcx);
  asm.jmp(next);
  asm.bind(done);
  asm.push(rax);
};

export const buildHandlers = {
  tuple: container('PyTuple_New', ({ asm, offsets }) => asm.lea(rdi, mem(rax, offsets.tupleItems))),
  list: container('PyList_New', ({ asm, offsets }) => asm.mov(rdi, mem(rax, offsets.listItems))),
  slice: callWithParts('PySlice_New', [rdi, rsi, rdx]),
  range: callType('PyRange_Type', 3),
  rangeIterator,
  sequenceIterator,
  enumerate: callType('PyEnum_Type', 2),
  zip,
  boundMethod: callWithParts('PyMethod_New', [rdi, rsi]),
  cell: callWithParts('PyCell_New', [rdi]),
  instance,
} as const satisfies Partial<Record<RecipeOp, Handler>>;
