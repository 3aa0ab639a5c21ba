// What the installer does with native units whose callers are never put in place. What is compiled is made up.
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { ReturnKind } from '@psyco/specializer';
import { Compiler } from './compiler';
import type { CompileRequest } from './compiler';
import { Installer } from './installer';
import type { InstallerOptions } from './installer';
import { Statistics } from './stats';
import { testRegion } from './testing/region';
import type { CompiledUnit } from './unit';

const { region: code, close } = testRegion('code', 0x400000, 65536);
const { region: data, close: closeData } = testRegion('data', 0x800000, 65536);
afterAll(() => (close(), closeData()));
afterEach(() => vi.restoreAllMocks());

const [OUTER, INNER] = [100, 200];
const int = { kind: 'int' } as const;

/** An installer in a world of functions whose code has the address of the function plus one. */
function make(): Installer {
  const options = {
    world: { begin: () => undefined, functionFacts: (func: number) => ({ code: func + 1 }), codeFacts: (address: number) => ({ address, refusal: null }) },
    code,
    data,
    exits: { release: () => undefined },
    statistics: new Statistics(() => 0),
    mayCompile: () => true,
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
