// Text forms of values and states, for dumps and tests.

import type { PyValue, RefValue, VirtualValue } from './value';
import type { State } from './state';

const name = (ir: { id: number } | null): string => (ir ? `%${ir.id}` : '?');

/** Labels (`#1=`) for the virtual objects that are in several places. */
type Labels = Map<VirtualValue, { label: string; printed: boolean }>;

function findShared(state: State): Labels {
  const seen = new Set<VirtualValue>();
  const labels: Labels = new Map();
  const walk = (value: PyValue): void => {
    if (value.kind !== 'virtual') return;
    if (seen.has(value)) {
      if (!labels.has(value)) labels.set(value, { label: `#${labels.size + 1}`, printed: false });
      return;
    }
    seen.add(value);
    value.parts.forEach(walk);
  };
  state.forEachValue(walk);
  return labels;
}

function printRef(value: RefValue, state: State | undefined): string {
  if (!state) return `ref ${name(value.ir)}`;
  const info = state.info(value);
  const place = info.ownership === 'frame' ? `frame ${info.slot}` : info.ownership;
  return `${info.type ? info.type.name : 'object'} ${name(value.ir)} ${place}${info.nullable ? ' nullable' : ''}`;
}

/** Text of one value, such as `Int(%3)`, `Float 0.5`, `list %7 owned`, `range_iterator(Int(%1), Int 10, Int 1)`. */
export function printValue(value: PyValue, state?: State, labels?: Labels): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'int':
      return value.constant !== null ? `Int ${value.constant}` : `Int(${name(value.ir)})`;
    case 'float':
      return value.constant !== null ? `Float ${Object.is(value.constant, -0) ? '-0' : value.constant}` : `Float(${name(value.ir)})`;
    case 'bool':
      return value.constant !== null ? `Bool ${value.constant}` : `Bool(${name(value.ir)})`;
    case 'char':
      return `Char(${name(value.ir)})`;
    case 'const':
      return value.name;
    case 'ref':
      return printRef(value, state);
    case 'virtual': {
      const shared = labels?.get(value);
      if (shared?.printed) return shared.label;
      if (shared) shared.printed = true;
      return `${shared ? `${shared.label}=` : ''}${value.shape}(${value.parts.map((part) => printValue(part, state, labels)).join(', ')})`;
    }
  }
}

/** One line, the frames outermost first: `dot@62 [locals] stack [...]`. `StateParser` reads it back. */
export function printState(state: State): string {
  const labels = findShared(state);
  return state.frames
    .map((frame) => {
      const locals = frame.locals.map((local) => printValue(local, state, labels)).join(', ');
      const stack = frame.stack.map((entry) => printValue(entry, state, labels)).join(', ');
      return `${frame.code.name}@${frame.offset} [${locals}] stack [${stack}]`;
    })
    .join(' > ');
}
