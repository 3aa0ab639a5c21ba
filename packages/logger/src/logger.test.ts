// Lines as a user reads them, and every event of the table there and back.
import { describe, expect, it } from 'vitest';
import { EVENTS, type EventKind, type FieldType, type LogEvent } from './events';
import { formatEvent, formatHotFunctions } from './format';
import { Logger } from './logger';
import { parseLine } from './parse';

const NOON = new Date(2026, 1, 3, 11, 33, 53, 190).getTime();
const SAMPLES: Readonly<Record<FieldType, readonly (string | number)[]>> = {
  name: ['backPropagate', 'Vec.<locals>.<lambda>', 'naïve'],
  text: ['/srv/a b/at in.py', 'generator', '%', 'an await in the body', 'C:\\x'],
  number: [0, 1, 70, 0.125, 123456789],
};

function collect(): { lines: string[]; logger: Logger; clock: { now: number } } {
  const lines: string[] = [];
  const clock = { now: NOON };
  return { lines, clock, logger: new Logger((line) => lines.push(line), () => clock.now) };
}

describe('Logger', () => {
  it('writes the log of a short run', () => {
    const { lines, logger, clock } = collect();
    logger.start();
    logger.event('profilerStart', { profiler: 'profile' });
    clock.now += 210;
    logger.hot([{ rank: 1, share: 0.584, name: 'update', file: 'bpnn.py', line: 70 }, { rank: 2, share: 0.025, name: 'random', file: '/usr/lib/python3.11/random.py', line: 168 }]);
    logger.event('tag', { function: 'update', file: 'bpnn.py', line: 70 });
    logger.event('compiled', { function: 'update', versions: 2, bytes: 1830, milliseconds: 12 });
    logger.event('unsupported', { reason: 'generator', function: 'pairs', file: 'bpnn.py', line: 12 });
    logger.memory({ code: 12.4, data: 3, compiler: 61000 });
    logger.exit();
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "11:33:53.19  Logging started, 02/03/26                  %%%%%%%%%%%%%%%%%%%%
      11:33:53.19  profile: starting                                           %%%
      11:33:53.40   ______
              #1   |58.4 %|  update                                  bpnn.py:70
              #2   | 2.5 %|  random                    /usr/lib/python3.11/random.py:168
      11:33:53.40  tag function: update at bpnn.py:70                            %
      11:33:53.40  compiled update: 2 versions, 1830 bytes, 12 ms
      11:33:53.40  unsupported generator in pairs at bpnn.py:12                 %%
      11:33:53.40  memory usage: 12 kb code                                      %
      11:33:53.40  memory usage: 3 kb data                                       %
      11:33:53.40  memory usage: 61000 kb compiler                               %
      11:33:53.40  program exit, 02/03/26                     %%%%%%%%%%%%%%%%%%%%"
    `);
  });

  it('spares the reader lists that follow each other closely', () => {
    const { lines, logger, clock } = collect();
    const entry = { rank: 1, share: 1, name: 'f', file: 'f.py', line: 1 };
    expect(logger.hot([entry])).toBe(true);
    expect(logger.hot([entry])).toBe(false);
    clock.now += 200;
    expect(logger.hot([])).toBe(false);
    expect(logger.hot([entry])).toBe(true);
    expect(lines).toHaveLength(4);
  });

  it('shows only as many functions as asked for', () => {
    const lines: string[] = [];
    const entries = [1, 2, 3].map((rank) => ({ rank, share: 0.1, name: 'f', file: 'f.py', line: rank }));
    new Logger((line) => lines.push(line), () => NOON, { top: 2 }).hot(entries);
    expect(lines).toHaveLength(3);
    expect(new Logger(() => {}, () => NOON, { top: 0 }).hot(entries)).toBe(false);
  });

  it('falls silent when the log cannot be written', () => {
    let calls = 0;
    const logger = new Logger(() => { calls += 1; throw new Error('no space left on device'); }, () => NOON);
    logger.start();
    logger.exit();
    expect(calls).toBe(1);
    expect(logger.failure).toMatchObject({ message: 'no space left on device' });
  });
});

describe('the table', () => {
  it.each(Object.keys(EVENTS) as EventKind[])('%s: names every field once, and its lines parse back', (kind) => {
    const { fields, text, importance } = EVENTS[kind] as { fields: Record<string, FieldType>; text: string; importance: number };
    expect([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()).toEqual(Object.keys(fields).sort());
    for (let round = 0; round < 5; round += 1) {
      const values = Object.fromEntries(Object.entries(fields).map(([name, type], index) => [name, SAMPLES[type][(round + index) % SAMPLES[type].length]!]));
      const line = formatEvent({ kind, time: NOON, fields: values } as unknown as LogEvent);
      expect(parseLine(line)).toEqual({ type: 'event', kind, time: '11:33:53.19', importance, fields: values });
    }
  });

  it('has no event of importance 0 that ends in free text, which could end in a percent sign', () => {
    for (const { importance, text } of Object.values(EVENTS)) expect(importance === 0 && text.endsWith('}')).toBe(false);
  });
});

describe('lines', () => {
  it('can be selected by importance with grep', () => {
    const important = (Object.keys(EVENTS) as EventKind[]).filter((kind) => formatEvent({ kind, time: NOON, fields: {} } as unknown as LogEvent).includes('%%%'));
    expect(important).toEqual(['start', 'exit', 'profilerStart', 'profilerLimit', 'profilerDisplaced', 'limit', 'detached']);
  });

  it('stay one line whatever a field holds', () => {
    const line = formatEvent({ kind: 'warning', time: NOON, fields: { text: 'two\nlines\u2028three' } });
    expect(line.trim()).toMatch(/^11:33:53\.19 {2}warning: two\\x0alines\\x2028three +%%$/);
  });

  it('of hot functions parse back', () => {
    const functions = [{ rank: 1, share: 1, name: 'C.<locals>.f', file: '/tmp/a b.py', line: 7 }, { rank: 12, share: 0.005, name: 'x'.repeat(40), file: '<string>', line: 1 }];
    const [rule, ...rest] = formatHotFunctions(NOON, functions);
    expect(parseLine(rule!)).toEqual({ type: 'rule', time: '11:33:53.19' });
    expect(rest.map((line) => parseLine(line))).toEqual(functions.map((each) => ({ type: 'hot', function: each })));
  });

  it('of strangers are not taken for events', () => {
    expect(parseLine('Traceback (most recent call last):')).toBeUndefined();
    expect(parseLine('11:33:53.19  something new   %%')).toEqual({ type: 'unknown', time: '11:33:53.19', importance: 2, text: 'something new' });
  });
});
