// Tells the compiler which code objects have died: what it knows goes by their addresses, and the next code object is often made at
// the same one, out of parts at the same ones. Stands in `PyCode_Type.tp_dealloc` (Objects/codeobject.c, code_dealloc).
import { eax, ecx, mem, r11, rax, rcx, rdi, ripAddress } from './machine';
import type { Register } from './machine';
import type { Emitter } from './emitter';
import { CodeDeathRing, RuntimeData } from '../data-layout';

/** entry = address of the ring's entry for the death of this number. Destroys rax. */
export function emitDeathEntry({ asm, options }: Emitter, entry: Register, number: Register): void {
  asm.mov(rax, number);
  asm.and(eax, CodeDeathRing.count - 1);
  asm.shl(eax, Math.log2(CodeDeathRing.size));
  asm.lea(entry, ripAddress(options.dataBase + RuntimeData.codeDeaths));
  asm.add(entry, rax);
}

/** void codeDeath(PyObject *code): notes the address and goes on with the deallocation. */
export function emitCodeDeath(emitter: Emitter): void {
  const { asm, options } = emitter;
  emitter.begin('codeDeath', 16);
  asm.mov(ecx, 1);
  // Forked children share the region and die on their own: each takes an entry of its own.
  asm.lock();
  asm.xadd(emitter.data('codeDeathCount'), rcx);
  emitDeathEntry(emitter, r11, rcx);
  asm.mov(mem(r11, CodeDeathRing.address), rdi);
  asm.inc(rcx);
  asm.mov(mem(r11, CodeDeathRing.number), rcx);
  asm.mov(rax, options.codeDealloc);
  asm.jmp(rax);
}
