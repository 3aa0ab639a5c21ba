// Is this the process that the compiler serves, or was it forked from that one? Until the agent has given it a data region of its own a child shares
// the one of its parent, mailbox and all.
import { eax, qword, rax } from './machine';
import type { Emitter } from './emitter';

const GETPID = 39; // Linux system call number on x86-64

/** Equal if it is. Destroys rax, rcx and r11. */
export function testServed(emitter: Emitter): void {
  const { asm } = emitter;
  const whichever = asm.label();
  asm.cmp(qword(emitter.data('servedProcess')), 0);
  asm.je(whichever);
  asm.mov(eax, GETPID);
  asm.syscall(); // destroys rcx and r11 only
  asm.cmp(rax, emitter.data('servedProcess'));
  asm.bind(whichever);
}
