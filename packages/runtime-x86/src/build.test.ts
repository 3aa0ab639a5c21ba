// Every value and every shape that recipes can build, and what happens to references, in a real Python.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { r12, r13 } from '@psyco/x86';
import type { RecipeValue } from '@psyco/ir';
import { build, constant, Fixture, int, keep, leaf, loadLocal, none } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

describe.each(pythons)('built values in %s', (executable) => {
  let fixture: Fixture;
  let functions = 0;
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
    fixture.hook('frameHook');
    await fixture.python.run('class Point: pass\np = Point(); p.x = 1; p.y = 2; p.z = 3; del p\ndef collect(it): return list(it)\nbig = 10**20');
  });
  afterAll(() => fixture?.close());

  /** A function of (a, b) whose unit leaves at once and returns the built value. The arguments are in r12 and r13. */
  const returning = async (value: RecipeValue, more: { owned?: boolean; locals?: RecipeValue[] } = {}): Promise<string> => {
    const name = `f${functions++}`;
    await fixture.python.run(`def ${name}(a, b): return a`);
    const code = await fixture.address(`${name}.__code__`);
    const exit = fixture.exit({ frames: [fixture.frame(code, await fixture.offset(name, 'RETURN_VALUE'), more.locals ?? [keep, keep], [value])] });
    const unit = fixture.frameUnit((asm) => {
      loadLocal(asm, r12, 0);
      loadLocal(asm, r13, 1);
      fixture.leave(asm, exit);
    });
    await fixture.install(name, unit);
    return name;
  };
  const a = (): RecipeValue => leaf(fixture.gpr('ref', r12), 'ref');
  const b = (): RecipeValue => leaf(fixture.gpr('ref', r13), 'ref');
  const evaluate = <Type>(expression: string): Promise<Type> => fixture.python.evaluate<Type>(expression);

  const cases: [name: string, value: () => RecipeValue | Promise<RecipeValue>, expression: string][] = [
    ['int', () => int(-(2n ** 63n)), '{} == -2**63'],
    ['float', () => ({ kind: 'float', number: -0.5 }), '{} == -0.5'],
    ['true', () => leaf(fixture.value('bool', { kind: 'constant-i64', value: 1n }), 'bool'), '{} is True'],
    ['false', () => leaf(fixture.value('bool', { kind: 'constant-i64', value: 0n }), 'bool'), '{} is False'],
    ['char', () => leaf(fixture.value('i64', { kind: 'constant-i64', value: 0x1f40dn }), 'char'), '{} == "\\U0001f40d"'],
    ['const', async () => constant(await fixture.address('big')), '{} is big'],
    ['tuple', () => build('tuple', a(), int(2), b(), build('tuple')), '{} == ("A", 2, "B", ())'],
    ['list', () => build('list', a(), build('list'), int(3)), '{} == ["A", [], 3]'],
    ['slice', () => build('slice', int(1), a(), int(3)), '{} == slice(1, "A", 3)'],
    ['range', () => build('range', int(1), int(10), int(2)), '{} == range(1, 10, 2)'],
    ['range iterator', () => build('range_iterator', int(3), int(10), int(3)), 'collect({}) == [3, 6, 9]'],
    ['range iterator down', () => build('range_iterator', int(9), int(0), int(-4)), 'collect({}) == [9, 5, 1]'],
    ['range iterator, empty', () => build('range_iterator', int(9), int(9), int(1)), 'collect({}) == []'],
    ['range iterator, wide', () => build('range_iterator', int(-(2n ** 62n)), int(2n ** 62n), int(2n ** 61n)), 'len(collect({})) == 4'],
    ['range iterator of more than LONG_MAX', () => build('range_iterator', int(-(2n ** 63n)), int(2n ** 63n - 1n), int(1)), '(lambda it: (type(it) is type(iter(range(2**70))), next(it), next(it), it.__length_hint__()))({}) == (True, -2**63, 1 - 2**63, 2**64 - 3)'],
    ['range iterator of more than LONG_MAX, down', () => build('range_iterator', int(2n ** 63n - 1n), int(-(2n ** 63n)), int(-1)), '(lambda it: (next(it), next(it), it.__length_hint__()))({}) == (2**63 - 1, 2**63 - 2, 2**64 - 3)'],
    ['range iterator of LONG_MAX', () => build('range_iterator', int(0), int(2n ** 63n - 1n), int(1)), '(lambda it: (type(it) is type(iter(range(2))), next(it), next(it), it.__length_hint__()))({}) == (True, 0, 1, 2**63 - 3)'],
    ['range iterator to the end', () => build('range_iterator', int(2n ** 63n - 5n), int(2n ** 63n - 1n), int(3)), '(lambda it: (type(it) is type(iter(range(2**70))), list(it)))({}) == (True, [2**63 - 5, 2**63 - 2])'],
    ['range iterator by the least', () => build('range_iterator', int(0), int(-(2n ** 63n)), int(-(2n ** 63n))), 'collect({}) == [0]'],
    ['list iterator', () => build('list_iterator', build('list', int(7), a(), b()), int(1)), 'collect({}) == ["A", "B"]'],
    ['tuple iterator', () => build('tuple_iterator', build('tuple', int(7), a(), b()), int(2)), 'collect({}) == ["B"]'],
    ['str iterator', () => build('str_iterator', a(), int(0)), 'collect({}) == ["A"]'],
    ['enumerate', () => build('enumerate', build('list_iterator', build('list', int(5), a()), int(1)), int(41)), 'collect({}) == [(41, "A")]'],
    ['zip', () => build('zip', build('range_iterator', int(0), int(9), int(1)), build('str_iterator', b(), int(0))), 'collect({}) == [(0, "B")]'],
    ['zip of nothing', () => build('zip'), 'collect({}) == []'],
    ['bound method', async () => build('bound_method', constant(await fixture.address('collect')), a()), '{}() == ["A"]'],
    ['cell', () => build('cell', a()), '{}.cell_contents == "A"'],
    ['empty cell', () => build('cell', none), 'repr({}).endswith("empty>")'],
    ['instance', async () => build('instance', constant(await fixture.address('Point')), a(), none, int(5)), 'vars({}) == {"x": "A", "z": 5}'],
  ];

  it.each(cases)('%s', async (_name, value, expression) => {
    const name = await returning(await value());
    const call = `${name}(A, B)`;
    await fixture.python.run(`
A = "A"; B = "B"
value = ${expression.replaceAll('{}', call)}
gc.collect()
before = sys.getrefcount(A), sys.getrefcount(B), sys.getrefcount(big), sys.getrefcount(collect), sys.getrefcount(Point)
blocks = sys.getallocatedblocks()
total = getattr(sys, 'gettotalrefcount', int)()
for i in range(1000):
    ${call}
total = getattr(sys, 'gettotalrefcount', int)() - total
blocks = sys.getallocatedblocks() - blocks
after = sys.getrefcount(A), sys.getrefcount(B), sys.getrefcount(big), sys.getrefcount(collect), sys.getrefcount(Point)
gc.collect()`);
    expect(await evaluate('value')).toBe(true);
    expect(await evaluate('[b - a for a, b in zip(before, after)]')).toEqual([0, 0, 0, 0, 0]);
    expect(Math.abs(await evaluate<number>('blocks'))).toBeLessThan(30);
    expect(Math.abs(await evaluate<number>('total'))).toBeLessThan(100);
  });

  it('shares one object between places', async () => {
    const shared = build('list', a());
    const name = await returning(build('tuple', shared, { kind: 'shared', of: shared }, build('list', { kind: 'shared', of: shared })));
    await fixture.python.run(`t = ${name}("A", "B")`);
    expect(await evaluate('(t[0] is t[1], t[2][0] is t[0], t[0], sys.getrefcount(t[0]))')).toEqual([true, true, ['A'], 5]);
  });

  it('steals one owned reference and takes the others', async () => {
    // The unit owns nothing here, so it takes a reference first.
    const owned = fixture.gpr('ref', r12);
    const name = `f${functions++}`;
    await fixture.python.run(`def ${name}(a, b): return a`);
    const code = await fixture.address(`${name}.__code__`);
    const exit = fixture.exit({
      frames: [fixture.frame(code, await fixture.offset(name, 'RETURN_VALUE'), [none, leaf(owned, 'ref', true)], [build('tuple', leaf(owned, 'ref'), leaf(owned, 'ref'))])],
      release: [fixture.gpr('ref', r13)],
    });
    const unit = fixture.frameUnit((asm) => {
      loadLocal(asm, r12, 0);
      loadLocal(asm, r13, 1);
      fixture.retain(asm, r12);
      fixture.retain(asm, r13);
      fixture.leave(asm, exit);
    });
    await fixture.install(name, unit);
    await fixture.python.run(`
o = object(); p = object()
total = getattr(sys, 'gettotalrefcount', int)()
for i in range(100): r = ${name}(o, p)
total = getattr(sys, 'gettotalrefcount', int)() - total`);
    expect(await evaluate('(r == (o, o), sys.getrefcount(o), sys.getrefcount(p))')).toEqual([true, 4, 2]);
    expect(Math.abs(await evaluate<number>('total'))).toBeLessThan(20);
  });

  it('releases replaced locals after everything is built, and survives what their destructors do', async () => {
    const name = await returning(b(), { locals: [none, none] });
    await fixture.python.run(`
class Loud:
    def __del__(self):
        log.append(${name}('inner', 'in del'))
log = []
results = [${name}(Loud(), Loud) is Loud for _ in range(10)]`);
    expect(await evaluate('results')).toEqual(new Array(10).fill(true));
    expect(await evaluate('log')).toEqual(new Array(10).fill('in del'));
  });
});
