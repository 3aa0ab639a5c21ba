// The assembler with the idioms of this package: calls of C functions through the table in front of the code (so that the
// code runs at any address), reference counts, prologues. Knows nothing of compact classes.

import { Assembler, mem, qword, rax, rbp, rbx, r12, r13, r14, r15, rdi, ripLabel, rsp } from '@psyco/x86';
import type { Label, Memory } from '@psyco/x86';
import { python } from '../layout';

/** What the code needs from outside. Symbols are found by name; the others are objects that the Python part makes. */
export const SYMBOLS = [
  'PyDict_GetItemWithError', 'PyDict_Next', 'PyDict_SetItem', 'PyDict_Update', 'PyErr_NoMemory', 'PyErr_Occurred', 'PyErr_SetObject', 'PyExc_KeyError', 'PyFloat_FromDouble',
  'PyFloat_Type', 'PyGC_Disable', 'PyGC_Enable',
  'PyLong_AsLongLong', 'PyLong_AsLongLongAndOverflow', 'PyLong_FromLongLong', 'PyLong_Type', 'PyMem_Free', 'PyMem_Malloc', 'PyMem_Realloc',
  'PyObject_CallFunctionObjArgs', 'PyObject_ClearWeakRefs', 'PyObject_GC_UnTrack', 'PyObject_GenericGetAttr', 'PyObject_GenericSetAttr', 'PyTuple_New', 'PyTuple_Type',
  'PyUnicode_FromObject', 'PyUnicode_Type', '_PyType_Lookup', '_Py_Dealloc', '_Py_NoneStruct',
] as const;
export const OBJECTS = ['emptyShape', 'slowStore', 'slowDelete'] as const;

export type Outside = (typeof SYMBOLS)[number] | (typeof OBJECTS)[number];

/** Every word of the table, in order. */
export const TABLE: readonly Outside[] = [...SYMBOLS, ...OBJECTS];

const SAVED = [rbx, rbp, r12, r13, r14, r15];

/** Code of the C calling convention of System V. */
export class Writer {
  readonly asm = new Assembler({ capacity: 4096 });
  readonly #table = new Map<Outside, Label>();

  constructor() {
    for (const name of TABLE) {
      const label = this.asm.label(name);
      this.#table.set(name, label);
      this.asm.bind(label);
      this.asm.dq(0);
    }
  }

  /** The word of the table. */
  outside(name: Outside): Memory {
    return qword(ripLabel(this.#table.get(name) as Label));
  }

  call(name: Outside): void {
    this.asm.call(this.outside(name));
  }

  jump(name: Outside): void {
    this.asm.jmp(this.outside(name));
  }

  /** Saves the first `registers` callee-saved registers, makes room for `locals` bytes, and aligns the stack. */
  enter(registers: number, locals = 0): { leave(): void } {
    const { asm } = this;
    const saved = SAVED.slice(0, registers);
    const room = Math.ceil((locals + 8 * (registers + 1)) / 16) * 16 - 8 * (registers + 1);
    for (const register of saved) asm.push(register);
    if (room > 0) asm.sub(rsp, room);
    return {
      leave: () => {
        if (room > 0) asm.add(rsp, room);
        for (const register of saved.toReversed()) asm.pop(register);
      },
    };
  }

  /** Releases the reference in rdi, which must not be NULL; runs whatever that runs. */
  release(): void {
    const { asm } = this;
    const alive = asm.label();
    asm.sub(qword(mem(rdi, python.PyObject.ob_refcnt)), 1);
    asm.jne(alive);
    this.call('_Py_Dealloc');
    asm.bind(alive);
  }

  /** Releases the reference in rax, which may be NULL, and goes on with 0 or -1 in rax: what a function returned, as a status. */
  statusOfResult(): void {
    const { asm } = this;
    const failed = asm.label();
    const done = asm.label();
    asm.test(rax, rax);
    asm.je(failed);
    asm.mov(rdi, rax);
    this.release();
    asm.mov(rax, 0);
    asm.jmp(done);
    asm.bind(failed);
    asm.mov(rax, -1);
    asm.bind(done);
  }
}
