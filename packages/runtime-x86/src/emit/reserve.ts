// The reserve of memory for exits, and for numbers that compiled code makes into objects: an exit has to make the objects that the
// interpreter's frames need, and cannot go on without them. If an allocation fails there it is tried once more with allocators that
// take a block of the reserve where the usual ones have none (stand-in.ts). What the exit goes on to in the interpreter then meets
// the lack of memory, and raises MemoryError. The exits fill the reserve up again.
import { eax, edi, esi, mem, qword, r12, rax, rbp, rcx, rdi, rdx, ripAddress, ripLabel, rsi, rsp, xmm0 } from './machine';
import type { Emitter } from './emitter';
import { RESERVE_BLOCK, ReserveRecord, RuntimeData } from '../data-layout';
import { DOMAINS, emitAllocators, putBackUsual, putStandIns } from './stand-in';

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
  putStandIns(emitter);
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
  putBackUsual(emitter);
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
    // Not the program's: tracemalloc is not to count it (Modules/_tracemalloc.c, 3.11; does nothing while it does not trace).
    asm.mov(rsi, rax);
    asm.xor(edi, edi);
    emitter.callAligned('PyTraceMalloc_Untrack');
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
