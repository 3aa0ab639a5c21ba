// Text of values and states back to values and states: what print.ts writes. For tests, and for dumps that become tests.

import { type IrType, Value as IrValue } from '@psyco/ir';
import { type FrameCode, FrameState, State } from './state';
import { BoolValue, CharValue, ConstValue, FloatValue, IntValue, nullValue, type Ownership, type PyValue, RefValue, type TypeInfo, VirtualValue } from './value';
import { shapes } from './shapes';

/** What a text refers to by name. */
export interface ParseContext {
  code(name: string): FrameCode;
  type(name: string): TypeInfo;
  /** A known object; null if there is none of that name. */
  constant?(name: string): { address: number; type: TypeInfo } | null;
}

/** The text is not one of a state: says what was expected where. */
export class StateSyntaxError extends Error {
  override name = 'StateSyntaxError';
}

const token = /\s*(%\d+|#\d+|-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)|[A-Za-z_][\w.]*|[[\](),@>=])/y;
const numbers: Record<string, [IrType, (ir: IrValue) => PyValue]> = {
  Int: ['i64', (ir) => new IntValue(null, ir)],
  Float: ['f64', (ir) => new FloatValue(null, ir)],
  Bool: ['i64', (ir) => new BoolValue(null, ir)],
  Char: ['i64', (ir) => new CharValue(ir)],
};
const constants: Record<string, (text: string) => PyValue> = {
  Int: (text) => new IntValue(BigInt(text), null),
  Float: (text) => new FloatValue(Number(text), null),
  Bool: (text) => new BoolValue(text === 'true', null),
};

/**
 * Parses several states that share their values: `%3` is the same ir value and, as an object or number, the same Value in
 * all texts given to one parser.
 */
export class StateParser {
  private readonly irs = new Map<string, IrValue>();
  private readonly values = new Map<string, PyValue>();
  private labels = new Map<string, PyValue>();
  private text = '';
  private at = 0;

  constructor(readonly context: ParseContext) {}

  /** @throws StateSyntaxError */
  parse(text: string): State {
    this.text = text;
    this.at = 0;
    this.labels = new Map();
    const state = new State();
    do state.frames.push(this.frame(state));
    while (this.accept('>'));
    if (this.text.slice(this.at).trim() !== '') this.fail('the end');
    return state;
  }

  /** The ir value of that number. */
  ir(id: number, type: IrType): IrValue {
    const key = `%${id}`;
    let ir = this.irs.get(key);
    if (!ir) this.irs.set(key, (ir = new IrValue(id, type)));
    return ir;
  }

  private fail(expected: string): never {
    throw new StateSyntaxError(`expected ${expected} at ${JSON.stringify(this.text.slice(this.at, this.at + 20))} in ${JSON.stringify(this.text)}`);
  }
  private peek(): string {
    token.lastIndex = this.at;
    return token.exec(this.text)?.[1] ?? '';
  }
  private next(): string {
    token.lastIndex = this.at;
    const found = token.exec(this.text);
    if (!found) return this.fail('a word');
    this.at = token.lastIndex;
    return found[1];
  }
  private accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.next();
    return true;
  }
  private expect(text: string): void {
    if (!this.accept(text)) this.fail(text);
  }

  private frame(state: State): FrameState {
    const code = this.context.code(this.next());
    const frame = new FrameState(code, null, []);
    this.expect('@');
    frame.offset = Number(this.next());
    frame.locals = this.list(state, '[', ']');
    this.expect('stack');
    frame.stack = this.list(state, '[', ']');
    return frame;
  }

  private list(state: State, open: string, close: string): PyValue[] {
    this.expect(open);
    const values: PyValue[] = [];
    if (this.accept(close)) return values;
    do values.push(this.value(state));
    while (this.accept(','));
    this.expect(close);
    return values;
  }

  private value(state: State): PyValue {
    const word = this.next();
    if (word.startsWith('#')) {
      if (!this.accept('=')) return this.labels.get(word) ?? this.fail(`a label before this, not ${word}`);
      const labelled = this.value(state);
      this.labels.set(word, labelled);
      return labelled;
    }
    if (word === 'null') return nullValue;
    if (numbers[word]) return this.number(word);
    if ((shapes as readonly string[]).includes(word) && this.peek() === '(') return this.virtual(state, word as VirtualValue['shape']);
    if (this.peek().startsWith('%')) return this.object(state, word);
    const known = this.context.constant?.(word) ?? null;
    if (!known) return this.fail(`a value, not ${word}`);
    return this.once(word, () => new ConstValue(known.address, known.type, word));
  }

  private once<T extends PyValue>(key: string, make: () => T): PyValue {
    let value = this.values.get(key);
    if (!value) this.values.set(key, (value = make()));
    return value;
  }

  private virtual(state: State, shape: VirtualValue['shape']): VirtualValue {
    const parts = this.list(state, '(', ')');
    const [first] = parts;
    return new VirtualValue(shape, parts, shape === 'instance' && first?.kind === 'const' ? this.context.type(first.name) : null);
  }

  private number(word: string): PyValue {
    if (!this.accept('(')) {
      const text = this.next();
      return this.once(`${word} ${text}`, () => constants[word](text));
    }
    const id = this.next();
    this.expect(')');
    const [type, make] = numbers[word];
    return this.once(`${word}${id}`, () => make(this.ir(Number(id.slice(1)), type)));
  }

  private object(state: State, typeName: string): RefValue {
    const id = this.next();
    const ref = this.once(`ref${id}`, () => new RefValue(this.ir(Number(id.slice(1)), 'ref'))) as RefValue;
    const ownership = this.next() as Ownership;
    const slot = ownership === 'frame' ? Number(this.next()) : -1;
    const nullable = this.accept('nullable');
    const type = typeName === 'object' ? null : this.context.type(typeName);
    state.refs.set(ref, { ownership, slot, type, exemplar: null, payload: null, nullable });
    return ref;
  }
}
