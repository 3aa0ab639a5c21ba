// Exits of frame units with one frame, in a real Python.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mem, qword, r12, rax, rcx, rsp, xmm15 } from '@psyco/x86';
import { Fixture, keep, leaf, loadLocal } from './testing/fixture';
import { Allowance, CodeRecord } from './data-layout';
import { wordsToBytes } from './memory';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

describe.each(pythons)('exits in %s', (executable) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
    fixture.hook('frameHook');
  });
  afterAll(() => fixture?.close());

  const define = async (source: string, name: string): Promise<number> => {
    await fixture.python.run(source);
    return fixture.address(`${name}.__code__`);
  };

  it('passes calls of other functions through and enters units', async () => {
    await define('def one(): return 1\ndef two(): return 2', 'one');
    const unit = fixture.frameUnit((asm) => {
      asm.mov(rax, fixture.python.symbol('_Py_TrueStruct'));
      asm.inc(qword(mem(rax)));
      fixture.frameReturn(asm);
    });
    await fixture.install('one', unit);
    expect(await fixture.python.evaluate('(one(), two(), one())')).toEqual([true, 2, true]);
  });

  it('takes a unit out that has used up its exits', async () => {
    const code = await define('def f(a):\n    return a', 'f');
    const allowance = fixture.data(new Uint8Array(Allowance.size));
    const exit = fixture.exit({ frames: [fixture.frame(code, 2, [keep])], allowance });
    const unit = fixture.frameUnit((asm) => fixture.leave(asm, exit));
    const record = await fixture.install('f', unit);
    fixture.python.write(allowance, wordsToBytes([3n, BigInt(record + CodeRecord.entry), BigInt(unit)]));
    expect(await fixture.python.evaluate('[f(n) for n in range(5)]')).toEqual([0, 1, 2, 3, 4]);
    expect(fixture.statistics(exit).count).toBe(3);
    // Another unit in its place is left alone.
    fixture.python.write(record + CodeRecord.entry, wordsToBytes([BigInt(unit)]));
    fixture.python.write(allowance, wordsToBytes([1n, BigInt(record + CodeRecord.entry), 1n]));
    expect(await fixture.python.evaluate('[f(n) for n in range(5)]')).toEqual([0, 1, 2, 3, 4]);
    expect(fixture.statistics(exit).count).toBe(8);
  });

  it('goes on in mid-expression with values on the stack', async () => {
    const code = await define('def f(a, b):\n    c = 0\n    return (a, b, a + b * c)', 'f');
    const offset = await fixture.offset('f', 'BINARY_OP'); // b * c
    const a = fixture.gpr('ref', r12);
    const i = fixture.gpr('i64', rcx);
    const x = fixture.value('f64', { kind: 'xmm', number: 15 });
    const onStack = fixture.value('i64', { kind: 'stack', offset: 16 });
    const exit = fixture.exit({
      frames: [fixture.frame(code, offset, [keep, leaf(i, 'int'), leaf(x, 'float')], [leaf(a, 'ref'), leaf(i, 'int'), leaf(a, 'ref'), leaf(onStack, 'int'), leaf(x, 'float')])],
      saw: a,
    });
    const unit = fixture.frameUnit((asm) => {
      loadLocal(asm, r12, 0);
      asm.mov(rax, 0x4004000000000000n); // 2.5
      asm.movq(xmm15, rax);
      asm.mov(rcx, 1n << 40n);
      asm.mov(rax, -7);
      asm.mov(mem(rsp, 16), rax);
      fixture.leave(asm, exit);
    });
    await fixture.install('f', unit);
    expect(await fixture.python.evaluate('f(3, "unused")')).toEqual([3, 2 ** 40, 3 - 17.5]);
    const seen = fixture.statistics(exit);
    expect(seen.count).toBe(1);
    expect(seen.sawType).toBe(await fixture.address('int'));
    expect(Number(seen.sawValue)).toBe(await fixture.address('3'));
    expect(seen.otherType).toBe(0);
    for (let call = 0; call < 2; call++) await fixture.python.evaluate('f(0.5, "unused")');
    expect(fixture.statistics(exit)).toMatchObject({ count: 3, sawType: await fixture.address('float'), otherType: await fixture.address('int') });
  });
});
