// Errors of the benchmark runner.

/** The benchmark cannot run: what is missing and what to do. */
export class BenchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BenchError';
  }
}
