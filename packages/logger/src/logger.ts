// The logger: events in, lines out through a function that the caller gives. No file, no clock of its own.
import type { EventFields, EventKind, HotFunction, LogEvent } from './events';
import { formatDate, formatEvent, formatHotFunctions } from './format';

/** How much a log says. */
export interface LoggerOptions {
  /** How many functions a list of hot functions shows; 0 for no lists. */
  readonly top?: number;
  /** Milliseconds that lie at least between two lists of hot functions. */
  readonly hotInterval?: number;
}

/**
 * Writes events as lines.
 *
 * @example
 * const logger = new Logger((line) => process.stdout.write(line + '\n'), Date.now);
 * logger.start();
 * logger.event('tag', { function: 'update', file: 'bpnn.py', line: 70 });
 */
export class Logger {
  readonly #write: (line: string) => void;
  readonly #clock: () => number;
  readonly #top: number;
  readonly #hotInterval: number;
  #lastHot = -Infinity;
  #failure: unknown;

  /**
   * @param write takes a line without its line break; when it throws the logger falls silent, because a full disk must not
   *   disturb the program
   * @param clock milliseconds since 1970
   */
  constructor(write: (line: string) => void, clock: () => number, options: LoggerOptions = {}) {
    this.#write = write;
    this.#clock = clock;
    this.#top = options.top ?? 10;
    this.#hotInterval = options.hotInterval ?? 200;
  }

  /** What `write` threw, if it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Writes one event. */
  event<Kind extends EventKind>(kind: Kind, fields: EventFields<Kind>): void {
    this.#lines([formatEvent({ kind, time: this.#clock(), fields } as unknown as LogEvent)]);
  }

  /** The first line of a log. */
  start(): void {
    this.event('start', { date: formatDate(this.#clock()) });
  }

  /** The last line of a log. */
  exit(): void {
    this.event('exit', { date: formatDate(this.#clock()) });
  }

  /** Kilobytes used, one line per part. */
  memory(parts: Readonly<Record<string, number>>): void {
    for (const [part, amount] of Object.entries(parts)) this.event('memory', { amount: Math.round(amount), part });
  }

  /** Writes a list of hot functions, unless the last one was written a moment ago. @returns whether it did */
  hot(functions: readonly HotFunction[]): boolean {
    const time = this.#clock();
    const shown = functions.slice(0, this.#top);
    if (shown.length === 0 || time - this.#lastHot < this.#hotInterval) return false;
    this.#lastHot = time;
    this.#lines(formatHotFunctions(time, shown));
    return true;
  }

  #lines(lines: readonly string[]): void {
    if (this.#failure !== undefined) return;
    try {
      for (const line of lines) this.#write(line);
    } catch (error) {
      this.#failure = error ?? new Error('the log could not be written');
    }
  }
}
