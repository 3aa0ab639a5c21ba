// Allocators that stand in for the usual ones (PEP 445): where those have no memory they take a block of the reserve. The blocks are the
// usual allocators' own, so whoever frees the objects later need not know. Relies on PyMem_GetAllocator and PyMem_SetAllocator only.
import { eax, ecx, edi, mem, qword, rax, rcx, rdi, rdx, ripAddress, ripLabel, rsi, rsp } from './machine';
import type { Label, Register } from './machine';
import type { Emitter } from './emitter';
import { MemoryDomain, RESERVE_BLOCK, ReserveRecord, RuntimeData } from '../data-layout';

/** Both domains of Objects/obmalloc.c that constructors of objects use; most of what they need are objects. */
export const DOMAINS = [
  { domain: MemoryDomain.objects, record: 'objectReserve', allocate: 'PyObject_Malloc', blocks: 256 },
  { domain: MemoryDomain.memory, record: 'memoryReserve', allocate: 'PyMem_Malloc', blocks: 64 },
] as const;

/** struct PyMemAllocatorEx. */
const Allocator = { context: 0, malloc: 8, calloc: 16, realloc: 24, free: 32, size: 40 } as const;

/** Keeps the allocator of each domain in its record, and puts the one with the reserve in its place. Destroys what C functions destroy, and rbp. */
export function putStandIns(emitter: Emitter): void {
  const { asm } = emitter;
  for (const { domain, record } of DOMAINS) {
    const address = ripAddress(emitter.options.dataBase + RuntimeData[record]);
    asm.mov(edi, domain);
    asm.lea(rsi, address);
    emitter.callAligned('PyMem_GetAllocator');
    asm.sub(rsp, Allocator.size);
    asm.lea(rax, address);
    asm.mov(mem(rsp, Allocator.context), rax);
    for (const [field, place] of [['malloc', 'reserveMalloc'], ['calloc', 'reserveCalloc'], ['realloc', 'reserveRealloc'], ['free', 'reserveFree']] as const) {
      asm.lea(rax, ripLabel(emitter.at(place)));
      asm.mov(mem(rsp, Allocator[field]), rax);
    }
    asm.mov(edi, domain);
    asm.mov(rsi, rsp);
    emitter.callAligned('PyMem_SetAllocator');
    asm.add(rsp, Allocator.size);
  }
}

/** Puts the allocators back that the records keep. Destroys the same. */
export function putBackUsual(emitter: Emitter): void {
  const { asm } = emitter;
  for (const { domain, record } of DOMAINS) {
    asm.mov(edi, domain);
    asm.lea(rsi, ripAddress(emitter.options.dataBase + RuntimeData[record]));
    emitter.callAligned('PyMem_SetAllocator');
  }
}

/** The functions of the allocator that stands in: rdi = the record of the domain, which starts with the usual allocator. */
export function emitAllocators(emitter: Emitter): void {
  const { asm } = emitter;

  /** The usual one's result in rax, rdi and the other arguments as they came; the stack is aligned with them on it. */
  const usual = (field: 'malloc' | 'calloc', kept: readonly Register[]): void => {
    for (const register of kept) asm.push(register);
    asm.mov(rax, mem(rdi, Allocator[field]));
    asm.mov(rdi, mem(rdi, Allocator.context));
    asm.call(rax);
    for (const register of [...kept].reverse()) asm.pop(register);
    asm.test(rax, rax);
  };
  /** rax = a block for rsi bytes, or NULL. */
  const take = (none: Label): void => {
    asm.cmp(rsi, RESERVE_BLOCK);
    asm.ja(none);
    asm.mov(rax, mem(rdi, ReserveRecord.first));
    asm.test(rax, rax);
    asm.je(none);
    asm.mov(rcx, mem(rax));
    asm.mov(mem(rdi, ReserveRecord.first), rcx);
    asm.dec(qword(mem(rdi, ReserveRecord.count)));
  };

  const allocated = asm.label();
  emitter.begin('reserveMalloc', 16);
  usual('malloc', [rdi, rsi, rdx]);
  asm.jne(allocated);
  take(allocated);
  asm.bind(allocated);
  asm.ret();

  const cleared = asm.label();
  emitter.begin('reserveCalloc', 16);
  usual('calloc', [rdi, rsi, rdx]);
  asm.jne(cleared);
  asm.imul(rsi, rdx); // the caller has seen to it that this is a size
  take(cleared);
  asm.mov(rdx, rax);
  asm.mov(rdi, rax);
  asm.xor(eax, eax);
  asm.mov(ecx, RESERVE_BLOCK / 8);
  asm.repStosq();
  asm.mov(rax, rdx);
  asm.bind(cleared);
  asm.ret();

  for (const [place, field] of [['reserveRealloc', 'realloc'], ['reserveFree', 'free']] as const) {
    emitter.begin(place, 16);
    asm.mov(rax, mem(rdi, Allocator[field]));
    asm.mov(rdi, mem(rdi, Allocator.context));
    asm.jmp(rax);
  }
}
