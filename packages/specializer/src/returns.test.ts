// What native units return: the kind that is assumed at first, those that are tried after it, and the one it comes to.
import { describe, expect, test } from 'vitest';
import { specialize } from './specialize';
import { FakeProcess } from './testing/fake-process';
import { askPython, python } from './testing/python';
import type { ReturnKind } from './unit';

function returnsOf(source: string, assumed: ReturnKind): { tried: ReturnKind[]; returns: ReturnKind; type: string | undefined } {
  const [answer] = askPython([{ source, function: 'f', arguments: ['1'] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('f');
  const tried: ReturnKind[] = [];
  const request = { code: process.vm.codeOf(func).address, func, entry: { kind: 'native' as const, args: [{ kind: 'int' as const }], returns: assumed } };
  const { returns, returnType } = specialize(request, process.world, { services: { assumeReturns: (kind) => tried.push(kind) } });
  return { tried, returns, type: returnType?.name };
}

describe.runIf(python !== undefined)('a native unit that returns', () => {
  test.each<[what: string, body: string, assumed: ReturnKind, tried: ReturnKind[], returns: ReturnKind, type: string | undefined]>([
    ['what was assumed', 'return a', 'int', [], 'int', 'int'],
    ['another kind', 'return a * 0.5', 'int', ['float'], 'float', 'float'],
    ['numbers where objects were assumed', 'return a', 'ref', ['int'], 'int', 'int'],
    ['nothing but None', 'pass', 'int', ['none'], 'none', 'NoneType'],
    ['two kinds', 'return a if a > 0 else a * 0.5', 'float', ['ref'], 'ref', undefined],
    ['two kinds, another one assumed', 'return a if a > 0 else a * 0.5', 'bool', ['float', 'ref'], 'ref', undefined],
    ['never', 'while True: a = 1 // a - 1', 'int', ['ref'], 'ref', undefined],
    ['objects of one type', 'return "x" if a > 0 else "yy"', 'int', ['ref'], 'ref', 'str'],
  ])('%s', (_, body, assumed, tried, returns, type) => {
    expect(returnsOf(`def f(a):\n  ${body}`, assumed)).toEqual({ tried, returns, type });
  });
});
