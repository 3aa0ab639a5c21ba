import { describe, expect, it } from 'vitest';
import { normalize } from './normalize';

describe('normalize', () => {
  it.each([
    ['<object object at 0x7f12ab34cd56>', '<object object at ADDRESS>'],
    ["No such file: '/tmp/tmpab12cd34/x.py'", "No such file: 'TEMPORARY/x.py'"],
    ['Ran 12 tests in 0.123s', 'Ran 12 tests in TIME'],
    ["KeyError: '/psm_d40b194a'", "KeyError: 'TEMPORARY'"],
    ['Thread-17 (run)', 'Thread-N (run)'],
    ["before\nExecuting <Task finished name='Task-1' coro=<f() done>> took 0.217 seconds\nafter", 'before\nafter'],
    ['before\nTraceback (most recent call last):\n  File "/usr/lib/python3.11/multiprocessing/resource_tracker.py", line 209, in main\n    cache[rtype].remove(name)\nKeyError: \'/psm_657013d1\'\nafter', 'before\nafter'],
    ['before\nUnknown child process pid 8432, will report returncode 255\nLoop <_UnixSelectorEventLoop running=False closed=True debug=False> that handles pid 8432 is closed\nafter', 'before\nafter'],
    ['assertEqual: 12 != 13', 'assertEqual: 12 != 13'],
  ])('%s', (text, expected) => expect(normalize(text)).toBe(expected));

  it('leaves line numbers of tracebacks alone', () => {
    expect(normalize('test_x.py:123:f > test_x.py:99:g')).toBe('test_x.py:123:f > test_x.py:99:g');
  });
});
