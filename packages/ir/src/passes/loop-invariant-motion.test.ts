import { expect, test } from 'vitest';
import { printExit } from '../print-exits';
import { verifyFunction } from '../verifier';
import { loopInvariantMotion } from './loop-invariant-motion';
import { expectPass, read } from './testing';

const same = (before: string, after: string): void => expectPass(loopInvariantMotion, before, after);

const loop = (inside: string, entry = '', template = ''): string => `
block b0(%xs: ref, %n: i64, %c: bool):
  %zero = const.i64 0
${entry}
  jump b1(%zero)
block b1(%i: i64):
  %t = lt.i64 %i, %n
  branch %t, b2, b3
block b2:
${inside}
  %i2 = add.i64 %i, %n
  jump b1(%i2)
block b3:
  return %i
${template}`;

test('computations and loads that nothing in the loop writes', () => {
  const type = '  guard.type %xs {address=0x1, name="list"} -> exit 0';
  same(
    loop(
      `  %k = mul.i64 %n, %n
       %size = load.i64 %xs {offset=16, memory=list.size}
       %items = load.ptr %xs {offset=24, memory=list.items}
       %item = load.i64 %items {offset=0, memory=any}
       store.i64 %items, %i {offset=0, memory=list.items}`,
      type,
    ),
    loop(
      `%items = load.ptr %xs {offset=24, memory=list.items}
       %item = load.i64 %items {offset=0, memory=any}
       store.i64 %items, %i {offset=0, memory=list.items}`,
      `${type}\n  %k = mul.i64 %n, %n\n  %size = load.i64 %xs {offset=16, memory=list.size}`,
    ),
  );
});

test('a load does not move before the guard that protects it', () => {
  const text = loop('  guard.type %xs {address=0x1, name="list"} -> exit 0\n  %size = load.i64 %xs {offset=16, memory=list.size}');
  // The first block's parameters are arguments and objects, so take a reference that is not known.
  const unknown = text.replaceAll('%xs {', '%o {').replace('  jump b1(%zero)', '  %o = load.ref %xs {offset=16, memory=any}\n  jump b1(%zero)');
  same(unknown, unknown);
});

