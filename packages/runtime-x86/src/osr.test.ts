// On-stack replacement and safe points, in a real Python.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mem, r12, r13, r14, rax, rcx, rdi, rdx, rsi } from '@psyco/x86';
import type { Assembler } from '@psyco/x86';
import type { RecipeValue } from '@psyco/ir';
import { Allowance } from './data-layout';
import { commit } from './mailbox';
import { wordsToBytes } from './memory';
import { postPendingCall } from './pending-call';
import { python311 } from './dialects/3.11';
import { constant, Fixture, int, keep, leaf, loadLocal } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

const SOURCE = `
import traceback; gc.collect()
class Counted:
    live = 0
    def __init__(self): Counted.live += 1
    def __del__(self): Counted.live -= 1
def trace(error):
    return [(f.name, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
def caught(f, *args):
    try:
        return f(*args)
    except BaseException as error:
        tb = error.__traceback__.tb_next
        return type(error).__name__, str(error), trace(error)[1:], tb.tb_frame.f_lineno == tb.tb_lineno, tb.tb_frame.f_lasti == tb.tb_lasti
def count(n, o):
    i = 0
    while i < n:
        i += 1
    return i, o
def each(items, o):
    total = 0
    for item in items:
        total += 1
    return total, o
def guarded(n, o):
    i = 0
    log = []
    while i < n:
        try:
            i += 1
        except ValueError as error:
            log.append((str(error), trace(error)))
            n = i
        finally:
            log.append(1) if i == n else 0
    return log
def add(x):
    return x + 1
def calling(n, o):
    i = 0
    while i < n:
        i = add(i)
    return i, o
def managed(n, o):
    i = 0
    while i < n:
        with o:
            i += 1
    return "after", i
class Manager:
    def __enter__(self): pass
    def __exit__(self, kind, value, tb):
        if kind: self.seen = kind.__name__, str(value), trace(value)
        return self.swallow
class Forever:
    """An iterable whose iterator counts references."""
    def __init__(self): self.held = Counted()
    def __iter__(self): return self
    def __next__(self): return 0
`;

