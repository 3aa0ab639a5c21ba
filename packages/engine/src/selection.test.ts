import { describe, expect, it } from 'vitest';
import type { FrameInfo } from '@psyco/objects';
import { Functions } from './functions';
import type { FunctionState } from './functions';
import type { Sample, SampledFrame } from './sampler';
import { choose, interpretedFrames } from './selection';
import { compilePython, hasPython } from './testing/python';
import type { CompiledUnit } from './unit';
import { AnalysedCode } from './world/code-facts';

const source = `
def leaf(x):
    return x + 1
def worker(n):
    for i in range(n):
        n += i
    return n
def main(n):
    total = 0
    for i in range(n):
        for j in range(n):
            total += leaf(j)
    return total
def gen(n):
    for i in range(n):
        yield i
`;

describe.runIf(hasPython)('choose', () => {
  const codes = compilePython(source);
  const analysed = (name: string, address: number) => new AnalysedCode(codes.get(name)!, { code: address, constants: [], names: [] });
  const main = analysed('main', 1);
  const leaf = analysed('leaf', 2);
  const worker = analysed('worker', 4);
  const gen = analysed('gen', 3);
  const [outer, inner] = main.loops;
  const hot = (): boolean => true;

  const at = (code: AnalysedCode, offset: number, seen: number, compiled = false): SampledFrame => ({
    frame: { address: code.address * 1000, code: code.address, offset } as FrameInfo,
    code,
    seen,
    compiled,
    loops: offset < 0 ? [] : code.loopsAround(offset),
  });
  const sample = (...frames: SampledFrame[]): Sample => ({ thread: 7, frames });
  const inInner = inner!.header + 4;
  const placed = (state: FunctionState): void => {
    state.loop(inner!.header).current = {} as CompiledUnit;
  };

  it('takes over the innermost loop of a frame that stays', () => {
    const functions = new Functions();
    expect(choose(sample(at(main, inInner, 1)), functions, hot, 0)).toBeNull();
    expect(choose(sample(at(main, inInner, 2)), functions, hot, 0)).toMatchObject({ action: 'compile', slot: { kind: 'loop', offset: inner!.header }, arm: 'top' });
  });
  it('prefers the loop of the caller to the function that it calls, which waits a moment', () => {
    const functions = new Functions();
    const frames = sample(at(leaf, 4, 1), at(main, inInner, 5));
    expect(choose(frames, functions, hot, 100)).toMatchObject({ slot: { kind: 'loop' }, arm: 'any' });
    placed(functions.of(main));
    functions.of(main).loop(inner!.header).armed = 100;
    expect(choose(frames, functions, hot, 101)).toBeNull();
    expect(choose(frames, functions, hot, 200)).toMatchObject({ action: 'arm' });
    functions.of(main).loop(inner!.header).armed = 200;
    expect(choose(frames, functions, hot, 201)).toMatchObject({ action: 'compile', slot: { kind: 'function' }, arm: null });
  });
  it('prefers callees with loops of their own, and waits a moment for them to become hot', () => {
    const functions = new Functions();
    const frames = sample(at(worker, worker.loops[0]!.header, 1), at(main, inInner, 5));
    const onlyMain = (state: FunctionState): boolean => state.code === main;
    expect(choose(frames, functions, onlyMain, 100)).toBeNull();
    expect(choose(frames, functions, hot, 101)).toMatchObject({ action: 'compile', state: { code: worker }, slot: { kind: 'function' }, arm: null });
    expect(choose(frames, functions, onlyMain, 200)).toMatchObject({ state: { code: main }, slot: { kind: 'loop' }, arm: 'any' });
    // One that stays is a caller itself.
    const staying = sample(at(worker, worker.loops[0]!.header, 20), at(main, inInner, 20));
    expect(choose(staying, new Functions(), hot, 100)).toMatchObject({ state: { code: main }, slot: { kind: 'loop' } });
  });
  it('compiles the start of a function without loops', () => {
    expect(choose(sample(at(leaf, 4, 1)), new Functions(), hot, 0)).toMatchObject({ action: 'compile', slot: { kind: 'function' } });
  });
  it('compiles the start of a function that is called again although its loop is compiled', () => {
    const functions = new Functions();
    placed(functions.of(main));
    functions.of(main).activations = 2;
    expect(choose(sample(at(main, inInner, 1)), functions, hot, 0)).toBeNull();
    functions.of(main).activations = 3;
    expect(choose(sample(at(main, inInner, 1)), functions, hot, 0)).toMatchObject({ slot: { kind: 'function' } });
  });
  it('tries the next loop outwards when one is refused, then the function', () => {
    const functions = new Functions();
    functions.of(main).refused.set(inner!.header, 'unsupported-opcode');
    expect(choose(sample(at(main, inInner, 2)), functions, hot, 0)).toMatchObject({ slot: { offset: outer!.header } });
    functions.of(main).refused.set(outer!.header, 'unsupported-opcode');
    expect(choose(sample(at(main, inInner, 2)), functions, hot, 0)).toMatchObject({ slot: { kind: 'function' } });
    functions.of(main).refused.set('entry', 'unsupported-opcode');
    expect(choose(sample(at(main, inInner, 2)), functions, hot, 0)).toBeNull();
  });
  it('waits longer and longer between attempts to take a loop over', () => {
    const functions = new Functions();
    placed(functions.of(main));
    const slot = functions.of(main).loop(inner!.header);
    const before = slot.patience;
    expect(choose(sample(at(main, inInner, 2)), functions, hot, 0)).toMatchObject({ action: 'arm' });
    expect(slot.patience).toBe(2 * before);
  });
  it('leaves generators alone, and what is not hot', () => {
    const functions = new Functions();
    expect(choose(sample(at(gen, gen.loops[0]!.header, 9)), functions, hot, 0)).toBeNull();
    expect(choose(sample(at(main, inInner, 9)), functions, () => false, 0)).toBeNull();
  });
  it('looks only at what the interpreter runs', () => {
    const frames = [at(leaf, 4, 1), at(main, inInner, 5, true), at(main, inInner, 5)];
    expect(interpretedFrames(sample(...frames))).toEqual([frames[0]]);
    expect(interpretedFrames(sample(frames[1]!))).toEqual([]);
  });
});
