// How many times faster, from rounds of timed calls.
import { expect, it } from 'vitest';
import { Measurement } from './measurement';

it('says nothing of one round, which may have been disturbed', () => {
  const measurement = new Measurement();
  measurement.rounds.compiled.push(10);
  measurement.rounds.interpreted.push(200);
  expect(measurement.ratio).toBeNull();
  expect(measurement.compiledTicks).toBe(10);
});

it('takes the fastest rounds, and is done after three', () => {
  const measurement = new Measurement();
  measurement.rounds.compiled.push(10, 12, 500);
  measurement.rounds.interpreted.push(240, 5000, 230);
  expect(measurement.ratio).toBe(23);
  expect(measurement.isDone).toBe(true);
});
