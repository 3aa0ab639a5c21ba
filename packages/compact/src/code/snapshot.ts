// `snapshot` puts the attributes of an instance into a dict, all as they are at one moment.

import { eax, mem, qword, r12, r13, r14d, r15, rax, rbp, rbx, rcx, rdi, rdx, rsi, rsp } from '@psyco/x86';
import type { Label } from '@psyco/x86';
import { DATA, INSTANCE, SHAPE, python } from '../layout';
import type { Writer } from './writer';

const { PyObject } = python;

/**
 * Subroutine: the attributes of self (rdi) into the dict in rsi; 0 in rax, or -1 and an error. To make a tuple may start the garbage
 * collector (3.11, Modules/gcmodule.c, gc_alloc), which runs any code, and that may change the instance: it is off meanwhile.
 */
export function unpack(w: Writer, entry: Label, reading: Label): void {
  const { asm } = w;
  const [positionAt, nameAt, placeAt] = [mem(rsp, 0), mem(rsp, 8), mem(rsp, 16)];
  const large = asm.label();
  const next = asm.label();
  const done = asm.label();
  const off = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(6, 24);
  asm.mov(rbx, rdi);
  asm.mov(rbp, rsi);
  w.call('PyGC_Disable');
  asm.mov(r14d, eax); // whether it was on
  asm.mov(r15, 0);
  asm.mov(rax, mem(rbx, INSTANCE.data));
  asm.test(rax, rax);
  asm.je(done);
  asm.mov(rcx, mem(rax, DATA.shape));
  asm.mov(r13, mem(rcx, SHAPE.names));
  asm.cmp(r13, w.outside('_Py_NoneStruct'));
  asm.je(large);
  asm.mov(qword(positionAt), 0);
  asm.bind(next);
  asm.mov(rdi, r13);
  asm.lea(rsi, positionAt);
  asm.lea(rdx, nameAt);
  asm.lea(rcx, placeAt);
  w.call('PyDict_Next');
  asm.test(eax, eax);
  asm.je(done);
  asm.mov(rdi, rbx);
  asm.mov(rsi, nameAt);
  asm.call(reading);
  asm.mov(r15, -1);
  asm.test(rax, rax);
  asm.je(done);
  asm.mov(r12, rax);
  asm.mov(rdi, rbp);
  asm.mov(rsi, nameAt);
  asm.mov(rdx, r12);
  w.call('PyDict_SetItem');
  asm.movsxd(r15, eax);
  asm.mov(rdi, r12);
  w.release();
  asm.test(r15, r15);
  asm.je(next);
  asm.jmp(done);

  asm.bind(large);
  asm.mov(rdi, rbp);
  asm.mov(rsi, mem(rax, DATA.first));
  w.call('PyDict_Update');
  asm.movsxd(r15, eax);

  asm.bind(done);
  asm.test(r14d, r14d);
  asm.je(off);
  w.call('PyGC_Enable');
  asm.bind(off);
  asm.mov(rax, r15);
  leave();
  asm.ret();
}

/** PyObject *snapshot(self, dict): None, after the attributes were put into the dict. */
export function snapshot(w: Writer, entry: Label, unpacking: Label): void {
  const { asm } = w;
  const failed = asm.label();
  asm.bind(entry);
  const { leave } = w.enter(0);
  asm.call(unpacking);
  asm.test(rax, rax);
  asm.mov(rax, 0);
  asm.jne(failed);
  asm.mov(rax, w.outside('_Py_NoneStruct'));
  asm.add(qword(mem(rax, PyObject.ob_refcnt)), 1);
  asm.bind(failed);
  leave();
  asm.ret();
}
