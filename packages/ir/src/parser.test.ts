import { expect, test } from 'vitest';
import { Builder } from './builder';
import { parseFunction } from './parser';
import { printFunction } from './printer';
import { IrFunction } from './types';

const dot = `function "dot" native -> f64
block b0(%0: ref xs, %1: ref ys):  # entry
  guard.type %0 {address=0x9000, name="list"} -> exit 0
  %2 = load.i64 %0 {offset=16, memory=list.size}  # size
  %3 = load.ptr %0 {offset=24, memory=list.items}
  %4 = const.i64 0
  %5 = const.f64 -0
  %6 = const.ref 0x7f0010 "None"
  %7 = const.bool 1
  jump b1(%4, %5)
block b1(%8: i64 i, %9: f64 "a \\"s\\""):  # dot@62 [xs: list, s: float]
  %10 = lt.i64 %8, %2
  branch %10, b2, b3(%9)
block b2:
  %11 = load.ref %3, %8 {offset=0, scale=8, memory=list.item}
  guard.type %11 {address=0x9100, name="float"} -> exit 4
  %12 = load.f64 %11 {offset=16, memory=float.value}
  %13 = add.f64 %9, %12
  %14 = const.i64 -1
  %15 = subo.i64 %8, %14 -> exit 5
  decref %11 {leaf=true}
  decref.shared %11 {types=[0x9100, 0x9200]} -> exit 6
  %16 = call %6, %15 {symbol=PyObject_Thing, name="thing (C)", effect=python, errorWhen=null, result=ref} -> exit 6
  call %16 {address=0x1234, effect=pure, result=void}
  %17 = call.native %15 {unit="fib 1", result=i64} -> exit 7
  poll -> exit 8
  jump b1(%17, %13)
block b3(%18: f64) cold:
  return %18
exit 0 reason=type error=false saw=%0:
exit 4 reason=type error=false saw=%11: dot@72 code=0x55 locals [keep, int %8, float %9, const 0x7f0010 "None", null, bool %7, char %2] stack [range_iterator(int %8, int 10, int 1), ref %11 owned, float -0, float nan] release [%11, %0]
exit 5 reason=overflow error=false: f@10 locals [#1=tuple(int %8, #2=float %9), shared #1] stack [shared #2] > "<lambda> 1"@4 code=0x66 func=const 0x77 continuation=init locals [] stack [cell(null)]
exit 6 reason=call-error error=true origin=12: dot@80 locals [] stack []
exit 7 reason=callee error=false: dot@80 locals [] stack []
exit 8 reason=poll error=false: release [%11]
loop b1: exit 9 reason=loop error=false: dot@62 locals [keep, int %8, float %9] stack []
`;

test('what is printed reads back as the same', () => {
  const fn = parseFunction(dot);
  expect(printFunction(fn)).toBe(dot);
  const shared = fn.exits[2].frames[0].locals;
  expect(shared[1]).toMatchObject({ kind: 'shared' });
  expect((shared[1] as { of: unknown }).of).toBe(shared[0]);
  expect(fn.valueCount).toBe(19);
  expect(fn.blockCount).toBe(4);
  expect(fn.newValue('i64').id).toBe(19);
});

test('what the builder makes prints', () => {
  const builder = new Builder(new IrFunction('f', 'native', 'i64'));
  const x = builder.fn.addParameter(builder.block, 'i64', 'x');
  builder.append('return', [builder.emit('add.i64', [x, builder.i64(1)])]);
  expect(printFunction(builder.fn)).toMatchInlineSnapshot(`
    "function "f" native -> i64
    block b0(%0: i64 x):  # entry
      %1 = const.i64 1
      %2 = add.i64 %0, %1
      return %2
    "
  `);
});

test('names stand for fresh numbers; renumbering makes texts comparable', () => {
  const named = parseFunction(`function f native -> i64
    block start(%x: i64 x):  # a comment
      %y = add.i64 %x, %x
      jump next(%y)
    block next(%z: i64):
      return %z`);
  const numbered = parseFunction(`function f native -> i64
    block b7(%9: i64 other):
      %3 = add.i64 %9, %9
      jump b2(%8)
    block b2(%8: i64):
      return %8`);
  numbered.blocks[0].terminator!.targets[0].args = [numbered.blocks[0].instructions[0].result!];
  expect(printFunction(named, { renumber: true })).toBe(printFunction(numbered, { renumber: true }));
});

test.each([
  ['block b0:', 'line 1: expected function, found block, in: block b0:'],
  ['function f native -> i65', 'line 1: i65 is no type, in: function f native -> i65'],
  ['function f native -> i64\nblock b0:\n  return %1', 'line 3: %1 is not defined, in: return %1'],
  ['function f native -> i64\nblock b0:\n  frob', 'line 3: there is no op frob, in: frob'],
  ['function f native -> i64\nblock b0:\n  jump b9', 'line 3: there is no block b9, in: jump b9'],
  ['function f native -> i64\nblock b0:\n  poll -> exit 3', 'line 3: there is no exit 3, in: poll -> exit 3'],
  ['function f native -> i64\nblock b0:\n  add.i64', 'line 3: add.i64 has a result, in: add.i64'],
])('%j is refused', (text, message) => {
  expect(() => parseFunction(text)).toThrow(message);
});
