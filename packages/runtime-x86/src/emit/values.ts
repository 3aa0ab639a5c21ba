// Handlers of recipe operations that take references and push single values.

import { al, byte, eax, ecx, edi, mem, r12, rax, rbx, rcx, rdi, rdx, rsp, xmm0 } from './machine';
import type { Emitter } from './emitter';
import { Context, context } from './context';
import { nextWord } from './handlers';
import type { Handler } from './handlers';
import { ExitRecord } from '../data-layout';
import { leafKinds } from '../recipe-ops';
import type { RecipeOp } from '../recipe-ops';

/** Subroutine loadLeaf: rax = the leaf at r12, which moves on. Destroys rcx and rdx. */
export function emitLoadLeaf(emitter: Emitter): void {
  const { asm } = emitter;
  const xmm = asm.label();
  const stack = asm.label();
  const constant = asm.label();
  emitter.begin('loadLeaf', 16);
  asm.mov(rcx, mem(r12));
  asm.movzx(eax, byte(mem(r12)));
  asm.add(r12, 8);
  asm.sar(rcx, 8); // register number, or signed stack offset
  asm.cmp(eax, leafKinds.xmm);
  asm.je(xmm);
  asm.cmp(eax, leafKinds.stack);
  asm.je(stack);
  asm.cmp(eax, leafKinds.constant);
  asm.je(constant);
  asm.mov(rax, mem(rbx, rcx, 8, Context.gpr));
  asm.ret();
  asm.bind(xmm);
  asm.mov(rax, mem(rbx, rcx, 8, Context.xmm));
  asm.ret();
  asm.bind(stack);
  asm.mov(rdx, context('levelStack'));
  asm.mov(rax, mem(rdx, rcx, 1, 0));
  asm.ret();
  asm.bind(constant);
  nextWord(emitter, rax);
  asm.ret();
}

const leaf = (emitter: Emitter): void => emitter.asm.call(emitter.at('loadLeaf'));

/** Calls a C function that returns a new object, and pushes it. */
const pushResult = (emitter: Emitter, name: string): void => {
  emitter.construct(name);
  emitter.asm.push(rax);
};

const retain: Handler = (emitter) => {
  const { asm, offsets, options } = emitter;
  const none = asm.label();
  leaf(emitter);
  nextWord(emitter, rcx);
  asm.test(rax, rax);
  asm.je(none);
  asm.add(mem(rax, offsets.objectRefcount), rcx);
  if (options.refTotal !== undefined) {
    asm.mov(rax, options.refTotal);
    asm.add(mem(rax), rcx);
  }
  asm.bind(none);
};

const saw =
  (reference: boolean): Handler =>
  (emitter) => {
    const { asm, offsets } = emitter;
    const none = asm.label();
    const same = asm.label();
    leaf(emitter);
    asm.mov(rdx, context('levelRecord'));
    asm.mov(mem(rdx, ExitRecord.sawValue), rax);
    if (!reference) return;
    asm.test(rax, rax);
    asm.je(none);
    asm.mov(rax, mem(rax, offsets.objectType));
    asm.bind(none);
    // Two types that come by in turn are both known at the next look.
    asm.mov(rcx, mem(rdx, ExitRecord.sawType));
    asm.cmp(rcx, rax);
    asm.je(same);
    asm.mov(mem(rdx, ExitRecord.otherType), rcx);
    asm.mov(mem(rdx, ExitRecord.sawType), rax);
    asm.bind(same);
  };

const bool: Handler = (emitter) => {
  const { asm, options } = emitter;
  const isTrue = asm.label();
  leaf(emitter);
  asm.test(al, al);
  asm.mov(rax, options.symbol('_Py_TrueStruct'));
  asm.jne(isTrue);
  asm.mov(rax, options.symbol('_Py_FalseStruct'));
  asm.bind(isTrue);
  emitter.retain(rax);
  asm.push(rax);
};

export const valueHandlers = {
  retain,
  sawReference: saw(true),
  sawRaw: saw(false),
  retained: (emitter) => {
    emitter.asm.jmp(emitter.at('levelRetained'));
    return 'jumps';
  },
  reference: (emitter) => {
    leaf(emitter);
    emitter.asm.push(rax);
  },
  integer: (emitter) => {
    leaf(emitter);
    emitter.asm.mov(rdi, rax);
    pushResult(emitter, 'PyLong_FromLong');
  },
  float: (emitter) => {
    leaf(emitter);
    emitter.asm.movq(xmm0, rax);
    pushResult(emitter, 'PyFloat_FromDouble');
  },
  bool,
  character: (emitter) => {
    leaf(emitter);
    emitter.asm.mov(edi, eax);
    pushResult(emitter, 'PyUnicode_FromOrdinal');
  },
  constant: (emitter) => {
    nextWord(emitter, rax);
    emitter.retain(rax);
    emitter.asm.push(rax);
  },
  null: ({ asm }) => asm.push(0),
  raw: (emitter) => {
    leaf(emitter);
    emitter.asm.push(rax);
  },
  memos: (emitter) => {
    const { asm } = emitter;
    const more = asm.label();
    nextWord(emitter, rcx);
    asm.bind(more);
    asm.push(0);
    asm.dec(ecx);
    asm.jne(more);
    asm.mov(context('memoBase'), rsp);
  },
  memoize: (emitter) => {
    const { asm } = emitter;
    nextWord(emitter, rcx);
    asm.mov(rdx, context('memoBase'));
    asm.mov(rax, mem(rsp));
    emitter.retain(rax);
    asm.mov(mem(rdx, rcx, 8, 0), rax); // released at the end of the program (frames.ts)
  },
  recall: (emitter) => {
    const { asm } = emitter;
    nextWord(emitter, rcx);
    asm.mov(rdx, context('memoBase'));
    asm.mov(rax, mem(rdx, rcx, 8, 0));
    emitter.retain(rax);
    asm.push(rax);
  },
} as const satisfies Partial<Record<RecipeOp, Handler>>;
