// What becomes of errors: a fault of the compiler is one only if what it read was there.
import { describe, expect, it } from 'vitest';
import { BackendError } from '@psyco/backend';
import { TruncatedError } from '@psyco/bytecode';
import { ProcessGone } from '@psyco/objects';
import { Refusal } from '@psyco/specializer';
import { explainError, failureOf } from './compiler';

describe('explainError', () => {
  const fault = new TypeError('cannot read properties of null');
  it('leaves a fault one if the code is there', () => {
    expect(failureOf(explainError(fault, { address: 1 }, () => true))).toMatchObject({ reason: 'internal-error', stale: false });
  });
  it('takes it for a stale read if the code has gone meanwhile', () => {
    expect(failureOf(explainError(fault, { address: 1 }, () => false))).toMatchObject({ reason: 'stale-read', stale: true });
  });
  it('does not look for what has another reason', () => {
    const looks = (): boolean => { throw new Error('looked'); };
    expect(failureOf(explainError(new BackendError('too many'), { address: 1 }, looks)).reason).toBe('too-large');
    expect(() => explainError(new ProcessGone(1), { address: 1 }, looks)).toThrow(ProcessGone);
  });
});

describe('failureOf', () => {
  it('takes bytes that are no code for a stale read', () => {
    expect(failureOf(new TruncatedError('Location table', 519))).toMatchObject({ reason: 'stale-read', stale: true });
  });
  it('lets what was gone be tried again, unlike other refusals', () => {
    expect(failureOf(new Refusal('unsteady', 'the function is gone'))).toMatchObject({ reason: 'unsteady', stale: true });
    expect(failureOf(new Refusal('generator', 'f'))).toMatchObject({ reason: 'generator', stale: false });
  });
});
