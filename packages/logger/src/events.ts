// Every event that a log can hold, declared once: importance, fields, text. Formatter, parser, types, documentation and tests
// derive from this table. Wording and format are those of the Psyco 1.6 guide where it has the event. Knows nothing of where
// events come from.

/** What a field may hold: `name` has no blanks, `text` is free, `number` is decimal. */
export type FieldType = 'name' | 'text' | 'number';

interface EventEntry {
  /** How many percent signs end the line: 0 detail, 1 ordinary, 2 notable, 3 needs attention, 20 start and end of the log. */
  readonly importance: 0 | 1 | 2 | 3 | 20;
  readonly fields: Readonly<Record<string, FieldType>>;
  /** The line, with every field once in braces. */
  readonly text: string;
  /** What it means, for the documentation. */
  readonly meaning: string;
}

/** The table of events. */
export const EVENTS = {
  start: { importance: 20, fields: { date: 'name' }, text: 'Logging started, {date}', meaning: 'The log begins.' },
  exit: { importance: 20, fields: { date: 'name' }, text: 'program exit, {date}', meaning: 'The program ended.' },
  python: { importance: 1, fields: { version: 'name', path: 'text' }, text: 'Python {version}, {path}', meaning: 'Which interpreter runs the program.' },
  profilerStart: { importance: 3, fields: { profiler: 'name' }, text: '{profiler}: starting', meaning: 'A profiler of the queue starts.' },
  profilerLimit: { importance: 3, fields: { profiler: 'name', limit: 'name' }, text: '{profiler}: disabled ({limit} limit reached)', meaning: 'A profiler reached a limit; the next one in the queue starts.' },
  profilerDisplaced: { importance: 3, fields: { profiler: 'name' }, text: '{profiler}: stepped aside (another tool uses the trace or profile hook)', meaning: 'It comes back when the hook is released.' },
  profilerReplaced: { importance: 1, fields: { profiler: 'name' }, text: '{profiler}: replaced by what the program asked for', meaning: 'The profiler of the command line gives way to one started inside the program.' },
  profilerStopped: { importance: 2, fields: { profiler: 'name', count: 'number' }, text: '{profiler}: stopped, {count} functions stay compiled', meaning: 'The program called stop().' },
  resettingStats: { importance: 1, fields: { profiler: 'name' }, text: '{profiler}: resetting stats', meaning: 'Old charges were scaled down; it happens now and then.' },
  tag: { importance: 1, fields: { function: 'name', file: 'text', line: 'number' }, text: 'tag function: {function} at {file}:{line}', meaning: 'The function reached the watermark and is compiled while it runs.' },
  bind: { importance: 1, fields: { function: 'name', file: 'text', line: 'number' }, text: 'bind function: {function} at {file}:{line}', meaning: 'The program asked for this function to be compiled.' },
  unbind: { importance: 1, fields: { function: 'name', file: 'text', line: 'number' }, text: 'unbind function: {function} at {file}:{line}', meaning: 'The program took its request back.' },
  compiled: { importance: 0, fields: { function: 'name', versions: 'number', bytes: 'number', milliseconds: 'number' }, text: 'compiled {function}: {versions} versions, {bytes} bytes, {milliseconds} ms', meaning: 'Machine code for the function is in place.' },
  unsupported: { importance: 2, fields: { reason: 'text', function: 'name', file: 'text', line: 'number' }, text: 'unsupported {reason} in {function} at {file}:{line}', meaning: 'The function stays interpreted, and this is the line that is why.' },
  filtered: { importance: 1, fields: { function: 'name', reason: 'text' }, text: 'not compiling {function}: {reason}', meaning: 'A filter or an option excludes the function.' },
  dropped: { importance: 1, fields: { function: 'name', reason: 'text' }, text: 'dropped a compilation of {function}: {reason}', meaning: 'What the compiler had read was no longer true when the code was to be installed.' },
  recompiled: { importance: 0, fields: { function: 'name', reason: 'text', count: 'number' }, text: 'recompiling {function} because of {reason} ({count} exits)', meaning: 'Values left the compiled code often enough to compile for them too.' },
  invalidated: { importance: 2, fields: { function: 'name', reason: 'text', file: 'text', line: 'number' }, text: 'invalidated {function}: {reason} at {file}:{line}', meaning: 'Something the code relied on changed; the function is interpreted again.' },
  retired: { importance: 2, fields: { function: 'name', reason: 'text' }, text: 'retired {function}: {reason}', meaning: 'The code did not pay and was taken out.' },
  memory: { importance: 1, fields: { amount: 'number', part: 'name' }, text: 'memory usage: {amount} kb {part}', meaning: 'Kilobytes used for code, for data, or by the compiler process.' },
  limit: { importance: 3, fields: { limit: 'text' }, text: 'limit reached: {limit}', meaning: 'Some room is full: nothing more is compiled, or not before code is dropped that has not run for some time.' },
  detached: { importance: 3, fields: { reason: 'text' }, text: 'compiler detached: {reason}', meaning: 'The program goes on; nothing more is compiled.' },
  warning: { importance: 2, fields: { text: 'text' }, text: 'warning: {text}', meaning: 'Something the user may want to know.' },
  message: { importance: 1, fields: { text: 'text' }, text: 'message: {text}', meaning: 'A line from the program itself.' },
} as const satisfies Record<string, EventEntry>;

/** Name of an event. */
export type EventKind = keyof typeof EVENTS;

/** The fields of an event, with their types. */
export type EventFields<Kind extends EventKind> = {
  readonly [Name in keyof (typeof EVENTS)[Kind]['fields']]: (typeof EVENTS)[Kind]['fields'][Name] extends 'number' ? number : string;
};

/** One event, of any kind or of one. */
export type LogEvent<Kind extends EventKind = EventKind> = Kind extends EventKind
  ? {
      readonly kind: Kind;
      /** Milliseconds since 1970. */
      readonly time: number;
      readonly fields: EventFields<Kind>;
    }
  : never;

/** One line of a list of hot functions. */
export interface HotFunction {
  readonly rank: number;
  /** Part of the total charge, 0 to 1. */
  readonly share: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}
