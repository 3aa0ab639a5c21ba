import { describe, expect, it } from 'vitest';
import { FeedbackStore, isLearnable, shouldRecompile } from './feedback';

describe('shouldRecompile', () => {
  it('waits for a burst or a lasting trickle', () => {
    expect(shouldRecompile({ recent: 7, total: 49 }, 0)).toBe(false);
    expect(shouldRecompile({ recent: 8, total: 8 }, 0)).toBe(true);
    expect(shouldRecompile({ recent: 0, total: 50 }, 0)).toBe(true);
  });
  it('asks for twice as much each time, and stops', () => {
    expect(shouldRecompile({ recent: 8, total: 60 }, 1)).toBe(false);
    expect(shouldRecompile({ recent: 16, total: 60 }, 1)).toBe(true);
    expect(shouldRecompile({ recent: 1e9, total: 1e9 }, 8)).toBe(false);
  });
});

describe('FeedbackStore', () => {
  const site = { code: 1, offset: 10, operand: 1, reason: 'type' } as const;

  it('remembers the types per operand', () => {
    const store = new FeedbackStore((address) => address !== 300);
    store.note(site, 5, [100]);
    store.note(site, 5, [200]);
    store.note(site, 5, [100]);
    store.note(site, 5, [300, 200]);
    store.note({ ...site, operand: 0 }, 5, [0]);
    expect(store.typesSeen(1, 10, 1)).toEqual([100, 200]);
    expect(store.typesSeen(1, 10, 0)).toEqual([]);
    expect(store.typesSeen(1, 12, 1)).toEqual([]);
  });
  it('takes a place to get any type when three versions of a unit have left there, often enough', () => {
    const store = new FeedbackStore();
    const version = (key: string): { key: string } => ({ key });
    const leave = (unit: { key: string }, count: number): boolean => {
      store.note(site, count, [100], 0, unit);
      return store.isVaried(1, 10, 1);
    };
    const first = version('f');
    expect([leave(first, 100), leave(first, 100), leave(version('g'), 100), leave(version('f'), 100)]).toEqual([false, false, false, false]);
    // A few exits of a version are a rare type's.
    const third = version('f');
    expect([leave(third, 7), leave(third, 1)]).toEqual([false, true]);
    expect([store.isVaried(1, 10, 0), store.isVaried(1, 12, 1)]).toEqual([false, false]);
  });
  it('takes it so after two versions if four types were seen', () => {
    const store = new FeedbackStore();
    const [first, second] = [{ key: 'f' }, { key: 'f' }];
    for (const type of [100, 200, 300]) store.note(site, 10, [type], 0, first);
    store.note(site, 10, [300], 0, second);
    expect(store.isVaried(1, 10, 1)).toBe(false);
    store.note(site, 1, [400], 0, second);
    expect(store.isVaried(1, 10, 1)).toBe(true);
  });
  it('reports reasons that happened more than by chance', () => {
    const store = new FeedbackStore();
    store.note({ ...site, reason: 'overflow' }, 1, [0]);
    expect(store.happened(1, 10, 'overflow')).toBe(false);
    store.note({ ...site, reason: 'overflow' }, 2, [0]);
    expect(store.happened(1, 10, 'overflow')).toBe(true);
    expect(store.happened(1, 10, 'bounds')).toBe(false);
  });
  it('knows what recompiling helps with', () => {
    expect(isLearnable('type')).toBe(true);
    expect(isLearnable('poll')).toBe(false);
  });

  it('remembers the shapes of compact instances that exits saw; 0 is that of an empty one', () => {
    const store = new FeedbackStore();
    const site = { code: 1, offset: 2, operand: 0, reason: 'layout' } as const;
    store.note(site, 1, [0], 0x1000);
    store.note(site, 1, [0], 0x1000);
    store.note(site, 1, [0], 0);
    store.note({ ...site, offset: 4, reason: 'type' }, 1, [0x2000], 0x3000);
    expect(store.layoutsSeen(1, 2)).toEqual([0x1000, 0]);
    expect(store.layoutsSeen(1, 4)).toEqual([]);
    expect(store.happened(1, 2, 'layout')).toBe(true);
  });
});
