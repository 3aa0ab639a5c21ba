// The frame hook (PEP 523, `interp->eval_frame`): finds compiled code for the function that is being called and enters it.
// Relies on Python/ceval.c of 3.11: _PyEval_EvalFrame calls the hook with (tstate, frame, throwflag), all arguments in place.

import { byte, dword, edx, mem, qword, r8, r9, rax, rcx, rdi, ripLabel, rsi } from './machine';
import type { Label, Register } from './machine';
import type { Emitter } from './emitter';
import { CodeRecord } from '../data-layout';
import { emitHookStackCheck, emitRegisterThread } from './stack-check';

/**
 * Loads the code record of the code object in `code` into the same register; goes to `miss` if there is none.
 * Mirrors _PyCode_GetExtra (Objects/codeobject.c) without the call.
 */
export function loadCodeRecord(emitter: Emitter, code: Register, miss: Label): void {
  const { asm, offsets, options } = emitter;
  asm.mov(code, mem(code, offsets.codeExtra));
  asm.test(code, code);
  asm.je(miss);
  asm.cmp(qword(mem(code, offsets.codeExtraSize)), options.coExtraIndex);
  asm.jle(miss);
  asm.mov(code, mem(code, offsets.codeExtraItems + 8 * options.coExtraIndex));
  asm.test(code, code);
  asm.je(miss);
}

export function emitHook(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const miss = asm.label('hookMiss');
  const enter = asm.label('hookEnter');
  const tracing = asm.label('hookTracing');
  const full = asm.label('hookFull');
  const checked = asm.label('hookChecked');
  const unknown = asm.label('hookUnknownThread');
  emitter.begin('frameHook', 64);
  emitHookStackCheck(emitter, full, unknown);
  asm.bind(checked);
  asm.mov(rax, mem(rsi, offsets.frameCode));
  loadCodeRecord(emitter, rax, miss);
  asm.mov(rcx, mem(rax, CodeRecord.entry));
  asm.test(rcx, rcx);
  asm.je(miss);
  asm.test(edx, edx); // throwflag: an exception is thrown into a generator
  asm.jne(miss);
  asm.cmp(dword(mem(rdi, offsets.threadRecursionRemaining)), 0); // the interpreter raises the RecursionError
  asm.jle(miss);
  // Signals, other threads, pending calls: the interpreter looks at each call (Python/ceval.c, RESUME), and functions without loops nowhere else.
  asm.mov(r8, mem(rdi, offsets.threadInterpreter));
  asm.cmp(dword(mem(r8, offsets.interpreterEvalBreaker)), 0);
  asm.jne(miss);
  asm.mov(r8, mem(rdi, offsets.threadCframe));
  asm.cmp(byte(mem(r8, offsets.cframeUseTracing)), 0);
  asm.jne(tracing);
  asm.bind(enter);
  asm.inc(qword(mem(rax, CodeRecord.hits)));
  asm.xor(edx, edx); // outer kind 0, all 64 bits of it: the upper half of an int argument may be anything
  asm.jmp(rcx); // with the record in rax, for the entry that measures
  asm.bind(tracing);
  // Our own callback waits for a loop header; it need not see the events of compiled code.
  asm.lea(r9, ripLabel(emitter.at('osrCallback')));
  asm.cmp(r9, mem(rdi, offsets.threadTraceFunction));
  asm.jne(miss);
  asm.cmp(qword(mem(rdi, offsets.threadProfileFunction)), 0);
  asm.je(enter);
  asm.bind(miss);
  asm.inc(emitter.data('hookMissCount'));
  emitter.jump('_PyEval_EvalFrameDefault');
  // With a hook every call of a Python function takes some of the machine stack, without one none does (Python/ceval.c, CALL): programs
  // that recurse deeper than the stack allows go on without.
  asm.bind(full);
  asm.mov(rax, mem(rdi, offsets.threadInterpreter));
  asm.mov(qword(mem(rax, offsets.interpreterEvalFrame)), 0);
  asm.inc(emitter.data('hookGivenUpCount'));
  emitter.jump('_PyEval_EvalFrameDefault');
  asm.bind(unknown);
  if (emitter.options.threadFunctions === undefined) asm.jmp(checked);
  else emitRegisterThread(emitter, emitter.at('frameHook'), checked);
}
