// The options of the charge model and of the profilers, each declared once: default, allowed range, meaning.
// Names and defaults are those of the Psyco 1.6 guide. Knows nothing of clocks or of what is profiled.
import { ProfilerOptionError } from './errors';

/** How charges are given, how they fade and when a function counts as hot. */
export interface ChargeOptions {
  /** Share of the total charge from which a function is hot, 0 to 1. */
  readonly watermark: number;
  /** Seconds in which a charge drops to half by itself. */
  readonly halflife: number;
  /** How many samples a second the caller intends to take. The model only reports it (`interval`). */
  readonly pollfreq: number;
  /** Fraction of a charge that the caller of the charged function gets as well, and its caller of that, and so on. */
  readonly parentframe: number;
  /** A function with less charge than this is never hot, whatever its share: one early sample proves nothing. */
  readonly minimum: number;
}

/** When a profiler gives way to the next one in the queue. */
export interface LimitOptions {
  /** Kilobytes that may be consumed while this profiler runs. */
  readonly memory: number;
  /** Seconds that this profiler may run. */
  readonly time: number;
  /** Kilobytes that may be consumed in all, what came before this profiler included. */
  readonly memorymax: number;
  /** Seconds from the moment the profiler was queued, whether it was running or waiting. */
  readonly timemax: number;
}

interface OptionRule {
  readonly default: number;
  readonly expected: string;
  readonly valid: (value: number) => boolean;
}

const positive = (value: number): boolean => value > 0 && value < Infinity;
const notNegative = (value: number): boolean => value >= 0;

/** Default and allowed range of every charge option. */
export const CHARGE_OPTIONS: Readonly<Record<keyof ChargeOptions, OptionRule>> = {
  watermark: { default: 0.09, expected: 'a number from 0 to 1', valid: (value) => value >= 0 && value <= 1 },
  halflife: { default: 0.5, expected: 'a positive number of seconds', valid: positive },
  pollfreq: { default: 20, expected: 'a positive number of samples a second', valid: positive },
  // From 1 on a deep stack would charge its oldest frames more than the function that runs.
  parentframe: { default: 0.25, expected: 'a number from 0 to less than 1 (0.5 or less makes sense)', valid: (value) => value >= 0 && value < 1 },
  minimum: { default: 0, expected: 'a number that is not negative', valid: notNegative },
};

/** Default (no limit) and allowed range of every limit. */
export const LIMIT_OPTIONS: Readonly<Record<keyof LimitOptions, OptionRule>> = {
  memory: { default: Infinity, expected: 'a number of kilobytes, not negative', valid: notNegative },
  time: { default: Infinity, expected: 'a number of seconds, not negative', valid: notNegative },
  memorymax: { default: Infinity, expected: 'a number of kilobytes, not negative', valid: notNegative },
  timemax: { default: Infinity, expected: 'a number of seconds, not negative', valid: notNegative },
};

/** Fills in defaults and checks ranges. @throws {ProfilerOptionError} */
export function completeOptions<Options extends object>(
  rules: Readonly<Record<keyof Options, OptionRule>>,
  given: Partial<Options>,
  defaults: Partial<Options> = {},
): Options {
  const complete = {} as Record<keyof Options, number>;
  for (const name of Object.keys(rules) as (keyof Options)[]) {
    const value = given[name] ?? defaults[name] ?? rules[name].default;
    if (typeof value !== 'number' || !rules[name].valid(value)) throw new ProfilerOptionError(String(name), value, rules[name].expected);
    complete[name] = value;
  }
  return complete as Options;
}
