// The deaths of code objects, in a real Python.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeDeathRing, RuntimeData } from './data-layout';
import { python311 } from './dialects/3.11';
import { wordsToBytes } from './memory';
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
    const entry = (death: number): number =>
      Number(Buffer.from(python.read(python.hello.data + RuntimeData.codeDeaths + (death % CodeDeathRing.count) * CodeDeathRing.size, 8)).readBigUInt64LE());
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
});
