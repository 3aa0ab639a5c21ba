// Keeps one chunk of a data stack when the interpreter gives it back, for the next time that one is wanted. CPython 3.11 unmaps a chunk as soon as
// the first frame in it ends (Python/pystate.c, _PyThreadState_PopFrame) and maps another with the next call: a recursion that goes up
// and down around the end of a chunk does little else. Stands in for the arena allocator (PEP 445), which knows chunks by their size.
import { eax, mem, qword, r12, rax, rbx, rdi, rdx, ripLabel, rsi, rsp } from './machine';
import type { Emitter } from './emitter';

/** PyObjectArenaAllocator of Include/cpython/objimpl.h. */
const Arena = { context: 0, alloc: 8, free: 16, size: 24 } as const;
/** The context of the one that stands in: the one that it stands in for, and the chunk that is kept. In memory of the process alone: forked children keep their own. */
const Kept = { usual: 0, chunk: Arena.size } as const;
const PAGE = 4096;

export function emitChunks(emitter: Emitter): void {
  const { asm, dialect } = emitter;
  /** Goes on with the usual allocator's function. */
  const usual = (field: 'alloc' | 'free'): void => {
    asm.mov(rax, mem(rdi, Kept.usual + Arena[field]));
    asm.mov(rdi, mem(rdi, Kept.usual + Arena.context));
    asm.jmp(rax);
  };

  /** void *(void *context, size_t size) */
  const none = asm.label();
  emitter.begin('chunkAlloc', 16);
  asm.cmp(rsi, dialect.dataStackChunkSize);
  asm.jne(none);
  asm.xor(eax, eax);
  asm.xchg(mem(rdi, Kept.chunk), rax);
  asm.test(rax, rax);
  asm.je(none);
  asm.ret();
  asm.bind(none);
  usual('alloc');

  /** void (void *context, void *memory, size_t size): of two chunks the one that was kept goes. */
  const goes = asm.label();
  emitter.begin('chunkFree', 16);
  asm.cmp(rdx, dialect.dataStackChunkSize);
  asm.jne(goes);
  asm.xchg(mem(rdi, Kept.chunk), rsi);
  asm.test(rsi, rsi);
  asm.jne(goes);
  asm.ret();
  asm.bind(goes);
  usual('free');

  /** void keepChunks(void): puts the allocator in place, if it is not there yet. */
  const done = asm.label();
  emitter.begin('keepChunks', 16);
  for (const register of [rbx, r12]) asm.push(register);
  asm.sub(rsp, 40);
  asm.mov(rdi, rsp);
  emitter.call('PyObject_GetArenaAllocator');
  asm.lea(r12, ripLabel(emitter.at('chunkAlloc')));
  asm.cmp(mem(rsp, Arena.alloc), r12);
  asm.je(done);
  asm.mov(rdi, mem(rsp, Arena.context));
  asm.mov(rsi, PAGE);
  asm.call(mem(rsp, Arena.alloc));
  asm.test(rax, rax);
  asm.je(done);
  asm.mov(rbx, rax);
  for (const field of [Arena.context, Arena.alloc, Arena.free]) {
    asm.mov(rax, mem(rsp, field));
    asm.mov(mem(rbx, Kept.usual + field), rax);
  }
  asm.mov(qword(mem(rbx, Kept.chunk)), 0);
  asm.mov(mem(rsp, Arena.context), rbx);
  asm.mov(mem(rsp, Arena.alloc), r12);
  asm.lea(rax, ripLabel(emitter.at('chunkFree')));
  asm.mov(mem(rsp, Arena.free), rax);
  asm.mov(rdi, rsp);
  emitter.call('PyObject_SetArenaAllocator');
  asm.bind(done);
  asm.add(rsp, 40);
  for (const register of [r12, rbx]) asm.pop(register);
  asm.ret();
}
