// Goes on with a frame in the interpreter. A frame that goes on with an exception is an entry like that of generator.throw() to CPython
// 3.11: it reports a `call` to tracers and profilers (Python/ceval.c, TRACE_FUNCTION_THROW_ENTRY). The frame had its `call` when
// it was entered, so a function that swallows this one event stands in for the tracer. It is reported before anything else happens.

import { byte, edx, mem, qword, rax, rcx, rdi, rdx, ripLabel, rsi, rsp } from './machine';
import type { Emitter, Place } from './emitter';
import type { RuntimeData } from '../data-layout';

interface Listener {
  /** Field of the thread state that has the function. */
  readonly field: 'threadTraceFunction' | 'threadProfileFunction';
  /** Where the function waits meanwhile. */
  readonly hidden: Exclude<keyof typeof RuntimeData, 'size'>;
  readonly standIn: Place;
}

const listeners: readonly Listener[] = [
  { field: 'threadTraceFunction', hidden: 'hiddenTracer', standIn: 'tracerStandIn' },
  { field: 'threadProfileFunction', hidden: 'hiddenProfiler', standIn: 'profilerStandIn' },
];

/** To jump to or to call: evaluate(rdi = thread state, rsi = frame, edx = throwflag), with the stack as _PyEval_EvalFrameDefault wants it. */
export function emitEvaluate(emitter: Emitter): void {
  const { asm, offsets } = emitter;
  const go = asm.label();
  emitter.begin('evaluate', 16);
  asm.test(edx, edx);
  asm.je(go);
  asm.mov(rax, mem(rdi, offsets.threadCframe));
  asm.cmp(byte(mem(rax, offsets.cframeUseTracing)), 0);
  asm.je(go);
  for (const { field, hidden, standIn } of listeners) {
    const none = asm.label();
    asm.mov(rax, mem(rdi, offsets[field]));
    asm.test(rax, rax);
    asm.je(none);
    asm.mov(emitter.data(hidden), rax);
    asm.lea(rcx, ripLabel(emitter.at(standIn)));
    asm.mov(mem(rdi, offsets[field]), rcx);
    asm.bind(none);
  }
  asm.bind(go);
  emitter.jump('_PyEval_EvalFrameDefault');
  for (const listener of listeners) emitStandIn(emitter, listener);
}

/** int standIn(rdi = object, rsi = PyFrameObject *, edx = what, rcx = arg): gives its place back, and swallows the event if it is the one. */
function emitStandIn(emitter: Emitter, { field, hidden, standIn }: Listener): void {
  const { asm, offsets, dialect } = emitter;
  const other = asm.label();
  const saved = [rdi, rsi, rdx, rcx];
  emitter.begin(standIn, 16);
  for (const register of saved) asm.push(register);
  asm.sub(rsp, 8);
  emitter.call('PyThreadState_Get');
  asm.add(rsp, 8);
  for (const register of [...saved].reverse()) asm.pop(register);
  asm.push(emitter.data(hidden));
  asm.pop(qword(mem(rax, offsets[field])));
  asm.cmp(edx, dialect.traceCall);
  asm.jne(other);
  asm.xor(rax, rax);
  asm.ret();
  asm.bind(other);
  asm.jmp(emitter.data(hidden));
}
