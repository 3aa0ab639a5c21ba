// Writing attributes: `store` keeps a value where the shape says, or moves the instance to a shape that is known already, and
// leaves all else to Python; `setattro` puts the type's data descriptors before it; `fill` gives an instance a new data block.
//
// What a store takes out is released last, when the instance is consistent: that may run any code.

import { byte, dword, eax, ecx, edx, mem, qword, r10, r11, r12, r13, r14, r15, r15d, r8, r8d, r9, r9d, rax, rbp, rbx, rcx, rdi, rdx, rsi, rsp } from '@psyco/x86';
import type { Label, Memory } from '@psyco/x86';
import { DATA, INSTANCE, LONGEST_TUPLE, PLACE, python, SHAPE, WORD_KINDS } from '../layout';
import type { Outside, Writer } from './writer';

const { PyBytesObject, PyFloatObject, PyLongObject, PyObject, PyTupleObject, PyTypeObject, PyVarObject } = python;

/** What a value is: the kinds of words, and tuples. */
const TUPLE = 3;
const STR_SUBCLASS_BIT = Math.log2(python.constants.Py_TPFLAGS_UNICODE_SUBCLASS as number);

/** Subroutine: the value of the int in rsi in rax, and carry set; carry clear if it has more than two digits. Destroys rcx, rdx, rdi. */
export function smallInt(w: Writer, entry: Label): void {
  const { asm } = w;
  const positive = asm.label();
  const single = asm.label();
  const done = asm.label();
  asm.bind(entry);
  asm.mov(rcx, mem(rsi, PyVarObject.ob_size));
  asm.mov(rdi, rcx);
  asm.mov(rax, 0);
  asm.test(rcx, rcx);
  asm.je(done);
  asm.jns(positive);
  asm.neg(rdi);
  asm.bind(positive);
  asm.cmp(rdi, 2);
  asm.ja(done);
  asm.mov(eax, mem(rsi, PyLongObject.ob_digit));
  asm.jb(single);
  asm.mov(edx, mem(rsi, PyLongObject.ob_digit + 4));
  asm.shl(rdx, python.constants.PyLong_SHIFT as number);
  asm.or(rax, rdx);
  asm.bind(single);
  asm.test(rcx, rcx);
  asm.jns(done);
  asm.neg(rax);
  asm.bind(done);
  asm.cmp(rdi, 3);
  asm.ret();
}

/** Calls one of the functions in Python with the operands, a NULL after the last, and has its result as a status in rax. */
function callPython(w: Writer, target: Outside, load: () => void): void {
  load();
  w.asm.mov(rdi, w.outside(target));
  w.asm.mov(eax, 0);
  w.call('PyObject_CallFunctionObjArgs');
  w.statusOfResult();
}

