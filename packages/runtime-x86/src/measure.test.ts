// Calls through the entry that measures, in a real Python: counted once each, with and without the frame hook, whatever they do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mem, qword, rax } from '@psyco/x86';
import { CodeRecord, RuntimeData } from './data-layout';
import { wordsToBytes } from './memory';
import { Fixture } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

describe.each(pythons)('the measured entry in %s', (executable) => {
  let fixture: Fixture;
  let unit: number;
  const records: number[] = [];
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
    fixture.hook('frameHook');
    unit = fixture.frameUnit((asm) => {
      asm.mov(rax, fixture.python.symbol('_Py_TrueStruct'));
      asm.inc(qword(mem(rax)));
      fixture.frameReturn(asm);
    });
    await fixture.python.run('def inner(): return 5\ndef f(n): return n if n < 0 else f(n - 1) if n else inner()\ndef bad(n=1):\n    if n: raise ValueError("bad")\n    return n');
    for (const name of ['f', 'bad']) records.push(await fixture.install(name, fixture.runtime.entries.measuredEntry));
    await fixture.install('inner', unit);
  });
  afterAll(() => fixture?.close());

  const set = (field: keyof typeof RuntimeData, value: number): void => fixture.python.write(fixture.python.hello.data + RuntimeData[field], wordsToBytes([BigInt(value)]));
  const calls = (record: number, target: number): void => fixture.python.write(record + CodeRecord.measured, wordsToBytes([BigInt(target)]));
  const begin = (target: number, hook: number): void => {
    for (const record of records) calls(record, target);
    set('measureHook', hook);
    for (const field of ['measureOwner', 'measureTicks', 'measureCalls'] as const) set(field, 0);
  };

  it('times compiled calls', async () => {
    begin(unit, 0);
    expect(await fixture.python.evaluate('[f(3) for _ in range(4)]')).toEqual([true, true, true, true]);
    expect(fixture.word('measureCalls')).toBe(4);
    expect(fixture.word('measureTicks')).toBeGreaterThan(0);
    expect(fixture.word('measureOwner')).toBe(0);
  });

  it('times interpreted calls without the frame hook; calls within them are part of them, and plain', async () => {
    begin(fixture.python.symbol('_PyEval_EvalFrameDefault'), fixture.runtime.entries.frameHook);
    expect(await fixture.python.evaluate('[f(3), inner(), f(0)]')).toEqual([5, true, 5]);
    expect(fixture.word('measureCalls')).toBe(2);
    // The hook is back.
    expect(await fixture.python.evaluate('inner()')).toBe(true);
  });

  it('counts calls that raise', async () => {
    begin(fixture.python.symbol('_PyEval_EvalFrameDefault'), fixture.runtime.entries.frameHook);
    await fixture.python.run('try:\n    bad()\nexcept ValueError as error:\n    text = str(error)');
    expect(await fixture.python.evaluate('text')).toBe('bad');
    expect(fixture.word('measureCalls')).toBe(1);
    expect(await fixture.python.evaluate('inner()')).toBe(true);
  });

  it('calls of each function what is to be called of that one: who comes late finds another one being measured', async () => {
    begin(unit, 0);
    calls(records[1]!, fixture.python.symbol('_PyEval_EvalFrameDefault'));
    expect(await fixture.python.evaluate('[bad(0), f(0), bad(0)]')).toEqual([0, true, 0]);
    set('measureOwner', 8);
    expect(await fixture.python.evaluate('[bad(0), f(0), bad(0)]')).toEqual([0, true, 0]);
  });

  it('leaves calls alone while another one is measured', async () => {
    begin(unit, 0);
    set('measureOwner', 8);
    expect(await fixture.python.evaluate('f(1)')).toBe(true);
    expect(fixture.word('measureCalls')).toBe(0);
    expect(fixture.word('measureOwner')).toBe(8);
  });
});
