// Lines back to events: the patterns are made from the same table that the formatter uses.
import { EVENTS, type EventFields, type EventKind, type FieldType, type HotFunction } from './events';

/** What a line of a log says. */
export type ParsedLine =
  | { readonly type: 'event'; readonly kind: EventKind; readonly time: string; readonly importance: number; readonly fields: EventFields<EventKind> }
  | { readonly type: 'rule'; readonly time: string }
  | { readonly type: 'hot'; readonly function: HotFunction }
  /** A line with a time whose text is none of the table: from another version, say. */
  | { readonly type: 'unknown'; readonly time: string; readonly importance: number; readonly text: string };

const FIELD_PATTERNS: Readonly<Record<FieldType, string>> = { name: '(\\S+)', text: '(.*)', number: '(-?[\\d.]+(?:e[+-]?\\d+)?)' };

const TIMED = /^(\d\d:\d\d:\d\d\.\d\d) {2}(.*?)(?: +(%+))?$/;
const RULE = /^(\d\d:\d\d:\d\d\.\d\d) {3}______$/;
const HOT = /^ {8}#(\d+) +\| *([\d.]+) %\| {2}(.+?) {2,}(.*):(\d+)$/;

const PATTERNS = (Object.keys(EVENTS) as EventKind[]).map((kind) => {
  const fields = EVENTS[kind].fields as Readonly<Record<string, FieldType>>;
  const names: string[] = [];
  const source = EVENTS[kind].text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return FIELD_PATTERNS[fields[name]!];
  });
  return { kind, names, fields, pattern: new RegExp(`^${source}$`) };
});

/** What a line says, or undefined for a line that no log writes. */
export function parseLine(line: string): ParsedLine | undefined {
  const rule = RULE.exec(line);
  if (rule) return { type: 'rule', time: rule[1]! };
  const hot = HOT.exec(line);
  if (hot) return { type: 'hot', function: { rank: Number(hot[1]), share: Number(hot[2]) / 100, name: hot[3]!, file: hot[4]!, line: Number(hot[5]) } };
  const timed = TIMED.exec(line);
  if (!timed) return undefined;
  const [, time, text, signs = ''] = timed as unknown as [string, string, string, string | undefined];
  for (const { kind, names, fields, pattern } of PATTERNS) {
    const match = pattern.exec(text);
    if (!match || EVENTS[kind].importance !== signs.length) continue;
    const values = Object.fromEntries(names.map((name, index) => [name, fields[name] === 'number' ? Number(match[index + 1]) : match[index + 1]!]));
    return { type: 'event', kind, time, importance: signs.length, fields: values as EventFields<EventKind> };
  }
  return { type: 'unknown', time, importance: signs.length, text };
}
