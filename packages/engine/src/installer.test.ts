// What the installer does with native units whose callers are never put in place, and in which order it puts units in place. What is compiled is made up.
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { CommitStep } from '@psyco/runtime-x86';
import type { ReturnKind } from '@psyco/specializer';
import type { CommitResult } from './committer';
import { Compiler } from './compiler';
import type { CompileRequest } from './compiler';
import { FunctionState } from './functions';
import { Installer } from './installer';
import type { InstallerOptions } from './installer';
import { Statistics } from './stats';
import { testRegion } from './testing/region';
import type { CompiledUnit } from './unit';
import type { AnalysedCode } from './world/code-facts';

const { region: code, close } = testRegion('code', 0x400000, 65536);
const { region: data, close: closeData } = testRegion('data', 0x800000, 65536);
afterAll(() => (close(), closeData()));
afterEach(() => vi.restoreAllMocks());

const [OUTER, INNER] = [100, 200];
const int = { kind: 'int' } as const;

/** An installer in a world of functions whose code has the address of the function plus one. */
function make(others: object = {}): Installer {
  const options = {
    world: { begin: () => undefined, functionFacts: (func: number) => ({ code: func + 1 }), codeFacts: (address: number) => ({ address, refusal: null }) },
    code,
    data,
    exits: { release: () => undefined },
    statistics: new Statistics(() => 0),
    mayCompile: () => true,
    ...others,
  };
  return new Installer(options as unknown as InstallerOptions);
}

it('forgets the native units that another one would have called, if that one fails: no commit has checked or holds what they embed', () => {
  const installer = make();
  const { natives } = installer;
  let returns: ReturnKind = 'int';
  let callsInner = false;
  let inner: string | undefined;
  vi.spyOn(Compiler.prototype, 'compile').mockImplementation((request: CompileRequest, _services, accept = () => true) => {
    if (request.func === OUTER && callsInner) inner = natives.nativeUnit(INNER, [int])!.key;
    const result = request.func === OUTER ? returns : 'int';
    if (!accept(result, null)) return result;
    return { ...request, start: code.allocate(16), entry: code.address, codeBytes: 16, returns: result, returnType: null, sites: [], exitBase: 0, recipes: { size: 0 }, allowance: 0, calls: [] } as unknown as CompiledUnit;
  });
  const { key } = natives.nativeUnit(OUTER, [int])!;
  const unit = natives.current(key)!;
  installer.nativeSlots.set(key, { code: unit.code as never, unit, recompilations: 0, recent: 0, total: 0, wantsRecompile: true });
  returns = 'float';
  callsInner = true;
  expect(installer.reinstallNative(key)).toBe('other result');
  expect(natives.current(inner!)).toBeNull();
  expect(natives.current(key)).toBe(unit);
  expect(natives.nativeUnit(OUTER, [int])).toMatchObject({ returns: 'float' });
});

it('attaches the record before anything else is done: that step may fail, and what was done before it would stay', () => {
  const posts: CommitStep[][] = [];
  const statistics = new Statistics(() => 0);
  const installer = make({
    world: {
      begin: () => undefined,
      codeFacts: () => analysed,
      isThere: () => true,
      readSet: [{ address: 8, size: 8, expected: 1n, what: 'a global' }],
      codesUsed: [{ facts: { address: 0x3000 }, dead: false }],
    },
    statistics,
    calleeDepth: () => 1,
    hookIsNeeded: () => undefined,
    allowances: { grant: () => undefined },
    journal: { event: () => undefined },
    watcher: { watch: () => undefined },
    deaths: { poll: () => undefined, count: 0 },
    forks: { counter: 0, settle: () => 0 },
    committer: { hook: 1, post: (steps: CommitStep[], done: (result: CommitResult) => void) => (posts.push(steps), finish.push(done)) },
    watchFaults: 0x10,
    keepChunks: 0x20,
  });
  const finish: ((result: CommitResult) => void)[] = [];
  const analysed = { address: 0x3000, refusal: null, loops: [], returnOffset: 0, qualname: 'f', lineAt: () => 1 } as unknown as AnalysedCode;
  const state = new FunctionState(analysed);
  vi.spyOn(Compiler.prototype, 'compile').mockImplementation((request: CompileRequest) => {
    const unit = { ...request, start: code.allocate(16), entry: code.address, codeBytes: 16, pins: [0x5000], sites: [], outerOffsets: [], exitBase: 0, recipes: { size: 0 }, allowance: 0, calls: [], inlined: [] } as unknown as CompiledUnit;
    statistics.compiled(unit, {});
    return unit;
  });
  const install = (): boolean => installer.install({ state, slot: state.entry, entry: { kind: 'function', locals: [] } });
  expect(install()).toBe(true);
  const [steps] = posts as [CommitStep[]];
  const attach = steps.findIndex(({ op }) => op === 'setExtra');
  expect(steps.slice(0, attach).map(({ op }) => op)).toEqual(['check64', 'checkAlive', 'check64']);
  expect(steps.slice(attach).map(({ op }) => op)).toEqual(['setExtra', 'incref', 'call', 'call', 'store64']);
  finish.shift()!({ applied: false, step: attach });
  expect(state.entry.current).toBeNull();
  expect(installer.records.get(analysed)!.attached).toBe(false);
  // It is attached with the next one, and only once.
  install();
  finish.shift()!({ applied: true });
  expect(installer.records.get(analysed)!.attached).toBe(true);
  install();
  expect(posts.map((steps) => steps.some(({ op }) => op === 'setExtra'))).toEqual([true, true, false]);
});
