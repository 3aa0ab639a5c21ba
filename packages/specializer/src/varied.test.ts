// What a function is compiled to whose argument is of one type, of two, and of any.

import { printFunction } from '@psyco/ir';
import { describe, expect, test } from 'vitest';
import { FakeProcess } from './testing/fake-process';
import { compileProgram, FakeFeedback } from './testing/fake-units';
import { askPython, python } from './testing/python';
import { typeProfile } from './type-profile';

const types = ['int', 'float', 'str', 'list', 'tuple', 'dict'].map((name) => `Py${name === 'int' ? 'Long' : name === 'str' ? 'Unicode' : name[0].toUpperCase() + name.slice(1)}_Type`);

/** The calls and the guards of types in `f(3)`, after what `learn` has made known. */
function made(learn: (feedback: FakeFeedback, place: { code: number; negative: number; type: (symbol: string) => number }, process: FakeProcess) => void): string[] {
  const source = 'def f(x):\n  y = -x\n  return y, x * x';
  const [answer] = askPython([{ source, function: 'f', arguments: ['3'] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('f');
  const code = process.vm.codeOf(func);
  const feedback = new FakeFeedback();
  const negative = code.instructions.find(({ opcode }) => opcode === 'UNARY_NEGATIVE')!.offset;
  learn(feedback, { code: code.address, negative, type: (symbol) => process.world.builtinType(symbol).address }, process);
  const locals = [...process.vm.heap.readTuple(process.arguments(0)), ...new Array<number>(code.localCount - 1).fill(0)];
  const { unit } = compileProgram(process.world, { code: code.address, func, entry: { kind: 'function', locals } }, { feedback });
  const text = printFunction(unit.fn, { renumber: true });
  return [...text.matchAll(/guard\.type %\d+ \{.*?name="(\w+)"|symbol="?(PyNumber_\w+)/g)].map(([, type, symbol]) => symbol ?? `is ${type}`);
}

describe.runIf(python !== undefined)('an argument', () => {
  test('is tested at once while it has had one type', () => {
    expect(made(() => undefined)).toEqual(['is int']);
  });
  test('is expected to have the types that have left there', () => {
    expect(made((feedback, { code, type }) => void feedback.note({ code, offset: 0, operand: 0, reason: 'type' }, type('PyFloat_Type')))).toEqual(['is int']);
    // One guard, at the end of a chain of comparisons: both types have code of their own.
    expect(made((feedback, { code, type }) => void feedback.note({ code, offset: 0, operand: 0, reason: 'type' }, type('PyUnicode_Type')))).toEqual(['PyNumber_Negative', 'PyNumber_Multiply', 'is int']);
  });
  test('is of any type where version after version has left, and in all that follows', () => {
    expect(
      made((feedback, { code, negative, type }) => {
        feedback.note({ code, offset: 0, operand: 0, reason: 'type' }, type('PyFloat_Type'));
        feedback.varied.add(`${code}:${negative}:0`);
      }),
    ).toEqual(['PyNumber_Negative', 'PyNumber_Multiply']);
  });
  test('is of any type if it was seen with too many', () => {
    const found = (times: number): string[] =>
      made((_, { code, type }, process) => {
        for (let time = 0; time < times; time++) for (const symbol of types) typeProfile(process.world).noteLocal(code, 0, type(symbol));
      });
    expect(found(1)).toEqual(['is int']);
    expect(found(2)).toEqual(['PyNumber_Negative', 'PyNumber_Multiply']);
  });
});

describe.runIf(python !== undefined)('an item of any type', () => {
  test.each(['7', '0.5'])('is compared with the number %s by value, not taken to be another object', (number) => {
    const source = `def f(xs):\n  n = ${number}\n  return xs[0] is n`;
    const [answer] = askPython([{ source, function: 'f', arguments: ['[print]'] }]);
    const process = new FakeProcess(answer.code);
    const func = process.global('f');
    const code = process.vm.codeOf(func);
    const feedback = new FakeFeedback();
    const is = code.instructions.find(({ opcode }) => opcode === 'IS_OP')!.offset;
    feedback.varied.add(`${code.address}:${is}:0`);
    const locals = [...process.vm.heap.readTuple(process.arguments(0)), ...new Array<number>(code.localCount - 1).fill(0)];
    const { unit } = compileProgram(process.world, { code: code.address, func, entry: { kind: 'function', locals } }, { feedback });
    expect(printFunction(unit.fn, { renumber: true })).toMatch(number === '7' ? /guard\.type %\d+ \{.*?name="int"/ : /guard\.type %\d+ \{.*?name="float"/);
  });
});
