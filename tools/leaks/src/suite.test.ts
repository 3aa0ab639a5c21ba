// What CPython's runner says of leaks is read right, and a leak that only one of two commands has is told.
import { describe, expect, it } from 'vitest';
import { findPython } from '@psyco/harness';
import { hunt, readHunt } from './suite';

const debug = findPython(true);
if (!debug) console.warn('SKIPPED: CPython was not let to look for leaks: no debug build of a supported CPython (python3.11-dbg) on PATH');

describe('what the runner says', () => {
  it('is a list of leaks', () => {
    const output = 'beginning 6 repetitions\n123456\n......\ntest_list leaked [3, 3, 3] references, sum=9\ntest_list leaked [1, 2, 1] memory blocks, sum=4\n\n1 test failed:\n    test_list\n';
    expect(readHunt(output, 2)).toEqual({ leaks: ['references [3, 3, 3]', 'memory blocks [1, 2, 1]'], failed: undefined });
  });
  it('is nothing', () => {
    expect(readHunt('......\n\n1 test OK.\n', 0)).toEqual({ leaks: [], failed: undefined });
  });
  it('says that tests failed', () => {
    expect(readHunt('test_list failed\n== Tests result: FAILURE ==', 2).failed).toContain('status 2');
  });
});

describe.skipIf(!debug)('a file of the suite', () => {
  it('leaks nothing in plain Python', { timeout: 100_000 }, async () => {
    const { leaks, failed } = await hunt([debug!], 'test_bool', [3, 3]);
    if (failed?.includes('No module named')) return console.warn('SKIPPED: the debug build has no test suite (libpython3.11-testsuite)');
    expect({ leaks, failed }).toEqual({ leaks: [], failed: undefined });
  });
});
