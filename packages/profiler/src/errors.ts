// Errors of the profiler package. Knows nothing else.

/** An option of the charge model or of a profiler has a value that makes no sense. */
export class ProfilerOptionError extends RangeError {
  readonly option: string;
  readonly value: unknown;

  constructor(option: string, value: unknown, expected: string) {
    super(`profiler option ${option} is ${String(value)}: expected ${expected}`);
    this.name = 'ProfilerOptionError';
    this.option = option;
    this.value = value;
  }
}
