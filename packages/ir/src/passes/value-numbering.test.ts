import { test } from 'vitest';
import { expectPass } from './testing';
import { valueNumbering } from './value-numbering';

const same = (before: string, after: string): void => expectPass(valueNumbering, before, after);

test('what was computed on every path is not computed again', () => {
  same(
    `block b0(%x: i64, %y: i64, %c: bool):
       %a = add.i64 %x, %y
       branch %c, b1, b2
     block b1:
       %b = add.i64 %y, %x
       %d = mul.i64 %b, %x
       jump b3(%d)
     block b2:
       %e = mul.i64 %a, %x
       jump b3(%e)
     block b3(%f: i64):
       %g = mul.i64 %a, %x
       %h = add.i64 %f, %g
       return %h`,
    `block b0(%x: i64, %y: i64, %c: bool):
       %a = add.i64 %x, %y
       branch %c, b1, b2
     block b1:
       %d = mul.i64 %a, %x
       jump b3(%d)
     block b2:
       %e = mul.i64 %a, %x
       jump b3(%e)
     block b3(%f: i64):
       %g = mul.i64 %a, %x
       %h = add.i64 %f, %g
       return %h`,
  );
});

test('checked ops: the second leaves when the first did', () => {
  same(
    `block b0(%x: i64, %y: i64):
       %a = addo.i64 %x, %y -> exit 0
       %b = addo.i64 %y, %x -> exit 1
       %c = add.i64 %x, %y
       %d = mul.i64 %b, %c
       return %d
     exit 1 reason=test: f@0 locals [int %a] stack []`,
    `block b0(%x: i64, %y: i64):
       %a = addo.i64 %x, %y -> exit 0
       %d = mul.i64 %a, %a
       return %d`,
  );
});

test('exits use what stands for a value', () => {
  same(
    `block b0(%x: i64):
       %a = neg.i64 %x
       %b = neg.i64 %x
       poll -> exit 0
       return %x
     exit 0 reason=poll saw=%b: f@0 locals [tuple(int %b)] stack [int %a]`,
    `block b0(%x: i64):
       %a = neg.i64 %x
       poll -> exit 0
       return %x
     exit 0 reason=poll saw=%a: f@0 locals [tuple(int %a)] stack [int %a]`,
  );
});

test('loads: until something may write the class', () => {
  same(
    `block b0(%p: ptr, %q: ptr, %i: i64):
       %a = load.i64 %p {offset=8, memory=list.size}
       store.i64 %q, %i {offset=8, memory=list.item}
       %b = load.i64 %p {offset=8, memory=list.size}
       store.i64 %q, %i {offset=8, memory=list.size}
       %c = load.i64 %p {offset=8, memory=list.size}
       call {symbol=f, effect=read, result=void}
       %d = load.i64 %p {offset=8, memory=list.size}
       call {symbol=f, effect=python, result=void}
       %e = load.i64 %p {offset=8, memory=list.size}
       %s = add.i64 %a, %b
       %t = add.i64 %s, %c
       %u = add.i64 %t, %d
       %v = add.i64 %u, %e
       return %v`,
    `block b0(%p: ptr, %q: ptr, %i: i64):
       %a = load.i64 %p {offset=8, memory=list.size}
       store.i64 %q, %i {offset=8, memory=list.item}
       store.i64 %q, %i {offset=8, memory=list.size}
       %c = load.i64 %p {offset=8, memory=list.size}
       call {symbol=f, effect=read, result=void}
       call {symbol=f, effect=python, result=void}
       %e = load.i64 %p {offset=8, memory=list.size}
       %s = add.i64 %a, %a
       %t = add.i64 %s, %c
       %u = add.i64 %t, %c
       %v = add.i64 %u, %e
       return %v`,
  );
});

test('stores: read back, not done twice, and known not to touch other bytes of the same object', () => {
  same(
    `block b0(%p: ptr, %x: i64):
       %a = load.i64 %p {offset=8, memory=instance.value}
       store.i64 %p, %x {offset=16, memory=instance.value}
       %b = load.i64 %p {offset=16, memory=instance.value}
       %c = load.i64 %p {offset=8, memory=instance.value}
       store.i64 %p, %x {offset=16, memory=instance.value}
       %d = load.i64 %p {offset=12, memory=instance.value}
       %s = add.i64 %a, %b
       %t = add.i64 %s, %c
       %u = add.i64 %t, %d
       return %u`,
    `block b0(%p: ptr, %x: i64):
       %a = load.i64 %p {offset=8, memory=instance.value}
       store.i64 %p, %x {offset=16, memory=instance.value}
       %d = load.i64 %p {offset=12, memory=instance.value}
       %s = add.i64 %a, %x
       %t = add.i64 %s, %a
       %u = add.i64 %t, %d
       return %u`,
  );
});

test('a large tuple is filled in no time', () => {
  const stores = Array.from({ length: 60 }, (_, index) => `store.ref %o, %x {offset=${24 + 8 * index}, memory=immutable}`);
  const lines = ['function test native -> ref', 'block b0(%o: ref, %x: ref):', ...stores, '%a = load.ref %o {offset=24, memory=immutable}', 'return %a'];
  same(lines.join('\n'), [...lines.slice(0, -2), 'return %x'].join('\n'));
});

