// `store` keeps a value where the shape says, or moves the instance to a shape that is known already, and leaves all else to Python.
//
// What a store takes out is released last, when the instance is consistent: that may run any code.

import { byte, dword, eax, ecx, edx, mem, qword, r12, r13, r14, r15, r15d, r8d, rax, rbp, rbx, rcx, rdi, rdx, rsi, rsp } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { DATA, INSTANCE, LONGEST_TUPLE, PLACE, SHAPE, WORD_KINDS, python } from '../layout';
import { exactName } from './names';
import { TUPLE, callPython } from './values';
import { transitions } from './transitions';
import { tupleInPlace } from './tuples';
import type { Writer } from './writer';

const { PyBytesObject, PyFloatObject, PyLongObject, PyObject, PyTupleObject, PyVarObject } = python;

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
  exactName(w, slow);

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
