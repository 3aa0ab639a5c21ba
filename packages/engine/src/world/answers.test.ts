import { expect, test } from 'vitest';
import { Answers, Memo } from './answers';

test('an answer is found once for each key, also if it is that there is nothing', () => {
  const memo = new Memo<string, { of: string } | null>();
  const asked: string[] = [];
  const ask = (key: string): { of: string } | null =>
    memo.get(key, () => {
      asked.push(key);
      return key === 'nothing' ? null : { of: key };
    });
  expect(['a', 'nothing', 'b', 'a', 'nothing'].map(ask)).toEqual([{ of: 'a' }, null, { of: 'b' }, { of: 'a' }, null]);
  expect(ask('a')).toBe(ask('a'));
  expect(asked).toEqual(['a', 'nothing', 'b']);
});

test('what could not be found is asked for again', () => {
  const memo = new Memo<number, object>();
  const answer = {};
  expect(() =>
    memo.get(1, () => {
      throw new Error('unreadable');
    }),
  ).toThrow('unreadable');
  expect(memo.get(1, () => answer)).toBe(answer);
});

test('new answers know nothing of what the earlier ones were told, whatever they are about', () => {
  const subjects = Object.keys(new Answers()) as (keyof Answers)[];
  expect(subjects).toContain('lookups');
  for (const subject of subjects) {
    const tell = (answers: Answers, answer: object | null): unknown => (answers[subject] as unknown as Memo<unknown, object | null>).get(1, () => answer);
    const earlier = new Answers();
    expect(tell(earlier, null)).toBe(null);
    const found = {};
    expect(tell(earlier, found)).toBe(null);
    expect(tell(new Answers(), found)).toBe(found);
  }
});