describe.each(pythons)('on-stack replacement in %s', (executable) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await Fixture.start(executable);
  });
  beforeEach(() => fixture.python.run(SOURCE));
  afterAll(() => fixture?.close());
  const evaluate = <Type = unknown>(expression: string): Promise<Type> => fixture.python.evaluate<Type>(expression);

  /** Starts an endless call, arms on-stack replacement in it through a pending call, and returns its result. */
  const runArmed = async (func: string, call: string): Promise<unknown> => {
    const { python, mailbox, runtime } = fixture;
    const code = await fixture.address(`${func}.__code__`);
    const matched = fixture.word('matchedCount');
    const result = evaluate(call);
    let ended = false;
    void result.finally(() => (ended = true)).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (let attempt = 0; attempt < 200 && !ended && fixture.word('matchedCount') === matched; attempt++) {
      mailbox.post([commit.armOsr(python.hello.thread, code)]);
      expect(postPendingCall(python, python.hello.interpreter, python311, runtime.entries.pendingCall)).toBe(true);
      for (let wait = 0; wait < 500 && mailbox.poll().state === 'posted'; wait++) await new Promise((resolve) => setTimeout(resolve, 1));
      expect(mailbox.poll().state).toBe('applied');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return result;
  };
  /** Offset of the loop body of `func`: the first target of a backward jump. */
  const header = (func: string): Promise<number> =>
    evaluate<number>(`min(i.argval for i in __import__('dis').get_instructions(${func}) if 'BACKWARD' in i.opname)`);
  const osr = async (func: string, body: (asm: Assembler) => void): Promise<void> => {
    await fixture.install(func, 0, [{ offset: 9999, unit: 0 }, { offset: await header(func), unit: fixture.frameUnit(body) }]);
  };
  const code = (func: string): Promise<number> => fixture.address(`${func}.__code__`);
  const quiet = '(gc.collect() and 0) or (Counted.live, sys.gettrace(), sys.getprofile())';

  it('returns from a while loop and from a for loop, which drops the iterator', async () => {
    for (const [func, call] of [['count', 'count(1 << 60, Counted())'], ['each', 'each(Forever(), Counted())']] as const) {
      await osr(func, (asm) => {
        asm.mov(rax, fixture.python.symbol('_Py_TrueStruct'));
        fixture.retainAny(asm, rax);
        fixture.frameReturn(asm);
      });
      expect(await runArmed(func, call)).toBe(true);
      expect(await evaluate(quiet)).toEqual([0, null, null]);
    }
  });

  it('goes on in the interpreter after a while loop', async () => {
    const exit = fixture.exit({ frames: [fixture.frame(await code('count'), await fixture.offset('count', 'LOAD_FAST', -2), [keep, keep, int(77)])] });
    await osr('count', (asm) => fixture.leave(asm, exit));
    expect(await runArmed('count', 'count(1 << 60, "o")')).toEqual([77, 'o']);
  });

  it('goes on in the interpreter inside of a for loop, with the iterator on the stack', async () => {
    await fixture.python.run('class Short:\n    def __iter__(self): return self\n    def __next__(self):\n        if stop: raise StopIteration\n        return 0\nstop = []\nshort = Short()');
    const iterator = fixture.gpr('ref', r12);
    const exit = fixture.exit({ frames: [fixture.frame(await code('each'), await fixture.offset('each', 'FOR_ITER'), [keep, keep, int(1000), keep], [leaf(iterator, 'ref')])] });
    const stop = await fixture.address('stop');
    await osr('each', (asm) => {
      loadLocal(asm, r12, 4);
      asm.mov(rdi, stop);
      fixture.appendNone(asm);
      fixture.leave(asm, exit);
    });
    expect(await runArmed('each', 'each(short, "o")')).toEqual([1000, 'o']);
    expect(await evaluate('(stop, sys.getrefcount(short))')).toEqual([[null], 2]);
  });

  it('raises: caught in the function, and not', async () => {
    const failing = fixture.exit({ frames: [fixture.frame(await code('guarded'), await fixture.offset('guarded', 'BINARY_OP'), [keep, keep, keep, keep, keep], [int(1), int(1)])], error: true });
    await osr('guarded', (asm) => {
      fixture.raise(asm, 'PyExc_ValueError', 'caught');
      fixture.leave(asm, failing);
    });
    expect(await runArmed('guarded', 'guarded(1 << 60, Counted())')).toEqual([['caught', [['guarded', 30]]], 1]);
    expect(await evaluate(quiet)).toEqual([0, null, null]);

    const uncaught = fixture.exit({ frames: [fixture.frame(await code('count'), await fixture.offset('count', 'BINARY_OP'), [keep, keep, keep], [int(1), int(1)])], error: true });
    await osr('count', (asm) => {
      fixture.raise(asm, 'PyExc_KeyError', 'k');
      fixture.leave(asm, uncaught);
    });
    expect(await runArmed('count', 'caught(count, 1 << 60, Counted())')).toEqual(['KeyError', "'k'", [['count', 18]], true, true]);
    expect(await evaluate(quiet)).toEqual([0, null, null]);

    // In a for loop, the iterator is on the stack.
    const inFor = fixture.exit({ frames: [fixture.frame(await code('each'), await fixture.offset('each', 'BINARY_OP'), [keep, keep, keep, keep], [leaf(fixture.gpr('ref', r12), 'ref'), int(1), int(1)])], error: true });
    await osr('each', (asm) => {
      loadLocal(asm, r12, 4);
      fixture.raise(asm, 'PyExc_KeyError', 'k');
      fixture.leave(asm, inFor);
    });
    expect(await runArmed('each', 'caught(each, Forever(), Counted())')).toEqual(['KeyError', "'k'", [['each', 23]], true, true]);
    expect(await evaluate(quiet)).toEqual([0, null, null]);
  });

  it('raises in a with statement, whose handler wants the position', async () => {
    // Entered at the loop header; the exit says that the with statement has been entered, with the bound __exit__ on the stack.
    await fixture.python.run('o = Manager()');
    const manager = fixture.gpr('ref', r12);
    const exitMethod = fixture.gpr('ref', r13);
    const exit = fixture.exit({ frames: [fixture.frame(await code('managed'), await fixture.offset('managed', 'BINARY_OP'), [keep, keep, keep], [leaf(exitMethod, 'ref', true), int(1), int(1)])], error: true, saw: manager });
    const name = fixture.data(new TextEncoder().encode('__exit__\0'));
    await osr('managed', (asm) => {
      loadLocal(asm, r12, 1);
      asm.mov(rdi, r12);
      asm.mov(rsi, name);
      fixture.callC(asm, 'PyObject_GetAttrString');
      asm.mov(r13, rax);
      fixture.raise(asm, 'PyExc_KeyError', 'k');
      fixture.leave(asm, exit);
    });
    await fixture.python.run('o.swallow = False');
    expect(await runArmed('managed', 'caught(managed, 1 << 60, o)')).toEqual(['KeyError', "'k'", [['managed', 48]], true, true]);
    expect(await evaluate('o.seen')).toEqual(['KeyError', "'k'", [['managed', 48]]]);
    expect(await evaluate('(gc.collect() and 0) or sys.getrefcount(o)')).toBe(2);
  });

  it('leaves with inlined frames: returned into the loop, and raised through it', async () => {
    const frames = async (offset: number, stack: RecipeValue[] = []) => [
      fixture.frame(await code('calling'), await fixture.offsetAfter('calling', 'CALL'), [keep, keep, keep]),
      fixture.frame(await code('add'), offset, [int(1n << 60n)], stack, { func: constant(await fixture.address('add')) }),
    ];
    const returning = fixture.exit({ frames: await frames(2) });
    await osr('calling', (asm) => fixture.leave(asm, returning));
    expect(await runArmed('calling', 'calling(1 << 60, "o")')).toEqual([2 ** 60, 'o']); // 2**60 + 1, as JSON
    const failing = fixture.exit({ frames: await frames(await fixture.offset('add', 'BINARY_OP'), [int(1), int(1)]), error: true });
    await osr('calling', (asm) => {
      fixture.raise(asm, 'PyExc_KeyError', 'k');
      fixture.leave(asm, failing);
    });
    expect(await runArmed('calling', 'caught(calling, 1 << 60, Counted())')).toEqual(['KeyError', "'k'", [['calling', 42], ['add', 38]], true, true]);
    expect(await evaluate(quiet)).toEqual([0, null, null]);
  });

  it('arms another thread, and says nothing about a dead one', async () => {
    await fixture.python.run('import threading\nresults = []\ndef work():\n    ident.append(api.PyThreadState_Get())\n    results.append(count(1 << 60, "o"))\nident = []\nthread = threading.Thread(target=work, daemon=True)\nthread.start()\nwhile not ident: pass');
    await osr('count', (asm) => {
      asm.mov(rax, fixture.python.symbol('_Py_TrueStruct'));
      fixture.retainAny(asm, rax);
      fixture.frameReturn(asm);
    });
    const thread = await evaluate<number>('ident[0]');
    for (let attempt = 0; attempt < 50 && !(await evaluate('results')as unknown[]).length; attempt++) {
      fixture.mailbox.post([commit.armOsr(thread, await code('count')), commit.armOsr(0x1234, 0)]);
      postPendingCall(fixture.python, fixture.python.hello.interpreter, python311, fixture.runtime.entries.pendingCall);
      await evaluate('[None for _ in range(100)] and None');
      await evaluate('thread.join(0.02)');
    }
    expect(await evaluate('results')).toEqual([true]);
  });

  it('does not hold up traced functions of other threads while the main thread waits', async () => {
    await fixture.python.run(`
def traced_in_thread(n):
    import threading
    results = []
    def work():
        sys.settrace(lambda *_: None)
        total = 0
        for _ in range(n):
            total = add(total)
        results.append(total)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return results
`);
    let ended = false;
    const result = evaluate('traced_in_thread(200_000)').finally(() => (ended = true));
    while (!ended) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      postPendingCall(fixture.python, fixture.python.hello.interpreter, python311, fixture.runtime.entries.pendingCall);
    }
    expect(await result).toEqual([200_000]);
  });

  it('arms itself again after exits that want to resume', async () => {
    // Each turn takes ten from what is left, through an exit at the loop's end of turn; the interpreter does one turn in between.
    const body = await header('count');
    const i = fixture.gpr('i64', r13);
    const exit = fixture.exit({ frames: [fixture.frame(await code('count'), body, [keep, keep, leaf(i, 'int')])], resume: 1 });
    const done = fixture.exit({ frames: [fixture.frame(await code('count'), await fixture.offset('count', 'LOAD_FAST', -2), [keep, keep, keep])] });
    const turns = fixture.data(new Uint8Array(8));
    await osr('count', (asm) => {
      const last = asm.label();
      asm.mov(r14, turns);
      asm.mov(r13, mem(r14));
      asm.inc(r13);
      asm.mov(mem(r14), r13);
      asm.cmp(r13, 500);
      asm.jge(last);
      fixture.leave(asm, exit);
      asm.bind(last);
      fixture.leave(asm, done);
    });
    expect(await runArmed('count', 'count(1 << 60, "o")')).toEqual([500, 'o']);
    expect(fixture.statistics(exit).count).toBe(499);
    expect(await evaluate(quiet)).toEqual([0, null, null]);
  });

  it('does not arm itself again once the tracing of a unit has cost more than it may', async () => {
    const body = await header('count');
    const i = fixture.gpr('i64', r13);
    const allowance = fixture.data(new Uint8Array(Allowance.size));
    const exit = fixture.exit({ frames: [fixture.frame(await code('count'), body, [keep, keep, leaf(i, 'int')])], resume: 1, allowance });
    const turns = fixture.data(new Uint8Array(8));
    await osr('count', (asm) => {
      asm.mov(r14, turns);
      asm.mov(r13, mem(r14));
      asm.inc(r13);
      asm.mov(mem(r14), r13);
      asm.mov(rax, (1n << 60n) - 3000n); // so many turns before the end
      asm.add(r13, rax);
      fixture.leave(asm, exit);
    });
    const entries: number[] = [];
    for (const events of [50, 500, -1]) {
      fixture.python.write(allowance, wordsToBytes([10_000, turns, 1, events, fixture.word('traceEventCount')].map(BigInt)));
      fixture.python.write(turns, new Uint8Array(8));
      const before = fixture.statistics(exit).count;
      expect(await runArmed('count', 'count(1 << 60, "o")')).toEqual([2 ** 60, 'o']);
      entries.push(fixture.statistics(exit).count - before);
    }
    const [some, more, one] = entries as [number, number, number];
    expect(some).toBeGreaterThan(5);
    expect(some).toBeLessThan(60);
    expect(more).toBeGreaterThan(5 * some);
    expect(more).toBeLessThan(600);
    expect(one).toBe(1);
    expect(await evaluate(quiet)).toEqual([0, null, null]);
  });

  it('gives up when no loop header comes, and leaves tracers alone', async () => {
    await fixture.install('count', 0, [{ offset: 9999, unit: 1 }]);
    const gaveUp = fixture.word('gaveUpCount');
    const result = evaluate<[number, string]>('count(1_500_000, "o")');
    fixture.mailbox.post([commit.armOsr(fixture.python.hello.thread, 0)]);
    postPendingCall(fixture.python, fixture.python.hello.interpreter, python311, fixture.runtime.entries.pendingCall);
    expect(await result).toEqual([1_500_000, 'o']);
    await evaluate('count(3000, "o")');
    expect(fixture.word('gaveUpCount')).toBe(gaveUp + 1);
    const refused = fixture.word('armRefusedCount');
    await fixture.python.run('events = []\nsys.settrace(lambda frame, event, arg: events.append(event))');
    fixture.mailbox.post([commit.armOsr(fixture.python.hello.thread, 0)]);
    postPendingCall(fixture.python, fixture.python.hello.interpreter, python311, fixture.runtime.entries.pendingCall);
    await evaluate('count(3000, "o")');
    await fixture.python.run('sys.settrace(None)');
    expect(fixture.word('armRefusedCount')).toBe(refused + 1);
    expect(await evaluate('events[0]')).toBe('call');
  });

  it('leaves a tracer alone that is set in compiled code while another frame waits', async () => {
    const { python, mailbox, runtime } = fixture;
    await python.run('events = []\nset_tracer = __import__("functools").partial(sys.settrace, lambda frame, event, arg: events.append(event))');
    const setTracer = await fixture.address('set_tracer');
    const exit = fixture.exit({ frames: [fixture.frame(await code('count'), await fixture.offset('count', 'LOAD_FAST', -2), [keep, keep, int(77)])] });
    await osr('count', (asm) => {
      asm.mov(rdi, setTracer);
      for (const register of [rsi, rdx, rcx]) asm.mov(register, 0);
      fixture.callC(asm, 'PyObject_Vectorcall');
      fixture.leave(asm, exit);
    });
    const result = evaluate<[number, string]>('count(1 << 60, "o")');
    await new Promise((resolve) => setTimeout(resolve, 20));
    mailbox.post([commit.armOsr(python.hello.thread, 0, 1)]);
    postPendingCall(python, python.hello.interpreter, python311, runtime.entries.pendingCall);
    expect(await result).toEqual([77, 'o']);
    await fixture.install('count', 0);
    await evaluate('count(3, "o")');
    await python.run('sys.settrace(None)');
    expect(await evaluate('events[0]')).toBe('call');
  });

  it('runs commit programs in the one-shot hook, and reports failed checks', async () => {
    const { mailbox, python } = fixture;
    await python.run('def f(): return 1\ndef g(): return 2\no = object()');
    const record = await fixture.install('f', 0);
    const cell = fixture.data(new Uint8Array(16));
    const code = await fixture.address('g.__code__');
    const o = await fixture.address('o');
    const applied = async (steps: Parameters<typeof mailbox.post>[0]) => {
      mailbox.post(steps);
      mailbox.setHookAfterOneShot(0);
      fixture.hook('oneShotHook');
      await python.run('f()');
      return mailbox.poll();
    };
    expect(await applied([commit.check64(cell, 0), commit.incref(o), commit.store64(cell, 1n << 63n), commit.store32(cell + 8, 7), commit.setExtra(code, record)])).toMatchObject({ state: 'applied' });
    expect(await evaluate('sys.getrefcount(o)')).toBe(3);
    expect(Buffer.from(python.read(cell, 12)).readBigUInt64LE()).toBe(1n << 63n);
    expect(await applied([commit.check32(cell + 8, 7), commit.check64(cell, 5), commit.decref(o)])).toMatchObject({ state: 'failed', step: 1 });
    expect(await applied([commit.check64(0x10, 5), commit.decref(o)])).toMatchObject({ state: 'failed', step: 0 });
    expect(await applied([commit.checkBytes(cell, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80, 7)), commit.decref(o)])).toMatchObject({ state: 'applied' });
    expect(await applied([commit.checkBytes(cell, Uint8Array.of(0, 0, 1))])).toMatchObject({ state: 'failed', step: 0 });
    // Two pages of zeros and one that cannot be read. (No address may stand for "not mapped": a probe below the stack makes the stack grow.)
    await python.run(`
import mmap
pages = mmap.mmap(-1, 3 * 4096)
pages_address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
ctypes.CDLL(None).mprotect(ctypes.c_void_p(pages_address + 8192), ctypes.c_size_t(4096), 0)`);
    const pages = (await evaluate('pages_address')) as number;
    expect(await applied([commit.checkBytes(pages, new Uint8Array(8192))])).toMatchObject({ state: 'applied' });
    expect(await applied([commit.checkBytes(pages, new Uint8Array(9000))])).toMatchObject({ state: 'failed', step: 0 });
    expect(await evaluate('sys.getrefcount(o)')).toBe(2);
    const type = await fixture.address('object');
    expect(await applied([commit.checkObject(o, type), commit.checkObject(o, o)])).toMatchObject({ state: 'failed', step: 1 });
    // What is freed keeps its type, and has no count or a link of a free list instead.
    await python.run(`
objects = [object() for _ in range(3)]
freed = [id(each) for each in objects]
del objects`);
    for (const address of (await evaluate('freed')) as number[]) expect(await applied([commit.checkObject(address, type), commit.incref(address)])).toMatchObject({ state: 'failed', step: 0 });
    await python.run('l = []');
    expect(await applied([commit.call(await python.evaluate('ctypes.cast(api.PyList_Append, ctypes.c_void_p).value'), await fixture.address('l'), o)])).toMatchObject({ state: 'applied' });
    expect(await evaluate('l == [o]')).toBe(true);
  });

  it('asks the compiler about new functions in sync mode', async () => {
    const { mailbox, python, runtime } = fixture;
    await python.run('def f(): return 1\ndef g(): return f(), f()');
    const unit = fixture.frameUnit((asm) => {
      asm.mov(rax, python.symbol('_Py_TrueStruct'));
      fixture.retainAny(asm, rax);
      fixture.frameReturn(asm);
    });
    const record = fixture.data(new Uint8Array(64));
    const compiled = fixture.data(Buffer.from(new BigUint64Array([BigInt(unit), 0n, 0n, 0n]).buffer));
    const names = new Map([[await fixture.address('f.__code__'), 'f'], [await fixture.address('g.__code__'), 'g']]);
    mailbox.post([commit.setHook(python.hello.interpreter, runtime.entries.syncHook)]);
    mailbox.setHookAfterOneShot(0);
    fixture.hook('oneShotHook');
    const asked: string[] = [];
    const result = python.evaluate('g()');
    let ended = false;
    void result.finally(() => (ended = true)).catch(() => {});
    while (!ended) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const request = mailbox.syncRequest();
      if (!request) continue;
      const name = names.get(request.code);
      if (name) asked.push(name);
      mailbox.post([commit.setExtra(request.code, name === 'f' ? compiled : record)]);
      mailbox.answerSync(request);
    }
    fixture.hook(null);
    expect(await result).toEqual([true, true]);
    expect(asked).toEqual(['g', 'f']);
    expect(mailbox.poll().state).toBe('applied');
  });
});
