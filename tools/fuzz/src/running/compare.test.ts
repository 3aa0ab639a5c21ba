// Which programs of a batch are looked at: text in, names out.
import { describe, expect, it } from 'vitest';
import { differingPrograms } from './compare';
import { MARK } from './batch-program';

const NAMES = ['a', 'b', 'c', 'd'];
/** The outcome of a batch whose programs printed these texts. */
const outcome = (texts: readonly string[], signal: NodeJS.Signals | null = null, timedOut = false) => ({
  stdout: texts.map((text, index) => `${MARK}${NAMES[index]}\n${text}`).join(''), stderr: '', status: signal === null ? 0 : null, signal, timedOut, seconds: 1,
});
const plain = outcome(['1\n', '2\n', '3\n', '4\n']);
const silent = outcome(['', '', '', '']);

describe('differingPrograms', () => {
  it('names those that printed something else', () => expect(differingPrograms(plain, outcome(['1\n', '2', '3\n', '5\n']), NAMES)).toEqual(['b', 'd']));
  it('names none where nothing differs', () => expect(differingPrograms(plain, plain, NAMES)).toEqual([]));
  it('names the one that crashed, and none after it', () => expect(differingPrograms(plain, outcome(['1\n', '2'], 'SIGSEGV'), NAMES)).toEqual(['b']));
  it('names the one that crashed if it had printed all that it prints', () => expect(differingPrograms(silent, outcome(['', ''], 'SIGSEGV'), NAMES)).toEqual(['b']));
  it('names the last one if the process crashed in it', () => expect(differingPrograms(silent, outcome(['', '', '', ''], 'SIGABRT'), NAMES)).toEqual(['d']));
  it('names the one that hung', () => expect(differingPrograms(silent, outcome(['', '', ''], 'SIGKILL', true), NAMES)).toEqual(['c']));
  it('names the one that ended the process', () => expect(differingPrograms(silent, outcome(['']), NAMES)).toEqual(['a']));
  it('asks the faults of the compiler last', () => {
    expect(differingPrograms(silent, { ...silent, faults: ['c: no such register'] }, NAMES)).toEqual(['c']);
  });
});
