import { test } from 'vitest';
import { askPython } from './testing/python';
import { FakeProcess } from './testing/fake-process';
test('time', () => {
  const [answer] = askPython([{ source: 'def f(n):\n  return n', function: 'f', arguments: ['1'] }]);
  for (let r = 0; r < 3; r++) {
  const t = performance.now();
  for (let i = 0; i < 200; i++) new FakeProcess(answer.code);
  console.log('process ms', (performance.now() - t) / 200);
  const p = new FakeProcess(answer.code);
  const t2 = performance.now();
  for (let i = 0; i < 200; i++) p.vm.heap.census();
  console.log('census ms', (performance.now() - t2) / 200);
  }
});