/** int store(self, name, value): no descriptors. The name is an exact str. */
export function store(w: Writer, entry: Label, small: Label): void {
  const { asm } = w;
  const [kindAt, rawAt, overflowAt] = [mem(rsp, 8), mem(rsp, 0), mem(rsp, 16)];
  const slow = asm.label('slow');
  const out = asm.label('out');
  const stored = asm.label('stored');
  const classified = asm.label('classified');
  const [object, int, float, tuple] = [asm.label('object'), asm.label('int'), asm.label('float'), asm.label('tuple')];
  asm.bind(entry);
  const { leave } = w.enter(6, 24);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.mov(r12, rdx);
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(rax, w.outside('PyUnicode_Type'));
  asm.jne(slow);

  // Which kind of value: exact types only.
  asm.mov(rax, mem(rdx, PyObject.ob_type));
  asm.cmp(rax, w.outside('PyLong_Type'));
  asm.je(int);
  asm.cmp(rax, w.outside('PyFloat_Type'));
  asm.je(float);
  asm.cmp(rax, w.outside('PyTuple_Type'));
  asm.je(tuple);
  asm.bind(object);
  asm.mov(rawAt, r12);
  asm.mov(dword(kindAt), WORD_KINDS.object);
  asm.bind(classified);

  // Where it goes in the present shape.
  const absent = asm.label('absent');
  const large = asm.label('large');
  const tupleEntry = asm.label('tuple entry');
  const objectEntry = asm.label('object entry');
  const otherKind = asm.label('other kind');
  const haveShape = asm.label();
  asm.mov(r13, mem(rbx, INSTANCE.data));
  asm.mov(r14, w.outside('emptyShape'));
  asm.test(r13, r13);
  asm.je(haveShape);
  asm.mov(r14, mem(r13, DATA.shape));
  asm.bind(haveShape);
  asm.mov(rdi, mem(r14, SHAPE.names));
  asm.mov(rsi, rbp);
  asm.cmp(rdi, w.outside('_Py_NoneStruct'));
  asm.je(large);
  w.call('PyDict_GetItemWithError');
  asm.mov(r15, rax);
  asm.test(rax, rax);
  asm.je(absent);
  asm.mov(r15d, mem(rax, PyLongObject.ob_digit));
  asm.mov(ecx, r15d);
  asm.mov(rdi, mem(r14, SHAPE.kinds));
  asm.shr(ecx, PLACE.offsetBits);
  asm.jne(tupleEntry);
  asm.mov(ecx, r15d);
  asm.shr(ecx, 3);
  asm.movzx(edx, byte(mem(rdi, rcx, 1, PyBytesObject.ob_sval)));
  asm.test(edx, edx);
  asm.je(objectEntry);
  asm.cmp(edx, kindAt);
  asm.jne(otherKind);
  asm.mov(rax, rawAt);
  asm.mov(mem(r13, r15, 1, 0), rax);
  asm.bind(stored);
  asm.mov(rax, 0);
  asm.bind(out);
  leave();
  asm.ret();

  asm.bind(objectEntry);
  asm.add(qword(mem(r12, PyObject.ob_refcnt)), 1);
  asm.mov(rdi, mem(r13, r15, 1, 0));
  asm.mov(mem(r13, r15, 1, 0), r12);
  w.release();
  asm.jmp(stored);

  asm.bind(int);
  asm.mov(rsi, r12);
  asm.call(small);
  const fits = asm.label();
  asm.jb(fits);
  asm.mov(rdi, r12);
  asm.lea(rsi, overflowAt);
  w.call('PyLong_AsLongLongAndOverflow');
  asm.cmp(dword(overflowAt), 0);
  asm.jne(object);
  asm.bind(fits);
  asm.mov(rawAt, rax);
  asm.mov(dword(kindAt), WORD_KINDS.int);
  asm.jmp(classified);

  asm.bind(float);
  asm.mov(rax, mem(r12, PyFloatObject.ob_fval));
  asm.mov(rawAt, rax);
  asm.mov(dword(kindAt), WORD_KINDS.float);
  asm.jmp(classified);

  asm.bind(tuple);
  asm.mov(rax, mem(r12, PyVarObject.ob_size));
  asm.sub(rax, 1);
  asm.cmp(rax, LONGEST_TUPLE - 1);
  asm.ja(object);
  const item = asm.label();
  const number = asm.label();
  asm.bind(item);
  asm.mov(rcx, mem(r12, rax, 8, PyTupleObject.ob_item));
  asm.mov(rcx, mem(rcx, PyObject.ob_type));
  asm.cmp(rcx, w.outside('PyFloat_Type'));
  asm.je(number);
  asm.cmp(rcx, w.outside('PyLong_Type'));
  asm.jne(object);
  asm.bind(number);
  asm.sub(rax, 1);
  asm.jns(item);
  asm.mov(rawAt, r12);
  asm.mov(dword(kindAt), TUPLE);
  asm.jmp(classified);

  asm.bind(large);
  asm.mov(rdi, mem(r13, DATA.first));
  asm.mov(rsi, rbp);
  asm.mov(rdx, r12);
  w.call('PyDict_SetItem');
  asm.movsxd(rax, eax);
  asm.jmp(out);

  asm.bind(slow);
  callPython(w, 'slowStore', () => {
    asm.mov(rsi, rbx);
    asm.mov(rdx, rbp);
    asm.mov(rcx, r12);
    asm.xor(r8d, r8d);
  });
  asm.jmp(out);

  const sameTuple = asm.label('same tuple');
  const outOfMemory = asm.label('out of memory');
  transitions(w, { absent, otherKind, sameTuple, slow, stored, out, outOfMemory, kindAt, rawAt });
  tupleInPlace(w, { tupleEntry, sameTuple, slow, stored, outOfMemory, small, kindAt });
}

