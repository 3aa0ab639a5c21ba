// The reserve of memory for exits, and for numbers that compiled code makes into objects: an exit has to make the objects that the interpreter's frames need, and cannot go on without them. If an
// allocation fails there it is tried once more with allocators that take a block of the reserve where the usual ones have none. The blocks
// are the usual allocators' own, so whoever frees the objects later need not know. What the exit goes on to in the interpreter then meets
// the lack of memory, and raises MemoryError. The exits fill the reserve up again. Relies on PEP 445 (PyMem_SetAllocator) only.
import { eax, ecx, edi, esi, mem, qword, r12, rax, rbp, rcx, rdi, rdx, ripAddress, ripLabel, rsi, rsp, xmm0 } from './machine';
import type { Emitter } from './emitter';
import { MemoryDomain, RESERVE_BLOCK, ReserveRecord, RuntimeData } from '../data-layout';

/** Both domains of Objects/obmalloc.c that constructors of objects use; most of what they need are objects. */
const DOMAINS = [
  { domain: MemoryDomain.objects, record: 'objectReserve', allocate: 'PyObject_Malloc', blocks: 256 },
  { domain: MemoryDomain.memory, record: 'memoryReserve', allocate: 'PyMem_Malloc', blocks: 64 },
] as const;

/** struct PyMemAllocatorEx. */
const Allocator = { context: 0, malloc: 8, calloc: 16, realloc: 24, free: 32, size: 40 } as const;

/** Value of `reserveLow` after an allocation has failed. */
const TAKEN = 2;

/** What compiled code calls to make numbers into objects where it has no exit: its exits would keep too many values alive. */
const BOXES = [{ place: 'boxInt', constructor: 'PyLong_FromLongLong' }, { place: 'boxFloat', constructor: 'PyFloat_FromDouble' }] as const;

export function emitReserve(emitter: Emitter): void {
  emitConstruct(emitter);
  for (const { place, constructor } of BOXES) emitBox(emitter, place, constructor);
  emitFill(emitter);
  emitAllocators(emitter);
}

/**
 * Subroutine: calls the C function rax, which makes an object, with rdi, rsi, rdx, rcx and xmm0; rax = the object, never NULL. No exception may be
 * set. Any stack alignment; destroys rbp.
 */
function emitConstruct(emitter: Emitter): void {
  const { asm } = emitter;
  const failed = asm.label();
  const retry = asm.label();
  const restored = asm.label();
  const saved = [rcx, rdx, rsi, rdi, rax];
  emitter.begin('construct', 16);
  for (const register of saved) asm.push(register);
  asm.sub(rsp, 8);
  asm.movsd(mem(rsp), xmm0);
  emitter.callAlignedRegister(rax);
  asm.test(rax, rax);
  asm.je(failed);
  asm.add(rsp, 8 * saved.length + 8);
  asm.ret();

  asm.bind(failed);
  emitter.callAligned('PyErr_Clear');
  // A collection of garbage in a constructor may run anything, other exits too: the outermost puts the allocators back.
  asm.push(emitter.data('reserveInUse'));
  asm.cmp(qword(mem(rsp)), 0);
  asm.jne(retry);
  asm.mov(emitter.data('reserveInUse'), 1);
  for (const { domain, record } of DOMAINS) emitStandIn(emitter, domain, record);
  asm.bind(retry);
  asm.mov(emitter.data('reserveLow'), TAKEN);
  asm.movsd(xmm0, mem(rsp, 8));
  [...saved].reverse().forEach((register, index) => asm.mov(register, mem(rsp, 16 + 8 * index)));
  emitter.callAlignedRegister(rax);
  emitter.requireObject(emitter.at('outOfMemory'));
  asm.pop(rcx);
  asm.test(rcx, rcx);
  asm.jne(restored);
  asm.push(rax);
  for (const { domain, record } of DOMAINS) {
    asm.mov(edi, domain);
    asm.lea(rsi, ripAddress(emitter.options.dataBase + RuntimeData[record]));
    emitter.callAligned('PyMem_SetAllocator');
  }
  asm.mov(emitter.data('reserveInUse'), 0);
  asm.pop(rax);
  asm.bind(restored);
  asm.add(rsp, 8 * saved.length + 8);
  asm.ret();
}

