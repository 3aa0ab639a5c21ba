// What becomes of objects that nothing is known of, because they were gone before they were looked at.

import { printFunction } from '@psyco/ir';
import { describe, expect, test } from 'vitest';
import { FakeProcess } from './testing/fake-process';
import { compileProgram, type CompileOptions, FakeFeedback } from './testing/fake-units';
import { askPython, python } from './testing/python';
import { typeProfile } from './type-profile';

interface Setting {
  process: FakeProcess;
  /** Address of the code of `f`. */
  code: number;
  /** The arguments of `f`. */
  items: number[];
}

/** The ir of `f`, called with these arguments, whose locals in `unknown` were gone; of its loop if `inLoop`. */
function compiled(source: string, args: string, options: CompileOptions & { unknown?: string[]; inLoop?: boolean; before?: (setting: Setting) => void } = {}): string {
  const [answer] = askPython([{ source, function: 'f', arguments: [args] }]);
  const process = new FakeProcess(answer.code);
  const func = process.global('f');
  const facts = process.vm.codeOf(func);
  const items = process.vm.heap.readTuple(process.arguments(0));
  options.before?.({ process, code: facts.address, items });
  const seen = (locals: number[]): number[] => locals.map((address, local) => (options.unknown?.includes(facts.code.localsPlusNames[local]!) ? -1 : address));
  let text = '';
  const compile = (entry: Parameters<typeof compileProgram>[1]['entry']): void => {
    text = printFunction(compileProgram(process.world, { code: facts.address, func, entry }, options).unit.fn, { renumber: true });
  };
  if (!options.inLoop) compile({ kind: 'function', locals: seen([...items, ...new Array<number>(facts.localCount - items.length).fill(0)]) });
  else {
    const { header } = facts.loops[0]!;
    let turns = 0;
    process.vm.onLoop = (frame) => {
      if (frame.offset === header && ++turns === 2) compile({ kind: 'loop', offset: header, locals: seen(frame.locals), stack: frame.stack.slice() });
      return null;
    };
    process.vm.call(func, items);
  }
  return text;
}

const leavesAtOnce = (text: string): boolean => !/jump|branch/.test(text.slice(text.lastIndexOf('block b'))) && !text.includes('return');

describe.runIf(python !== undefined)('an unknown object', () => {
  test('is left to the interpreter, which shows its type; where enough was learnt it is taken as any object', () => {
    const source = 'def f(x):\n  return x + x';
    expect(leavesAtOnce(compiled(source, '3', { unknown: ['x'] }))).toBe(true);
    const settled = compiled(source, '3', { unknown: ['x'], limits: { learns: false } });
    expect(settled).toContain('PyNumber_Add');
    expect(settled).not.toContain('guard.type');
  });

  test('that was seen with several types is told apart by them, also where enough was learnt', () => {
    const feedback = new FakeFeedback();
    const types = ['PyLong_Type', 'PyFloat_Type', 'PyBool_Type'];
    const seen = ({ process, code }: Setting): void => {
      const { offset } = process.vm.codeOf(process.global('f')).instructions.find(({ opcode }) => opcode.startsWith('BINARY_OP'))!;
      for (const type of types) feedback.note({ code, offset, operand: 0, reason: 'type' }, process.world.builtinType(type).address);
    };
    const text = compiled('def f(x):\n  return x * 2', '3', { unknown: ['x'], feedback, before: seen, limits: { learns: false } });
    expect(text).toContain('mulo.i64');
    expect(text).toContain('mul.f64');
    expect(text).not.toContain('PyNumber_Multiply');
  });

  test('that is tested is expected to be True, False or None, as the results of calls are', () => {
    const source = 'def f(x):\n  if x:\n    return 1\n  return 2';
    const text = compiled(source, 'True', { unknown: ['x'] });
    expect(text).toContain('"True"');
    expect(text).toContain('"None"');
    expect(text).toMatch(/reason=type error=false saw=/);
    expect(text).not.toContain('PyObject_IsTrue');
    // Another type that has left there comes besides: the others have not left.
    const feedback = new FakeFeedback();
    const other = ({ process, code }: Setting): void => {
      const { offset } = process.vm.codeOf(process.global('f')).instructions.find(({ opcode }) => opcode.startsWith('POP_JUMP'))!;
      feedback.note({ code, offset, operand: 0, reason: 'type' }, process.world.builtinType('PyLong_Type').address);
    };
    const both = compiled(source, 'True', { unknown: ['x'], feedback, before: other });
    expect(both).toContain('"bool"');
    expect(both).toContain('"int"');
    // Where enough was learnt, and what is known: as always.
    expect(compiled(source, 'True', { unknown: ['x'], limits: { learns: false } })).toContain('PyObject_IsTrue');
    expect(compiled(source, '3')).not.toContain('"None"');
  });

  test('in a local of a loop is expected to be what other samples have seen there', () => {
    const source = 'def f(n):\n  state = 1\n  turns = 0\n  while turns < n:\n    turns = turns + state\n  return turns';
    const noted = ({ process, code }: Setting): void => typeProfile(process.world).noteLocal(code, 1, process.world.builtinType('PyLong_Type').address);
    expect(compiled(source, '5', { unknown: ['state'], inLoop: true })).not.toMatch(/add\S*\.i64/);
    expect(compiled(source, '5', { unknown: ['state'], inLoop: true, before: noted })).toMatch(/add\S*\.i64/);
  });

  test('that is a dict is not asked for its entries', () => {
    expect(compiled("def f(d, k):\n  return d[k].get('x'), d[k]['x']", "{'a': {'x': 1}}, 'a'", { unknown: ['d'] })).not.toBe('');
  });

  test('on which an inlined function depends keeps it from being inlined', () => {
    const source = 'def make(k):\n  def g(x):\n    return x * k\n  return g\ng = make(3)\ndef f(x):\n  return g(x)';
    expect(compiled(source, '4')).toMatch(/mul/);
    const text = compiled(source, '4', {
      before: ({ process }) => {
        const { cells } = process.world.functionSeen(process.global('g'))!;
        const typeAddress = process.world.typeAddress.bind(process.world);
        process.world.typeAddress = (address) => (cells.includes(address) ? null : typeAddress(address));
      },
    });
    expect(text).toContain('PyObject_CallFunctionObjArgs');
    expect(text).not.toMatch(/mul/);
  });
});