/**
 * A tuple of numbers whose items have the kinds that the shape r14 says (kinds in rdi, place in r15, how many in rcx): checked first,
 * then written. If r14 is not the shape of the data block r13 yet, the block grows before.
 */
function tupleInPlace(w: Writer, at: { tupleEntry: Label; sameTuple: Label; slow: Label; stored: Label; outOfMemory: Label; small: Label; kindAt: Memory }): void {
  const { asm } = w;
  const check = asm.label();
  const checkFloat = asm.label();
  const checked = asm.label();
  const grow = asm.label();
  const grown = asm.label();
  const write = asm.label();
  const writeFloat = asm.label();
  const written = asm.label();
  const begin = (): void => {
    asm.mov(r9d, r15d);
    asm.shr(r9d, 3);
    asm.mov(rdi, mem(r14, SHAPE.kinds));
    asm.lea(r9, mem(rdi, r9, 1, PyBytesObject.ob_sval)); // kinds of the words
    asm.mov(r11, mem(r12, PyVarObject.ob_size));
    asm.mov(r8, 0);
  };
  asm.bind(at.tupleEntry);
  asm.cmp(dword(at.kindAt), TUPLE);
  asm.jne(at.slow);
  asm.bind(at.sameTuple);
  asm.cmp(rcx, mem(r12, PyVarObject.ob_size));
  asm.jne(at.slow);
  asm.and(r15d, PLACE.offsetMask);
  begin();

  asm.bind(check);
  asm.mov(rsi, mem(r12, r8, 8, PyTupleObject.ob_item));
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(byte(mem(r9, r8, 1, 0)), WORD_KINDS.int);
  asm.jb(at.slow);
  asm.ja(checkFloat);
  asm.cmp(rax, w.outside('PyLong_Type'));
  asm.jne(at.slow);
  asm.call(at.small);
  asm.jae(at.slow);
  asm.jmp(checked);
  asm.bind(checkFloat);
  asm.cmp(rax, w.outside('PyFloat_Type'));
  asm.jne(at.slow);
  asm.bind(checked);
  asm.add(r8, 1);
  asm.cmp(r8, r11);
  asm.jb(check);

  asm.test(r13, r13);
  asm.je(grow);
  asm.cmp(r14, mem(r13, DATA.shape));
  asm.je(grown);
  asm.bind(grow);
  growData(w, at.outOfMemory);
  asm.bind(grown);
  begin();
  asm.lea(r10, mem(r13, r15, 1, 0)); // the words
  asm.bind(write);
  asm.mov(rsi, mem(r12, r8, 8, PyTupleObject.ob_item));
  asm.cmp(byte(mem(r9, r8, 1, 0)), WORD_KINDS.int);
  asm.jne(writeFloat);
  asm.call(at.small);
  asm.jmp(written);
  asm.bind(writeFloat);
  asm.mov(rax, mem(rsi, PyFloatObject.ob_fval));
  asm.bind(written);
  asm.mov(mem(r10, r8, 8, 0), rax);
  asm.add(r8, 1);
  asm.cmp(r8, r11);
  asm.jb(write);
  asm.jmp(at.stored);
}

/** Makes the data block r13 (or NULL) of the instance rbx as long as the shape r14 says, and gives it that shape. The new words are set by who calls. */
function growData(w: Writer, outOfMemory: Label): void {
  const { asm } = w;
  asm.mov(rdi, r13);
  asm.mov(rsi, mem(r14, SHAPE.kinds));
  asm.mov(rsi, mem(rsi, PyVarObject.ob_size));
  asm.shl(rsi, 3);
  w.call('PyMem_Realloc');
  asm.test(rax, rax);
  asm.je(outOfMemory);
  asm.mov(r13, rax);
  asm.mov(mem(rbx, INSTANCE.data), r13);
  asm.mov(mem(r13, DATA.shape), r14);
}

