// Runs the commit program in the mailbox: threaded code, like recipes. Called at safe points only, with the GIL held, and no exception set.

import { al, byte, eax, ecx, edi, edx, esi, mem, qword, r8, r9, r10, r10d, r11, r12, r13, r14, rax, rbp, rbx, rcx, rdi, rdx, rsi, rsp } from './machine';
import type { Label, Register } from './machine';
import type { Emitter } from './emitter';
import { testServed } from './served';
import { emitDeathEntry } from './code-death';
import { commitOpNames, commitOps } from '../commit-ops';
import type { CommitOp } from '../commit-ops';
import { CodeDeathRing, CommitStatus } from '../data-layout';

const RT_SIGPROCMASK = 14; // Linux system call number on x86-64
const EFAULT = 14;
/** No object has more than 2^32 references. */
const MOST_REFERENCES_BITS = 32;

/** Subroutine runCommit: any stack alignment; keeps the callee-saved registers. r12 = program counter, r13 = thread state while it runs. */
export function emitCommit(emitter: Emitter): Record<CommitOp, Label> {
  const { asm } = emitter;
  const nothing = asm.label('commitNothing');
  const finish = asm.label('commitFinish');
  const failed = asm.label('commitFailed');
  const saved: readonly Register[] = [rbx, rbp, r12, r13, r14];
  emitter.begin('runCommit', 16);
  asm.mov(rax, emitter.data('commitPosted'));
  asm.cmp(rax, emitter.data('commitDone'));
  asm.je(nothing);
  // A child that was forked with a commit on its way comes to a safe point before it has a mailbox of its own.
  testServed(emitter);
  asm.jne(nothing);
  asm.mov(rax, emitter.data('commitPosted'));
  asm.cmp(qword(emitter.data('commitBusy')), 0);
  asm.jne(nothing);
  asm.mov(qword(emitter.data('commitBusy')), 1);
  for (const register of saved) asm.push(register);
  asm.mov(rbx, rax); // the number of this program
  asm.mov(r12, emitter.data('commitProgram'));
  emitter.callAligned('PyThreadState_Get');
  asm.mov(r13, rax);
  asm.jmp(mem(r12));
  asm.bind(failed); // rax = number of the check
  asm.mov(emitter.data('commitFailing'), rax);
  asm.mov(eax, CommitStatus.failed);
  asm.bind(finish); // rax = status
  asm.mov(emitter.data('commitStatus'), rax);
  asm.mov(qword(emitter.data('commitBusy')), 0);
  asm.mov(emitter.data('commitDone'), rbx); // last: the compiler looks at this word first
  for (const register of [...saved].reverse()) asm.pop(register);
  asm.bind(nothing);
  asm.ret();

  const probe = asm.label('probe');
  emitProbe(emitter, probe);
  const labels = {} as Record<CommitOp, Label>;
  const bodies = commitBodies(emitter, failed, finish, probe);
  for (const name of commitOpNames) {
    asm.align(8);
    labels[name] = asm.label(`commit ${name}`);
    asm.bind(labels[name]);
    asm.add(r12, 8 * (1 + commitOps[name].operands.length));
    bodies[name]();
    if (name !== 'end') asm.jmp(mem(r12));
  }
  return labels;
}

