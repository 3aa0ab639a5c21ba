import { test } from 'vitest';
import { refcounts } from './refcounts';
import { expectPass } from './testing';

const same = (before: string, after: string): void => expectPass(refcounts, `function test native -> void\nblock b0(%a: ref, %b: ref, %p: ptr, %x: i64):\n${before}`, `function test native -> void\nblock b0(%a: ref, %b: ref, %p: ptr, %x: i64):\n${after}`); // prettier-ignore

test('pairs with nothing in between that could release', () => {
  same(
    '  incref %a\n  incref %b\n  store.i64 %p, %x {offset=0, memory=list.item}\n  decref %b\n  decref %a\n  return',
    '  store.i64 %p, %x {offset=0, memory=list.item}\n  return',
  );
});

test.each([
  'call {symbol=f, effect=python, result=void}',
  'decref %b',
  'call %b {symbol=f, effect=consume, result=void}',
  'call %b {symbol=f, effect=shrink, result=void}',
  'decref %b {leaf=true}',
  '%n = load.i64 %a {offset=0, memory=object.refcount}',
])('not over %s', (between) => {
  const text = `  incref %a\n  ${between}\n  decref %a\n  return`;
  same(text, text);
});

test('not over the release of a box that may be the same object, found in a container', () => {
  const text = (stored: string, other: string): string => `
  %x1 = add.i64 %x, %x
  %o = box.int %x1
  %m = load.i64 %o {offset=16, memory=int.value}
  ${stored}
  ${other}
  incref %v
  store.ref %p, %a {offset=0, memory=list.item}
  decref %o {leaf=true}
  %n = load.i64 %v {offset=16, memory=int.value}
  decref %v
  return`;
  const removed = (full: string): string => full.replace('  incref %v\n', '').replace('  decref %v\n', '');
  const stored = 'store.ref %p, %o {offset=0, memory=list.item}';
  const loaded = '%v = load.ref %p, %x {offset=0, scale=8, memory=list.item}';
  same(text(stored, loaded), text(stored, loaded));
  // Nobody else has the box, or the other object was there before it.
  same(text('', loaded), removed(text('', loaded)));
  const before = text(stored, '').replaceAll('%v', '%b');
  same(before, before.replace('  incref %b\n', '').replace('  decref %b\n', ''));
});

test.each(['read', 'allocate'])('not over what may raise (%s): that may start a collection', (effect) => {
  const text = `  incref %a\n  %n = call %b {symbol=f, effect=${effect}, errorWhen=null, result=ref} -> exit 0\n  decref %a\n  return\nexit 0 reason=error error=true: f@0 locals [ref %a owned] stack []`;
  same(text, text);
});

test('exits in between keep their hands off the reference', () => {
  same(
    `  incref %a
       poll -> exit 0
       poll -> exit 1
       decref %a
       return
     exit 0 reason=poll: f@0 locals [ref %a] stack [] release [%a, %b]
     exit 1 reason=poll: f@0 locals [] stack [list(ref %a owned)]`,
    `  poll -> exit 0
       poll -> exit 1
       return
     exit 0 reason=poll: f@0 locals [ref %a] stack [] release [%b]
     exit 1 reason=poll: f@0 locals [] stack [list(ref %a)]`,
  );
});

test('an exit that does not know of the reference stops it', () => {
  const text = '  incref %a\n  poll -> exit 0\n  decref %a\n  return';
  same(text, text);
});

test('boxes that are only given up', () => {
  same('  %o = box.int %x\n  decref %o {leaf=true}\n  return', '  return');
});