/**
 * PyObject *box(rdi or xmm0), never NULL. After an allocation has failed, a pending call that does nothing makes loops of the main thread leave compiled
 * code at their next poll, so that the interpreter meets the lack of memory before the reserve is used up.
 */
function emitBox(emitter: Emitter, place: 'boxInt' | 'boxFloat', constructor: string): void {
  const { asm } = emitter;
  const done = asm.label();
  const nothing = asm.label();
  emitter.begin(place, 16);
  asm.push(rbp);
  emitter.construct(constructor);
  asm.cmp(emitter.data('reserveLow'), TAKEN);
  asm.jne(done);
  asm.push(rax);
  asm.lea(rdi, ripLabel(nothing));
  asm.xor(esi, esi);
  emitter.callAligned('Py_AddPendingCall');
  asm.pop(rax);
  asm.bind(done);
  asm.pop(rbp);
  asm.ret();
  asm.bind(nothing);
  asm.xor(eax, eax);
  asm.ret();
}

/** Keeps the allocator of a domain in its record, and puts the one with the reserve in its place. */
function emitStandIn(emitter: Emitter, domain: number, record: (typeof DOMAINS)[number]['record']): void {
  const { asm } = emitter;
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

/** Subroutine of the exit: fills the reserve up, as far as there is memory. Destroys r12 and what C functions destroy, and rbp. */
function emitFill(emitter: Emitter): void {
  const { asm, dialect, options } = emitter;
  const done = asm.label();
  const filled = asm.label();
  emitter.begin('fillReserve', 16);
  asm.cmp(emitter.data('reserveInUse'), 0);
  asm.jne(done);
  for (const { record, allocate, blocks } of DOMAINS) {
    const more = asm.label();
    const enough = asm.label();
    asm.lea(r12, ripAddress(options.dataBase + RuntimeData[record]));
    asm.bind(more);
    asm.cmp(qword(mem(r12, ReserveRecord.count)), blocks);
    asm.jge(enough);
    asm.mov(edi, RESERVE_BLOCK);
    emitter.callAligned(allocate);
    asm.test(rax, rax);
    asm.je(done);
    asm.mov(rcx, mem(r12, ReserveRecord.first));
    asm.mov(mem(rax), rcx);
    asm.mov(mem(r12, ReserveRecord.first), rax);
    asm.inc(qword(mem(r12, ReserveRecord.count)));
    asm.jmp(more);
    asm.bind(enough);
  }
  asm.cmp(emitter.data('reserveChunk'), 0);
  asm.jne(filled);
  asm.mov(rsi, dialect.dataStackChunkSize);
  emitter.allocateChunk();
  asm.test(rax, rax);
  asm.je(done);
  asm.mov(emitter.data('reserveChunk'), rax);
  asm.bind(filled);
  asm.mov(emitter.data('reserveLow'), 0);
  asm.bind(done);
  asm.ret();
}

/** The functions of the allocator that stands in: rdi = the record of the domain, which starts with the usual allocator. */
function emitAllocators(emitter: Emitter): void {
  const { asm } = emitter;

  /** The usual one's result in rax, rdi and the other arguments as they came; the stack is aligned with them on it. */
  const usual = (field: 'malloc' | 'calloc', kept: readonly (typeof rdi)[]): void => {
    for (const register of kept) asm.push(register);
    asm.mov(rax, mem(rdi, Allocator[field]));
    asm.mov(rdi, mem(rdi, Allocator.context));
    asm.call(rax);
    for (const register of [...kept].reverse()) asm.pop(register);
    asm.test(rax, rax);
  };
  /** rax = a block for rsi bytes, or NULL. */
  const take = (none: ReturnType<typeof asm.label>): void => {
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