/** r12 is already at the next operation, so operands lie below it. */
function commitBodies(emitter: Emitter, failed: Label, finish: Label, probe: Label): Record<CommitOp, () => void> {
  const { asm, offsets, options } = emitter;
  const operand = (register: Register, op: CommitOp, index: number): void =>
    asm.mov(register, mem(r12, 8 * (index - commitOps[op].operands.length)));
  const check = (op: 'check64' | 'check32' | 'checkObject', compare: (mismatch: Label) => void): void => {
    const mismatch = asm.label();
    const same = asm.label();
    operand(rsi, op, 1);
    asm.call(probe);
    asm.je(mismatch);
    operand(rdx, op, 1);
    operand(rcx, op, 2);
    compare(mismatch);
    asm.je(same);
    asm.bind(mismatch);
    operand(rax, op, 0);
    asm.jmp(failed);
    asm.bind(same);
  };
  return {
    check64: () => check('check64', () => asm.cmp(mem(rdx), rcx)),
    check32: () => check('check32', () => asm.cmp(mem(rdx), ecx)),
    // Objects are aligned to 16 bytes, so that count and type lie in one page.
    checkObject: () =>
      check('checkObject', (mismatch) => {
        asm.mov(rax, mem(rdx, offsets.objectRefcount));
        asm.dec(rax); // a free block has a null or an address there: the link of the free list
        asm.shr(rax, MOST_REFERENCES_BITS);
        asm.jne(mismatch);
        asm.cmp(mem(rdx, offsets.objectType), rcx);
      }),
    checkBytes: () => emitCheckBytes(emitter, operand, failed, probe),
    checkAlive: () => {
      const next = asm.label();
      const mismatch = asm.label();
      const alive = asm.label();
      operand(rdi, 'checkAlive', 1);
      operand(rcx, 'checkAlive', 2);
      asm.mov(rdx, emitter.data('codeDeathCount'));
      asm.mov(rax, rdx);
      asm.sub(rax, rcx);
      asm.cmp(rax, CodeDeathRing.count);
      asm.ja(mismatch);
      asm.bind(next);
      asm.cmp(rcx, rdx);
      asm.je(alive);
      emitDeathEntry(emitter, rsi, rcx);
      asm.inc(rcx);
      asm.cmp(mem(rsi, CodeDeathRing.number), rcx); // a forked child that shares the region may have counted, and not written yet
      asm.jne(mismatch);
      asm.cmp(mem(rsi, CodeDeathRing.address), rdi);
      asm.jne(next);
      asm.bind(mismatch);
      operand(rax, 'checkAlive', 0);
      asm.jmp(failed);
      asm.bind(alive);
    },
    incref: () => {
      operand(rax, 'incref', 0);
      emitter.retain(rax);
    },
    decref: () => {
      operand(rdi, 'decref', 0);
      emitter.release();
    },
    store64: () => {
      operand(rax, 'store64', 0);
      operand(rcx, 'store64', 1);
      asm.mov(mem(rax), rcx);
    },
    store32: () => {
      operand(rax, 'store32', 0);
      operand(rcx, 'store32', 1);
      asm.mov(mem(rax), ecx);
    },
    setExtra: () => {
      const done = asm.label();
      const none = asm.label();
      operand(rdi, 'setExtra', 1);
      asm.mov(r14, mem(rdi, offsets.codeExtra));
      asm.test(r14, r14);
      asm.je(none);
      asm.mov(r14, mem(r14, offsets.codeExtraSize));
      asm.bind(none);
      asm.mov(esi, options.coExtraIndex);
      operand(rdx, 'setExtra', 2);
      emitter.callAligned('_PyCode_SetExtra');
      emitTakeOwnExtraOnly(emitter, () => operand(rcx, 'setExtra', 1), done);
      emitter.callAligned('PyErr_Clear');
      operand(rax, 'setExtra', 0);
      asm.jmp(failed);
      asm.bind(done);
    },
    setHook: () => {
      operand(rax, 'setHook', 0);
      operand(rcx, 'setHook', 1);
      asm.mov(mem(rax, offsets.interpreterEvalFrame), rcx);
    },
    armOsr: () => emitArm(emitter, operand),
    collectStack: () => {
      const next = asm.label();
      const done = asm.label();
      operand(rdx, 'collectStack', 0);
      operand(rcx, 'collectStack', 1);
      operand(rdi, 'collectStack', 3);
      asm.mov(rsi, rsp);
      asm.mov(r8, options.codeBase);
      asm.mov(r9, options.codeSize ?? 0);
      // Another stack than the compiler thinks, that of a thread or of a coroutine: there need not be memory all the way to the top.
      asm.lea(r10, mem(rcx, 1));
      asm.cmp(rsi, mem(r12, 8 * (2 - commitOps.collectStack.operands.length)));
      asm.jb(done);
      asm.cmp(rsi, rdi);
      asm.jae(done);
      asm.xor(r10, r10);
      asm.bind(next);
      asm.cmp(rsi, rdi);
      asm.jae(done);
      asm.mov(rax, mem(rsi));
      asm.add(rsi, 8);
      asm.mov(r11, rax);
      asm.sub(r11, r8);
      asm.cmp(r11, r9);
      asm.jae(next);
      asm.inc(r10);
      asm.cmp(r10, rcx);
      asm.ja(next);
      asm.mov(mem(rdx, r10, 8, 0), rax);
      asm.jmp(next);
      asm.bind(done);
      asm.mov(mem(rdx), r10);
    },
    call: () => {
      [rdi, rsi, rdx, rcx].forEach((register, index) => operand(register, 'call', index + 1));
      operand(rax, 'call', 0);
      asm.mov(rbp, rsp);
      asm.and(rsp, -16);
      asm.call(rax);
      asm.mov(rsp, rbp);
    },
    end: () => {
      asm.mov(eax, CommitStatus.applied);
      asm.jmp(finish);
    },
  };
}

