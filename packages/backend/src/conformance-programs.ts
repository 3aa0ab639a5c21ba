// Conformance, part two: whole programs as text, with what they must give. Each stresses one thing that backends get
// wrong; the name says which. Memory: `%m` is the address of 256 bytes that the runner provides. Knows the ir.

import type { RuntimeValue } from '@psyco/ir';

export interface ProgramRun {
  /** 'memory' stands for the address of the memory. */
  args: (RuntimeValue | 'memory')[];
  /** 64-bit words (or doubles) of the memory before the run, by byte offset; the rest is zero. */
  memory?: Record<number, bigint | number>;
  /** Whether polls leave. */
  leave?: boolean;
  expected: { returns: RuntimeValue | undefined } | { exit: number; values: RuntimeValue[] };
  /** Words of the memory after the run. */
  after?: Record<number, bigint | number>;
}

export interface Program {
  name: string;
  /** A program may call itself as a unit by its function name. */
  text: string;
  runs: ProgramRun[];
}

const max = (1n << 63n) - 1n;

/** A function with so many i64 values alive at once: their sum, each weighted by its number. */
function manyValues(count: number): Program {
  const lines: string[] = [];
  let expected = 0n;
  for (let i = 0; i < count; i++) lines.push(`  %k${i} = const.i64 ${i + 3}`, `  %v${i} = mul.i64 %a, %k${i}`);
  lines.push('  %s0 = add.i64 %v0, %a');
  for (let i = 1; i < count; i++) lines.push(`  %w${i} = mul.i64 %v${i}, %k${i}`, `  %s${i} = add.i64 %s${i - 1}, %w${i}`);
  for (let i = 0; i < count; i++) expected += i === 0 ? 7n * 3n + 7n : 7n * BigInt(i + 3) ** 2n;
  return { name: `${count} values alive`, text: `function many native -> i64\nblock b0(%a: i64):\n${lines.join('\n')}\n  return %s${count - 1}\nexit 0 reason=recursion:`, runs: [{ args: [7n], expected: { returns: expected } }] };
}

