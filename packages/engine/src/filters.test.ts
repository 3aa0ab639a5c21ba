import { describe, expect, it } from 'vitest';
import { createFilter } from './filters';

const dot = { qualname: 'Vector.dot', filename: '/home/me/project/bench.py' };

describe('createFilter', () => {
  it('lets everything through without patterns', () => {
    expect(createFilter([], [])(dot)).toBe(true);
  });
  it.each([
    ['dot', true],
    ['Vector.dot', true],
    ['Vector.*', true],
    ['do', false],
    ['bench.py:dot', true],
    ['project/bench.py:*', true],
    ['ench.py:dot', false],
    ['/home/me/project/bench.py:Vector.dot', true],
    ['*:dot', true],
    ['other.py:dot', false],
  ])('matches %s: %s', (pattern, expected) => {
    expect(createFilter([pattern], [])(dot)).toBe(expected);
    expect(createFilter([], [pattern])(dot)).toBe(!expected);
  });
  it('lets skip win over only', () => {
    expect(createFilter(['*'], ['dot'])(dot)).toBe(false);
  });
  it('takes special characters literally', () => {
    expect(createFilter(['<listcomp>'], [])({ qualname: 'main.<locals>.<listcomp>', filename: 'a.py' })).toBe(true);
    expect(createFilter(['d.t'], [])(dot)).toBe(false);
  });
});
