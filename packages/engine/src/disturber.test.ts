// What the disturber does is drawn from its seed and from the number of compilations only.
import { describe, expect, it } from 'vitest';
import { Disturber } from './disturber';
import { Functions } from './functions';
import type { CompiledUnit } from './unit';
import type { AnalysedCode } from './world/code-facts';

function world() {
  const functions = new Functions();
  const done: string[] = [];
  for (let index = 0; index < 5; index++) {
    const state = functions.of({ address: 0x1000 + index, qualname: `f${index}`, localCount: 2 } as AnalysedCode);
    state.func = 0x2000 + index;
    state.entry.current = {} as CompiledUnit;
  }
  let compilations = 0;
  const installer = {
    retire: (state: { code: AnalysedCode }, slot: { current: unknown; retired: boolean }): void => {
      done.push(`retire ${state.code.qualname}`);
      Object.assign(slot, { current: null, retired: true });
    },
    install: ({ state, entry }: { state: { code: AnalysedCode }; entry: { locals: readonly number[] } }): boolean => {
      done.push(`install ${state.code.qualname} ${entry.locals.join(' ')}`);
      return true;
    },
  };
  const dead = new Set<string>();
  const parts = { functions, installer: installer as never, compilations: () => compilations, isAlive: (state: { code: AnalysedCode }) => !dead.has(state.code.qualname) };
  return { functions, done, dead, parts, compile: () => (compilations += 1) };
}

function run(seed: number, times: number, prepare: (here: ReturnType<typeof world>) => void = () => undefined): ReturnType<typeof world> {
  const here = world();
  prepare(here);
  const disturber = new Disturber(seed, here.parts as never);
  for (let time = 0; time < times; time++) {
    here.compile();
    disturber.disturb();
    // Only a compilation draws again.
    disturber.disturb();
  }
  return here;
}

describe('Disturber', () => {
  it('does nothing as long as nothing is compiled', () => {
    const { done, parts } = world();
    const disturber = new Disturber(1, parts as never);
    for (let time = 0; time < 100; time++) disturber.disturb();
    expect(done).toEqual([]);
  });

  it('does all it can, and the same for the same seed', () => {
    const { done, functions } = run(7, 200);
    expect(done.some((text) => text.startsWith('retire f'))).toBe(true);
    expect(done.some((text) => /^install f\d 0 0$/.test(text))).toBe(true);
    expect([...functions].some(({ entry }) => entry.wantsRecompile)).toBe(true);
    // What it takes out is not given up.
    expect([...functions].every(({ entry }) => !entry.retired)).toBe(true);
    expect(run(7, 200).done).toEqual(done);
    expect(run(8, 200).done).not.toEqual(done);
  });

  it('leaves alone what is gone, refused or unknown', () => {
    const { done } = run(7, 300, ({ dead, functions }) => {
      dead.add('f0');
      for (const state of functions) {
        if (state.code.qualname === 'f1') state.refused.set('entry', 'no-gain');
        if (state.code.qualname === 'f2') state.func = 0;
      }
    });
    expect(done.filter((text) => /^install f[012]/.test(text))).toEqual([]);
    expect(done.filter((text) => /^install f[34]/.test(text)).length).toBeGreaterThan(0);
  });
});