export const programs: Program[] = [
  {
    name: 'sum of squares: a loop with overflow exits and a poll',
    text: `function squares native -> i64
block b0(%n: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump loop(%zero, %zero)
block loop(%i: i64, %s: i64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %q = mulo.i64 %i, %i -> exit 1
  %s2 = addo.i64 %s, %q -> exit 2
  %i2 = add.i64 %i, %one
  poll -> exit 3
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=recursion: f@0 locals [int %n] stack []
exit 1 reason=overflow: f@10 locals [int %n, int %i, int %s] stack []
exit 2 reason=overflow: f@12 locals [int %n, int %i, int %s] stack [int %q]
exit 3 reason=poll: f@14 locals [int %n, int %i2, int %s2] stack []`,
    runs: [
      { args: [0n], expected: { returns: 0n } },
      { args: [10n], expected: { returns: 285n } },
      { args: [10n], leave: true, expected: { exit: 3, values: [10n, 1n, 0n] } },
    ],
  },
  {
    name: 'the operand of an overflowing addition is named by its exit',
    text: `function grow native -> i64
block b0(%s: i64, %x: i64):
  %s2 = addo.i64 %s, %x -> exit 1
  %s3 = subo.i64 %s2, %x -> exit 2
  %s4 = addo.i64 %s3, %s3 -> exit 3
  return %s4
exit 0 reason=recursion:
exit 1 reason=overflow saw=%x: f@2 locals [int %s, int %x] stack []
exit 2 reason=overflow: f@4 locals [int %s2, int %x, int %s] stack []
exit 3 reason=overflow: f@6 locals [int %s3] stack []`,
    runs: [
      { args: [5n, 6n], expected: { returns: 10n } },
      { args: [max, 6n], expected: { exit: 1, values: [max, 6n] } },
      { args: [-5n, -max], expected: { exit: 1, values: [-5n, -max] } },
      { args: [max - 6n, 6n], expected: { exit: 3, values: [max - 6n] } },
    ],
  },
  {
    name: 'parameters that trade places on the back edge',
    text: `function fibonacci native -> i64
block b0(%n: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump loop(%zero, %zero, %one)
block loop(%i: i64, %a: i64, %b: i64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %c = add.i64 %a, %b
  %i2 = add.i64 %i, %one
  jump loop(%i2, %b, %c)
block done:
  return %a
exit 0 reason=recursion:`,
    runs: [
      { args: [10n], expected: { returns: 55n } },
      { args: [90n], expected: { returns: 2880067194370816120n } },
    ],
  },
  {
    name: 'a cycle of doubles and integers on the back edge',
    text: `function turn native -> f64
block b0(%n: i64, %x: f64, %y: f64, %z: f64, %p: i64, %q: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump loop(%zero, %x, %y, %z, %p, %q)
block loop(%i: i64, %a: f64, %b: f64, %c: f64, %d: i64, %e: i64):
  %t = lt.i64 %i, %n
  %i2 = add.i64 %i, %one
  branch %t, loop(%i2, %b, %c, %a, %e, %d), done
block done:
  %u = sub.i64 %d, %e
  %v = f64.from.i64 %u
  %w = mul.f64 %a, %v
  %r = sub.f64 %w, %b
  return %r
exit 0 reason=recursion:`,
    runs: [
      { args: [0n, 1.5, 2.5, 4, 10n, 3n], expected: { returns: 8 } },
      { args: [1n, 1.5, 2.5, 4, 10n, 3n], expected: { returns: -21.5 } },
      { args: [5n, 1.5, 2.5, 4, 10n, 3n], expected: { returns: -29.5 } },
    ],
  },
  {
    name: 'loads and stores of every width, with an index',
    text: `function widths native -> i64
block b0(%m: ptr, %i: i64, %v: i64):
  store.u8 %m, %v {offset=1, memory=any}
  store.i32 %m, %v, %i {offset=0, scale=4, memory=any}
  store.i64 %m, %v, %i {offset=16, scale=8, memory=any}
  %a = load.i8 %m {offset=1, memory=any}
  %b = load.u8 %m {offset=1, memory=any}
  %c = load.i32 %m, %i {offset=0, scale=4, memory=any}
  %d = load.u32 %m, %i {offset=0, scale=4, memory=any}
  %e = load.u16 %m, %i {offset=16, scale=8, memory=any}
  %f = load.i64 %m, %i {offset=16, scale=8, memory=any}
  %s1 = add.i64 %a, %b
  %s2 = add.i64 %s1, %c
  %s3 = add.i64 %s2, %d
  %s4 = add.i64 %s3, %e
  %s5 = xor.i64 %s4, %f
  return %s5
exit 0 reason=recursion:`,
    runs: [{ args: ['memory', 3n, -2n], expected: { returns: (-2n + 0xfen - 2n + 0xffff_fffen + 0xfffen) ^ -2n }, after: { 0: 0xfe00n, 8: -0x2_0000_0000n, 40: -2n } }],
  },
  {
    name: 'a load that must not move below the store behind it',
    text: `function order native -> f64
block b0(%m: ptr, %x: f64):
  %a = load.f64 %m {offset=8, memory=float.value}
  store.f64 %m, %x {offset=8, memory=float.value}
  %s = add.f64 %x, %a
  return %s
exit 0 reason=recursion:`,
    runs: [{ args: ['memory', 2.5], memory: { 8: 100.25 }, expected: { returns: 102.75 }, after: { 8: 2.5 } }],
  },
  {
    name: 'comparisons with narrow loads',
    text: `function narrow native -> i64
block b0(%m: ptr):
  %k = const.i64 200
  %b = load.u8 %m {offset=0, memory=bytes.item}
  %t = lt.i64 %b, %k
  guard.true %t -> exit 1
  %k2 = const.i64 -5
  %c = load.i32 %m {offset=8, memory=bytes.item}
  %u = gt.i64 %c, %k2
  guard.false %u -> exit 2
  %d = load.u32 %m {offset=16, memory=bytes.item}
  %k3 = const.i64 3000000000
  %v = ge.i64 %d, %k3
  guard.true %v -> exit 3
  %one = const.i64 1
  return %one
exit 0 reason=recursion:
exit 1 reason=test:
exit 2 reason=test:
exit 3 reason=test:`,
    runs: [
      { args: ['memory'], memory: { 0: 199n, 8: -5n, 16: 3000000000n }, expected: { returns: 1n } },
      { args: ['memory'], memory: { 0: 200n, 8: -5n, 16: 3000000000n }, expected: { exit: 1, values: [] } },
      { args: ['memory'], memory: { 0: 1n, 8: -4n, 16: 3000000000n }, expected: { exit: 2, values: [] } },
      { args: ['memory'], memory: { 0: 1n, 8: -400n, 16: 2999999999n }, expected: { exit: 3, values: [] } },
    ],
  },
  {
    name: 'conditions as values, combined, in guards and selects',
    text: `function logic native -> i64
block b0(%a: i64, %b: i64, %x: f64):
  %half = const.f64 0.5
  %p = lt.i64 %a, %b
  %q = eq.f64 %x, %half
  %r = and.bool %p, %q
  %s = or.bool %p, %q
  %t = not.bool %q
  %big = const.i64 81985529216486895
  %u = select.i64 %r, %big, %a
  %v = select.i64 %s, %b, %big
  %w = select.f64 %t, %x, %half
  %f = and.bool %t, %s
  guard.false %f -> exit 1
  %n = i64.from.bool %s
  %k = i64.from.f64 %w
  %z1 = add.i64 %u, %v
  %z2 = add.i64 %z1, %n
  %z3 = add.i64 %z2, %k
  return %z3
exit 0 reason=recursion:
exit 1 reason=test: f@0 locals [bool %q, bool %s, bool %t, int %u] stack []`,
    runs: [
      { args: [1n, 2n, 0.5], expected: { returns: 81985529216486895n + 2n + 1n } },
      { args: [2n, 1n, 0.5], expected: { returns: 2n + 1n + 1n } },
      { args: [2n, 1n, 7.5], expected: { returns: 2n + 81985529216486895n + 0n + 7n } },
      { args: [1n, 2n, NaN], expected: { exit: 1, values: [false, true, true, 1n] } },
    ],
  },
  {
    name: 'a value that only exits need, across a loop that is full',
    text: `function pressure native -> i64
block b0(%n: i64, %a: i64, %b: i64, %c: i64, %d: i64, %e: i64):
  %one = const.i64 1
  %u = add.i64 %a, %b
  %v = sub.i64 %a, %b
  %w = xor.i64 %c, %d
  jump loop(%n, %a, %b, %c, %d, %e, %u, %v, %w)
block loop(%i: i64, %p1: i64, %p2: i64, %p3: i64, %p4: i64, %p5: i64, %p6: i64, %p7: i64, %p8: i64):
  %q1 = add.i64 %p1, %p2
  %q2 = xor.i64 %p2, %p3
  %q3 = sub.i64 %p3, %p4
  %q4 = add.i64 %p4, %p5
  %q5 = xor.i64 %p5, %p6
  %q6 = sub.i64 %p6, %p7
  %q7 = add.i64 %p7, %p8
  %q8 = xor.i64 %p8, %p1
  %i2 = sub.i64 %i, %one
  %zero = const.i64 0
  %t = gt.i64 %i2, %zero
  branch %t, loop(%i2, %q1, %q2, %q3, %q4, %q5, %q6, %q7, %q8), done
block done:
  %s = addo.i64 %q1, %q8 -> exit 1
  poll -> exit 2
  return %s
exit 0 reason=recursion:
exit 1 reason=overflow:
exit 2 reason=poll: f@0 locals [int %a, int %b, int %c, int %d, int %e, int %u, int %v, int %w, int %q5] stack []`,
    runs: [
      { args: [1n, 1n, 2n, 3n, 4n, 5n], expected: { returns: 9n } },
      { args: [3n, 1n, 2n, 3n, 4n, 5n], leave: true, expected: { exit: 2, values: [1n, 2n, 3n, 4n, 5n, 3n, -1n, 7n, -4n] } },
    ],
  },
  {
    name: 'calls of the unit itself, with values alive across them',
    text: `function fib native -> i64
block b0(%n: i64):
  %two = const.i64 2
  %t = lt.i64 %n, %two
  branch %t, small, large
block small:
  return %n
block large:
  %one = const.i64 1
  %n1 = sub.i64 %n, %one
  %a = call.native %n1 {unit="fib", result=i64} -> exit 1
  %n2 = sub.i64 %n, %two
  %b = call.native %n2 {unit="fib", result=i64} -> exit 2
  %s = addo.i64 %a, %b -> exit 3
  return %s
exit 0 reason=recursion: fib@0 locals [int %n] stack []
exit 1 reason=call: fib@10 locals [int %n] stack []
exit 2 reason=call: fib@20 locals [int %n] stack [int %a]
exit 3 reason=overflow: fib@22 locals [int %n] stack [int %a, int %b]`,
    runs: [{ args: [15n], expected: { returns: 610n } }],
  },
  {
    name: 'cold blocks that join the hot path',
    text: `function cold native -> i64
block b0(%n: i64, %x: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump loop(%zero, %x)
block loop(%i: i64, %s: i64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %u = and.i64 %i, %one
  %v = eq.i64 %u, %one
  branch %v, rare, join(%s)
block rare cold:
  %three = const.i64 3
  %w = mul.i64 %s, %three
  jump join(%w)
block join(%z: i64):
  %s2 = add.i64 %z, %i
  %i2 = add.i64 %i, %one
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=recursion:`,
    runs: [{ args: [4n, 5n], expected: { returns: (5n * 3n + 1n + 2n) * 3n + 3n } }],
  },
  {
    name: 'null tests and address arithmetic',
    text: `function nulls native -> i64
block b0(%m: ptr, %r: ref):
  %p = load.ptr %m {offset=0, memory=native}
  guard.nonnull %p -> exit 1
  %isnull = is.null %r
  %bits = i64.from.ptr %p
  %eight = const.i64 8
  %next = add.i64 %bits, %eight
  %q = ptr.from.i64 %next
  %v = load.i64 %q {offset=0, memory=native}
  %n = i64.from.bool %isnull
  %s = add.i64 %v, %n
  return %s
exit 0 reason=recursion:
exit 1 reason=test: f@0 locals [ref %r] stack []`,
    runs: [{ args: ['memory', 0], memory: { 0: 0n, 8: 41n }, expected: { exit: 1, values: [0n] } }],
  },
  {
    name: 'reference counts by a number, in the code and by an exit',
    text: `function counts native -> i64
block b0(%m: ref, %n: i64):
  %bias = const.i64 ${1n << 48n}
  refcount.add %m, %bias
  refcount.add %m, %n
  refcount.sub %m, %n
  %one = const.i64 1
  refcount.sub %m, %one
  poll -> exit 1
  refcount.sub %m, %bias
  return %n
exit 0 reason=recursion:
exit 1 reason=poll: f@0 locals [] stack [] counts [const MEMORY "object" less %n plus ${-(1n << 48n)}]`,
    runs: [
      { args: ['memory', 5n], memory: { 0: 100n }, expected: { returns: 5n }, after: { 0: 99n } },
      { args: ['memory', 5n], memory: { 0: 100n }, leave: true, expected: { exit: 1, values: [5n] }, after: { 0: 94n } },
    ],
  },
  manyValues(12),
  manyValues(40),
];
