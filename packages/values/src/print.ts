// Text forms of values and states, for dumps and tests.

import type { PyValue } from './value';
import type { State } from './state';

const name = (ir: { id: number } | null): string => (ir ? `%${ir.id}` : '?');

/** Text of one value, such as `Int(%3)`, `Float 0.5`, `list %7 owned`, `range_iterator(Int(%1), Int 10, Int 1)`. */
export function printValue(value: PyValue, state?: State): string {
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
    case 'ref': {
      if (!state) return `ref ${name(value.ir)}`;
      const info = state.info(value);
      const place = info.ownership === 'frame' ? `frame ${info.slot}` : info.ownership;
      return `${info.type ? info.type.name : 'object'} ${name(value.ir)} ${place}`;
    }
    case 'virtual':
      return `${value.shape}(${value.parts.map((part) => printValue(part, state)).join(', ')})`;
  }
}

/** One line per frame: `dot@62 [locals] stack [...]`. */
export function printState(state: State): string {
  return state.frames
    .map((frame) => {
      const locals = frame.locals.map((local) => printValue(local, state)).join(', ');
      const stack = frame.stack.map((entry) => printValue(entry, state)).join(', ');
      return `${frame.code.name}@${frame.offset} [${locals}] stack [${stack}]`;
    })
    .join(' > ');
}
