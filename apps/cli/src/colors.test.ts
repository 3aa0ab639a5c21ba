import { expect, test } from 'vitest';
import { wantsColors } from './colors';

test.each([
  { isTTY: true, environment: {}, wanted: true },
  { isTTY: undefined, environment: {}, wanted: false },
  { isTTY: undefined, environment: { CI: 'true' }, wanted: false },
  { isTTY: true, environment: { CI: 'true' }, wanted: true },
  { isTTY: true, environment: { TERM: 'dumb' }, wanted: false },
  { isTTY: true, environment: { NO_COLOR: '1' }, wanted: false },
  { isTTY: true, environment: { NO_COLOR: '' }, wanted: true },
  { isTTY: undefined, environment: { FORCE_COLOR: '1' }, wanted: true },
  { isTTY: true, environment: { FORCE_COLOR: '0' }, wanted: false },
  { isTTY: true, environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, wanted: false },
])('terminal: $isTTY, $environment: coloured: $wanted', ({ isTTY, environment, wanted }) => {
  expect(wantsColors({ isTTY }, environment)).toBe(wanted);
});