test('guards move with a copy of the loop entry exit', () => {
  const fn = read(
    loop(
      `  guard.type %xs {address=0x1, name="list"} -> exit 0
       %size = load.i64 %xs {offset=16, memory=list.size}
       %u = lt.i64 %n, %size
       guard.true %u -> exit 1
       guard.true %c -> exit 2`,
      '',
      `exit 0 reason=type saw=%xs: f@30 locals [int %i] stack []
       loop b1: exit 9 reason=loop: f@8 locals [int %i, ref %xs] stack [range_iterator(int %i, int %n, int 1)]`,
    ),
  );
  expect(loopInvariantMotion(fn)).toBe(5);
  verifyFunction(fn);
  expect(fn.entry.instructions.map(({ op }) => op)).toEqual(['const.i64', 'guard.type', 'load.i64', 'lt.i64', 'guard.true', 'guard.true', 'jump']);
  const zero = fn.entry.instructions[0].result!.id;
  expect(printExit(fn.entry.instructions[1].exit!)).toBe(
    `exit 3 reason=type error=false saw=%0 origin=0: f@8 locals [int %${zero}, ref %0] stack [range_iterator(int %${zero}, int %1, int 1)]`,
  );
  expect(fn.exits.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('guards that are not passed in every turn, or have no entry exit, stay', () => {
  const template = 'loop b1: exit 9 reason=loop: f@8 locals [int %i] stack []';
  const inside = '  branch %c, b4, b5\nblock b4:\n  guard.true %c -> exit 0\n  jump b5\nblock b5:';
  same(loop(inside, '', template), loop(inside, '', template));
  same(loop('  guard.true %c -> exit 0'), loop('  guard.true %c -> exit 0'));
});

test('a type that Python code in the loop may change is tested in every turn', () => {
  const template = 'loop b1: exit 9 reason=loop: f@8 locals [int %i] stack []';
  const guard = (name: string): string => `  guard.type %xs {address=0x1, name="${name}"} -> exit 0`;
  const call = '  call {symbol=f, effect=python, result=void}';
  same(loop(`${guard('main.Point')}\n${call}`, '', template), loop(`${guard('main.Point')}\n${call}`, '', template));
  same(loop(`${guard('float')}\n${call}`, '', template), loop(call, guard('float'), `${template}\nexit 0 reason=test error=false: f@8 locals [int %zero] stack []`));
});

test('what a variable of a class refers to is read before the loop only if the test of the version is there, too', () => {
  const template = 'loop b1: exit 9 reason=loop: f@8 locals [int %i] stack []';
  const address = '  %p = const.ptr 0x10 "class variable"\n  %o = ref.from.ptr %p';
  const inside = `  branch %c, b4, b3
block b4:
  %class = const.ptr 0x20 "class"
  %tag = load.u32 %class {offset=384, memory=type.version}
  %known = const.i64 7
  %u = eq.i64 %tag, %known
  guard.true %u -> exit 0
  %size = load.i64 %o {offset=16, memory=list.size}`;
  const stays = (text: string): boolean => {
    const fn = read(text);
    loopInvariantMotion(fn);
    return fn.entry.instructions.every(({ op }) => op !== 'load.i64');
  };
  expect(stays(loop(inside, address, template))).toBe(false);
  expect(stays(loop(inside, address))).toBe(true);
  expect(stays(loop(`${inside}\n  call {symbol=f, effect=python, result=void}`, address, template))).toBe(true);
  const immutable = inside.replace('memory=list.size', 'memory=immutable');
  expect(stays(loop(immutable, address, template))).toBe(false);
  expect(stays(loop(`${immutable}\n  call {symbol=f, effect=python, result=void}`, address, template))).toBe(true);
  // An object that the code holds can be read in any case.
  expect(stays(loop(`${immutable}\n  call {symbol=f, effect=python, result=void}`, '  %o = const.ref 0x10 "held"', template))).toBe(false);
});

test('a loop without a preheader gets one; what leaves an inner loop leaves the outer one', () => {
  same(
    `block b0(%c: bool, %x: i64):
       branch %c, b1(%x), b2
     block b1(%i: i64):
       jump b3
     block b3:
       %k = mul.i64 %x, %x
       %m = mul.i64 %k, %i
       branch %c, b3, b4
     block b4:
       branch %c, b1(%m), b2
     block b2:
       return %x`,
    `block b0(%c: bool, %x: i64):
       branch %c, b5, b2
     block b5:
       %k = mul.i64 %x, %x
       jump b1(%x)
     block b1(%i: i64):
       %m = mul.i64 %k, %i
       jump b3
     block b3:
       branch %c, b3, b4
     block b4:
       branch %c, b1(%m), b2
     block b2:
       return %x`,
  );
});

test('a division moves only where it is done anyway, or by a safe constant', () => {
  const text = loop('  %d = floordiv.i64 %n, %n');
  same(text, text);
  same(loop('  %seven = const.i64 7\n  %d = floordiv.i64 %n, %seven'), loop('', '  %seven = const.i64 7\n  %d = floordiv.i64 %n, %seven'));
});

const itemLoad = (outside: string, inside: string): ReturnType<typeof read> =>
  read(
    `
block b0(%xs: ref, %n: i64, %k: i64):
  %zero = const.i64 0
  guard.type %xs {address=0x1, name="list"} -> exit 0
  %size = load.i64 %xs {offset=16, memory=list.size}
  %u = ult.i64 %k, %size
  guard.true %u -> exit 1
${outside}
  jump b1(%zero)
block b1(%i: i64):
  %t = lt.i64 %i, %n
  branch %t, b2, b3
block b2:
  poll -> exit 2
${inside}
  %i2 = add.i64 %i, %n
  jump b1(%i2)
block b3:
  return %i
exit 0 reason=type:
exit 1 reason=bounds:
exit 2 reason=poll:
exit 3 reason=type:
loop b1: exit 9 reason=loop: f@10 locals [int %i] stack []`,
  );

test('the item behind one that is in bounds does not move', () => {
  const inside = '  %items = load.ptr %xs {offset=24, memory=list.items}\n  %item = load.ref %items, %k {offset=8, scale=8, memory=list.item}';
  const fn = itemLoad('', inside);
  loopInvariantMotion(fn);
  const inLoop = fn.blocks.find(({ instructions }) => instructions[0]?.op === 'poll');
  expect(inLoop?.instructions.map(({ op }) => op)).toEqual(['poll', 'load.ref', 'add.i64', 'jump']);
});

test('an item at a place that is in bounds moves with its list; not if the list may have become shorter since the test', () => {
  const inside = '  %items = load.ptr %xs {offset=24, memory=list.items}\n  %item = load.ref %items, %k {offset=0, scale=8, memory=list.item}\n  guard.type %item {address=0x2, name="float"} -> exit 3';
  const opsOf = (outside: string): string[] => {
    const fn = itemLoad(outside, inside);
    loopInvariantMotion(fn);
    verifyFunction(fn);
    return (fn.blocks.find(({ instructions }) => instructions[0]?.op === 'poll') as (typeof fn.blocks)[number]).instructions.map(({ op }) => op);
  };
  expect(opsOf('')).toEqual(['poll', 'add.i64', 'jump']);
  expect(opsOf('  call %xs {symbol=shorten, effect=list, errorWhen=none, result=void}')).toEqual(['poll', 'load.ref', 'guard.type', 'add.i64', 'jump']);
});

/** What stays in a loop that has an exit for what leaves it, or none. */
const staying = (inside: string, hasExit: boolean): string[] => {
  const fn = read(
    `
block b0(%x: ref, %n: i64, %o: ref):
  %zero = const.i64 0
  guard.type %o {address=0x3, name="tuple"} -> exit 0
  %block = load.ptr %x {offset=16, memory=compact.data}
  guard.nonnull %block -> exit 3
  jump b1(%zero)
block b1(%i: i64):
  %t = lt.i64 %i, %n
  branch %t, b2, b3
block b2:
  poll -> exit 2
${inside}
  %i2 = add.i64 %i, %n
  jump b1(%i2)
block b3:
  return %i
exit 0 reason=type:
exit 1 reason=global:
exit 2 reason=poll:
exit 3 reason=layout:
exit 4 reason=global:${hasExit ? '\nloop b1: exit 9 reason=loop: f@10 locals [int %i] stack []' : ''}`,
  );
  loopInvariantMotion(fn);
  verifyFunction(fn);
  return (fn.blocks.find(({ instructions }) => instructions[0]?.op === 'poll') as (typeof fn.blocks)[number]).instructions.map(({ op }) => op).slice(1, -2);
};

test.each([
  // A table of a dict that has got another one may be gone from memory.
  [
    'places in the table of a dict',
    `  %dict = const.ref 0x100 "globals"
       %now = load.ptr %dict {offset=32, memory=dict.keys}
       %keys = const.ptr 0x200 "keys"
       %same = eq.ptr %now, %keys
       guard.true %same -> exit 1
       %place = const.ptr 0x240 "place"
       %key = load.ptr %place {offset=-8, memory=dict.keys}
       %name = const.ptr 0x300 "name"
       %its = eq.ptr %key, %name
       guard.true %its -> exit 4
       %value = load.ref %place {offset=0, memory=dict.entry}`,
    ['guard.true', 'load.ptr', 'eq.ptr', 'guard.true', 'load.ref'],
  ],
  [
    'items of a tuple that may be shorter',
    `  %size = load.i64 %o {offset=16, memory=immutable}
       %two = const.i64 2
       %fits = eq.i64 %size, %two
       guard.true %fits -> exit 1
       %item = load.ref %o {offset=32, memory=immutable}`,
    ['guard.true', 'load.ref'],
  ],
  [
    'members of an instance that may have another shape',
    `  %shape = load.ptr %block {offset=0, memory=compact.shape}
       %one = const.ptr 0x200 "shape"
       %other = const.ptr 0x300 "shape"
       %is = eq.ptr %shape, %one
       %isOther = eq.ptr %shape, %other
       %known = or.bool %is, %isOther
       guard.true %known -> exit 1
       %member = load.i64 %block {offset=80, memory=compact.value}`,
    ['guard.true', 'load.i64'],
  ],
])('%s stay behind the test of them', (_, inside, without) => {
  expect(staying(inside, true)).toEqual([]);
  expect(staying(inside, false)).toEqual(without);
});

test('an item at a place that the code names stays behind the test of the size', () => {
  const size = '  %size = load.i64 %xs {offset=16, memory=list.size}\n  %two = const.i64 2\n  %long = lt.i64 %two, %size\n  guard.true %long -> exit 1\n';
  const items = '  %items = load.ptr %xs {offset=24, memory=list.items}\n';
  const item = '  %item = load.ref %items {offset=16, memory=list.item}\n  %type = load.ptr %item {offset=8, memory=object.type}';
  const text = (before: string, inside: string): string => loop(inside, `  guard.type %xs {address=0x1, name="list"} -> exit 0\n${before}`);
  // The list has become shorter, at the same place; what it had there may be gone.
  const before = `${items}  %had = load.ref %items {offset=16, memory=list.item}\n  %zeroSize = const.i64 0\n  store.i64 %xs, %zeroSize {offset=16, memory=list.size}\n  store.ref %items, %xs {offset=0, memory=list.item}`;
  const fn = read(text(before, size + item));
  loopInvariantMotion(fn);
  const inLoop = fn.blocks.find(({ instructions }) => instructions.some(({ op, exit }) => op === 'guard.true' && exit));
  expect(inLoop?.instructions.map(({ op }) => op)).toEqual(['guard.true', 'load.ref', 'load.ptr', 'add.i64', 'jump']);
});

test('a number stays behind the branch that tells by the type whether there is one', () => {
  const template = 'loop b1: exit 9 reason=loop: f@8 locals [int %i] stack []';
  const type = '  %type = load.ptr %xs {offset=8, memory=object.type}\n  %int = const.ptr 0x100 "int"\n  %is = eq.ptr %type, %int\n';
  const unbox = '  %number = unbox.int %xs -> exit 0';
  const stays = (text: string): boolean => {
    const fn = read(text);
    loopInvariantMotion(fn);
    return fn.blocks.some(({ instructions }) => ['unbox.int', 'add.i64'].every((name) => instructions.some(({ op }) => op === name)));
  };
  // The other way leaves the loop for one of its own.
  expect(stays(loop(`${type}  branch %is, b4, b3\nblock b4:\n${unbox}`, '', template))).toBe(true);
  expect(stays(loop(`  branch %c, b4, b3\nblock b4:\n${unbox}`, '', template))).toBe(false);
});