/** To the shape that has this name with this kind, if somebody went there before: one word more, or one word of another kind. */
function transitions(w: Writer, at: { absent: Label; otherKind: Label; sameTuple: Label; slow: Label; stored: Label; out: Label; outOfMemory: Label; kindAt: Memory; rawAt: Memory }): void {
  const { asm } = w;
  const known = asm.label();
  const noObject = asm.label();
  const append = asm.label();
  const appendTuple = asm.label();
  // r15 is 0, or the place of a single word.
  asm.bind(at.absent);
  asm.bind(at.otherKind);
  asm.mov(eax, at.kindAt);
  asm.mov(rdi, mem(r14, rax, 8, SHAPE.toObject));
  asm.mov(rsi, rbp);
  w.call('PyDict_GetItemWithError');
  asm.test(rax, rax);
  asm.je(at.slow);
  asm.test(r15, r15);
  asm.je(append);
  asm.cmp(dword(at.kindAt), TUPLE);
  asm.je(at.slow);
  asm.mov(mem(r13, DATA.shape), rax);
  asm.mov(rsi, mem(rax, SHAPE.kinds));
  asm.mov(ecx, r15d);
  asm.shr(ecx, 3);
  // The old word was a number (a word with an object takes all kinds), so nothing is to be released.
  asm.lea(rdi, mem(r13, r15, 1, 0));
  asm.jmp(known);

  asm.bind(append);
  asm.mov(r14, rax);
  asm.cmp(dword(at.kindAt), TUPLE);
  asm.je(appendTuple);
  growData(w, at.outOfMemory);
  asm.mov(rsi, mem(r14, SHAPE.kinds));
  asm.mov(rcx, mem(rsi, PyVarObject.ob_size));
  asm.sub(rcx, 1);
  asm.lea(rdi, mem(r13, rcx, 8, 0));

  asm.bind(known); // word number rcx at rdi, kinds in rsi
  asm.mov(rax, at.rawAt);
  asm.cmp(byte(mem(rsi, rcx, 1, PyBytesObject.ob_sval)), WORD_KINDS.object);
  asm.jne(noObject);
  asm.mov(rax, r12);
  asm.add(qword(mem(r12, PyObject.ob_refcnt)), 1);
  asm.bind(noObject);
  asm.mov(mem(rdi), rax);
  asm.jmp(at.stored);

  // The tuple that this name had in the last instance that came this way; tuples of other kinds are left to Python.
  asm.bind(appendTuple);
  asm.mov(rdi, mem(r14, SHAPE.names));
  asm.mov(rsi, rbp);
  w.call('PyDict_GetItemWithError');
  asm.mov(r15d, mem(rax, PyLongObject.ob_digit));
  asm.mov(ecx, r15d);
  asm.shr(ecx, PLACE.offsetBits);
  asm.jmp(at.sameTuple);

  asm.bind(at.outOfMemory);
  w.call('PyErr_NoMemory');
  asm.mov(rax, -1);
  asm.jmp(at.out);
}

