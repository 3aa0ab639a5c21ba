// Who may be compiled, and who has to be asked first.
import { expect, it } from 'vitest';
import { Journal } from './journal';
import { Permissions } from './permissions';
import type { AnalysedCode } from './world/code-facts';

const code = (qualname: string, filename = '/srv/a.py'): AnalysedCode => ({ qualname, filename }) as AnalysedCode;
const make = (only: string[] = [], skip: string[] = []): Permissions => new Permissions(only, skip, new Journal(undefined));

it('excludes Psyco itself and what options exclude', () => {
  const permissions = make([], ['slow']);
  expect(permissions.prohibition(code('ask', '/opt/psyco/dist/python/psyco/requests.py'))).toBe('own');
  expect(permissions.prohibition(code('slow'))).toBe('option');
  expect(permissions.prohibition(code('requests', '/srv/requests.py'))).toBeNull();
});

it('excludes for ever what cannotcompile() names', () => {
  const permissions = make();
  const one = code('one');
  permissions.forbid(one);
  expect([permissions.prohibition(one), permissions.allows(code('one'))]).toEqual(['cannotcompile', true]);
});

it('asks the filter once about each code object', () => {
  const permissions = make();
  const [yes, no, early] = [code('yes'), code('no'), code('early')];
  permissions.setFilter(true, () => false);
  permissions.exempt(early);
  expect([yes, no, early].map((each) => permissions.prohibition(each))).toEqual(['filter asked', 'filter asked', null]);
  expect(permissions.nextUnjudged()).toBe(yes);
  permissions.judge(yes, true);
  expect(permissions.nextUnjudged()).toBe(no);
  permissions.judge(no, false);
  expect(permissions.nextUnjudged()).toBeNull();
  expect([yes, no].map((each) => permissions.prohibition(each))).toEqual([null, 'filter']);
  permissions.setFilter(true, (each) => each === early);
  expect([yes, no, early].map((each) => permissions.prohibition(each))).toEqual(['filter asked', 'filter asked', null]);
  permissions.setFilter(false, () => false);
  expect(permissions.allows(no)).toBe(true);
});
