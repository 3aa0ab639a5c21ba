// When the frame hook is taken out, and when it comes back: calls counted in, the interpreter's word out.
import { wordsToBytes } from '@psyco/runtime-x86';
import { describe, expect, it } from 'vitest';
import { HookPolicy } from './hook-policy';
import { TICKS_A_MILLISECOND } from './measurer';
import { Statistics } from './stats';

const HOOK = 0x1000;
const code = { qualname: 'f', address: 1 };

/** A policy whose counts the test sets. */
function setUp() {
  const counts = { compiled: 0, uncompiled: 0 };
  const slot = {};
  let word = HOOK;
  const memory = { read: () => wordsToBytes([BigInt(word)]), write: (_: number, bytes: Uint8Array) => void (word = Buffer.from(bytes).readUIntLE(0, 6)) };
  const committer = { hook: HOOK, busy: false, isHookGone: () => false, hookIs(address: number) { this.hook = address; } };
  const records = { hits: () => counts.compiled, *[Symbol.iterator]() { yield [code, slot]; } };
  const statistics = new Statistics(() => 0);
  let now = 0;
  const place = { memory, dialect: { offsets: { interpreterEvalFrame: 0 } }, interpreter: 0 };
  const policy = new HookPolicy(committer as never, { options: { frameHook: HOOK }, records } as never, statistics, place as never, () => now, () => counts.uncompiled);
  /** Some looks, 200 ms apart, between any two of which so many calls come by. */
  const pass = (looks: number, compiled: number, uncompiled: number): void => {
    for (let look = 0; look < looks; look++) {
      now += 200;
      counts.compiled += compiled;
      counts.uncompiled += uncompiled;
      policy.update(now);
    }
  };
  /** Calls take so many ticks less than interpreted ones. */
  const measured = (ticks: number): void => {
    for (let round = 0; round < 3; round++) {
      statistics.function(code as never).measurement.note('compiled', 10_000 - ticks, 1);
      statistics.function(code as never).measurement.note('interpreted', 10_000, 1);
    }
  };
  /** Samples that the hook would have turned into compiled code. */
  const miss = (after: number): void => {
    now += after;
    for (let count = 0; count < 3; count++) policy.miss(now);
  };
  pass(1, 0, 0); // the first look
  return { policy, committer, statistics, pass, miss, measured, interpreter: { get hook() { return word; }, set hook(address) { word = address; } } };
}

describe('the frame hook', () => {
  it('stays while calls of compiled functions gain more than the others lose', () => {
    const { committer, pass, measured } = setUp();
    measured(TICKS_A_MILLISECOND / 2000); // 500 ns
    pass(50, 20_000, 400_000);
    expect(committer.hook).toBe(HOOK);
  });

  it('is taken out when they gain less, and stays out for a while', () => {
    const { committer, statistics, pass, miss, measured, interpreter } = setUp();
    measured(TICKS_A_MILLISECOND / 2000);
    pass(2, 5_000, 700_000);
    expect(committer.hook).toBe(0);
    expect(interpreter.hook).toBe(0);
    expect(statistics.events.get('hook removed: it cost more than it gained')).toBe(1);
    miss(100);
    expect(committer.hook).toBe(0);
    miss(2000);
    expect(committer.hook).toBe(HOOK);
    pass(4, 5_000, 700_000);
    miss(2000);
    expect(committer.hook).toBe(0);
    miss(2000);
    expect(committer.hook).toBe(HOOK);
  });

  it('does not take calls for gains that have not been measured, and leaves time to measure them', () => {
    const { committer, pass } = setUp();
    pass(1, 40_000, 450_000);
    expect(committer.hook).toBe(HOOK);
    pass(1, 40_000, 450_000);
    expect(committer.hook).toBe(0);
    const other = setUp();
    other.pass(1, 40_000, 450_000);
    other.measured(TICKS_A_MILLISECOND / 2000);
    other.pass(20, 40_000, 300_000);
    expect(other.committer.hook).toBe(HOOK);
  });

  it('may cost something with new code, however much was lost before', () => {
    const { policy, committer, pass } = setUp();
    pass(1, 100, 590_000);
    policy.grant();
    pass(1, 100, 300_000);
    expect(committer.hook).toBe(HOOK);
    pass(1, 100, 300_000);
    expect(committer.hook).toBe(0);
  });

  it('counts what has been measured: calls that gain nothing do not pay', () => {
    const { committer, pass, measured } = setUp();
    measured(0);
    pass(3, 20_000, 300_000);
    expect(committer.hook).toBe(0);
  });

  it('leaves the hook of another tool alone', () => {
    const { committer, pass, interpreter } = setUp();
    interpreter.hook = 0x7777;
    pass(4, 0, 400_000);
    expect(interpreter.hook).toBe(0x7777);
    expect(committer.hook).toBe(HOOK);
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