/** int tp_setattro(self, name, value or NULL) */
export function setattro(w: Writer, entry: Label, storing: Label): void {
  const { asm } = w;
  const odd = asm.label();
  const own = asm.label();
  const put = asm.label();
  asm.align(16);
  asm.bind(entry);
  asm.mov(rax, mem(rsi, PyObject.ob_type));
  asm.cmp(rax, w.outside('PyUnicode_Type'));
  asm.jne(odd);
  const { leave } = w.enter(4);
  const restore = (): void => {
    asm.mov(rdi, rbx);
    asm.mov(rsi, rbp);
    asm.mov(rdx, r12);
    leave();
  };
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.mov(r12, rdx);
  asm.mov(rdi, mem(rdi, PyObject.ob_type));
  w.call('_PyType_Lookup');
  asm.test(rax, rax);
  asm.je(own);
  asm.mov(rax, mem(rax, PyObject.ob_type));
  asm.cmp(qword(mem(rax, PyTypeObject.tp_descr_set)), 0);
  asm.je(own);
  restore();
  w.jump('PyObject_GenericSetAttr');

  asm.bind(own);
  asm.test(r12, r12);
  asm.jne(put);
  callPython(w, 'slowDelete', () => {
    asm.mov(rsi, rbx);
    asm.mov(rdx, rbp);
    asm.xor(ecx, ecx);
  });
  leave();
  asm.ret();

  asm.bind(put);
  restore();
  asm.jmp(storing);

  // A subclass of str counts as its characters; what is no str at all gets the message that every object gives.
  const noName = asm.label();
  const failed = asm.label();
  const done = asm.label();
  asm.bind(odd);
  asm.mov(rax, mem(rax, PyTypeObject.tp_flags));
  asm.bt(rax, STR_SUBCLASS_BIT);
  asm.jae(noName);
  const converted = w.enter(4);
  asm.mov(rbx, rdi);
  asm.mov(r12, rdx);
  asm.mov(rdi, rsi);
  w.call('PyUnicode_FromObject');
  asm.test(rax, rax);
  asm.je(failed);
  asm.mov(rbp, rax);
  asm.mov(rdi, rbx);
  asm.mov(rsi, rax);
  asm.mov(rdx, r12);
  asm.call(entry);
  asm.mov(r13, rax);
  asm.mov(rdi, rbp);
  w.release();
  asm.mov(rax, r13);
  asm.jmp(done);
  asm.bind(failed);
  asm.mov(rax, -1);
  asm.bind(done);
  converted.leave();
  asm.ret();
  asm.bind(noName);
  w.jump('PyObject_GenericSetAttr');
}

/** int fill(self, shape, words): a new data block of that shape with the words, a tuple of objects; then the old one goes. */
export function fill(w: Writer, entry: Label, release: Label): void {
  const { asm } = w;
  const next = asm.label();
  const object = asm.label();
  const float = asm.label();
  const put = asm.label();
  const filled = asm.label();
  const outOfMemory = asm.label();
  const done = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(6);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  asm.mov(r12, rdx);
  asm.mov(r13, mem(rsi, SHAPE.kinds));
  asm.mov(r14, mem(r13, PyVarObject.ob_size));
  asm.mov(r15, 0);
  asm.cmp(r14, 1);
  asm.je(filled);
  asm.lea(rdi, mem(null, r14, 8, 0));
  w.call('PyMem_Malloc');
  asm.test(rax, rax);
  asm.je(outOfMemory);
  asm.mov(r15, rax);
  asm.mov(mem(r15, DATA.shape), rbp);
  asm.bind(next);
  asm.sub(r14, 1);
  asm.je(filled);
  asm.mov(rdi, mem(r12, r14, 8, PyTupleObject.ob_item - 8));
  asm.cmp(byte(mem(r13, r14, 1, PyBytesObject.ob_sval)), WORD_KINDS.int);
  asm.jb(object);
  asm.ja(float);
  w.call('PyLong_AsLongLong');
  asm.jmp(put);
  asm.bind(object);
  asm.mov(rax, rdi);
  asm.add(qword(mem(rdi, PyObject.ob_refcnt)), 1);
  asm.jmp(put);
  asm.bind(float);
  asm.mov(rax, mem(rdi, PyFloatObject.ob_fval));
  asm.bind(put);
  asm.mov(mem(r15, r14, 8, 0), rax);
  asm.jmp(next);
  asm.bind(filled);
  asm.mov(rdi, mem(rbx, INSTANCE.data));
  asm.mov(mem(rbx, INSTANCE.data), r15);
  asm.call(release);
  asm.mov(rax, 0);
  asm.bind(done);
  leave();
  asm.ret();
  asm.bind(outOfMemory);
  w.call('PyErr_NoMemory');
  asm.mov(rax, -1);
  asm.jmp(done);
}
