import { expect, it } from 'vitest';
import { NEVER_SKIPPED, SKIPPED_FILES } from './skips';

it('skips nothing without a reason, and never what shows first that a compiler is not quite Python', () => {
  expect(Object.keys(SKIPPED_FILES).filter((name) => NEVER_SKIPPED.includes(name))).toEqual([]);
  for (const reason of Object.values(SKIPPED_FILES)) expect(reason.length).toBeGreaterThan(20);
});
