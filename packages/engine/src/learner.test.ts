// What exits lead to: recompilations, and units taken out. The process, the installer and the journal are stand-ins.
import { beforeEach, expect, it } from 'vitest';
import type { ExitEvent, ExitWatcher } from './exit-watcher';
import { FeedbackStore } from './feedback';
import { Functions } from './functions';
import type { UnitSlot } from './functions';
import type { Installer } from './installer';
import type { Journal } from './journal';
import { Learner } from './learner';
import { Statistics } from './stats';
import type { CompiledUnit } from './unit';
import type { AnalysedCode, EngineCodeFacts } from './world/code-facts';

let events: ExitEvent[];
let hits: number;
let retired: [UnitSlot, string][];
let result: boolean | 'other result';
let natives: Map<string, { code?: { qualname: string }; wantsRecompile: boolean; unit: { calls: string[] }; recent: number; total: number; recompilations: number }>;
let functions: Functions;
let feedback: FeedbackStore;
let statistics: Statistics;
let learner: Learner;

beforeEach(() => {
  events = [];
  hits = 0;
  retired = [];
  natives = new Map();
  functions = new Functions();
  feedback = new FeedbackStore();
  statistics = new Statistics(() => 0);
  const watcher = { poll: () => events.splice(0) } as unknown as ExitWatcher;
  const installer = {
    nativeSlots: natives,
    reinstallNative: (key: string) => ((natives.get(key)!.wantsRecompile = false), result),
    records: { get: () => ({}), hits: () => hits },
    options: { allowances: { renew: () => undefined } },
    retire: (_: unknown, slot: UnitSlot, why: string) => retired.push([slot, why]),
  } as unknown as Installer;
  const journal = { event: () => undefined } as unknown as Journal;
  learner = new Learner(watcher, feedback, functions, installer, statistics, journal);
});

const site = { code: 0x1000, offset: 8, operand: 0 };

/** A unit in place, whose exits have these reasons; the first is the one at the loop's entry. */
function put(kind: 'function' | 'loop', reasons: string[], calls: string[] = [], inlined: EngineCodeFacts[] = []): { slot: UnitSlot; unit: CompiledUnit } {
  const code = { address: 0x1000, qualname: 'f', filename: 'f.py', lineAt: () => 1 } as unknown as AnalysedCode;
  const state = functions.of(code);
  const slot = kind === 'function' ? state.entry : state.loop(8);
  const sites = reasons.map((reason) => ({ ...site, reason }));
  const unit = { kind, code, calls, inlined, sites, outerOffsets: reasons.map((_, index) => (index === 0 ? -1 : 8)) } as unknown as CompiledUnit;
  slot.current = unit;
  statistics.compiled(unit, {});
  return { slot, unit };
}

const leave = (unit: CompiledUnit, index: number, count: number): void => void events.push({ unit, index, count, sawType: 0, otherType: 0, sawValue: 0 });

it('asks for a recompilation where it can help', () => {
  const { slot, unit } = put('function', ['type', 'poll']);
  leave(unit, 1, 1000);
  learner.learn(10);
  expect([slot.wantsRecompile, feedback.happened(0x1000, 8, 'poll')]).toEqual([false, true]);
  leave(unit, 0, 8);
  expect(learner.learn(20)).toBe(true);
  expect([slot.wantsRecompile, feedback.happened(0x1000, 8, 'type')]).toEqual([true, true]);
  expect(learner.learn(30)).toBe(false);
});

it('compiles a loop anew that is entered in vain', () => {
  const { slot, unit } = put('loop', ['entry']);
  leave(unit, 0, 2);
  learner.learn(10);
  expect(slot.wantsRecompile).toBe(false);
  leave(unit, 0, 1);
  learner.learn(20);
  expect(slot.wantsRecompile).toBe(true);
});

it('takes out a function that leaves more often than not', () => {
  const { slot, unit } = put('function', ['poll']);
  hits = 1000;
  leave(unit, 0, 400);
  learner.learn(10);
  expect(retired).toEqual([]);
  leave(unit, 0, 200);
  learner.learn(20);
  expect(retired).toEqual([[slot, '600 of 1000 entries left']]);
});

it('does not judge a caller by native callees that are compiled anew', () => {
  const { slot, unit } = put('function', ['poll'], ['n1']);
  natives.set('n1', { wantsRecompile: false, unit: { calls: ['n2'] }, recent: 0, total: 0, recompilations: 0 });
  natives.set('n2', { wantsRecompile: true, unit: { calls: ['n1'] }, recent: 0, total: 0, recompilations: 0 });
  hits = 1000;
  leave(unit, 0, 900);
  learner.learn(10);
  expect([retired, slot.allExits, slot.hitsAtStart]).toEqual([[], 0, 1000]);
  // They have been: what it does now is its own.
  natives.get('n2')!.wantsRecompile = false;
  hits = 2000;
  leave(unit, 0, 900);
  learner.learn(20);
  expect(retired).toEqual([[slot, '900 of 1000 entries left']]);
});

it('compiles callers anew when a native callee has another result', () => {
  const { slot } = put('function', ['poll'], ['n1']);
  const code = { qualname: 'n' };
  natives.set('n1', { code, wantsRecompile: true, unit: { calls: [] }, recent: 0, total: 0, recompilations: 0 });
  natives.set('n2', { code, wantsRecompile: false, unit: { calls: ['n1'] }, recent: 0, total: 0, recompilations: 0 });
  natives.set('n3', { code, wantsRecompile: false, unit: { calls: [] }, recent: 0, total: 0, recompilations: 0 });
  result = true;
  expect([learner.recompileNative(), slot.wantsRecompile]).toEqual([true, false]);
  natives.get('n1')!.wantsRecompile = true;
  result = 'other result';
  learner.recompileNative();
  expect([slot.wantsRecompile, natives.get('n3')!.wantsRecompile]).toEqual([true, false]);
  // n2 calls it too: compiled anew in the same go or the next one.
  natives.get('n2')!.wantsRecompile = false;
  natives.get('n1')!.wantsRecompile = true;
  slot.recompilations = 100;
  slot.wantsRecompile = false;
  learner.recompileNative();
  expect(slot.wantsRecompile).toBe(false);
});

it('counts exits of an inlined callee at its own line, whatever is at its address now, and sampled or not', () => {
  const codeAt = (qualname: string, line: number): AnalysedCode => ({ address: 0x2000, qualname, lineAt: (offset: number) => line + offset }) as unknown as AnalysedCode;
  functions.of(codeAt('freed', 500));
  const { unit } = put('function', ['untaken', 'untaken'], [], [codeAt('inlined', 70)]);
  Object.assign(unit.sites[1]!, { code: 0x2000 });
  functions.of(codeAt('later', 900));
  leave(unit, 0, 3);
  leave(unit, 1, 4);
  learner.learn(10);
  expect([...statistics.unit(unit).places]).toEqual([['untaken at line 1', 3], ['untaken at line 78', 4]]);
});
