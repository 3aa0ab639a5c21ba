// Classes found by their versions. The process is a stand-in: classes with versions, and what is derived from them.
import { expect, it } from 'vitest';
import { ClassVersions } from './class-versions';

const OBJECT = 0x100;

/** A process with these classes: version, and classes derived from it. Counts how often it was looked through. */
function process(classes: Map<number, { version: number; derived: number[] }>): { versions: ClassVersions; looks: () => number } {
  let looks = 0;
  const of = (address: number): { version: number; derived: number[] } => {
    const found = classes.get(address);
    if (found === undefined) throw new Error('gone');
    return found;
  };
  const python = {
    symbol: () => ((looks += 1), OBJECT),
    readSubclasses: (address: number) => of(address).derived,
    memory: { u32: (address: number) => of(address).version },
    layout: { PyTypeObject: { tp_version_tag: 0 } },
    attempt: <T>(read: () => T): T | undefined => {
      try {
        return read();
      } catch {
        return undefined;
      }
    },
  };
  return { versions: new ClassVersions(python as never), looks: () => looks };
}

it('looks through all classes once, and again for younger versions', () => {
  const classes = new Map([
    [OBJECT, { version: 1, derived: [0x200, 0x300] }],
    [0x200, { version: 5, derived: [0x400] }],
    [0x300, { version: 0, derived: [0x400, 0x999] }], // one of them has gone
    [0x400, { version: 9, derived: [] }],
  ]);
  const { versions, looks } = process(classes);
  expect([9, 5, 1].map((version) => versions.find(version))).toEqual([0x400, 0x200, OBJECT]);
  expect([versions.find(7), looks()]).toEqual([undefined, 1]);
  classes.get(0x300)!.version = 12;
  expect([versions.find(12), looks()]).toEqual([0x300, 2]);
  versions.note(20, 0x500);
  expect([versions.find(20), looks()]).toEqual([0x500, 2]);
});

it('does not look through many classes for every unknown version', () => {
  const classes = new Map([[OBJECT, { version: 1, derived: Array.from({ length: 1000 }, (_, index) => 0x1000 + index) }]]);
  for (const address of classes.get(OBJECT)!.derived) classes.set(address, { version: 0, derived: [] });
  const { versions, looks } = process(classes);
  for (let version = 2; version < 102; version++) versions.find(version);
  expect(looks()).toBe(10);
});
