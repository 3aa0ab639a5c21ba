import { test } from 'vitest';
import { printFunction } from '@psyco/ir';
import { disassemble } from '@psyco/bytecode';
import { askPython } from './testing/python';
import { FakeProcess } from './testing/fake-process';
import { printState } from '@psyco/values';
import { Unit } from './unit';
import { compileProgram } from './testing/fake-units';
import { runLoop } from './testing/fake-run';
import { readFileSync } from 'node:fs';

test('scratch', () => {
  const proto = Unit.prototype as any;
  const enter = proto.enter;
  proto.enter = function (edges: any[]) {
    for (const e of edges) console.log('EDGE', printState(e.state));
    for (const v of this.versions.get(edges[0].place) ?? []) console.log('  VERSION', printState(v.join.state));
    return enter.call(this, edges);
  };

  const { source, args, header = -1, noInline = [], dis = false } = JSON.parse(readFileSync('/tmp/scratch.json', 'utf8'));
  const [answer] = askPython([{ source, function: 'f', arguments: [args] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('f');
  const argsTuple = process.arguments(0);
  const facts = process.vm.codeOf(func);
  if (dis) console.log(disassemble(facts.code));
  if (header < 0) {
    const locals = [...process.vm.heap.readTuple(argsTuple)];
    while (locals.length < facts.localCount) locals.push(0);
    const c = compileProgram(process.world, { code: facts.address, func, entry: { kind: 'function', locals } }, { neverInline: noInline });
    console.log(printFunction(c.unit.fn));
    for (const [k, u] of c.natives) console.log(k, u.returns, printFunction(u.fn));
  } else {
    runLoop(process, func, argsTuple, { header, turn: 2, compile: (frame) => {
      const c = compileProgram(process.world, { code: facts.address, func, entry: { kind: 'loop', offset: header, locals: frame.locals.slice(), stack: frame.stack.slice() } }, { neverInline: noInline });
      console.log(printFunction(c.unit.fn));
      return c;
    } });
  }
});