describe.runIf(python !== undefined)('an iterator', () => {
  test('in the middle of a loop that is gone when it is looked at once more is taken over all the same', () => {
    const text = compiled('def f(xs):\n  total = 0\n  for x in xs:\n    total += x\n  return total', '[1, 2, 3]', {
      inLoop: true,
      before: ({ process: { world } }) => {
        const ask = world.typeAddress.bind(world);
        const iterator = world.builtinType('PyListIter_Type').address;
        const seen = new Set<number>();
        world.typeAddress = (address) => {
          const type = ask(address);
          if (type !== iterator) return type;
          if (seen.has(address)) return null;
          seen.add(address);
          return type;
        };
      },
    });
    expect(text).toMatch(/guard\.type %\d+ \{.*?name="list_iterator"/);
  });
});

describe.runIf(python !== undefined)('a class that has died', () => {
  test('is not expected, where it has been seen', () => {
    const feedback = new FakeFeedback();
    const dead = 0xdead0;
    const text = compiled('def f(x):\n  return x + x', '3', {
      unknown: ['x'],
      feedback,
      before: ({ process, code }) => {
        const { offset } = process.vm.codeOf(process.global('f')).instructions.find(({ opcode }) => opcode === 'BINARY_OP')!;
        for (const type of [dead, process.world.builtinType('PyLong_Type').address]) feedback.note({ code, offset, operand: 0, reason: 'type' }, type);
        const ask = process.world.classInfo.bind(process.world);
        process.world.classInfo = (address) => (address === dead ? null : ask(address));
      },
    });
    expect(text).toContain('"int"');
  });
});

describe.runIf(python !== undefined)('a dict', () => {
  test('that is an example only is not relied on', () => {
    const relied: number[] = [];
    let example = 0;
    const text = compiled("def f(d):\n  return d['x'] + d.get('y')", "{'x': 1, 'y': 2}", {
      before: ({ process: { world }, items }) => {
        [example] = items as [number];
        const ask = world.dictEntry.bind(world);
        world.dictEntry = (dict, name) => {
          relied.push(dict);
          return ask(dict, name);
        };
      },
    });
    expect(text).toContain('PyDict_GetItemWithError');
    expect(relied).not.toContain(example);
  });
});
