import { expect, test } from 'vitest';
import { interpret } from './interpreter';
import { SparseMachine } from './machine';
import { parseFunction } from './parser';

test('a loop over a list of floats', () => {
  const machine = new SparseMachine();
  machine.map(0x5000, 100);
  [1.5, 2.25, -8].forEach((number, index) => machine.write(0x5000 + 8 * index, 8, BigInt(machine.boxFloat(number))));
  const fn = parseFunction(`function sum native -> f64
block b0(%items: ptr, %n: i64):
  %zero = const.i64 0
  %start = const.f64 0
  jump loop(%zero, %start)
block loop(%i: i64, %s: f64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %p = load.ref %items, %i {offset=0, scale=8, memory=list.item}
  guard.type %p {address=0x9100, name="float"} -> exit 1
  %x = load.f64 %p {offset=16, memory=float.value}
  %s2 = add.f64 %s, %x
  %one = const.i64 1
  %i2 = addo.i64 %i, %one -> exit 2
  poll -> exit 3
  jump loop(%i2, %s2)
block done:
  return %s
exit 1 reason=type saw=%p: sum@10 locals [int %i, float %s] stack []
exit 2 reason=overflow:
exit 3 reason=poll: sum@20 locals [int %i2, float %s2] stack []`);
  expect(interpret(fn, machine, [0x5000, 3n])).toEqual({ kind: 'return', value: -4.25 });
  machine.write(0x5008, 8, BigInt(machine.boxInt(7n)));
  const outcome = interpret(fn, machine, [0x5000, 3n]);
  if (outcome.kind !== 'exit') throw new Error('did not leave');
  expect(outcome.exit.id).toBe(1);
  expect([...outcome.values.values()].slice(0, 2)).toEqual([1n, 1.5]);
});

test.each([
  ['addo.i64', [2n ** 63n - 1n, 1n], 'exit'],
  ['subo.i64', [-(2n ** 63n), 1n], 'exit'],
  ['mulo.i64', [2n ** 32n, 2n ** 31n], 'exit'],
  ['mulo.i64', [-(2n ** 32n), 2n ** 31n], -(2n ** 63n)],
  ['shlo.i64', [3n, 62n], 'exit'],
  ['floordiv.i64', [-7n, 2n], -4n],
  ['floormod.i64', [-7n, 2n], 1n],
  ['floormod.i64', [7n, -2n], -1n],
  ['floordiv.i64', [7n, -2n], -4n],
  ['shr.i64', [-1n, 60n], 15n],
  ['sar.i64', [-16n, 2n], -4n],
  ['mul.i64', [2n ** 62n, 4n], 0n],
])('%s %s is %s', (op, args, expected) => {
  const exit = op.includes('o.i64') ? ' -> exit 0' : '';
  const fn = parseFunction(`function f native -> i64\nblock b0(%0: i64, %1: i64):\n  %2 = ${op} %0, %1${exit}\n  return %2${exit ? '\nexit 0:' : ''}`);
  const outcome = interpret(fn, new SparseMachine(), args);
  expect(outcome.kind === 'exit' ? 'exit' : outcome.value).toBe(expected);
});

test('objects: what is freed cannot be touched', () => {
  const fn = parseFunction(`function f native -> i64
block b0(%0: i64):
  %1 = box.int %0
  decref %1 {leaf=true}
  %2 = unbox.int %1 -> exit 0
  return %2
exit 0:`);
  expect(() => interpret(fn, new SparseMachine(), [5n])).toThrow('was freed');
});
