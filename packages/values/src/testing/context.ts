// For tests: types, code objects and constants by name, and joins of states written as text.

import { type IrType, Value as IrValue } from '@psyco/ir';
import { type Join, type JoinOptions, joinStates } from '../join';
import { type Match, matchState } from '../match';
import { type ParseContext, StateParser } from '../parse';
import { printState, printValue } from '../print';
import type { FrameCode, State } from '../state';
import type { PyValue, TypeInfo } from '../value';

const leaves = ['int', 'float', 'bool', 'str', 'NoneType'];
const types = new Map<string, TypeInfo>();

/** The type of that name; names with a dot are classes of the program. */
export function typeNamed(name: string): TypeInfo {
  let type = types.get(name);
  if (!type) types.set(name, (type = { address: 0x9000 + 0x100 * types.size, name, leaf: leaves.includes(name), heap: name.includes('.') }));
  return type;
}

const constants: Record<string, string> = { None: 'NoneType', print: 'builtin_function_or_method', 'main.Point': 'type' };

/** Code with as many locals as wanted; `dead` ones are never read again. */
export const codeNamed = (name: string, dead: readonly number[] = []): FrameCode => ({ address: 0x5000 + name.length, name, localCount: 8, isLive: (local) => !dead.includes(local) });

export function newParser(dead: readonly number[] = []): StateParser {
  const codes = new Map<string, FrameCode>();
  const context: ParseContext = {
    code: (name) => codes.get(name) ?? (codes.set(name, codeNamed(name, dead)).get(name) as FrameCode),
    type: typeNamed,
    constant: (name) => (constants[name] ? { address: 0x7000 + name.length, type: typeNamed(constants[name]) } : null),
  };
  return new StateParser(context);
}

export function typeOf(value: PyValue, state: State): TypeInfo | null {
  const names = { int: 'int', float: 'float', bool: 'bool', char: 'str' } as const;
  switch (value.kind) {
    case 'const':
      return value.type;
    case 'ref':
      return state.info(value).type;
    case 'virtual':
      return value.type ?? typeNamed(value.shape);
    case 'null':
      return null;
    default:
      return typeNamed(names[value.kind]);
  }
}

/** Gives the outermost frame slots that hold what the text says is in the frame. */
function mirror(state: State): void {
  const [frame] = state.frames;
  const inFrame = (value: PyValue): boolean => value.kind === 'ref' && state.info(value).ownership === 'frame';
  if (!frame.locals.some(inFrame)) return;
  frame.slots = frame.locals.map((value) => (inFrame(value) ? value : value.kind === 'null' ? 'empty' : 'stale'));
}

export interface TestJoin {
  dead?: number[];
  widenLocals?: number[];
  widenTop?: boolean;
  widenAll?: boolean;
  allowObject?: boolean;
}

/** Joins states given as text; parameters are numbered from 100. */
export function joinTexts(texts: string[], options: TestJoin = {}): { text: string | null; join: Join<State> | null; states: State[]; parser: StateParser } {
  const parser = newParser(options.dead);
  const states = texts.map((text) => parser.parse(text));
  for (const state of states) mirror(state);
  let next = 100;
  const joinOptions: JoinOptions = {
    parameter: (type: IrType) => new IrValue(next++, type),
    widenLocal: options.widenLocals ? (_, local) => (options.widenLocals as number[]).includes(local) : undefined,
    widenTop: options.widenTop,
    widenAll: options.widenAll,
    allowObject: options.allowObject ?? false,
    typeOf,
    intType: typeNamed('int'),
    floatType: typeNamed('float'),
  };
  const join = joinStates(states, joinOptions);
  return { text: join && printState(join.state), join, states, parser };
}

/** What a match gives: the parameters' values, and types to check again. */
export function printMatch(match: Match | null, state: State): string {
  if (!match) return 'no';
  const checks = match.recheck.map(({ value, type }) => `${printValue(value)} is ${type.name}`);
  return `(${match.values.map((value) => printValue(value, state)).join(', ')})${checks.length > 0 ? ` if ${checks.join(', ')}` : ''}`;
}

export { matchState };
