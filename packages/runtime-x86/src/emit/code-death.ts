// Tells the compiler which code objects have died: what it knows goes by their addresses, and the next code object is often made at
// the same one, out of parts at the same ones. Stands in `PyCode_Type.tp_dealloc` (Objects/codeobject.c, code_dealloc).
import { eax, mem, qword, r11, rax, rdi, ripAddress } from './machine';
import type { Emitter } from './emitter';
import { CodeDeathRing, RuntimeData } from '../data-layout';

/** void codeDeath(PyObject *code): notes the address and goes on with the deallocation. */
export function emitCodeDeath(emitter: Emitter): void {
  const { asm, options } = emitter;
  emitter.begin('codeDeath', 16);
  asm.mov(eax, 1);
  // Forked children share the region and die on their own: each takes an entry of its own.
  asm.lock();
  asm.xadd(emitter.data('codeDeathCount'), rax);
  asm.and(eax, CodeDeathRing.count - 1);
  asm.lea(r11, ripAddress(options.dataBase + RuntimeData.codeDeaths));
  asm.mov(qword(mem(r11, rax, CodeDeathRing.size, 0)), rdi);
  asm.mov(rax, options.codeDealloc);
  asm.jmp(rax);
}
