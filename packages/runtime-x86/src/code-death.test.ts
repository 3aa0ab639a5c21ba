// The deaths of code objects, in a real Python.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeDeathRing, RuntimeData } from './data-layout';
import { python311 } from './dialects/3.11';
import { wordsToBytes } from './memory';
import { commit } from './mailbox';
import { Fixture } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

describe.each(pythons)('deaths of code objects in %s', (executable) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
    const { python, runtime } = fixture;
    python.write(python.symbol('PyCode_Type') + python311.offsets.typeDealloc, wordsToBytes([BigInt(runtime.entries.codeDeath)]));
  });
  afterAll(() => fixture?.close());

  it('counts them and keeps their addresses, while memory is given back as ever', async () => {
    const { python } = fixture;
    await python.run(`
codes = [compile('x = %d' % n, 'made', 'exec') for n in range(5)]
died = [id(code) for code in codes]
kept = codes.pop()
`);
    const before = fixture.word('codeDeathCount');
    await python.run('code = None; codes.reverse()\nwhile codes: codes.pop()');
    const count = fixture.word('codeDeathCount');
    const entry = (death: number): number => {
      const place = python.hello.data + RuntimeData.codeDeaths + (death % CodeDeathRing.count) * CodeDeathRing.size;
      expect(Buffer.from(python.read(place + CodeDeathRing.number, 8)).readBigUInt64LE()).toBe(BigInt(death + 1));
      return Number(Buffer.from(python.read(place + CodeDeathRing.address, 8)).readBigUInt64LE());
    };
    // What the test itself compiles dies as well.
    const found = Array.from({ length: count - before }, (_, index) => entry(before + index));
    const died = (await python.evaluate('died')) as number[];
    expect(found.filter((address) => died.includes(address))).toEqual(died.slice(0, 4));
    await python.run(`
def churn(n):
    for number in range(n): compile('def f(): return %d' % number, 'made', 'exec')
churn(2000); blocks = sys.getallocatedblocks(); churn(20000); grown = sys.getallocatedblocks() - blocks
`);
    expect(Math.abs((await python.evaluate('grown')) as number)).toBeLessThan(1000);
    expect(fixture.word('codeDeathCount')).toBeGreaterThan(44000);
  });

  it('tells commits whether code objects have died since, whatever else has', async () => {
    const { python } = fixture;
    await python.run(`
def f(): pass
made = [compile('x = %d' % n, 'made', 'exec') for n in range(3)]
addresses = [id(each) for each in made]
def die(n):
    for _ in range(n): compile('x', 'made', 'eval')
`);
    const [first, second, third] = (await python.evaluate('addresses')) as [number, number, number];
    const step = async (code: number, since: number): Promise<number | 'applied'> => {
      fixture.mailbox.post([commit.check64(fixture.data(new Uint8Array(8)), 0), commit.checkAlive(code, since)]);
      fixture.mailbox.setHookAfterOneShot(0);
      fixture.hook('oneShotHook');
      await python.run('f()');
      const result = fixture.mailbox.poll();
      if (result.state === 'idle' || result.state === 'posted') throw new Error('no commit has run');
      return result.state === 'failed' ? result.step : result.state;
    };
    const before = fixture.word('codeDeathCount');
    expect(await step(first, before)).toBe('applied');
    await python.run('del made[0]; die(100)');
    expect(await step(first, before)).toBe(1);
    expect(await step(second, before)).toBe('applied');
    await python.run('die(3000); del made[0]');
    expect(await step(second, before)).toBe(1);
    expect(await step(third, before)).toBe('applied');
    // What has died after the last one that was known of only.
    expect(await step(first, fixture.word('codeDeathCount'))).toBe('applied');
    await python.run('die(1000)');
    expect(await step(third, before)).toBe(1);
    expect(await step(third, before + 2000)).toBe('applied');
  });
});
