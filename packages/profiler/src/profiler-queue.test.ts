// The queue of profilers: every limit, chaining, displacement and coming back, against a virtual clock.
import { describe, expect, it } from 'vitest';
import { ProfilerOptionError } from './errors';
import { ProfilerQueue, type Transition } from './profiler-queue';

const show = (transitions: Transition[]): string[] =>
  transitions.map((each) => `${each.profiler.kind}#${each.profiler.number} ${each.event === 'limit' ? `${each.limit} limit` : each.event}`);

describe('ProfilerQueue', () => {
  it('starts the first profiler and holds the others back', () => {
    const queue = new ProfilerQueue();
    expect(show(queue.add('full', { memory: 100 }, 0, 0))).toEqual(['full#1 started']);
    expect(show(queue.add('profile', { watermark: 0.05, memory: 100 }, 0, 0))).toEqual([]);
    expect(show(queue.add('profile', { watermark: 0.2 }, 0, 0))).toEqual([]);
    expect(queue.current?.kind).toBe('full');
    expect(queue.memoryCeiling()).toBe(100);
    expect(show(queue.update(1, 99))).toEqual([]);
    expect(show(queue.update(2, 130))).toEqual(['full#1 memory limit', 'profile#2 started']);
    expect(queue.memoryCeiling()).toBe(230);
    expect(queue.current?.charge.watermark).toBe(0.05);
    expect(show(queue.update(3, 230))).toEqual(['profile#2 memory limit', 'profile#3 started']);
    expect(show(queue.update(1e6, 1e6))).toEqual([]);
  });

  it('gives background its own polling frequency', () => {
    const queue = new ProfilerQueue();
    queue.add('background', {}, 0, 0);
    expect(queue.current?.charge.pollfreq).toBe(100);
    queue.stop(0, 0);
    queue.add('profile', {}, 0, 0);
    expect(queue.current?.charge.pollfreq).toBe(20);
  });

  it('counts time from the start of a profiler and timemax from its queueing', () => {
    const queue = new ProfilerQueue();
    queue.add('full', { time: 10 }, 100, 0);
    queue.add('profile', { timemax: 15 }, 100, 0);
    queue.add('background', { timemax: 12 }, 100, 0);
    queue.add('runonly', {}, 100, 0);
    expect(queue.deadline()).toBe(110);
    expect(show(queue.update(110, 0))).toEqual(['full#1 time limit', 'profile#2 started']);
    expect(queue.deadline()).toBe(115);
    expect(show(queue.update(115, 0))).toEqual(['profile#2 timemax limit', 'background#3 timemax limit', 'runonly#4 started']);
    expect(queue.deadline()).toBe(Infinity);
  });

  it('counts memorymax in all, memory only while running', () => {
    const queue = new ProfilerQueue();
    queue.add('full', { memory: 50 }, 0, 200);
    queue.add('profile', { memorymax: 240 }, 0, 200);
    queue.add('background', { memory: 10, memorymax: 1000 }, 0, 200);
    expect(show(queue.update(1, 250))).toEqual(['full#1 memory limit', 'profile#2 memorymax limit', 'background#3 started']);
    expect(queue.memoryCeiling()).toBe(260);
    expect(show(queue.update(1, 260))).toEqual(['background#3 memory limit']);
    expect(queue.current).toBeUndefined();
  });

  it('reaches a limit exactly at the deadline it names', () => {
    const queue = new ProfilerQueue();
    queue.add('profile', { time: 0.1 }, 0.2, 0);
    expect(show(queue.update(queue.deadline(), 0))).toEqual(['profile#1 time limit']);
  });

  it('never starts a profiler whose limit is 0', () => {
    const queue = new ProfilerQueue();
    expect(show(queue.add('full', { memory: 0 }, 0, 0))).toEqual(['full#1 memory limit']);
    expect(show(queue.add('full', { time: 0 }, 0, 0))).toEqual(['full#2 time limit']);
    expect(queue.profilers).toEqual([]);
  });

  it('steps aside while another tool owns the hooks, comes back, and does not count the pause', () => {
    const queue = new ProfilerQueue();
    queue.add('profile', { time: 10, memory: 10 }, 0, 0);
    queue.add('background', {}, 0, 0);
    expect(show(queue.setHooksTaken(true, 4, 4))).toEqual(['profile#1 displaced', 'background#2 started']);
    expect(show(queue.setHooksTaken(false, 100, 50))).toEqual(['background#2 displaced', 'profile#1 started']);
    expect(queue.deadline()).toBe(106);
    expect(queue.memoryCeiling()).toBe(56);
  });

  it('runs nothing while the hooks are taken and no other profiler waits', () => {
    const queue = new ProfilerQueue();
    queue.add('full', {}, 0, 0);
    expect(show(queue.setHooksTaken(true, 1, 0))).toEqual(['full#1 displaced']);
    expect(queue.current).toBeUndefined();
    expect(show(queue.setHooksTaken(false, 2, 0))).toEqual(['full#1 started']);
  });

  it('purges the queue when stopped', () => {
    const queue = new ProfilerQueue();
    queue.add('full', {}, 0, 0);
    queue.add('profile', {}, 0, 0);
    expect(show(queue.stop(1, 0))).toEqual(['full#1 stopped']);
    expect(queue.profilers).toEqual([]);
    expect(show(queue.stop(1, 0))).toEqual([]);
    expect(show(queue.add('runonly', {}, 2, 0))).toEqual(['runonly#3 started']);
  });

  it('lets the first explicit profiler replace the default one', () => {
    const queue = new ProfilerQueue();
    expect(show(queue.add('profile', {}, 0, 0, true))).toEqual(['profile#1 started']);
    expect(show(queue.add('full', { time: 5 }, 1, 0))).toEqual(['profile#1 replaced', 'full#2 started']);
    expect(show(queue.add('background', {}, 1, 0))).toEqual([]);
  });

  it('refuses bad options', () => {
    const queue = new ProfilerQueue();
    expect(() => queue.add('full', { memory: -1 }, 0, 0)).toThrow(ProfilerOptionError);
    expect(() => queue.add('profile', { time: NaN }, 0, 0)).toThrow(ProfilerOptionError);
    expect(() => queue.add('profile', { watermark: 2 }, 0, 0)).toThrow(ProfilerOptionError);
    expect(queue.profilers).toEqual([]);
  });
});
