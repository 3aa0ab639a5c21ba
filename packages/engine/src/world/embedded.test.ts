// Objects that the code is to embed, exchanged for others in the middle of a compilation. The process is a real Python.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Inconsistent, PythonProcess } from '@psyco/objects';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasPython } from '../testing/python';
import { ProcessWorld } from './process-world';

const SCRIPT = `
import json, sys
number, settings, text = float('1.5'), tuple([1, 2]), ''.join(['a', 'b'])
hash(text)
def function(a, b=3.5): pass
classes = [type(f'C{i}', (), {'x': i}) for i in range(5)]
[one.x for one in classes]
print(json.dumps([id(one) for one in (number, settings, text, function, *classes)]), flush=True)
sys.stdin.read()
`;

describe.runIf(hasPython)('an object that is to be embedded', () => {
  const child = spawn(process.env.PSYCO_PYTHON ?? 'python3.11', ['-c', SCRIPT]);
  let world: ProcessWorld;
  let [number, settings, text, func]: number[] = [];
  /** Classes that were not met yet. */
  let classes: number[] = [];
  beforeAll(async () => {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    [number, settings, text, func, ...classes] = JSON.parse(line.toString()) as number[];
    world = new ProcessWorld(new PythonProcess(child.pid!));
  });
  afterAll(() => void child.kill('SIGKILL'));
  beforeEach(() => world.begin());

  /** Lets another object be where one was, for a while. */
  const exchange = (address: number, value: number, during: () => void): void => {
    const { memory } = world.python;
    const before = memory.readFresh(address, 8);
    memory.writeU64(address, value);
    during();
    memory.write(address, before);
  };
  const { PyFloatObject, PyTupleObject, PyASCIIObject } = { PyFloatObject: 16, PyTupleObject: 24, PyASCIIObject: 24 };

  it('is expected to stay as it is', () => {
    for (const address of [number!, settings!, text!]) world.embeds(address);
    // Of a version that is met for the first time: all is read anew.
    world.classInfo(classes.pop()!);
    for (const address of [number!, settings!, text!]) world.expectObject(address);
    expect([...world.readSet].map(({ what }) => what).sort()).toEqual(['embedded object', 'embedded object', 'embedded object', 'hash of a string', 'items of a tuple', 'value of a float']);
  });

  it.each([['a number', () => number! + PyFloatObject], ['a tuple', () => settings! + PyTupleObject], ['a string', () => text! + PyASCIIObject], ['the type', () => number! + 8]] as const)('is not taken for another one that came there meanwhile: %s', (_, place) => {
    for (const address of [number!, settings!, text!]) world.embeds(address);
    exchange(place(), func!, () => {
      world.classInfo(classes.pop()!);
      expect(() => world.expectObject(settings!)).toThrow(Inconsistent);
    });
  });

  it('was dead before: a free block, with the address of a free block where the type was', () => {
    for (const link of [number!, settings! - 16, 0]) {
      exchange(settings! + 8, link, () => {
        world.begin();
        world.embeds(settings!);
        expect(() => world.expectObject(settings!)).toThrow(Inconsistent);
      });
    }
  });

  it('is a default value as long as the tuple has it', () => {
    const facts = world.functionFacts(func!)!;
    const found = [...world.readSet].find(({ address }) => address === facts.defaults + PyTupleObject);
    expect(found).toMatchObject({ expected: BigInt(facts.defaultValues[0]!) });
  });
});
