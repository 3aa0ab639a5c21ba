// What is said of a function, from what was counted.
import { expect, it } from 'vitest';
import { explain } from './explain';
import { FunctionState } from './functions';
import type { Installer } from './installer';
import { FunctionStatistics } from './stats';
import type { CompiledUnit } from './unit';
import type { AnalysedCode } from './world/code-facts';

const code = { address: 64, qualname: 'Vec.dot', filename: 'a.py', firstLine: 3, lineAt: (offset: number) => 3 + offset / 2 } as AnalysedCode;
const installer = { nativeSlots: new Map() } as unknown as Installer;

function subject(): { state: FunctionState; statistics: FunctionStatistics } {
  const statistics = new FunctionStatistics(code);
  const state = new FunctionState(code);
  // Ten calls of 20 ms in the interpreter, a thousand of 0.1 ms in compiled code.
  Object.assign(statistics, { charge: 200, interpretedSamples: 200, compiledTime: 100, hits: 1000 });
  state.activations = 10;
  state.entry.current = { codeBytes: 128 } as CompiledUnit;
  return { state, statistics };
}

it('says how much faster calls became, if enough was seen of both', () => {
  const { state, statistics } = subject();
  const explained = explain({ state, statistics, installer, units: [], prohibition: null });
  expect(explained).toMatchObject({ compiled: true, ratio: 200, entries: 1000 });
  expect(explained.text).toContain('about 200 times as fast as before');
  statistics.interpretedSamples = 12;
  expect(explain({ state, statistics, installer, units: [], prohibition: null }).ratio).toBeNull();
  Object.assign(statistics, { interpretedSamples: 200, compiledTime: 1 });
  expect(explain({ state, statistics, installer, units: [], prohibition: null }).ratio).toBeNull();
});

it('compares projected calls with compiled ones, if calls were too long to be timed in turns', () => {
  const { state, statistics } = subject();
  Object.assign(statistics, { charge: 0, interpretedSamples: 0, compiledOnStack: 100, hits: 8, takenOver: 2 });
  const ratio = (): number | null => explain({ state, statistics, installer, units: [], prohibition: null }).ratio;
  expect(ratio()).toBeNull();
  statistics.projections.push(400, 380, 9000, 420);
  expect(ratio()).toBe(38);
  statistics.measurement.rounds.compiled.push(1000, 1000);
  statistics.measurement.rounds.interpreted.push(7000, 7500);
  expect(ratio()).toBe(7);
});

it('says why not, and where the code became part of', () => {
  const { state, statistics } = subject();
  state.entry.current = null;
  state.bound = 10;
  statistics.refuse('generator', 'Vec.dot', 8);
  const other = { code: { address: 128, qualname: 'norm' }, inlined: [{ address: 64 }] } as unknown as CompiledUnit;
  const explained = explain({ state, statistics, installer, units: [other], prohibition: 'filter' });
  expect(explained).toMatchObject({ compiled: false, bound: true, ratio: null, inlinedInto: ['norm'] });
  expect(explained.text).toBe([
    'Vec.dot at a.py:3: not compiled, bound',
    '  part of the code of norm',
    '  not compiled: the function given to setfilter() excludes it',
    '  not compiled: generators and coroutines are not compiled yet at a.py:7',
  ].join('\n'));
});
