// The charge model against a virtual clock and against the plain definition of exponential decay.
import { describe, expect, it } from 'vitest';
import { ChargeModel } from './charge-model';
import { ProfilerOptionError } from './errors';

describe('charges', () => {
  it('charges the running function, and its callers a fraction each', () => {
    const model = new ChargeModel<string>();
    model.sample(0, ['leaf', 'middle', 'main']);
    expect(model.charge('leaf')).toBe(1);
    expect(model.charge('middle')).toBe(0.25);
    expect(model.charge('main')).toBe(0.0625);
    expect(model.total).toBe(1.3125);
    expect(model.charge('unknown')).toBe(0);
  });

  it('weighs a sample', () => {
    const model = new ChargeModel<string>({ parentframe: 0.5 });
    model.sample(0, ['leaf', 'main'], 4);
    expect(model.charge('leaf')).toBe(4);
    expect(model.charge('main')).toBe(2);
  });

  it('charges each frame of a recursion', () => {
    const model = new ChargeModel<string>();
    model.sample(0, ['fib', 'fib', 'fib', 'main']);
    expect(model.charge('fib')).toBe(1 + 0.25 + 0.0625);
  });

  it('does not walk a deep stack whose callers would get nothing', () => {
    const model = new ChargeModel<number>();
    model.sample(0, Array.from({ length: 10_000 }, (_, depth) => depth));
    expect(model.size).toBeLessThan(12);
  });

  it('charges no caller when parentframe is 0', () => {
    const model = new ChargeModel<string>({ parentframe: 0 });
    model.sample(0, ['leaf', 'main']);
    expect(model.size).toBe(1);
  });

  it('halves a charge every half-life', () => {
    const model = new ChargeModel<string>();
    model.sample(10, ['a']);
    model.sample(10.5, ['b']);
    expect(model.charge('a')).toBeCloseTo(0.5, 12);
    model.sample(12, ['b']);
    expect(model.charge('a')).toBeCloseTo(1 / 16, 12);
    expect(model.charge('b')).toBeCloseTo(1 + 1 / 8, 12);
  });

  it('treats a clock that goes back as one that stands still', () => {
    const model = new ChargeModel<string>();
    model.sample(10, ['a']);
    model.sample(9, ['a']);
    expect(model.charge('a')).toBe(2);
  });

  it('agrees with the definition over thousands of half-lives', () => {
    const model = new ChargeModel<number>({ halflife: 0.1, parentframe: 0 });
    const plain = new Map<number, number>();
    let now = 1.6e9; // As large as a wall clock: the unit must be relative.
    let random = 1;
    for (let step = 0; step < 20_000; step += 1) {
      random = (random * 1103515245 + 12345) % 2147483648;
      now += (random % 100) / 2000;
      const key = random % 7;
      const fade = 2 ** (-((random % 100) / 2000) / 0.1);
      for (const [each, charge] of plain) plain.set(each, charge * fade);
      plain.set(key, (plain.get(key) ?? 0) + 1);
      model.sample(now, [key]);
      if (step % 500 === 0) for (const [each, charge] of plain) expect(model.charge(each)).toBeCloseTo(charge, 4);
    }
    expect(model.renormalizations).toBeGreaterThan(10);
    expect(model.size).toBe(7);
    expect(model.total).toBeCloseTo([...plain.values()].reduce((sum, charge) => sum + charge, 0), 4);
  });

  it('survives a pause in which everything fades to nothing', () => {
    const model = new ChargeModel<string>();
    model.sample(0, ['a']);
    model.sample(1e6, ['b']);
    expect(model.report()).toEqual([{ rank: 1, key: 'b', charge: 1, share: 1 }]);
    expect(model.hot(1e6)).toEqual(['b']);
  });
});

describe('hot functions', () => {
  it('finds a long-running loop at once and a newcomer within a second', () => {
    const model = new ChargeModel<string>();
    let now = 0;
    for (; now < 60; now += model.interval) model.sample(now, ['old', 'main']);
    expect(model.hot(now)).toEqual(['old', 'main']);
    const start = now;
    while (!model.hot(now).includes('new')) {
      model.sample(now, ['new', 'main']);
      now += model.interval;
    }
    expect(now - start).toBeLessThan(0.2);
  });

  it('leaves ten thousand lukewarm functions alone', () => {
    const model = new ChargeModel<number>({ parentframe: 0 });
    for (let step = 0; step < 20_000; step += 1) {
      model.sample(step * 0.01, [step % 10_000]);
      if (step > 100) expect(model.hot(step * 0.01)).toEqual([]);
    }
  });

  it('finds the caller whose work is spread over many callees', () => {
    const model = new ChargeModel<string>();
    for (let step = 0; step < 200; step += 1) model.sample(step * 0.05, [`part${step % 40}`, 'whole', 'main']);
    expect(model.hot(10)[0]).toBe('whole');
    expect(model.hot(10).some((key) => key.startsWith('part0'))).toBe(false);
  });

  it('drops a function that has cooled down', () => {
    const model = new ChargeModel<string>({ parentframe: 0 });
    model.sample(0, ['a']);
    for (let step = 0; step < 200; step += 1) model.sample(step * 0.05, ['b']);
    expect(model.hot(10)).toEqual(['b']);
  });

  it('waits for a minimum charge when told to', () => {
    const model = new ChargeModel<string>({ minimum: 2.5 });
    model.sample(0, ['a']);
    model.sample(0.001, ['a']);
    expect(model.hot(0.001)).toEqual([]);
    model.sample(0.002, ['a']);
    expect(model.hot(0.002)).toEqual(['a']);
  });

  it('raises the shares of the others when one is forgotten', () => {
    const model = new ChargeModel<string>({ parentframe: 0, watermark: 0.5 });
    for (let step = 0; step < 100; step += 1) model.sample(0, ['a']);
    model.sample(0, ['b']);
    expect(model.hot(0)).toEqual(['a']);
    model.forget('a');
    expect(model.hot(0)).toEqual(['b']);
    expect(model.total).toBe(1);
    model.forget('never seen');
    model.reset();
    expect(model.hot(0)).toEqual([]);
    expect(model.total).toBe(0);
  });
});

describe('report', () => {
  it('lists the highest charges with their share', () => {
    const model = new ChargeModel<string>({ parentframe: 0 });
    for (const key of ['a', 'b', 'b', 'c', 'c', 'c', 'd', 'd', 'd', 'd']) model.sample(5, [key]);
    expect(model.report(2)).toEqual([
      { rank: 1, key: 'd', charge: 4, share: 0.4 },
      { rank: 2, key: 'c', charge: 3, share: 0.3 },
    ]);
    expect(model.share('a')).toBe(0.1);
  });
});

describe('options', () => {
  it('has the defaults of the guide', () => {
    expect(new ChargeModel().options).toEqual({ watermark: 0.09, halflife: 0.5, pollfreq: 20, parentframe: 0.25, minimum: 0 });
  });

  it.each([
    ['watermark', 1.5], ['watermark', -0.1], ['watermark', NaN], ['halflife', 0], ['pollfreq', -1], ['pollfreq', Infinity], ['parentframe', 1], ['minimum', -1],
  ])('refuses %s = %s', (option, value) => {
    expect(() => new ChargeModel({ [option]: value })).toThrow(ProfilerOptionError);
  });

  it('says which option and why', () => {
    expect(() => new ChargeModel({ watermark: 9 })).toThrowErrorMatchingInlineSnapshot(`[ProfilerOptionError: profiler option watermark is 9: expected a number from 0 to 1]`);
  });
});
