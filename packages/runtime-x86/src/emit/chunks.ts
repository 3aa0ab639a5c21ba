// Keeps a little memory that the interpreter gives back, for the next time that it is wanted. CPython 3.11 unmaps a chunk of a data stack as
// soon as the first frame in it ends (Python/pystate.c, _PyThreadState_PopFrame) and maps another with the next call: a recursion that
// goes up and down around the end of a chunk does little else. It unmaps an arena of small objects when the last one in it ends
// (Objects/obmalloc.c, insert_to_freepool): a program that builds and drops a table over and over has each page zeroed by the kernel anew, which
// weighs more the faster the rest is. Stands in for the arena allocator (PEP 445), which is asked for both and knows them by their sizes.
import { eax, edi, mem, qword, r12, rax, rbx, rdi, rdx, ripLabel, rsi, rsp } from './machine';
import type { Register } from './machine';
import type { Emitter } from './emitter';

/** PyObjectArenaAllocator of Include/cpython/objimpl.h. */
const Arena = { context: 0, alloc: 8, free: 16, size: 24 } as const;
/** How many arenas are kept at most: a megabyte each. */
const ARENAS = 4;
/** The context of the one that stands in: the one that it stands in for, and what is kept. In memory of the process alone: forked children keep their own. */
const Kept = { usual: 0, chunk: Arena.size, arenas: Arena.size + 8 } as const;
const PAGE = 4096;
/**
 * Bytes of a block that is taken and given back once, untouched. The C library maps blocks of its size by themselves, and when the first of
 * them comes back it takes larger blocks from the heap and gives the heap's end back in larger pieces (glibc, malloc/malloc.c, __libc_free: the
 * dynamic mmap threshold). Rows of a table that are dropped together then no longer cost a page fault for each page of the next table.
 */
const LARGE = 16 << 20;

export function emitChunks(emitter: Emitter): void {
  const { asm, dialect } = emitter;
  /** Sizes of which blocks are kept, and the words of the context that they are kept in. */
  const kept: readonly { readonly size: number; readonly slots: readonly number[] }[] = [
    { size: dialect.dataStackChunkSize, slots: [Kept.chunk] },
    { size: dialect.arenaSize, slots: Array.from({ length: ARENAS }, (_, index) => Kept.arenas + 8 * index) },
  ];
  /** Tries the slots for blocks of the size that a register has, one after the other; goes on behind if none serves, or for other sizes. */
  const trySlots = (size: Register, attempt: (slot: number) => void): void => {
    for (const { size: one, slots } of kept) {
      const other = asm.label();
      asm.cmp(size, one);
      asm.jne(other);
      slots.forEach(attempt);
      asm.bind(other);
    }
  };
  /** Goes on with the usual allocator's function. */
  const usual = (field: 'alloc' | 'free'): void => {
    asm.mov(rax, mem(rdi, Kept.usual + Arena[field]));
    asm.mov(rdi, mem(rdi, Kept.usual + Arena.context));
    asm.jmp(rax);
  };

  /** void *(void *context, size_t size) */
  emitter.begin('chunkAlloc', 16);
  trySlots(rsi, (slot) => {
    const empty = asm.label();
    asm.xor(eax, eax);
    asm.xchg(mem(rdi, slot), rax);
    asm.test(rax, rax);
    asm.je(empty);
    asm.ret();
    asm.bind(empty);
  });
  usual('alloc');

  /** void (void *context, void *memory, size_t size): of one too many the one that was kept goes. */
  emitter.begin('chunkFree', 16);
  trySlots(rdx, (slot) => {
    const next = asm.label();
    asm.xchg(mem(rdi, slot), rsi);
    asm.test(rsi, rsi);
    asm.jne(next);
    asm.ret();
    asm.bind(next);
  });
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
  for (const slot of kept.flatMap(({ slots }) => slots)) asm.mov(qword(mem(rbx, slot)), 0);
  asm.mov(mem(rsp, Arena.context), rbx);
  asm.mov(mem(rsp, Arena.alloc), r12);
  asm.lea(rax, ripLabel(emitter.at('chunkFree')));
  asm.mov(mem(rsp, Arena.free), rax);
  asm.mov(rdi, rsp);
  emitter.call('PyObject_SetArenaAllocator');
  asm.mov(edi, LARGE);
  emitter.call('PyMem_RawMalloc');
  asm.mov(rdi, rax);
  emitter.call('PyMem_RawFree');
  asm.bind(done);
  asm.add(rsp, 40);
  for (const register of [r12, rbx]) asm.pop(register);
  asm.ret();
}
