import { afterAll, describe, expect, it } from 'vitest';
import type { ArgumentKind, ReturnKind } from '@psyco/specializer';
import type { TypeInfo } from '@psyco/values';
import type { CompileRequest } from './compiler';
import { NativeUnits, nativeKey } from './native-units';
import { testRegion } from './testing/region';
import type { CompiledUnit } from './unit';
import type { AnalysedCode } from './world/code-facts';
import type { ProcessWorld } from './world/process-world';

const { region, close } = testRegion('code', 0x400000, 65536);
const { region: data, close: closeData } = testRegion('data', 0x500000, 65536);
afterAll(() => (close(), closeData()));

const int: ArgumentKind = { kind: 'int' };

/** A world of functions whose code has the address of the function plus one. */
const world = {
  functionFacts: (func: number) => ({ code: func + 1 }),
  codeFacts: (address: number) => ({ address, refusal: address === 101 ? 'generator' : null }),
} as unknown as ProcessWorld;

/** What a function does when it is compiled: which calls it makes; gives its result. */
type Behaviour = (units: NativeUnits) => ReturnKind | { type: TypeInfo | null };

function make(behaviours: Record<number, Behaviour>): { units: NativeUnits; compiled: string[] } {
  const compiled: string[] = [];
  let entry = 0x408000;
  const units: NativeUnits = new NativeUnits(
    world,
    region,
    data,
    (request: CompileRequest, accept) => {
      const result = behaviours[request.func!]!(units);
      const returns = typeof result === 'string' ? result : 'ref';
      const returnType = typeof result === 'string' ? null : result.type;
      if (!accept(returns, returnType)) return returns;
      compiled.push(request.key);
      return { ...request, kind: 'native', entry: (entry += 64), returns, returnType } as unknown as CompiledUnit;
    },
    (code: AnalysedCode | CompiledUnit['code'], error) => ({ reason: String(error), detail: '', offset: code.address, stale: false, error }),
    () => true,
  );
  return { units, compiled };
}

/** Where the link leads: a jump through a word in the data region, which a forked child has for itself. */
const target = (link: number): number => data.readWord(link + 6 + region.read(link + 2, 4).readInt32LE());

