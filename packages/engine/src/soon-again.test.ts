// Which functions are taken out, and asked for again.
import { expect, it } from 'vitest';
import { SoonAgain, type SoonAgainParts } from './soon-again';

function parts(entries: { name: string; total: number; recompilations?: number; current?: unknown }[], busy = false) {
  const done: string[] = [];
  const states = entries.map(({ name, total, recompilations = 0, current = {} }) => ({ code: name, entry: { total, recompilations, current } }));
  const native = { total: 5, recompilations: 0, wantsRecompile: false };
  const fake = {
    functions: states,
    installer: { suspend: ({ code }: { code: string }) => done.push(`out ${code}`), nativeSlots: new Map([['n', native]]) },
    committer: { busy },
    sync: { forget: (codes: string[]) => done.push(`ask ${codes.join(' ')}`) },
  };
  return { soon: new SoonAgain(fake as unknown as SoonAgainParts, 2), done, native };
}

it('takes out what was left often enough, and has it asked for', () => {
  const { soon, done, native } = parts([{ name: 'f', total: 2 }, { name: 'g', total: 1 }, { name: 'h', total: 9, recompilations: 8 }, { name: 'i', total: 9, current: null }, { name: 'j', total: 3 }]);
  soon.update();
  expect(done).toEqual(['out f', 'out j', 'ask f j']);
  expect(native.wantsRecompile).toBe(true);
});

it('waits for the commit that is on its way', () => {
  const { soon, done } = parts([{ name: 'f', total: 2 }], true);
  soon.update();
  expect(done).toEqual([]);
});