/**
 * Goes to `done` if the call was successful (eax). A code object that gets extras gets those of all tools, empty ones too, and calls the functions
 * that release them when it dies, with NULL: also of a tool that only has to do with other code, and at the very end when that function is gone
 * (Objects/codeobject.c of 3.11, _PyCode_SetExtra and code_dealloc). Its extras end with ours, therefore, if there were fewer before (their number is in r14).
 */
function emitTakeOwnExtraOnly({ asm, offsets, options }: Emitter, loadCode: () => void, done: Label): void {
  const failed = asm.label();
  asm.test(eax, eax);
  asm.jne(failed);
  asm.cmp(r14, options.coExtraIndex);
  asm.jg(done);
  loadCode();
  asm.mov(rcx, mem(rcx, offsets.codeExtra));
  asm.mov(qword(mem(rcx, offsets.codeExtraSize)), options.coExtraIndex + 1);
  asm.jmp(done);
  asm.bind(failed);
}

type Operand = (register: Register, op: CommitOp, index: number) => void;

/**
 * Subroutine probe(rsi = address): ZF set if the page cannot be read (what the compiler saw may be gone). Destroys rax, rcx, rdx, rdi, r10, r11.
 * The kernel copies the signal set before it looks at `how`, which is invalid: EFAULT or EINVAL, and no effect.
 */
function emitProbe(emitter: Emitter, probe: Label): void {
  const { asm } = emitter;
  asm.bind(probe);
  asm.and(rsi, -8); // an aligned word lies in one page
  asm.mov(edi, 0xffff);
  asm.xor(edx, edx);
  asm.mov(r10d, 8);
  asm.mov(eax, RT_SIGPROCMASK);
  asm.syscall();
  asm.cmp(rax, -EFAULT);
  asm.ret();
}

/** Probes the first byte, every page start after it, and compares. */
function emitCheckBytes(emitter: Emitter, operand: Operand, failed: Label, probe: Label): void {
  const { asm } = emitter;
  const page = asm.label();
  const compare = asm.label();
  const mismatch = asm.label();
  const same = asm.label();
  operand(rbp, 'checkBytes', 1);
  asm.bind(page);
  asm.mov(rsi, rbp);
  asm.call(probe);
  asm.je(mismatch);
  asm.and(rbp, -4096);
  asm.add(rbp, 4096);
  operand(rax, 'checkBytes', 1);
  asm.sub(rax, rbp);
  asm.neg(rax); // distance of the next page start
  operand(rcx, 'checkBytes', 3);
  asm.cmp(rax, rcx);
  asm.jb(page);
  operand(rsi, 'checkBytes', 1);
  operand(rdi, 'checkBytes', 2);
  operand(rcx, 'checkBytes', 3);
  asm.bind(compare);
  asm.dec(rcx);
  asm.js(same);
  asm.movzx(eax, byte(mem(rsi, rcx, 1, 0)));
  asm.cmp(byte(mem(rdi, rcx, 1, 0)), al);
  asm.je(compare);
  asm.bind(mismatch);
  operand(rax, 'checkBytes', 0);
  asm.jmp(failed);
  asm.bind(same);
}

/** Arms the thread if it is still in the interpreter's list and runs the code that the compiler means. */
function emitArm(emitter: Emitter, operand: Operand): void {
  const { asm, offsets } = emitter;
  const next = asm.label();
  const alive = asm.label();
  const arm = asm.label();
  const any = asm.label();
  const done = asm.label();
  operand(rdi, 'armOsr', 0);
  asm.mov(rax, mem(r13, offsets.threadInterpreter));
  asm.mov(rax, mem(rax, offsets.interpreterThreadsHead));
  asm.bind(next);
  asm.test(rax, rax);
  asm.je(done);
  asm.cmp(rax, rdi);
  asm.je(alive);
  asm.mov(rax, mem(rax, offsets.threadNext));
  asm.jmp(next);
  asm.bind(alive);
  asm.mov(rax, mem(rdi, offsets.threadCframe));
  asm.mov(rdx, mem(rax, offsets.cframeCurrentFrame));
  operand(rcx, 'armOsr', 1);
  asm.test(rcx, rcx);
  asm.je(any);
  asm.test(rdx, rdx);
  asm.je(done);
  asm.cmp(rcx, mem(rdx, offsets.frameCode));
  asm.jne(done);
  asm.jmp(arm);
  asm.bind(any);
  operand(rdx, 'armOsr', 2);
  asm.bind(arm);
  asm.mov(emitter.data('armedFrame'), rdx);
  asm.call(emitter.at('armThread'));
  asm.bind(done);
}
