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

it('is a loss if compiled calls take longer, by more than what is measured badly', () => {
  const measurement = new Measurement();
  measurement.rounds.compiled.push(110, 120);
  measurement.rounds.interpreted.push(100, 101, 102);
  expect(measurement.isLoss).toBe(false);
  measurement.rounds.compiled.push(130);
  expect(measurement.isDone && measurement.isLoss).toBe(true);
  expect(measurement.gain).toBe(-19);
  measurement.rounds.interpreted.push(109);
  measurement.rounds.compiled.push(103);
  expect(measurement.isLoss).toBe(false);
});

it('measures another version anew', () => {
  const measurement = new Measurement();
  measurement.of(0x1000);
  measurement.rounds.compiled.push(10, 10, 10);
  measurement.rounds.interpreted.push(100, 100, 100);
  measurement.of(0x1000);
  expect(measurement.isDone).toBe(true);
  measurement.of(0x2000);
  expect(measurement.isDone).toBe(false);
  expect(measurement.compiledTicks).toBeNull();
  expect(measurement.rounds.interpreted).toHaveLength(3);
});

it('asks for more of cheap rounds, and measures both kinds anew with another version', () => {
  const measurement = new Measurement();
  measurement.of(0x1000);
  for (let round = 0; round < 5; round++) {
    measurement.note('compiled', 10, 0.1);
    measurement.note('interpreted', 20, 0.1);
  }
  expect(measurement.isDone).toBe(false);
  measurement.note('compiled', 10, 0.1);
  measurement.note('interpreted', 20, 0.1);
  expect(measurement.isDone).toBe(true);
  measurement.of(0x2000);
  expect(measurement.rounds).toEqual({ compiled: [], interpreted: [] });
});

it('compares rounds that followed each other: a program has phases', () => {
  const measurement = new Measurement();
  for (const [compiled, interpreted] of [[6200, 6300], [10_500, 10_400], [6150, 6250]] as const) {
    measurement.note('compiled', compiled, 1);
    measurement.note('interpreted', interpreted, 1);
  }
  expect(measurement.gain).toBe(100);
});

it('gives up if a call takes too long, or if no calls come again and again: the program may have had no processor', () => {
  const measurement = new Measurement();
  for (let round = 0; round < 4; round++) measurement.miss(false);
  expect(measurement.isDone).toBe(false);
  measurement.miss(false);
  expect(measurement.isDone).toBe(true);
  const other = new Measurement();
  other.miss(true);
  expect(other.isDone).toBe(true);
});
