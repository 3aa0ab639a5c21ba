// Splits the text form into tokens, line by line, and reports where a text goes wrong.

/** A text that is not ir: says the line, what was found and what was expected. */
export class IrSyntaxError extends Error {
  override name = 'IrSyntaxError';
  constructor(
    readonly line: number,
    readonly text: string,
    readonly problem: string,
  ) {
    super(`line ${line}: ${problem}, in: ${text.trim()}`);
  }
}

export type TokenKind = 'value' | 'word' | 'number' | 'string' | 'label' | 'mark' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
}

const pattern = /\s+|%\w+|"(?:[^"\\]|\\.)*"|-?0x[0-9a-f]+|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-inf|[A-Za-z_](?:[\w.]|-(?!>))*|#\d+|#.*$|->|[()[\]{},:=@>]/gy;
const end: Token = { kind: 'end', text: 'the end of the line' };

function kindOf(text: string): TokenKind {
  if (text[0] === '%') return 'value';
  if (text[0] === '"') return 'string';
  if (text[0] === '#') return 'label';
  if (/^-?\d/.test(text) || text === '-inf') return 'number';
  return /^[A-Za-z_]/.test(text) ? 'word' : 'mark';
}

/** The tokens of one line, read from left to right. */
export class Line {
  /** Text after `#`, trimmed. */
  comment = '';
  readonly tokens: Token[] = [];
  private at = 0;

  constructor(
    readonly number: number,
    readonly text: string,
  ) {
    pattern.lastIndex = 0;
    while (pattern.lastIndex < text.length) {
      const from = pattern.lastIndex;
      const match = pattern.exec(text);
      if (!match) throw new IrSyntaxError(number, text, `unexpected character ${JSON.stringify(text[from])}`);
      const found = match[0];
      if (/^#(?!\d)/.test(found)) this.comment = found.slice(1).trim();
      else if (found.trim() !== '') this.tokens.push({ kind: kindOf(found), text: found });
    }
  }

  get finished(): boolean {
    return this.at >= this.tokens.length;
  }
  peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? end;
  }
  next(): Token {
    return this.tokens[this.at++] ?? end;
  }
  fail(problem: string): never {
    throw new IrSyntaxError(this.number, this.text, problem);
  }

  /** Takes the token if it is this word or mark. */
  accept(text: string): boolean {
    const token = this.peek();
    if (token.text !== text || token.kind === 'string') return false;
    this.at++;
    return true;
  }
  expect(text: string): void {
    if (!this.accept(text)) this.fail(`expected ${text}, found ${this.peek().text}`);
  }
  take(kind: TokenKind): string {
    const token = this.next();
    if (token.kind !== kind) this.fail(`expected a ${kind}, found ${token.text}`);
    return token.text;
  }

  /** A bare word, or a string. */
  word(): string {
    const token = this.next();
    if (token.kind === 'word') return token.text;
    if (token.kind === 'string') return JSON.parse(token.text) as string;
    return this.fail(`expected a word, found ${token.text}`);
  }
  /** A double, with nan and inf. */
  float(): number {
    const { text } = this.next();
    if (text === 'nan') return NaN;
    if (text === 'inf') return Infinity;
    if (text === '-inf') return -Infinity;
    const number = Number(text);
    return Number.isNaN(number) ? this.fail(`expected a number, found ${text}`) : number;
  }
  integer(): number {
    return Number(this.take('number'));
  }
  bigint(): bigint {
    const text = this.take('number');
    return /^-?\d+$/.test(text) ? BigInt(text) : this.fail(`expected an integer, found ${text}`);
  }
  /** `open item, item, ... close`; the opening mark is taken already. */
  list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    if (this.accept(close)) return items;
    do items.push(item());
    while (this.accept(','));
    this.expect(close);
    return items;
  }
}
