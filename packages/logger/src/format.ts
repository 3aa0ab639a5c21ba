// Events to lines. Knows the table of events and nothing else.
import { EVENTS, type HotFunction, type LogEvent } from './events';

/** Column (from the end of the time) in which a line with its percent signs ends, as in the logs of Psyco 1.6. */
const WIDTH = 63;

const digits = (value: number): string => String(value).padStart(2, '0');

/** `HH:MM:SS.hh` in local time. */
export function formatTime(time: number): string {
  const date = new Date(time);
  return `${digits(date.getHours())}:${digits(date.getMinutes())}:${digits(date.getSeconds())}.${digits(Math.floor(date.getMilliseconds() / 10))}`;
}

/** `MM/DD/YY` in local time, as the start and the end of a log show it. */
export function formatDate(time: number): string {
  const date = new Date(time);
  return `${digits(date.getMonth() + 1)}/${digits(date.getDate())}/${digits(date.getFullYear() % 100)}`;
}

/** A value as it stands in a line: a line break inside a file name must not break the log. */
function printable(value: string | number): string {
  return String(value).replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/**
 * The line of an event.
 *
 * @example
 * formatEvent({ kind: 'memory', time: Date.now(), fields: { amount: 220, part: 'code' } });
 * // 11:33:55.94  memory usage: 220 kb code                                    %
 */
export function formatEvent(event: LogEvent): string {
  const { importance, text } = EVENTS[event.kind];
  const fields = event.fields as Readonly<Record<string, string | number>>;
  const line = text.replace(/\{(\w+)\}/g, (_, name: string) => printable(fields[name] ?? '?'));
  const signs = '%'.repeat(importance);
  return `${formatTime(event.time)}  ${importance ? `${line.padEnd(WIDTH - importance - 1)} ${signs}` : line}`;
}

/** The lines of a list of hot functions: a rule with the time, then one line per function. */
export function formatHotFunctions(time: number, functions: readonly HotFunction[]): string[] {
  return [
    `${formatTime(time)}   ______`,
    ...functions.map(({ rank, share, name, file, line }) =>
      `        #${String(rank).padEnd(3)} |${(share * 100).toFixed(1).padStart(4)} %|  ${printable(name).padEnd(24)}  ${`${printable(file)}:${line}`.padStart(24)}`),
  ];
}
