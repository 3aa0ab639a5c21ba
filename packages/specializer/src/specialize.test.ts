// What the ir of small functions looks like, after the passes of @psyco/ir. That it is right is tested in programs.test.ts;
// here people read whether it is good. Few of the functions use globals, which need half a dozen tests at the entry each.

import { printFunction } from '@psyco/ir';
import { describe, expect, test } from 'vitest';
import type { Entry } from './specialize';
import type { Limits } from './unit';
import { FakeProcess } from './testing/fake-process';
import { compileProgram } from './testing/fake-units';
import { askPython, python } from './testing/python';

interface Options {
  exits?: boolean;
  /** Compile from the loop with this number, as it is found in its second turn. */
  loop?: number;
  neverInline?: string[];
  limits?: Partial<Limits>;
  /** Show the native unit instead. */
  native?: boolean;
}

/** The optimized ir of `f`, compiled for these arguments. */
function dump(source: string, args: string, options: Options = {}): string {
  const [answer] = askPython([{ source, function: 'f', arguments: [args] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('f');
  const facts = process.vm.codeOf(func);
  const tuple = process.arguments(0);
  const items = process.vm.heap.readTuple(tuple);
  const locals = [...items, ...new Array<number>(facts.localCount - items.length).fill(0)];
  const compileOptions = { optimized: true, neverInline: options.neverInline, limits: options.limits };
  let compiled: ReturnType<typeof compileProgram> | null = null;
  if (options.loop === undefined) compiled = compileProgram(process.world, { code: facts.address, func, entry: { kind: 'function', locals } }, compileOptions);
  else {
    const { header } = facts.loops[options.loop];
    let turns = 0;
    process.vm.onLoop = (frame) => {
      if (frame.offset === header && ++turns === 2) compiled = compileProgram(process.world, { code: facts.address, func, entry: { kind: 'loop', offset: header, locals: frame.locals.slice(), stack: frame.stack.slice() } }, compileOptions);
      return null;
    };
    process.vm.call(func, items);
  }
  const program = compiled as unknown as NonNullable<typeof compiled>;
  const { fn } = options.native ? [...program.natives.values()][0] : program.unit;
  return shorten(printFunction(fn, { renumber: true }), options.exits ?? false);
}

/** Without exits (unless wanted) and addresses of code and types. */
function shorten(text: string, exits: boolean): string {
  const lines = text.split('\n').filter((line) => exits || !/^(exit|loop) /.test(line));
  return lines.join('\n').replace(/ code=0x\w+/g, '').replace(/address=0x\w+, /g, '').replace(/ 0x\w+ "/g, ' "').trim();
}

describe.runIf(python !== undefined)('the ir of', () => {
  test('an int loop', () => {
    expect(dump('def f(n):\n  s = i = 0\n  while i < n:\n    s += i * i\n    i += 1\n  return s', '10')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = load.ref %0 {offset=72, memory=frame.local}
        guard.type %1 {name="int"} -> exit 0
        %2 = const.i64 0
        %3 = unbox.int %1 -> exit 1
        %4 = gt.i64 %3, %2
        branch %4, b1, b4(%2)
      block b1:
        %5 = const.i64 1
        jump b2(%2, %2)
      block b2(%6: i64, %7: i64):
        %8 = mulo.i64 %7, %7 -> exit 2
        %9 = addo.i64 %6, %8 -> exit 3
        %10 = add.i64 %7, %5
        %11 = lt.i64 %10, %3
        branch %11, b3, b4(%9)
      block b3:
        poll -> exit 4
        jump b2(%9, %10)
      block b4(%12: i64):
        %13 = box.int %12
        return %13"
    `);
  });
  test('a dot product of float lists', () => {
    expect(dump('def f(xs, ys, n):\n  s = 0\n  i = 0\n  while i < n:\n    s += xs[i] * ys[i]\n    i += 1\n  return s', '[1.0, 2.0], [3.0, 4.0], 2')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = load.ref %0 {offset=72, memory=frame.local}
        %2 = load.ref %0 {offset=80, memory=frame.local}
        %3 = load.ref %0 {offset=88, memory=frame.local}
        guard.type %1 {name="list"} -> exit 0
        guard.type %2 {name="list"} -> exit 1
        guard.type %3 {name="int"} -> exit 2
        %4 = const.i64 0
        %5 = unbox.int %3 -> exit 3
        %6 = gt.i64 %5, %4
        branch %6, b1, b6
      block b1:
        %7 = load.i64 %1 {offset=16, memory=list.size}
        %8 = ult.i64 %4, %7
        guard.true %8 -> exit 4
        %9 = load.ptr %1 {offset=24, memory=list.items}
        %10 = load.ref %9 {offset=0, memory=list.item}
        %11 = load.i64 %2 {offset=16, memory=list.size}
        %12 = ult.i64 %4, %11
        guard.true %12 -> exit 5
        %13 = load.ptr %2 {offset=24, memory=list.items}
        %14 = load.ref %13 {offset=0, memory=list.item}
        guard.type %10 {name="float"} -> exit 6
        guard.type %14 {name="float"} -> exit 7
        %15 = load.f64 %10 {offset=16, memory=float.value}
        %16 = load.f64 %14 {offset=16, memory=float.value}
        %17 = mul.f64 %15, %16
        %18 = const.f64 0
        %19 = add.f64 %17, %18
        %20 = const.i64 1
        %21 = gt.i64 %5, %20
        branch %21, b2, b5(%19)
      block b2:
        poll -> exit 8
        jump b3(%19, %20)
      block b3(%22: f64, %23: i64):
        %24 = ult.i64 %23, %7
        guard.true %24 -> exit 9
        %25 = load.ref %9, %23 {offset=0, scale=8, memory=list.item}
        %26 = ult.i64 %23, %11
        guard.true %26 -> exit 10
        %27 = load.ref %13, %23 {offset=0, scale=8, memory=list.item}
        guard.type %25 {name="float"} -> exit 11
        guard.type %27 {name="float"} -> exit 12
        %28 = load.f64 %25 {offset=16, memory=float.value}
        %29 = load.f64 %27 {offset=16, memory=float.value}
        %30 = mul.f64 %28, %29
        %31 = add.f64 %22, %30
        %32 = add.i64 %23, %20
        %33 = lt.i64 %32, %5
        branch %33, b4, b5(%31)
      block b4:
        poll -> exit 13
        jump b3(%31, %32)
      block b5(%34: f64):
        %35 = box.float %34
        return %35
      block b6:
        %36 = const.ref "0"
        incref %36
        return %36"
    `);
  });
  test('masked arithmetic', () => {
    expect(dump('def f(x):\n  return (x * 6364136223846793005 + 1442695040888963407) & 0x7fffffffffffffff', '5')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = load.ref %0 {offset=72, memory=frame.local}
        guard.type %1 {name="int"} -> exit 0
        %2 = unbox.int %1 -> exit 1
        %3 = const.i64 6364136223846793005
        %4 = mul.i64 %2, %3
        %5 = const.i64 1442695040888963407
        %6 = add.i64 %4, %5
        %7 = const.i64 9223372036854775807
        %8 = and.i64 %6, %7
        %9 = box.int %8
        return %9"
    `);
  });
  test('a swap of variables', () => {
    expect(dump('def f(n):\n  a, b = 0, 1\n  while a < n:\n    a, b = b, a + b\n  return a', '10')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = load.ref %0 {offset=72, memory=frame.local}
        guard.type %1 {name="int"} -> exit 0
        %2 = const.i64 0
        %3 = unbox.int %1 -> exit 1
        %4 = gt.i64 %3, %2
        branch %4, b1, b4(%2)
      block b1:
        %5 = const.i64 1
        jump b2(%2, %5)
      block b2(%6: i64, %7: i64):
        %8 = addo.i64 %6, %7 -> exit 2
        %9 = lt.i64 %7, %3
        branch %9, b3, b4(%7)
      block b3:
        poll -> exit 3
        jump b2(%7, %8)
      block b4(%10: i64):
        %11 = box.int %10
        return %11"
    `);
  });
  test('an on-stack replacement, with its exits', () => {
    expect(dump('def f(n):\n  s = 0\n  for i in range(n):\n    s += i\n  return s', '10', { loop: 0, exits: true })).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = const.ref "NULL"
        %2 = load.ref %0 {offset=80, memory=frame.local}
        guard.nonnull %2 -> exit 0
        %3 = load.ref %0 {offset=88, memory=frame.local}
        %4 = is.null %3
        branch %4, b2, b1
      block b1:
        %5 = load.ptr %3 {offset=8, memory=object.type}
        %6 = const.ptr "PyLong_Type"
        %7 = eq.ptr %5, %6
        %8 = const.ptr "PyFloat_Type"
        %9 = eq.ptr %5, %8
        %10 = const.ptr "PyBool_Type"
        %11 = eq.ptr %5, %10
        %12 = const.ptr "PyUnicode_Type"
        %13 = eq.ptr %5, %12
        %14 = const.ptr "_PyNone_Type"
        %15 = eq.ptr %5, %14
        %16 = or.bool %7, %9
        %17 = or.bool %16, %11
        %18 = or.bool %17, %13
        %19 = or.bool %18, %15
        guard.true %19 -> exit 1
        jump b2
      block b2:
        %20 = load.ref %0 {offset=96, memory=frame.local}
        guard.nonnull %20 -> exit 2
        %21 = const.i64 3
        store.i32 %0, %21 {offset=64, memory=frame.local}
        guard.type %20 {name="range_iterator"} -> exit 3
        %22 = load.i64 %20 {offset=0, memory=object.refcount}
        %23 = const.i64 1
        %24 = eq.i64 %22, %23
        guard.true %24 -> exit 4
        %25 = load.i64 %20 {offset=32, memory=iterator}
        %26 = eq.i64 %25, %23
        guard.true %26 -> exit 5
        %27 = load.i64 %20 {offset=24, memory=iterator}
        %28 = load.i64 %20 {offset=40, memory=iterator}
        %29 = load.i64 %20 {offset=16, memory=iterator}
        %30 = mul.i64 %29, %25
        %31 = add.i64 %27, %30
        %32 = mul.i64 %28, %25
        %33 = add.i64 %27, %32
        decref %20 {leaf=true}
        guard.type %2 {name="int"} -> exit 6
        %34 = unbox.int %2 -> exit 7
        jump b3(%34, %31)
      block b3(%35: i64, %36: i64):
        %37 = lt.i64 %36, %33
        branch %37, b4, b5
      block b4:
        %38 = add.i64 %36, %23
        %39 = addo.i64 %35, %36 -> exit 8
        poll -> exit 9
        jump b3(%39, %38)
      block b5:
        %40 = box.int %35
        %41 = frame
        %42 = load.ref %41 {offset=88, memory=frame.local}
        store.ref %41, %1 {offset=88, memory=frame.local}
        xdecref %42 {leaf=true}
        return %40
      exit 0 reason=entry error=false:
      exit 1 reason=held error=false:
      exit 2 reason=entry error=false:
      exit 3 reason=type error=false saw=%20: f@36 locals [keep, keep, null] stack [ref %20 owned]
      exit 4 reason=value error=false: f@36 locals [keep, keep, null] stack [ref %20 owned]
      exit 5 reason=value error=false: f@36 locals [keep, keep, null] stack [ref %20 owned]
      exit 6 reason=type error=false saw=%2: f@36 locals [keep, keep, null] stack [range_iterator(int %31, int %33, int 1)]
      exit 7 reason=overflow error=false: f@36 locals [keep, keep, null] stack [range_iterator(int %31, int %33, int 1)]
      exit 8 reason=overflow error=false: f@44 locals [keep, int %35, int %36] stack [range_iterator(int %38, int %33, int 1), int %35, int %36]
      exit 9 reason=poll error=false: f@50 locals [keep, int %39, int %36] stack [range_iterator(int %38, int %33, int 1)]"
    `);
  });
  test('a loop over a list of floats that stores in place', () => {
    expect(dump('def f(xs, n):\n  i = 0\n  for x in xs:\n    xs[i] = x * 0.5\n    i += 1', '[3.0, 4.0], 2')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = const.ref "NULL"
        %2 = load.ref %0 {offset=72, memory=frame.local}
        %3 = load.ref %0 {offset=80, memory=frame.local}
        guard.type %2 {name="list"} -> exit 0
        guard.type %3 {name="int"} -> exit 1
        %4 = const.i64 0
        %5 = load.i64 %2 {offset=16, memory=list.size}
        %6 = load.ptr %2 {offset=24, memory=list.items}
        %7 = const.i64 1
        %8 = const.f64 0.5
        %9 = const.ptr "float"
        jump b1(%4, %4)
      block b1(%10: i64, %11: i64):
        %12 = lt.i64 %11, %5
        branch %12, b2, b3
      block b2:
        %13 = load.ref %6, %11 {offset=0, scale=8, memory=list.item}
        %14 = add.i64 %11, %7
        guard.type %13 {name="float"} -> exit 2
        %15 = load.f64 %13 {offset=16, memory=float.value}
        %16 = mul.f64 %15, %8
        %17 = ult.i64 %10, %5
        guard.true %17 -> exit 3
        incref %13
        %18 = load.ref %6, %10 {offset=0, scale=8, memory=list.item}
        %19 = load.ptr %18 {offset=8, memory=object.type}
        %20 = eq.ptr %19, %9
        branch %20, b6, b4
      block b3:
        %21 = const.ref "NoneType"
        incref %21
        %22 = frame
        store.ref %22, %1 {offset=96, memory=frame.local}
        return %21
      block b4 cold:
        %23 = load.i64 %18 {offset=0, memory=object.refcount}
        %24 = gt.i64 %23, %7
        branch %24, b8, b9
      block b5:
        %25 = add.i64 %10, %7
        poll -> exit 4
        decref %13 {leaf=true}
        jump b1(%25, %14)
      block b6:
        %26 = load.i64 %18 {offset=0, memory=object.refcount}
        %27 = eq.i64 %26, %7
        branch %27, b7, b4
      block b7:
        store.f64 %18, %16 {offset=16, memory=float.value}
        jump b5
      block b8 cold:
        %28 = box.float %16
        store.ref %6, %28, %10 {offset=0, scale=8, memory=list.item}
        decref %18 {leaf=true}
        jump b5
      block b9 cold:
        guard.true %20 -> exit 5
        jump b8"
    `);
  });
  test('a method call on an instance', () => {
    expect(dump('class C:\n  def __init__(self, n):\n    self.n = n\n  def get(self):\n    return self.n\ndef f(c):\n  return c.get() + 1', 'C(3)')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = load.ref %0 {offset=72, memory=frame.local}
        guard.type %1 {name="class main.C"} -> exit 0
        %2 = const.ptr "main.C"
        %3 = load.u32 %2 {offset=384, memory=type.version}
        %4 = const.i64 100
        %5 = eq.i64 %3, %4
        guard.true %5 -> exit 1
        %6 = const.ptr "main.C keys"
        %7 = load.i64 %6 {offset=24, memory=type.version}
        %8 = const.i64 1
        %9 = eq.i64 %7, %8
        guard.true %9 -> exit 2
        %10 = load.ptr %1 {offset=-32, memory=instance.values}
        guard.nonnull %10 -> exit 3
        %11 = const.ref "get"
        %12 = load.ptr %11 {offset=48, memory=function.code}
        %13 = const.ptr "get code"
        %14 = eq.ptr %12, %13
        guard.true %14 -> exit 4
        %15 = load.ref %10 {offset=0, memory=instance.value}
        guard.nonnull %15 -> exit 5
        guard.type %15 {name="int"} -> exit 6
        %16 = unbox.int %15 -> exit 7
        %17 = addo.i64 %16, %8 -> exit 8
        %18 = box.int %17
        return %18"
    `);
  });
  test('an instance that does not escape', () => {
    expect(dump('class V:\n  def __init__(self, x, y):\n    self.x = x\n    self.y = y\nV(0.0, 0.0)\ndef f(a, b):\n  v = V(a, b)\n  return v.x * v.y', '2.0, 3.0')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = load.ref %0 {offset=72, memory=frame.local}
        %2 = load.ref %0 {offset=80, memory=frame.local}
        guard.type %1 {name="float"} -> exit 0
        guard.type %2 {name="float"} -> exit 1
        %3 = frame
        %4 = load.ref %3 {offset=8, memory=immutable}
        %5 = const.ref "globals"
        %6 = eq.ref %4, %5
        guard.true %6 -> exit 2
        %7 = load.ref %3 {offset=16, memory=immutable}
        %8 = const.ref "builtins"
        %9 = eq.ref %7, %8
        guard.true %9 -> exit 3
        %10 = load.ptr %5 {offset=32, memory=dict.keys}
        %11 = const.ptr "globals keys"
        %12 = eq.ptr %10, %11
        guard.true %12 -> exit 4
        %13 = load.u32 %11 {offset=8, memory=dict.keys}
        %14 = const.i64 65536
        %15 = eq.i64 %13, %14
        guard.true %15 -> exit 5
        %16 = const.ptr "entry"
        %17 = load.ptr %16 {offset=-8, memory=dict.keys}
        %18 = const.ptr "name"
        %19 = eq.ptr %17, %18
        guard.true %19 -> exit 6
        %20 = load.ref %16 {offset=0, memory=dict.entry}
        %21 = const.ref "V"
        %22 = eq.ref %20, %21
        guard.true %22 -> exit 7
        %23 = const.ptr "main.V"
        %24 = load.u32 %23 {offset=384, memory=type.version}
        %25 = const.i64 100
        %26 = eq.i64 %24, %25
        guard.true %26 -> exit 8
        %27 = const.ptr "main.V keys"
        %28 = load.i64 %27 {offset=24, memory=type.version}
        %29 = const.i64 2
        %30 = eq.i64 %28, %29
        guard.true %30 -> exit 9
        %31 = const.ref "__init__"
        %32 = load.ptr %31 {offset=48, memory=function.code}
        %33 = const.ptr "__init__ code"
        %34 = eq.ptr %32, %33
        guard.true %34 -> exit 10
        %35 = load.f64 %1 {offset=16, memory=float.value}
        %36 = load.f64 %2 {offset=16, memory=float.value}
        %37 = mul.f64 %35, %36
        %38 = box.float %37
        return %38"
    `);
  });
  test('fib as a native unit', () => {
    expect(dump('def f(n):\n  if n < 2:\n    return n\n  return f(n - 1) + f(n - 2)', '10', { native: true })).toMatchInlineSnapshot(`
      "function "f" native -> i64
      block b0(%0: i64):
        poll -> exit 0
        %1 = const.i64 2
        %2 = lt.i64 %0, %1
        branch %2, b1, b2
      block b1:
        return %0
      block b2:
        %3 = const.ref "globals"
        %4 = load.ptr %3 {offset=32, memory=dict.keys}
        %5 = const.ptr "globals keys"
        %6 = eq.ptr %4, %5
        guard.true %6 -> exit 1
        %7 = load.u32 %5 {offset=8, memory=dict.keys}
        %8 = const.i64 65536
        %9 = eq.i64 %7, %8
        guard.true %9 -> exit 2
        %10 = const.ptr "entry"
        %11 = load.ptr %10 {offset=-8, memory=dict.keys}
        %12 = const.ptr "name"
        %13 = eq.ptr %11, %12
        guard.true %13 -> exit 3
        %14 = load.ref %10 {offset=0, memory=dict.entry}
        %15 = const.ref "f"
        %16 = eq.ref %14, %15
        guard.true %16 -> exit 4
        %17 = const.i64 -1
        %18 = add.i64 %0, %17
        %19 = load.ptr %15 {offset=48, memory=function.code}
        %20 = const.ptr "f code"
        %21 = eq.ptr %19, %20
        guard.true %21 -> exit 5
        %22 = call.native %18 {unit="f(int)", result=i64} -> exit 6
        %23 = load.ptr %3 {offset=32, memory=dict.keys}
        %24 = eq.ptr %23, %5
        guard.true %24 -> exit 7
        %25 = load.u32 %5 {offset=8, memory=dict.keys}
        %26 = eq.i64 %25, %8
        guard.true %26 -> exit 8
        %27 = load.ptr %10 {offset=-8, memory=dict.keys}
        %28 = eq.ptr %27, %12
        guard.true %28 -> exit 9
        %29 = load.ref %10 {offset=0, memory=dict.entry}
        %30 = eq.ref %29, %15
        guard.true %30 -> exit 10
        %31 = const.i64 -2
        %32 = add.i64 %0, %31
        %33 = load.ptr %15 {offset=48, memory=function.code}
        %34 = eq.ptr %33, %20
        guard.true %34 -> exit 11
        %35 = call.native %32 {unit="f(int)", result=i64} -> exit 12
        %36 = addo.i64 %22, %35 -> exit 13
        return %36"
    `);
  });
  test('characters of a string', () => {
    expect(dump('def f(s):\n  n = 0\n  for c in s:\n    if c == "a":\n      n += 1\n  return n', '"banana"')).toMatchInlineSnapshot(`
      "function "f" frame -> ref
      block b0(%0: ptr):
        %1 = const.ref "NULL"
        %2 = load.ref %0 {offset=72, memory=frame.local}
        guard.type %2 {name="str"} -> exit 0
        %3 = const.i64 0
        %4 = load.i64 %2 {offset=16, memory=immutable}
        %5 = load.u32 %2 {offset=32, memory=immutable}
        %6 = const.i64 252
        %7 = and.i64 %5, %6
        %8 = const.i64 228
        %9 = eq.i64 %7, %8
        guard.true %9 -> exit 1
        %10 = const.i64 1
        %11 = const.i64 97
        jump b1(%3, %3)
      block b1(%12: i64, %13: i64):
        %14 = lt.i64 %13, %4
        branch %14, b2, b3
      block b2:
        %15 = load.u8 %2, %13 {offset=48, scale=1, memory=immutable}
        %16 = add.i64 %13, %10
        %17 = eq.i64 %15, %11
        branch %17, b4, b5(%12)
      block b3:
        %18 = box.int %12
        %19 = frame
        store.ref %19, %1 {offset=88, memory=frame.local}
        return %18
      block b4:
        %20 = addo.i64 %12, %10 -> exit 2
        jump b5(%20)
      block b5(%21: i64):
        poll -> exit 3
        jump b1(%21, %16)"
    `);
  });
  test('an object taken out of an attribute, which is expected to end with its last local', () => {
    const source = `class N:
  def __init__(self, n, next):
    self.n = n
    self.next = next
class Q:
  def __init__(self, first):
    self.first = first
  def take(self):
    node = self.first
    self.first = node.next
    return node
def step(q):
  node = q.take()
  return node.n
def f(q):
  return step(q)`;
    const taken = dump(source, 'Q(N(1, N(2, None)))', { exits: true });
    // Nothing leaves where the local goes; what stays in its place does.
    expect(taken.split('\n').filter((line) => /reason=release .* release \[/.test(line))).toEqual([]);
    expect(taken).toMatch(/\n {2}decref %\d+ \{leaf=false\}/);
    const kept = dump(source.replace('self.first = node.next', 'self.other = node.next').replace('self.first = first', 'self.first = first; self.other = None'), 'Q(N(1, N(2, None)))', { exits: true });
    expect(kept).not.toMatch(/\n {2}decref %\d+ \{leaf=false\}/);
  });
  test('an attribute of objects of which several are known', () => {
    const source = `class A:
  def get(self):
    return 1
class B:
  def get(self):
    return 2
class Owner:
  def __init__(self, part):
    self.part = part
    self.size = 1
def f(owners):
  best = None
  for owner in owners:
    if owner.size > 0:
      best = owner
  return best.part.get()`;
    const text = dump(source, '[Owner(A()), Owner(B())]');
    expect(text).toContain('main.A');
    expect(text).toContain('main.B');
  });
});

describe.runIf(python !== undefined)('a function that is gone', () => {
  const source = 'def make(k):\n  def g(x):\n    return x * k\n  return g\nf = make(3)\ndef other(x):\n  return x';

  test('and another one where it was: its code takes the closure from the frame', () => {
    const [answer] = askPython([{ source, function: 'f', arguments: ['(4,)'] }]);
    const process = new FakeProcess(answer.code);
    const { address, localCount } = process.vm.codeOf(process.global('f'));
    const entry: Entry = { kind: 'function', locals: [...process.vm.heap.readTuple(process.arguments(0)), ...new Array<number>(localCount - 1).fill(0)] };
    const { unit } = compileProgram(process.world, { code: address, func: process.global('other'), entry }, { optimized: true });
    expect(printFunction(unit.fn)).toContain('memory=cell.content');
  });
  test('functions that a function has made are told by their code, and not kept alive', () => {
    const made = 'def make(k):\n  def g(x, a=1):\n    return x * k + a\n  def h(x):\n    return x * 2\n  return g, h\ng, h = make(3)\ndef f(g, h):\n  return g(1) + h(2)';
    const [answer] = askPython([{ source: made, function: 'f', arguments: ['g, h'] }]);
    const process = new FakeProcess(answer.code);
    const func = process.global('f');
    const { address, localCount } = process.vm.codeOf(func);
    const locals = [...process.vm.heap.readTuple(process.arguments(0)), ...new Array<number>(localCount - 2).fill(0)];
    const { unit } = compileProgram(process.world, { code: address, func, entry: { kind: 'function', locals } }, { optimized: true });
    expect(printFunction(unit.fn)).not.toContain('PyObject_Call');
    for (const name of ['g', 'h']) expect(unit.pins).not.toContain(process.global(name));
  });
  test('a function with a loop is part of small units, and called by large ones; short functions are part of all but the largest', () => {
    const source = 'def g(n):\n  s = 0\n  for i in range(n):\n    s += i\n  return s\ndef h(n):\n  return n * 2\ndef f(n):\n  return g(n) + h(n)';
    const calls = (limits: Partial<Limits>): number => dump(source, '5', { limits }).match(/call\.native/g)?.length ?? 0;
    expect([{}, { inlineLoops: -1 }, { inlineLong: -1 }].map(calls)).toEqual([0, 1, 0]);
  });
  test('items of a list that is made here: their types are expected before anybody has seen one', () => {
    const sums = (list: string): string => dump(`def f(n):\n  xs = ${list}\n  s = 0.0\n  for i in range(n):\n    s += xs[i]\n  return s`, '5');
    for (const list of ['[0.0] * n', '[0.5] + [n * 0.5]']) {
      expect(sums(list)).toContain('{name="float"}');
      // Nothing leaves because a type is not known.
      expect(sums(list)).not.toMatch(/^ {2}exit -> /m);
    }
    expect(sums('[None] * n')).toMatch(/^ {2}exit -> /m);
  });
});
