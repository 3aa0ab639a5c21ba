import { expect, test } from 'vitest';
import { parseFunction } from './parser';
import { VerifyError, verifyFunction } from './verifier';

const header = 'function f native -> i64\nblock b0(%0: i64, %1: ref, %2: bool, %3: f64):\n';

test('a good function passes', () => {
  verifyFunction(parseFunction(`${header}  guard.type %1 {address=0x1, name="int"} -> exit 0\n  return %0\nexit 0 reason=type: f@0 locals [int %0, ref %1] stack []`));
});

test.each([
  ['  %4 = add.i64 %0, %3\n  return %4', 'f: operand 2 is f64, not i64 in b0, at: %4 = add.i64 %0, %3'],
  ['  %4 = add.i64 %0\n  return %4', '1 operands, not 2'],
  ['  %4 = add.i64 %0, %4\n  return %4', '%4 is used where it is not defined on every path'],
  ['  branch %2, b1, b2\nblock b1:\n  %4 = const.i64 1\n  jump b2\nblock b2:\n  return %4', '%4 is used where it is not defined on every path in b2'],
  ['  return %3', 'returns f64, not i64'],
  ['  jump b1\nblock b1(%4: i64):\n  return %4', 'b1 takes 1 values, not 0'],
  ['  jump b1(%3)\nblock b1(%4: i64):\n  return %4', 'value 1 for b1 is f64, not i64'],
  ['  jump b0(%0, %1, %2, %3)', 'the entry block cannot be a target'],
  ['  poll\n  return %0', 'the exit is missing'],
  ['  %4 = add.i64 %0, %0 -> exit 0\n  return %4\nexit 0:', 'the op has no exit'],
  ['  poll -> exit 0\n  poll -> exit 0\n  return %0\nexit 0:', 'exit 0 belongs to two instructions'],
  ['  poll -> exit 0\n  return %0\nexit 0: f@0 locals [float %0] stack []', 'exit 0 uses %0, which is i64, as float'],
  ['  %4 = load.i64 %1, %0 {offset=0, scale=3, memory=any}\n  return %4', 'the scale is not 1, 2, 4 or 8'],
  ['  poll -> exit 0\n  %4 = const.i64 0\n  return %4\nexit 0: f@0 locals [int %4] stack []', '%4 is used where it is not defined'],
  ['  poll -> exit 0', 'the block does not end with a terminator'],
  ['  return %0\n  return %0', 'a terminator is not last'],
])('%j is refused', (body, message) => {
  const fn = parseFunction(header + (body.includes('exit 0') && !body.includes('\nexit') ? `${body}\nexit 0:` : body));
  expect(() => verifyFunction(fn)).toThrow(message);
  expect(() => verifyFunction(fn)).toThrow(VerifyError);
});