describe('NativeUnits', () => {
  it('compiles a function once per kinds of arguments, and links it', () => {
    const { units, compiled } = make({ 10: () => 'float' });
    expect(units.nativeUnit(10, [int], 1, true), 'one that there is').toBeNull();
    const answer = units.nativeUnit(10, [int]);
    expect(units.nativeUnit(10, [int], 1, true)).toEqual(answer);
    expect(answer).toEqual({ key: nativeKey(10, 11, [int]), returns: 'float', returnType: null });
    expect(units.nativeUnit(10, [int])).toEqual(answer);
    units.nativeUnit(10, [{ kind: 'float' }]);
    expect(compiled).toEqual([nativeKey(10, 11, [int]), nativeKey(10, 11, [{ kind: 'float' }])]);
    expect(target(units.linkOf(answer!.key))).toBe(0x408040);
  });
  it('settles what a recursive function returns', () => {
    const assumed: unknown[] = [];
    const { units, compiled } = make({
      20: (all) => {
        const self = all.nativeUnit(20, [int])!;
        assumed.push(self.returns, all.linkOf(self.key));
        return 'float';
      },
    });
    expect(units.nativeUnit(20, [int])).toMatchObject({ returns: 'float' });
    expect(assumed).toEqual(['int', 0, 'float', 0]);
    expect(compiled).toHaveLength(1);
  });
  it('does not go round in circles of several functions', () => {
    let inner: unknown;
    const { units } = make({ 30: (all) => (all.nativeUnit(40, [int]), 'int'), 40: (all) => ((inner = all.nativeUnit(30, [int])), 'int') });
    expect(units.nativeUnit(30, [int])).not.toBeNull();
    expect(inner).toBeNull();
  });
  it('makes direct calls down to a depth; what is cut off there is another unit than the whole', () => {
    const seen: string[] = [];
    const { units, compiled } = make({
      70: (all) => (seen.push(`70 calls 72: ${all.nativeUnit(72, [int])?.key ?? 'not'}`), 'int'),
      72: (all) => (seen.push(`72 calls 74: ${all.nativeUnit(74, [int], 2)?.key ?? 'not'}`), 'int'),
      74: () => 'int',
    });
    const [a, b, c] = [70, 72, 74].map((func) => nativeKey(func, func + 1, [int])) as [string, string, string];
    const call = (rec: number): string | undefined => units.depth.within(1, rec, () => units.nativeUnit(70, [int])?.key).result;
    expect([call(0), call(2), call(2)]).toEqual([undefined, a, a]);
    expect(seen).toEqual(['72 calls 74: not', `70 calls 72: ${b}`]);
    // Deep enough for all of it: the same for whoever allows as much.
    seen.length = 0;
    expect([call(4), call(9), call(Infinity)]).toEqual([`${a}_d3`, `${a}_d3`, `${a}_d3`]);
    expect(seen).toEqual([`72 calls 74: ${c}`, `70 calls 72: ${b}_d2`]);
    expect(compiled).toEqual([b, a, c, `${b}_d2`, `${a}_d3`]);
  });
  it('does not count a function that calls itself', () => {
    const { units } = make({ 80: (all) => (all.nativeUnit(80, [int]), 'int') });
    const { result, depth } = units.depth.within(81, 0, () => units.nativeUnit(80, [int]));
    expect(result).not.toBeNull();
    expect(depth.cut).toBe(false);
  });
  it('remembers what cannot be compiled, until it is forgiven', () => {
    let tries = 0;
    const { units } = make({
      50: () => {
        tries++;
        throw new Error('no');
      },
    });
    expect(units.nativeUnit(50, [int])).toBeNull();
    expect(units.nativeUnit(50, [int])).toBeNull();
    expect(tries).toBe(1);
    units.forgive();
    units.nativeUnit(50, [int]);
    expect(tries).toBe(2);
    expect(units.nativeUnit(100, [int])).toBeNull(); // a generator: not even tried
  });
  it('recompiles for the result that its callers rely on', () => {
    let result: ReturnKind = 'int';
    const { units } = make({ 60: () => result });
    const { key } = units.nativeUnit(60, [int])!;
    const link = units.linkOf(key);
    const old = target(link);
    const unit = units.recompile(key) as CompiledUnit;
    expect(target(link)).toBe(old);
    const code = region.read(link, 8);
    units.relink(key, unit);
    expect(target(link)).toBe(unit.entry);
    expect(region.read(link, 8), 'forked children run it too').toEqual(code);
    result = 'ref';
    expect(units.recompile(key)).toBe('ref');
    expect(units.nativeUnit(60, [int])).toMatchObject({ key, returns: 'int' });
    // From now on there is another one; this one stays for those who call it.
    expect(units.renounce(key)).toBe(true);
    const other = units.nativeUnit(60, [int])!;
    expect(other.returns).toBe('ref');
    expect(other.key).not.toBe(key);
    expect(units.linkOf(key)).toBe(link);
    expect(target(units.linkOf(other.key))).not.toBe(target(link));
  });
  it('keeps the place of a link that forked children call', () => {
    const { units } = make({ 62: () => 'int', 64: () => 'int', 66: () => 'int' });
    const linkOf = (func: number): number => units.linkOf(units.nativeUnit(func, [int])!.key);
    const kept = linkOf(62);
    units.remove(nativeKey(62, 63, [int]), false);
    const free = linkOf(64);
    expect(free).not.toBe(kept);
    units.remove(nativeKey(64, 65, [int]), true);
    expect(linkOf(66)).toBe(free);
  });
  it('gives back the links of what cannot be compiled, and of what was never put in place', () => {
    const { units } = make({
      67: () => {
        throw new Error('no');
      },
      68: () => 'int',
    });
    const before = [region.live, data.live];
    expect(units.nativeUnit(67, [int])).toBeNull();
    expect([region.live, data.live]).toEqual(before);
    const { key } = units.nativeUnit(68, [int])!;
    expect([region.live, data.live]).not.toEqual(before);
    units.forget([units.current(key)!]);
    expect([region.live, data.live]).toEqual(before);
    expect(units.current(key)).toBeNull();
  });
  it('gives up what has other results each time', () => {
    const { units } = make({ 60: () => 'int' });
    const renounced: boolean[] = [];
    for (let turn = 0; turn < 5; turn++) renounced.push(units.renounce(units.nativeUnit(60, [int])!.key));
    expect(renounced).toEqual([true, true, true, false, false]);
  });
  it('recompiles for the type of objects that its callers rely on', () => {
    const [list, tuple] = [{ address: 1 }, { address: 2 }] as TypeInfo[];
    let type: TypeInfo | null = list!;
    const { units } = make({ 60: () => ({ type }) });
    const { key } = units.nativeUnit(60, [int])!;
    expect(units.recompile(key)).not.toBeNull();
    for (type of [tuple!, null]) expect(units.recompile(key)).toBe('ref');
  });
  it('is told what a recursive function returns while it is compiled', () => {
    let answer: unknown;
    const { units, compiled } = make({ 90: (all) => (all.assumeReturns('float'), (answer = all.nativeUnit(90, [int])?.returns), 'float') });
    expect(units.nativeUnit(90, [int])).toMatchObject({ returns: 'float' });
    expect([answer, compiled.length]).toEqual(['float', 1]);
  });
});