test('loads around joins and loops', () => {
  same(
    `block b0(%p: ptr, %c: bool):
       %a = load.i64 %p {offset=0, memory=list.size}
       %b = load.i64 %p {offset=0, memory=list.item}
       jump b1
     block b1:
       %d = load.i64 %p {offset=0, memory=list.size}
       %e = load.i64 %p {offset=0, memory=list.item}
       branch %c, b2, b3
     block b2:
       store.i64 %p, %d {offset=0, memory=list.item}
       jump b1
     block b3:
       %f = load.i64 %p {offset=0, memory=list.item}
       %g = add.i64 %e, %f
       return %g`,
    `block b0(%p: ptr, %c: bool):
       %a = load.i64 %p {offset=0, memory=list.size}
       %b = load.i64 %p {offset=0, memory=list.item}
       jump b1
     block b1:
       %e = load.i64 %p {offset=0, memory=list.item}
       branch %c, b2, b3
     block b2:
       store.i64 %p, %a {offset=0, memory=list.item}
       jump b1
     block b3:
       %g = add.i64 %e, %e
       return %g`,
  );
});

test('guards: types that may change are tested again after Python code, others are not', () => {
  same(
    `function test native -> void
     block b0(%o: ref, %f: ref):
       guard.type %o {address=0x1, name="main.Point"} -> exit 0
       guard.type %f {address=0x2, name="float"} -> exit 1
       guard.nonnull %f -> exit 2
       guard.type %o {address=0x1, name="main.Point"} -> exit 3
       decref %o {leaf=true}
       guard.type %o {address=0x1, name="main.Point"} -> exit 4
       decref %o
       guard.type %o {address=0x1, name="main.Point"} -> exit 5
       guard.type %f {address=0x2, name="float"} -> exit 6
       return`,
    `function test native -> void
     block b0(%o: ref, %f: ref):
       guard.type %o {address=0x1, name="main.Point"} -> exit 0
       guard.type %f {address=0x2, name="float"} -> exit 1
       decref %o {leaf=true}
       decref %o
       guard.type %o {address=0x1, name="main.Point"} -> exit 5
       return`,
  );
});

test('a condition that a branch or a guard has told', () => {
  same(
    `block b0(%x: i64, %y: i64):
       %a = lt.i64 %x, %y
       guard.true %a -> exit 0
       %b = gt.i64 %y, %x
       guard.true %b -> exit 1
       %c = ge.i64 %x, %y
       branch %c, b1, b2
     block b1:
       return %x
     block b2:
       return %y`,
    `block b0(%x: i64, %y: i64):
       %a = lt.i64 %x, %y
       guard.true %a -> exit 0
       %c = ge.i64 %x, %y
       jump b2
     block b2:
       return %y`,
  );
});

test('the payload of a float made here', () => {
  same(
    `function test native -> f64
     block b0(%x: f64, %p: ref):
       %a = box.float %x
       %b = load.f64 %a {offset=16, memory=float.value}
       store.f64 %p, %x {offset=16, memory=float.value}
       %c = load.f64 %a {offset=16, memory=float.value}
       %d = add.f64 %b, %c
       return %d`,
    `function test native -> f64
     block b0(%x: f64, %p: ref):
       %a = box.float %x
       store.f64 %p, %x {offset=16, memory=float.value}
       %c = load.f64 %a {offset=16, memory=float.value}
       %d = add.f64 %x, %c
       return %d`,
  );
});

test('a store on one of two ways', () => {
  for (const [one, other] of [['b1', 'b2'], ['b2', 'b1']]) {
    const text = `block b0(%p: ptr, %c: bool, %x: i64):
       %a = load.i64 %p {offset=0, memory=list.item}
       branch %c, ${one}, ${other}
     block b1:
       store.i64 %p, %x {offset=0, memory=list.item}
       jump b3
     block b2:
       jump b3
     block b3:
       %b = load.i64 %p {offset=0, memory=list.item}
       %d = add.i64 %a, %b
       return %d`;
    same(text, text);
  }
});

test('an int made here is its number, until a store in place may have changed it', () => {
  same(
    `block b0(%x: i64, %o: ref):
       %b = box.int %x
       %r = unbox.int %b -> exit 0
       store.i64 %o, %x {offset=24, memory=int.value}
       %s = unbox.int %b -> exit 1
       %t = add.i64 %r, %s
       return %t
     exit 0 reason=overflow error=false: f@0 code=0x1 locals [] stack []
     exit 1 reason=overflow error=false: f@0 code=0x1 locals [] stack []`,
    `block b0(%x: i64, %o: ref):
       %b = box.int %x
       store.i64 %o, %x {offset=24, memory=int.value}
       %s = unbox.int %b -> exit 1
       %t = add.i64 %x, %s
       return %t
     exit 0 reason=overflow error=false: f@0 code=0x1 locals [] stack []
     exit 1 reason=overflow error=false: f@0 code=0x1 locals [] stack []`,
  );
});

test('a type that was guarded is not compared again; one that may change is', () => {
  const program = (name: string, rest: string): string => `block b0(%o: ref, %k: i64):
       guard.type %o {address=0x10, name="${name}"} -> exit 0
       %type = load.ptr %o {offset=8, memory=object.type}
       %t = const.ptr 0x10 "${name}"
       %same = eq.ptr %type, %t
       ${rest}
     block b1:
       return %k
     exit 0 reason=type:`;
  const compare = 'branch %same, b1, b2\n     block b2:\n       %zero = const.i64 0\n       return %zero';
  same(program('float', compare), program('float', 'jump b1'));
  same(program('class main.P', compare), program('class main.P', compare));
});
