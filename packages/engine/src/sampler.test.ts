// What is seen of a frame that runs on while it is looked at.
import type { PythonProcess } from '@psyco/objects';
import { describe, expect, it } from 'vitest';
import { Sampler } from './sampler';
import type { SampledFrame } from './sampler';
import type { ProcessWorld } from './world/process-world';

const FRAME = 0x1000;
const LOCALS = 0x1048;
const CODE = 0x2000;
const TYPE = 0x9000;
const THREAD = 0x500;
const CFRAME = 0x600;

/**
 * A frame whose slots are read as each of these in turn.
 * @param innermost the addresses of the thread's frames at each look at it, if the frame is gone by then; the second one runs the same code
 */
function looking(views: number[][], argumentCount: number, innermost: number[] = []): { locals: number[]; stack: number[] } | null {
  let next = 0;
  let looks = 0;
  const read: number[] = [];
  const isGone = innermost.length > 0;
  const [, again] = innermost;
  const view = (): number[] => views[Math.min(next++, views.length - 1)]!;
  const python = {
    symbol: () => 0,
    attempt: <T>(read: () => T): T => read(),
    layout: { _PyRuntimeState: { tstate_current: 0 }, PyThreadState: { cframe: 56 }, _PyCFrame: { current_frame: 8 }, PyObject: { ob_type: 8 }, _PyInterpreterFrame: { code: 32, previous: 48 } },
    memory: {
      pointers: (address: number) => (read.push(address), view()),
      readFresh: () => {
        const bytes = Buffer.alloc(16);
        view().forEach((address, index) => bytes.writeBigUInt64LE(BigInt(address), 8 * index));
        return bytes;
      },
      ptr: () => TYPE,
      ptrFresh: (address: number) => {
        if (address === THREAD + 56) return CFRAME;
        if (address === CFRAME + 8) return innermost[Math.min(looks++, innermost.length - 1)]!;
        if (address === again! + 32) return CODE;
        if (innermost.some((frame) => address === frame + 48)) return 0;
        return address === FRAME + 32 && !isGone ? CODE : TYPE;
      },
    },
  };
  const sampler = new Sampler(python as unknown as PythonProcess, { begin: () => undefined } as unknown as ProcessWorld, () => false);
  const frame = { frame: { address: FRAME, locals: LOCALS, code: CODE }, code: { localCount: 2, code: { argumentCount } } } as unknown as SampledFrame;
  const seen = sampler.look(frame, null, THREAD);
  if (isGone && seen !== null) expect(new Set(read)).toEqual(new Set([again! + LOCALS - FRAME]));
  return seen;
}

describe('a look at the start of a function', () => {
  it('is taken again until the arguments stay the same for as long as it takes', () => {
    expect(looking([[1, 5], [2, 5], [3, 5], [3, 6]], 1)).toEqual({ locals: [3, -1], stack: [] });
  });

  it('is one at another activation, if that one has returned', () => {
    expect(looking([[3, 6]], 1, [0x7000, 0x8000])).toEqual({ locals: [3, 6], stack: [] });
    expect(looking([[3, 6]], 1, [0x7000, 0x8000, 0x7000])).toEqual({ locals: [3, 6], stack: [] });
    // Nobody calls it again for as long as it is waited for.
    expect(looking([[3, 6]], 1, [0x7000, 0, 0x7000])).toBeNull();
  });

  it('does without those that never do', () => {
    let object = 0;
    const views = Array.from({ length: 40 }, () => [++object, 5]);
    expect(looking(views, 1)).toEqual({ locals: [-1, 5], stack: [] });
  });
});

/** A thread whose frame has written its stack depth back: as it is read first, and which frames there are when it is looked at again, innermost first. */
function sampling(stacks: object[][], hasUnits: boolean, afterwards: { address: number; entry: boolean }[]) {
  const frame = (address: number) => ({ address, code: CODE, locals: LOCALS, offset: 2, stackTop: 3 });
  const chain = [...afterwards.map(({ address }) => address), 0];
  const python = {
    symbol: () => 0x10,
    forget: () => undefined,
    attempt: <T>(read: () => T): T => read(),
    stack: () => stacks.shift() ?? [frame(FRAME)],
    layout: { _PyRuntimeState: { tstate_current: 0 }, PyThreadState: { cframe: 8 }, _PyCFrame: { current_frame: 8 }, _PyInterpreterFrame: { previous: 48, stacktop: 64, is_entry: 68 } },
    memory: {
      pointers: () => [],
      ptrFresh: (address: number) => (address === 0x10 ? 0x500 : address === 0x508 ? 0x600 : address === 0x608 ? chain[0]! : chain[chain.indexOf(address - 48) + 1]!),
      readFresh: (address: number) => (address === FRAME + 64 ? Buffer.from([3, 0, 0, 0]) : Buffer.from([Number(afterwards.find((one) => one.address === address - 68)!.entry)])),
    },
  };
  const world = { codeFacts: () => ({ code: { argumentCount: 0 }, loopsAround: () => [] }) };
  return new Sampler(python as unknown as PythonProcess, world as unknown as ProcessWorld, () => hasUnits).sample()!.frames.map(({ compiled }) => compiled);
}

describe('a sample', () => {
  it('is taken again if the innermost frame was gone before it was read', () => {
    expect(sampling([[], []], false, [])).toEqual([false]);
    expect(sampling([[], [], [], []], false, [])).toEqual([]);
  });

  it('is of compiled code only if there is some, and the frame is still in it', () => {
    expect(sampling([], false, [{ address: FRAME, entry: true }])).toEqual([false]);
    expect(sampling([], true, [{ address: FRAME, entry: true }])).toEqual([true]);
    // It has returned, or called another function: the interpreter without C recursion, compiled code with it.
    expect(sampling([], true, [{ address: 0x7000, entry: true }])).toEqual([false]);
    expect(sampling([], true, [{ address: 0x7000, entry: false }, { address: FRAME, entry: true }])).toEqual([false]);
    expect(sampling([], true, [{ address: 0x7000, entry: true }, { address: FRAME, entry: true }])).toEqual([true]);
  });
});
