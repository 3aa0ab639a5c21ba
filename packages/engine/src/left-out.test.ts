// What the names of --no-optimize leave out.
import { describe, expect, it } from 'vitest';
import { passes } from '@psyco/ir';
import { DEAD_VARIABLES, leavesOut, passesLeftOut } from './left-out';

describe('what is left out', () => {
  it('is what is named', () => {
    expect(passesLeftOut(['refcounts', DEAD_VARIABLES])).toEqual(['refcounts']);
    expect(leavesOut(['refcounts'], DEAD_VARIABLES)).toBe(false);
    expect(leavesOut([DEAD_VARIABLES], DEAD_VARIABLES)).toBe(true);
  });
  it('is everything for "all"', () => {
    expect(passesLeftOut(['all'])).toEqual(Object.keys(passes));
    expect(leavesOut(['all'], DEAD_VARIABLES)).toBe(true);
  });
});
