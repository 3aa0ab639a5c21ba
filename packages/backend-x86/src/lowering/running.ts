// The frame made visible to the interpreter (CPython 3.11: what _PyEval_EvalFrameDefault does at its start and end:
// cframe.current_frame, frame->previous, recursion_remaining).

import { dword, mem, rsp } from '@psyco/x86';
import type { LoweringContext } from './context';
import type { LoweringTable } from './table';
import { r15 } from '@psyco/x86';
import { inlinedFrames } from '../emission/frame';

function link(context: LoweringContext): void {
  const { threadCframe, cframeCurrentFrame, framePrevious, threadRecursionRemaining } = context.target.offsets;
  const needed = 1 + inlinedFrames(context.fn);
  const machine = context.make([], (e) => {
    const { asm } = e;
    const a = e.temporary(0);
    const b = e.temporary(1);
    const c = e.temporary(2);
    asm.cmp(dword(mem(r15, threadRecursionRemaining)), needed);
    asm.jle(e.exit());
    asm.dec(dword(mem(r15, threadRecursionRemaining)));
    asm.mov(a, mem(r15, threadCframe));
    asm.mov(b, mem(rsp, e.frameSize - 8));
    asm.mov(c, mem(a, cframeCurrentFrame));
    asm.mov(mem(b, framePrevious), c);
    asm.mov(mem(a, cframeCurrentFrame), b);
  });
  machine.temporaries.push(context.temporary(), context.temporary(), context.temporary());
}

function unlink(context: LoweringContext): void {
  const { threadCframe, cframeCurrentFrame, framePrevious, threadRecursionRemaining } = context.target.offsets;
  const machine = context.make([], (e) => {
    const { asm } = e;
    const a = e.temporary(0);
    const b = e.temporary(1);
    asm.mov(b, mem(rsp, e.frameSize - 8));
    asm.mov(a, mem(r15, threadCframe));
    asm.mov(b, mem(b, framePrevious));
    asm.mov(mem(a, cframeCurrentFrame), b);
    asm.inc(dword(mem(r15, threadRecursionRemaining)));
  });
  machine.temporaries.push(context.temporary(), context.temporary());
}

/** Its argument is computed, and that is all. */
function use(): void {}

export const running: LoweringTable = { 'frame.link': link, 'frame.unlink': unlink, use };
