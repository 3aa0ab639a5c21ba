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
