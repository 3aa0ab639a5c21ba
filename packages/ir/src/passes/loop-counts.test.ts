import { expect, test } from 'vitest';
import { loopCounts } from './loop-counts';
import { expectPass, read } from './testing';

const bias = 1n << 48n;

const counting = (inside: string): string => `
block b0(%n: i64, %p: ptr):
  %zero = const.i64 0
  %one = const.i64 1
  jump b1(%zero)
block b1(%i: i64):
  %more = lt.i64 %i, %n
  branch %more, b2, b3
block b2:
${inside}
  %j = add.i64 %i, %one
  poll -> exit 0
  jump b1(%j)
block b3:
  return %i
exit 0 reason=poll: f@0 locals [int %j] stack []`;

const started = (objects: string): string => `
block b0(%n: i64, %p: ptr):
  %zero = const.i64 0
  %one = const.i64 1
  %start = const.i64 0
  %bias = const.i64 ${bias}
${objects}
  jump b1(%zero, %start)
block b1(%i: i64, %count: i64):
  %more = lt.i64 %i, %n
  branch %more, b2, b4`;

test('one addition for the whole loop, and for the exit that leaves it', () => {
  expectPass(
    loopCounts,
    counting('  %none = const.ref 0x70 "None"\n  incref %none\n  store.ref %p, %none {offset=0, memory=list.item}'),
    `${started('  %none0 = const.ref 0x70 "None"\n  refcount.add %none0, %bias')}
block b2:
  %none = const.ref 0x70 "None"
  %by = const.i64 1
  %next = add.i64 %count, %by
  store.ref %p, %none {offset=0, memory=list.item}
  %j = add.i64 %i, %one
  poll -> exit 0
  jump b1(%j, %next)
block b4:
  %less = const.i64 ${bias}
  %none1 = const.ref 0x70 "None"
  refcount.add %none1, %count
  refcount.sub %none1, %less
  jump b3
block b3:
  return %i
exit 0 reason=poll: f@0 locals [int %j] stack [] counts [const 0x70 "None" plus %next plus ${-bias}]`,
  );
});

test('two objects of which one goes up when the other goes down share a register', () => {
  expectPass(
    loopCounts,
    counting(`  %true = const.ref 0x71 "True"
  %false = const.ref 0x70 "False"
  %was = load.u8 %p {offset=0, memory=native}
  refcount.add %false, %was
  refcount.sub %true, %was`),
    `${started(`  %f0 = const.ref 0x70 "False"
  refcount.add %f0, %bias
  %t0 = const.ref 0x71 "True"
  refcount.add %t0, %bias`)}
block b2:
  %true = const.ref 0x71 "True"
  %false = const.ref 0x70 "False"
  %was = load.u8 %p {offset=0, memory=native}
  %next = add.i64 %count, %was
  %j = add.i64 %i, %one
  poll -> exit 0
  jump b1(%j, %next)
block b4:
  %less = const.i64 ${bias}
  %f1 = const.ref 0x70 "False"
  refcount.add %f1, %count
  refcount.sub %f1, %less
  %t1 = const.ref 0x71 "True"
  refcount.sub %t1, %count
  refcount.sub %t1, %less
  jump b3
block b3:
  return %i
exit 0 reason=poll: f@0 locals [int %j] stack [] counts [const 0x70 "False" plus %next plus ${-bias}, const 0x71 "True" less %next plus ${-bias}]`,
  );
});

test.each(['call {symbol=f, effect=python, result=void}', '%o = call {symbol=PyList_New, effect=collect, result=ref}', 'decref %none', 'call.native {unit="u", effect=read, result=void} -> exit 1'])(
  'not over %s, which may see the count',
  (other) => {
    expect(loopCounts(read(counting(`  %none = const.ref 0x70 "None"\n  incref %none\n  ${other}`)))).toBe(0);
  },
);

test('the outermost loop that may, and not where only a cold block counts', () => {
  const text = (cold: string): string => `
block b0(%n: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump b1(%zero)
block b1(%i: i64):
  jump b2(%zero)
block b2(%j: i64):
  %odd = and.i64 %j, %one
  %rare = bool.from.i64 %odd
  branch %rare, b3, b4
block b3${cold}:
  %none = const.ref 0x70 "None"
  incref %none
  jump b4
block b4:
  %j2 = add.i64 %j, %one
  %again = lt.i64 %j2, %n
  branch %again, b2(%j2), b5
block b5:
  %i2 = add.i64 %i, %one
  %more = lt.i64 %i2, %n
  branch %more, b1(%i2), b6
block b6:
  return %i`;
  expect(loopCounts(read(text(' cold')))).toBe(0);
  const fn = read(text(''));
  expect(loopCounts(fn)).toBe(1);
  // The register goes through both loops.
  expect(fn.blocks.filter(({ params }) => params.some(({ hint }) => hint === 'count')).map(({ id }) => id)).toEqual([1, 2, 4]);
});
