import { expect, test } from 'vitest';
import { VersionsMet } from './versions-met';

/** A process of one class with one attribute, read by pages: `changed` is done between two of them. */
function readClass(order: readonly ('version' | 'content')[], changed: () => void, memory: { version: number; content: string }): { version: number; content: string } {
  let pages: { version?: number; content?: string } = {};
  const page = <Name extends 'version' | 'content'>(name: Name): NonNullable<(typeof pages)[Name]> => {
    pages[name] ??= memory[name] as never;
    return pages[name] as never;
  };
  const versions = new VersionsMet(() => (pages = {}));
  for (const name of order) {
    page(name);
    changed();
  }
  do page('version');
  while (versions.meet('class', page('version')));
  return { version: page('version'), content: page('content') };
}

test('what was read before a change is not taken for what the later version has', () => {
  const memory = { version: 1, content: 'old' };
  const change = (): void => void Object.assign(memory, { version: 2, content: 'new' });
  expect(readClass(['content'], change, memory)).toEqual({ version: 2, content: 'new' });
});

test('a version is met once, of each kind', () => {
  let forgotten = 0;
  const versions = new VersionsMet(() => forgotten++);
  expect([versions.meet('class', 5), versions.meet('class', 5), versions.meet('keys', 5), versions.meet('dict', 0)]).toEqual([true, false, true, false]);
  expect(forgotten).toBe(2);
});
