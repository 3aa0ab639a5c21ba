// For tests: a fake process that has run a program's module: its functions, arguments for them, and results as text.

import type { CodeObject } from '@psyco/bytecode';
import type { FakeType } from './fake-heap';
import { FakeFrame, runFrame } from './fake-interpreter';
import { more } from './fake-layout';
import { FakeMachine } from './fake-machine';
import { FakeError, FakeVm } from './fake-vm';
import { FakeWorld } from './fake-world';

/** Two processes made from the same code have everything at the same addresses. */
export class FakeProcess {
  readonly vm = new FakeVm();
  readonly world = new FakeWorld(this.vm);
  readonly machine = new FakeMachine(this.vm);
  readonly globals: number;

  constructor(module: CodeObject) {
    const { vm } = this;
    const { heap } = vm;
    const code = heap.keep(vm.loadCode(module));
    this.globals = heap.keep(heap.dict());
    vm.define(this.globals, '__name__', heap.incref(vm.intern('program')));
    vm.define(this.globals, '__builtins__', heap.incref(vm.builtins));
    const func = vm.newFunction(code, this.globals);
    const frame = new FakeFrame(vm.facts.get(code)!, func, []);
    frame.names = this.globals;
    heap.decref(runFrame(vm, frame));
  }

  /** A global of the program: borrowed. */
  global(name: string): number {
    const object = this.vm.entry(this.globals, name);
    if (object === undefined) throw new Error(`the program has no ${name}`);
    return object;
  }

  /** The argument list with this number, as a tuple that the test holds. */
  arguments(number: number): number {
    return this.vm.heap.keep(this.vm.call(this.global(`_arguments${number}`), []));
  }

  /** A result, which is released, and the arguments, in the form of expected.py. */
  conclude(run: () => number, args: number): string {
    const { heap } = this.vm;
    let text: string;
    try {
      const result = run();
      text = this.encode(result);
      heap.decref(result);
    } catch (error) {
      if (!(error instanceof FakeError)) throw error;
      heap.decref(error.exception);
      text = `raises ${error.type}`;
    }
    return `${text} after ${this.encode(args)}`;
  }

  encode(object: number, depth = 0): string {
    const { heap } = this.vm;
    if (depth > 6) return '...';
    const list = (items: number[]): string => items.map((item) => this.encode(item, depth + 1)).join(', ');
    const type = heap.typeOf(object);
    switch (type.symbol) {
      case '_PyNone_Type':
        return 'None';
      case 'PyBool_Type':
        return object === heap.true ? 'True' : 'False';
      case 'PyLong_Type':
        return String(heap.readInt(object));
      case 'PyFloat_Type': {
        const bits = Buffer.alloc(8);
        bits.writeDoubleBE(heap.readFloat(object));
        return Number.isNaN(heap.readFloat(object)) ? 'nan' : `f${bits.toString('hex')}`;
      }
      case 'PyUnicode_Type':
        return JSON.stringify(heap.readString(object));
      case 'PyList_Type':
        return `[${list(heap.readList(object))}]`;
      case 'PyTuple_Type':
        return `(${list(heap.readTuple(object))},)`;
      case 'PyDict_Type':
        return `{${[...heap.dicts.get(object)!.values()].map(({ key, cell }) => `${this.encode(key, depth + 1)}: ${this.encode(heap.memory.word(cell), depth + 1)}`).join(', ')}}`;
      case 'PySet_Type':
        return `{${[...heap.dicts.get(object)!.values()].map(({ key }) => this.encode(key, depth + 1)).sort().join(', ')}}`;
      case null:
        return this.encodeInstance(object, type, depth);
      default:
        return type.name;
    }
  }

  private encodeInstance(object: number, type: FakeType, depth: number): string {
    const { memory } = this.vm.heap;
    const values = memory.word(object - more.instanceHeader);
    const cells: [string, number][] = [];
    if (type.slots) type.slots.forEach((slot, index) => cells.push([slot, object + 16 + 8 * index]));
    else {
      // In the order of setting: bytes below the values.
      const names = [...type.keys!.index.keys()];
      const count = Number(memory.read(values - 2, 1));
      for (let at = 1; at <= count; at++) {
        const index = Number(memory.read(values - 2 - at, 1));
        cells.push([names[index], values + 8 * index]);
      }
    }
    const set = cells.filter(([, cell]) => memory.word(cell) !== 0);
    return `${type.name.replace('main.', '')}(${set.map(([name, cell]) => `${name}=${this.encode(memory.word(cell), depth + 1)}`).join(', ')})`;
  }
}
