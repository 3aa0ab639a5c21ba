// super() reads slots of the frame that it is called from, which no instruction reads: they are there wherever it is called.

import { printFunction } from '@psyco/ir';
import { expect, test } from 'vitest';
import { FakeProcess } from './testing/fake-process';
import { compileProgram, FakeFeedback } from './testing/fake-units';
import { askPython, python } from './testing/python';

const source = `
class A:
  tag = 1
class B:
  tag = 2
class Base:
  def visit(self, node):
    return node
class Visitor(Base):
  def go(self, node, n):
    if n > 5:
      n = 7
    return super().visit(node)
def f(visitor, node):
  t = node.tag
  return visitor.go(node, t)
`;

test.runIf(python !== undefined)('the class and the first argument are kept where ways meet in a function that calls super(), inlined twice', () => {
  const [answer] = askPython([{ source, function: 'f', arguments: ['Visitor(), A()'] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('f');
  const code = process.vm.codeOf(func);
  const feedback = new FakeFeedback();
  const { offset } = code.instructions.find(({ opcode }) => opcode === 'LOAD_ATTR')!;
  for (const name of ['A', 'B']) feedback.note({ code: code.address, offset, operand: 0, reason: 'type' }, process.global(name));
  // Nothing is known of the node but what exits have seen: both classes have code of their own, which meets in `go`.
  const [visitor] = process.vm.heap.readTuple(process.arguments(0));
  const locals = [visitor!, -1, 0];
  const { unit } = compileProgram(process.world, { code: code.address, func, entry: { kind: 'function', locals } }, { feedback });
  const text = printFunction(unit.fn, { renumber: true });
  const exits = text.split('\n').filter((line) => /^exit .* > go@/.test(line));
  // The tag of either class is a parameter: the ways have met.
  expect(text).toMatch(/^block b\d+\(%\d+: i64\)/m);
  expect(exits.length).toBeGreaterThan(0);
  for (const line of exits) expect(line).toMatch(/> go@\d+ .*locals \[(ref|const) .*"cell"\]/);
});
