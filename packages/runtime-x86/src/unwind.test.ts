// Error exits, inlined frames and native call chains, in a real Python.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edi, mem, r12, rbx, rdi, rsp } from '@psyco/x86';
import type { RecipeFrame, RecipeValue, SlotRecipe } from '@psyco/ir';
import { build, constant, Fixture, int, keep, leaf, loadLocal, none } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

const TRACE = `
import traceback
def trace(error):
    return [(f.name, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
def caught(f, *args):
    try:
        return f(*args)
    except BaseException as error:
        return type(error).__name__, str(error), trace(error)[1:]
def measure(f, *args, n=1000):
    for _ in range(20): f(*args)
    gc.collect(); f(*args)
    before = [sys.getrefcount(x) for x in args], sys.getallocatedblocks(), getattr(sys, 'gettotalrefcount', int)()
    for _ in range(n): f(*args)
    total = getattr(sys, 'gettotalrefcount', int)()
    after = [sys.getrefcount(x) for x in args], sys.getallocatedblocks(), total
    return before[0] == after[0], abs(after[1] - before[1]) < 30 or after[1] - before[1], abs(after[2] - before[2]) < 100
`;

describe.each(pythons)('unwinding in %s', (executable) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
    fixture.hook('frameHook');
    await fixture.python.run(TRACE);
  });
  afterAll(() => fixture?.close());

  const evaluate = <Type = unknown>(expression: string): Promise<Type> => fixture.python.evaluate<Type>(expression);
  const clean = [true, true, true];

  it('raises an exception in the function, caught there or not', async () => {
    await fixture.python.run(`
def handled(a, b):
    try:
        return a + b
    except ValueError as error:
        return (str(error), trace(error), a)
    finally:
        log.append(b)
def unhandled(a, b):
    c = 1
    return (a +
            a[b])
log = []`);
    for (const [name, op] of [['handled', 'BINARY_OP'], ['unhandled', 'BINARY_SUBSCR']] as const) {
      const code = await fixture.address(`${name}.__code__`);
      const a = fixture.gpr('ref', r12);
      const stack = name === 'handled' ? [leaf(a, 'ref'), leaf(a, 'ref')] : [leaf(a, 'ref'), leaf(a, 'ref'), leaf(a, 'ref')];
      const exit = fixture.exit({ frames: [fixture.frame(code, await fixture.offset(name, op), [keep, keep, none], stack)], error: true });
      const unit = fixture.frameUnit((asm) => {
        loadLocal(asm, r12, 0);
        fixture.raise(asm, 'PyExc_ValueError', 'from compiled code');
        fixture.leave(asm, exit);
      });
      await fixture.install(name, unit);
    }
    expect(await evaluate('handled(1, 2)')).toEqual(['from compiled code', [['handled', 4]], 1]);
    expect(await evaluate('log')).toEqual([2]);
    expect(await evaluate('caught(unhandled, 1, 2)')).toEqual(['ValueError', 'from compiled code', [['unhandled', 12]]]);
    await fixture.python.run('def go(o):\n    handled(o, o); log.clear(); caught(unhandled, o, o)');
    expect(await evaluate('measure(go, object())')).toEqual(clean);
  });

  /** outer calls middle calls inner; the unit of outer leaves with all three frames. */
  const inlined = async (innerSource: string, make: (inner: { code: number; name: string }) => Promise<Partial<RecipeFrame> & { error?: boolean }>): Promise<void> => {
    await fixture.python.run(`
def outer(a):
    x = "o"
    return ("outer", a, x, middle(a))
def middle(a):
    y = "m"
    try:
        return ("middle", y, inner(a), a)
    except KeyError as error:
        return ("middle caught", str(error), trace(error))
${innerSource}`);
    const a = fixture.gpr('ref', r12);
    const code = { outer: await fixture.address('outer.__code__'), middle: await fixture.address('middle.__code__'), inner: await fixture.address('inner.__code__') };
    const { error, ...inner } = await make({ code: code.inner, name: 'inner' });
    const text = async (value: string) => constant(await fixture.address(`${value}.__code__.co_consts[1]`));
    const exit = fixture.exit({
      error,
      frames: [
        fixture.frame(code.outer, await fixture.offsetAfter('outer', 'CALL'), [keep, await text('outer')], [constant(await fixture.address('outer.__code__.co_consts[2]')), leaf(a, 'ref'), await text('outer')]),
        fixture.frame(code.middle, await fixture.offsetAfter('middle', 'CALL'), [leaf(a, 'ref'), await text('middle'), none], [constant(await fixture.address('middle.__code__.co_consts[2]')), await text('middle')], { func: constant(await fixture.address('middle')) }),
        fixture.frame(code.inner, 0, [leaf(a, 'ref')], [], { func: constant(await fixture.address('inner')), ...inner }),
      ],
    });
    const unit = fixture.frameUnit((asm) => {
      loadLocal(asm, r12, 0);
      if (error) fixture.raise(asm, 'PyExc_KeyError', 'k');
      fixture.leave(asm, exit);
    });
    await fixture.install('outer', unit);
  };

  it('makes the frames of inlined calls and returns through them', async () => {
    await inlined('def inner(a):\n    f = sys._getframe()\n    names = []\n    while f: names.append((f.f_code.co_name, f.f_lineno)); f = f.f_back\n    return names[:3], a', async () => ({ offset: 2, locals: [leaf(fixture.gpr('ref', r12), 'ref'), none, none] }));
    expect(await evaluate('outer(5)')).toEqual(['outer', 5, 'o', ['middle', 'm', [[['inner', 14], ['middle', 8], ['outer', 4]], 5], 5]]);
    expect(await evaluate('measure(outer, object())')).toEqual(clean);
  });

  it('keeps frame objects that somebody holds right', async () => {
    await inlined('kept = []\ndef inner(a):\n    kept.append(sys._getframe())\n    return a', async () => ({ offset: 2 }));
    await fixture.python.run(`
o = object()
outer(o)
f = kept.pop()
chain = []
while f: chain.append((f.f_code.co_name, f.f_lineno, f.f_locals.get('a') is o)); f = f.f_back
del f
def go(o): outer(o); kept.clear()`);
    expect(await evaluate('chain[:3]')).toEqual([['inner', 14, true], ['middle', 8, true], ['outer', 4, true]]);
    expect(await evaluate('(gc.collect(), measure(go, o))[1]')).toEqual(clean);
  });

  it('raises through inlined frames: caught in the middle, and not caught', async () => {
    await inlined('def inner(a):\n    x = 1\n    return a[x]', async () => ({ offset: await fixture.offset('inner', 'BINARY_SUBSCR'), locals: [leaf(fixture.gpr('ref', r12), 'ref'), int(1)], stack: [leaf(fixture.gpr('ref', r12), 'ref'), int(1)], error: true }));
    expect(await evaluate('outer(7)')).toEqual(['outer', 7, 'o', ['middle caught', "'k'", [['middle', 8], ['inner', 13]]]]);
    expect(await evaluate('measure(outer, object())')).toEqual(clean);
    await inlined('def inner(a):\n    raise ZeroDivisionError(a)', async () => ({ offset: 2 }));
    expect(await evaluate('caught(outer, 7)')).toEqual(['ZeroDivisionError', '7', [['outer', 4], ['middle', 8], ['inner', 12]]]);
    await fixture.python.run('def go(o): caught(outer, o)');
    expect(await evaluate('measure(go, object())')).toEqual(clean);
  });

  it('handles the continuations of constructors and of dropped results', async () => {
    for (const [continuation, body, result] of [
      ['init', 'pass', 'instance'],
      ['init', 'return 5', 'TypeError'],
      ['discard', 'return 5', 'instance'],
    ] as const) {
      await fixture.python.run(`def inner(self):\n    ${body}\ndef outer(o):\n    return o(o)`);
      const a = fixture.gpr('ref', r12);
      const exit = fixture.exit({
        frames: [
          fixture.frame(await fixture.address('outer.__code__'), await fixture.offsetAfter('outer', 'CALL'), [keep], [leaf(a, 'ref')], { continuation }),
          fixture.frame(await fixture.address('inner.__code__'), 2, [leaf(a, 'ref')], [], { func: constant(await fixture.address('inner')) }),
        ],
      });
      const unit = fixture.frameUnit((asm) => {
        loadLocal(asm, r12, 0);
        fixture.leave(asm, exit);
      });
      await fixture.install('outer', unit);
      const expected = result === 'instance' ? 'instance' : ['TypeError', "__init__() should return None, not 'int'", [['outer', 4]]];
      expect(await evaluate('caught(outer, "instance")')).toEqual(expected);
      await fixture.python.run('def go(o): caught(outer, o)');
      expect(await evaluate('measure(go, object())')).toEqual(clean);
    }
  });

  /** down(n) calls itself natively n times; at the bottom it leaves. */
  const nativeChain = async (bottom: string): Promise<void> => {
    await fixture.python.run(`
def down(n, tag):
    if n == 0:
        ${bottom}
    return (n, down(n - 1, tag))
def start(n, tag):
    return down(n, tag)
def unroll(value):
    levels = []
    while type(value) is tuple and len(value) == 2: levels.append(value[0]); value = value[1]
    return levels, value`);
    const down = await fixture.address('down.__code__');
    const func = constant(await fixture.address('down'));
    const inStack = fixture.value('i64', { kind: 'stack', offset: 8 });
    const tagInStack = fixture.value('ref', { kind: 'stack', offset: 16 });
    const locals: SlotRecipe[] = [leaf(inStack, 'int'), leaf(tagInStack, 'ref')];
    const callSite = fixture.exit({ frames: [fixture.frame(down, await fixture.offsetAfter('down', 'CALL', -1), locals, [leaf(inStack, 'int')], { func })] }, true, 'call');
    const atBottom = fixture.exit({ frames: [fixture.frame(down, 2, [leaf(fixture.gpr('i64', rdi), 'int'), leaf(tagInStack, 'ref')], [], { func })] }, true);
    const native = fixture.nativeUnit((asm, entry) => {
      const more = asm.label();
      asm.mov(mem(rsp, 8), rdi);
      asm.mov(mem(rsp, 16), rbx);
      asm.test(rdi, rdi);
      asm.jne(more);
      fixture.leave(asm, atBottom);
      asm.bind(more);
      asm.dec(rdi);
      fixture.nativeCall(asm, entry, callSite);
      asm.ud2();
    });
    const outerSite = fixture.exit({ frames: [fixture.frame(await fixture.address('start.__code__'), await fixture.offsetAfter('start', 'CALL'), [keep, keep])] }, false, 'call');
    const unit = fixture.frameUnit((asm) => {
      loadLocal(asm, rdi, 0);
      asm.mov(edi, mem(rdi, 24)); // the digit of a small int
      loadLocal(asm, rbx, 1);
      fixture.nativeCall(asm, { address: native }, outerSite);
      asm.ud2();
    });
    await fixture.install('start', unit);
  };

  it('leaves chains of native calls', async () => {
    await nativeChain('return tag');
    for (const depth of [0, 1, 3, 300]) {
      const [levels, value] = await evaluate<[number[], string]>(`unroll(start(${depth}, "tag"))`);
      expect(levels).toEqual(Array.from({ length: depth }, (_, index) => depth - index));
      expect(value).toBe('tag');
    }
    await fixture.python.run('def go(tag): start(5, tag)\ndef deep(tag): start(250, tag)');
    expect(await evaluate('measure(go, object())')).toEqual(clean);
    expect(await evaluate('measure(deep, object(), n=50)')).toEqual(clean);
  });

  it('raises through chains of native calls, and keeps the recursion count', async () => {
    await nativeChain('raise KeyError(tag)');
    expect(await evaluate('caught(start, 2, 1)')).toEqual(['KeyError', '1', [['start', 7], ['down', 5], ['down', 5], ['down', 4]]]);
    await nativeChain('return sum(1 for _ in iter(lambda f=[sys._getframe()]: f.append(f[-1].f_back) or f[-1], None))');
    expect(await evaluate('unroll(start(40, 1))[1] - unroll(start(0, 1))[1]')).toBe(40);
    await nativeChain('return recurse(0)');
    await fixture.python.run('def recurse(n):\n    try: return recurse(n + 1)\n    except RecursionError: return n');
    expect(await evaluate('unroll(start(0, 1))[1] - unroll(start(100, 1))[1]')).toBe(100);
    await fixture.python.run('plain = recurse(0)\nfor _ in range(100): start(50, 1)');
    expect(await evaluate('plain - recurse(0)')).toBe(0);
  });

  it('opens new chunks of the data stack when needed', async () => {
    await nativeChain('return tag');
    await fixture.python.run(`
def at(depth, n):
    if depth: return at(depth - 1, n)
    return len(unroll(start(n, "x"))[0])
lengths = {at(depth, n) - n for depth in range(0, 150) for n in (1, 17)}`);
    expect(await evaluate('list(lengths)')).toEqual([0]);
  });

  it('leaves very deep chains, with little of the machine stack', async () => {
    await nativeChain('return tag');
    await fixture.python.run('sys.setrecursionlimit(100_000)');
    const depth = 30_000;
    expect(await evaluate(`(lambda l: (len(l[0]), l[0][0], l[0][-1], l[1]))(unroll(start(${depth}, "tag")))`)).toEqual([depth, depth, 1, 'tag']);
    await nativeChain('raise KeyError(tag)');
    expect(await evaluate(`len(caught(start, ${depth}, 1)[2])`)).toBe(depth + 2);
    await fixture.python.run('sys.setrecursionlimit(1000)');
  });

  it('leaves nothing of shared objects on the machine stack while deep chains are built, and releases what the levels give up', async () => {
    await fixture.python.run(`
def down(n, kept, given):
    if n == 0:
        return kept
    return (n, down(n - 1, kept, given))
def start(n, kept, given):
    return down(n, kept, given)
def look(value):
    depth = 0
    while type(value) is tuple:
        parts, value = value
        depth += 1
        if any(part is not other for part, other in zip(parts[1::2], parts[2::2])): return 'not shared'
    return depth, parts[0], len(parts), value`);
    const down = await fixture.address('down.__code__');
    const func = constant(await fixture.address('down'));
    const [number, kept, given] = [fixture.value('i64', { kind: 'stack', offset: 8 }), fixture.value('ref', { kind: 'stack', offset: 16 }), fixture.value('ref', { kind: 'stack', offset: 24 })];
    const locals: SlotRecipe[] = [leaf(number, 'int'), leaf(kept, 'ref'), none];
    const objects = Array.from({ length: 40 }, () => build('list', leaf(kept, 'ref')));
    const parts = objects.flatMap((of): RecipeValue[] => [of, { kind: 'shared', of }]);
    const callSite = fixture.exit({ frames: [fixture.frame(down, await fixture.offsetAfter('down', 'CALL', -1), locals, [build('tuple', leaf(number, 'int'), ...parts)], { func })], release: [given] }, true, 'call');
    const atBottom = fixture.exit({ frames: [fixture.frame(down, 2, [leaf(fixture.gpr('i64', rdi), 'int'), leaf(kept, 'ref'), none], [], { func })] }, true);
    const native = fixture.nativeUnit((asm, entry) => {
      const more = asm.label();
      asm.mov(mem(rsp, 8), rdi);
      asm.mov(mem(rsp, 16), rbx);
      asm.mov(mem(rsp, 24), r12);
      asm.test(rdi, rdi);
      asm.jne(more);
      fixture.leave(asm, atBottom);
      asm.bind(more);
      fixture.retainAny(asm, r12);
      asm.dec(rdi);
      fixture.nativeCall(asm, entry, callSite);
      asm.ud2();
    });
    const outerSite = fixture.exit({ frames: [fixture.frame(await fixture.address('start.__code__'), await fixture.offsetAfter('start', 'CALL'), [keep, keep, keep])] }, false, 'call');
    const unit = fixture.frameUnit((asm) => {
      loadLocal(asm, rdi, 0);
      asm.mov(edi, mem(rdi, 24)); // the digit of a small int
      loadLocal(asm, r12, 2);
      loadLocal(asm, rbx, 1); // the frame is in rbx until here
      fixture.nativeCall(asm, { address: native }, outerSite);
      asm.ud2();
    });
    await fixture.install('start', unit);
    await fixture.python.run('def go(kept, given): start(5, kept, given)\nsys.setrecursionlimit(100_000)');
    expect(await evaluate('measure(go, object(), object())')).toEqual(clean);
    expect(await evaluate('look(start(22_000, "kept", "given"))')).toEqual([22_000, 1, 81, 'kept']);
    await fixture.python.run('sys.setrecursionlimit(1000)');
  });

  it('takes 100 000 exits without growing', async () => {
    await inlined('def inner(a):\n    return a', async () => ({ offset: 2 }));
    await fixture.python.run(`
o = object()
for _ in range(1000): outer(o)
before = rss(), sys.getrefcount(o)
for _ in range(100_000): outer(o)
after = rss(), sys.getrefcount(o)`);
    expect(await evaluate('(after[0] - before[0] < 300_000, after[1] - before[1])')).toEqual([true, 0]);
    await nativeChain('raise KeyError');
    await fixture.python.run(`
for _ in range(1000): caught(start, 3, o)
before = rss(), sys.getrefcount(o)
for _ in range(10_000): caught(start, 3, o)
after = rss(), sys.getrefcount(o)`);
    expect(await evaluate('(after[0] - before[0] < 300_000, after[1] - before[1])')).toEqual([true, 0]);
  });
});
