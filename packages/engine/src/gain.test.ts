import { describe, expect, it } from 'vitest';
import { parseFunction } from '@psyco/ir';
import type { IrFunction } from '@psyco/ir';
import { isWorthwhile } from './gain';
import { compilePython, hasPython } from './testing/python';
import { AnalysedCode } from './world/code-facts';

describe.runIf(hasPython)('isWorthwhile', () => {
  const codes = compilePython(`
def caller(functions, x):
    total = 0
    for function in functions:
        total += function(x)
    return total
def worker(function, n):
    a = b = c = 0
    for i in range(n):
        a = (a * 3 + i) % 101
        b = (b * 5 + a) % 103
        c = (c * 7 + b) % 107
        function(c)
    return a + b + c
`);
  const subject = (name: string, calls: number): { fn: IrFunction; code: AnalysedCode; header: number; lengthOf: () => number } => {
    const code = new AnalysedCode(codes.get(name)!, { code: 0x1000, constants: [], names: [] });
    const call = code.instructions.findLast(({ opcode }) => opcode === 'CALL')!.start;
    const lines = Array.from({ length: calls }, (_, index) => `  %${index + 1} = call %0 {symbol=PyObject_CallFunctionObjArgs, name="f", effect=python, errorWhen=null, result=ref} -> exit ${index}`);
    const exits = Array.from({ length: calls }, (_, index) => `exit ${index} reason=error error=true: ${name}@${call} code=0x1000 locals [] stack []`);
    const text = [`function "${name}" frame -> ref`, 'block b0(%0: ref):', ...lines, '  return %0', ...exits, ''].join('\n');
    return { fn: parseFunction(text), code, header: code.loops[0]!.header, lengthOf: () => 0 };
  };

  it('keeps code without generic calls', () => {
    expect(isWorthwhile(subject('caller', 0))).toBe(true);
  });
  it('refuses a loop that does little but call', () => {
    expect(isWorthwhile(subject('caller', 1))).toBe(false);
  });
  it('keeps a loop that works between its calls', () => {
    expect(isWorthwhile(subject('worker', 1))).toBe(true);
  });
  it('counts a call once, however many versions of it there are', () => {
    expect(isWorthwhile(subject('worker', 9))).toBe(true);
  });
  it('counts what was inlined for a call where the call is', () => {
    const { fn, ...rest } = subject('caller', 1);
    const [exit] = fn.exits;
    fn.exits.push({ ...exit!, id: 9, frames: [exit!.frames[0]!, { ...exit!.frames[0]!, code: 0x2000 }] });
    expect(isWorthwhile({ fn, ...rest, lengthOf: () => 40 })).toBe(true);
  });
});
