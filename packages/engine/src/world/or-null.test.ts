// Which errors are reads of memory that changes, and which are faults of the compiler.
import { TruncatedError } from '@psyco/bytecode';
import { BadAddress, Inconsistent, ProcessGone } from '@psyco/objects';
import { expect, test } from 'vitest';
import { orNullTelling } from './or-null';

const told: string[] = [];
const orNull = orNullTelling((error) => told.push(error.message));
const failing = (error: unknown) => (): never => {
  throw error;
};

test('what is there is the answer', () => {
  expect([orNull(() => 0), orNull(() => undefined)]).toEqual([0, null]);
});

test.each([new BadAddress(16, 8), new Inconsistent('a list', 16), new TruncatedError('Code', 2)])('$name: nothing is there', (error) => {
  expect(orNull(failing(error))).toBeNull();
  expect(told.splice(0)).toEqual([]);
});

test('an error of any other kind is told', () => {
  expect(orNull(failing(new TypeError('list.toReversed is not a function')))).toBeNull();
  expect(told.splice(0)).toEqual(['list.toReversed is not a function']);
});

test('a process that is gone ends it', () => {
  expect(() => orNull(failing(new ProcessGone(1)))).toThrow(ProcessGone);
  expect(told).toEqual([]);
});
