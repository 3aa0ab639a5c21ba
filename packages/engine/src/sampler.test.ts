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

/** A frame whose slots are read as each of these in turn. */
function looking(views: number[][], argumentCount: number): { locals: number[]; stack: number[] } | null {
  let next = 0;
  const view = (): number[] => views[Math.min(next++, views.length - 1)]!;
  const python = {
    symbol: () => 0,
    attempt: <T>(read: () => T): T => read(),
    layout: { _PyRuntimeState: { tstate_current: 0 }, PyObject: { ob_type: 8 }, _PyInterpreterFrame: { code: 32 } },
    memory: {
      pointers: () => view(),
      readFresh: () => {
        const bytes = Buffer.alloc(16);
        view().forEach((address, index) => bytes.writeBigUInt64LE(BigInt(address), 8 * index));
        return bytes;
      },
      ptr: () => TYPE,
      ptrFresh: (address: number) => (address === FRAME + 32 ? CODE : TYPE),
    },
  };
  const sampler = new Sampler(python as unknown as PythonProcess, { begin: () => undefined } as unknown as ProcessWorld);
  const frame = { frame: { address: FRAME, locals: LOCALS, code: CODE }, code: { localCount: 2, code: { argumentCount } } } as unknown as SampledFrame;
  return sampler.look(frame, null);
}

describe('a look at the start of a function', () => {
  it('is taken again until the arguments stay the same for as long as it takes', () => {
    expect(looking([[1, 5], [2, 5], [3, 5], [3, 6]], 1)).toEqual({ locals: [3, -1], stack: [] });
  });

  it('does without those that never do', () => {
    let object = 0;
    const views = Array.from({ length: 40 }, () => [++object, 5]);
    expect(looking(views, 1)).toEqual({ locals: [-1, 5], stack: [] });
  });
});
