// Calls of C functions from out-of-line code, where the registers hold values that the fast path goes on with.

import { gpr64, mem, r11, type Register, rsp, xmm } from '@psyco/x86';
import { callerSaved, isFloatRegister, XMM0 } from '../machine/registers';
import type { Emitter } from './emitter';

/** call rel32 when near, else through r11, which carries no argument (rax does, for variadic functions). */
export function emitCall(e: Emitter, address: number): void {
  if (e.context.isNear(address)) e.asm.call({ address });
  else {
    e.asm.mov(r11, address);
    e.asm.call(r11);
  }
}

/**
 * Calls a C function and keeps every register in `mask` that C may change. `prepare` puts the arguments in place,
 * `finish` takes the result from rax or xmm0 before the registers come back; both must leave the stack pointer alone.
 */
export function callKeeping(e: Emitter, mask: number, address: number, prepare: () => void, finish: (() => void) | null = null): void {
  const { asm } = e;
  const saved: number[] = [];
  for (let rest = (mask & callerSaved) >>> 0; rest !== 0; rest &= rest - 1) saved.push(31 - Math.clz32(rest & -rest));
  const bytes = (saved.length * 8 + 15) & ~15;
  const at = (i: number) => mem(rsp, 8 * i);
  const move = (store: boolean) => (location: number, i: number): void => {
    const register: Register = isFloatRegister(location) ? xmm[location - XMM0] : gpr64[location];
    const name = isFloatRegister(location) ? 'movsd' : 'mov';
    if (store) asm[name](at(i), register);
    else asm[name](register, at(i));
  };
  if (bytes > 0) asm.sub(rsp, bytes);
  saved.forEach(move(true));
  prepare();
  emitCall(e, address);
  finish?.();
  saved.forEach(move(false));
  if (bytes > 0) asm.add(rsp, bytes);
}
