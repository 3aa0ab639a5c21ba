// When the frame hook is taken out, and when it comes back: calls counted in, commits out.
import { describe, expect, it } from 'vitest';
import { HookPolicy } from './hook-policy';
import { Statistics } from './stats';

const HOOK = 0x1000;
const code = { qualname: 'f', address: 1 };

/** A policy whose counts the test sets; commits are applied at once. */
function setUp() {
  const counts = { compiled: 0, uncompiled: 0 };
  const slot = {};
  const committer = { hook: HOOK, busy: false, isHookGone: () => false, hookIs(address: number) { this.hook = address; }, post: (_: unknown, done: (result: { applied: boolean }) => void) => done({ applied: true }) };
  const records = { hits: () => counts.compiled, *[Symbol.iterator]() { yield [code, slot]; } };
  const statistics = new Statistics(() => 0);
  let now = 0;
  const policy = new HookPolicy(committer as never, { options: { frameHook: HOOK }, records } as never, statistics, 0, () => now, () => counts.uncompiled);
  /** Some looks, between any two of which so many calls come by. */
  const pass = (looks: number, compiled: number, uncompiled: number): void => {
    for (let look = 0; look < looks; look++) {
      now += 200;
      counts.compiled += compiled;
      counts.uncompiled += uncompiled;
      policy.update(now);
    }
  };
  /** Samples that the hook would have turned into compiled code. */
  const miss = (after: number): void => {
    now += after;
    for (let count = 0; count < 3; count++) policy.miss(now);
  };
  pass(1, 0, 0); // the first look
  return { committer, statistics, pass, miss };
}

describe('the frame hook', () => {
  it('stays while calls of compiled functions gain more than the others lose', () => {
    const { committer, pass } = setUp();
    pass(50, 40_000, 400_000);
    expect(committer.hook).toBe(HOOK);
  });

  it('is taken out when they gain less, and stays out for a while', () => {
    const { committer, statistics, pass, miss } = setUp();
    pass(3, 5_000, 400_000);
    expect(committer.hook).toBe(0);
    expect(statistics.events.get('hook removed: it cost more than it gained')).toBe(1);
    miss(100);
    expect(committer.hook).toBe(0);
    miss(2000);
    expect(committer.hook).toBe(HOOK);
    pass(4, 5_000, 400_000);
    miss(2000);
    expect(committer.hook).toBe(0);
    miss(2000);
    expect(committer.hook).toBe(HOOK);
  });

  it('counts what has been measured: calls that gain nothing do not pay', () => {
    const { committer, statistics, pass } = setUp();
    const { rounds } = statistics.function(code as never).measurement;
    rounds.compiled.push(1000, 1000, 1000);
    rounds.interpreted.push(1000, 1000, 1000);
    pass(3, 20_000, 300_000);
    expect(committer.hook).toBe(0);
  });

  it('stays for calls that are few and take long', () => {
    const { committer, statistics, pass } = setUp();
    for (let look = 0; look < 20; look++) {
      statistics.function(code as never).compiledTime += 100;
      pass(1, 70, 400_000);
    }
    expect(committer.hook).toBe(HOOK);
  });

  it('is taken out when hardly anything calls compiled functions, and comes back when something does', () => {
    const { committer, pass, miss } = setUp();
    pass(5, 10, 0);
    expect(committer.hook).toBe(0);
    miss(100);
    expect(committer.hook).toBe(HOOK);
  });
});
