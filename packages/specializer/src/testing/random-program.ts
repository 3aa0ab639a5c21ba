// For tests: random small programs that end, with numbers, lists, tuples, strings, instances, calls, loops and exceptions. The same
// seed gives the same program.

import type { Program } from './python';

/** Numbers from 0 up to 1, by mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const preamble = `class P:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def add(self, k):
        self.x = self.x + k
        return self.x
    def __add__(self, other):
        return P(self.x + other.x, self.y - other.y)
    def __lt__(self, other):
        return self.x < other.x
    @property
    def total(self):
        return self.x + self.y
class Q(P):
    def add(self, k):
        self.y = k
        return k
`;

class Generator {
  private readonly lines: string[] = [];
  private loops = 0;
  private depth = 1;
  private counter = 0;
  constructor(private readonly random: () => number) {}

  private upTo(count: number): number {
    return Math.floor(this.random() * count);
  }
  private pick<T>(...choices: T[]): T {
    return choices[this.upTo(choices.length)];
  }
  private line(text: string): void {
    this.lines.push(`${'    '.repeat(this.depth)}${text}`);
  }
  private block(body: () => void): void {
    this.depth++;
    body();
    this.depth--;
  }

  /** A number: int, float or bool. */
  private number(depth = 0): string {
    const leaf = depth > 2 || this.random() < 0.3;
    if (leaf) return this.pick('a', 'b', 'c', 'd', 'a', 'b', String(this.upTo(9) - 3), `${this.upTo(5)}.5`, 'p.x', 'p.y', 'len(xs)', 'q.x');
    const one = (): string => this.number(depth + 1);
    return this.pick(
      () => `(${one()} + ${one()})`,
      () => `(${one()} - ${one()})`,
      () => `(${one()} * ${this.upTo(5) - 1})`,
      () => `((${one()} * ${one()}) % 10007)`,
      () => `(${one()} // ${this.pick('3', '-2', '(a or 1)', '0.5')})`,
      () => `(${one()} % ${this.pick('7', '-3', '2.5', 'b')})`,
      () => `(${one()} / ${this.pick('2', '4.0', '8')})`,
      () => `(-${one()})`,
      () => `abs(${one()})`,
      () => `min(${one()}, ${one()})`,
      () => `max(${one()}, ${one()})`,
      () => `xs[${this.index()}]`,
      () => `(${one()} if ${this.condition()} else ${one()})`,
      () => `g(${one()}, ${one()})`,
      () => `h(${one()})`,
      () => `p.add(${one()})`,
      () => `q.total`,
      () => `(int(${one()}) & 255)`,
      () => `(int(${one()}) ^ ${this.upTo(100)})`,
      () => `(int(${one()}) << ${this.upTo(5)})`,
      () => `(int(${one()}) >> 1)`,
      () => `int(${one()})`,
      () => `float(${one()})`,
      () => `t[${this.upTo(2)}]`,
      () => `ord(s[${this.upTo(3)}])`,
      () => `sum(xs)`,
    )();
  }
  private index(): string {
    return this.pick('0', '-1', '1', 'i % len(xs)', 'len(xs) - 1');
  }
  private condition(): string {
    const op = this.pick('<', '<=', '==', '!=', '>', '>=');
    return this.pick(
      () => `${this.number(2)} ${op} ${this.number(2)}`,
      () => `${this.number(2)} ${op} ${this.number(2)}`,
      () => `(${this.number(2)} ${op} 2 and ${this.number(2)} < 5)`,
      () => `(not xs or ${this.number(2)} > 1)`,
      () => `p is q`,
      () => `o is None`,
      () => `isinstance(q, Q)`,
      () => `p < q`,
      () => `s[${this.upTo(3)}] == ${this.pick('"a"', 's[0]')}`,
      () => `${this.number(2)}`,
    )();
  }
  private variable(): string {
    return this.pick('a', 'b', 'c', 'd');
  }

  private statement(depth: number): void {
    const simple: (() => void)[] = [
      () => this.line(`${this.variable()} = ${this.number()}`),
      () => this.line(`${this.variable()} = ${this.number()}`),
      () => this.line(`${this.variable()} ${this.pick('+=', '-=')} ${this.number(1)}`),
      () => this.line(`${this.pick('a, b = b, a', 'a, b, c = c, a, b', 'c, d = d, c + 1')}`),
      () => this.line(`xs[${this.index()}] = ${this.number(1)}`),
      () => this.line(`ys[${this.index().replaceAll('xs', 'ys')}] = ${this.pick('s', 'p', 't', this.number(1))}`),
      () => this.line(`xs.append(${this.number(1)})`),
      () => this.line(`if len(xs) > 3: ${this.pick(this.variable(), 'e')} = xs.pop()`),
      () => this.line(`p.${this.pick('x', 'y')} = ${this.number(1)}`),
      () => this.line(`p = ${this.pick(`P(${this.number(1)}, ${this.number(1)})`, `Q(${this.number(2)}, 1)`, 'q', 'p + q')}`),
      () => this.line(`q = ${this.pick('p', `P(${this.number(2)}, a)`, 'q + p')}`),
      () => this.line(`o = ${this.pick('None', 'p', 'xs', 'P(1, o)', 't')}`),
      () => this.line(`t = (${this.number(1)}, ${this.number(1)})`),
      () => this.line(`${this.variable()}, ${this.variable()} = t`),
      () => this.line(`t = (t[1], ${this.number(1)})`),
      () => this.line(`s = s[1:] + ${this.pick('"b"', 's[0]', '"é"')}`),
      () => this.line(`zs = [${this.number(2)} for i in range(${this.upTo(4)})]`),
      () => this.line(`ys.append(${this.pick('o', 's', 't', 'p', 's[1]')})`),
    ];
    const nested: (() => void)[] = [
      () => this.condition_(depth),
      () => this.condition_(depth),
      () => this.loop(depth),
      () => this.loop(depth),
      () => this.attempt(depth),
    ];
    if (depth < 3 && this.random() < 0.35) this.pick(...nested)();
    else this.pick(...simple)();
  }

  private body(depth: number, most = 3): void {
    this.block(() => {
      for (let count = 1 + this.upTo(most); count > 0; count--) this.statement(depth + 1);
    });
  }
  private condition_(depth: number): void {
    this.line(`if ${this.condition()}:`);
    this.body(depth);
    if (this.random() < 0.5) {
      this.line('else:');
      this.body(depth);
    }
  }
  private loop(depth: number): void {
    if (this.loops >= 2) return this.condition_(depth);
    this.loops++;
    const counter = `k${this.counter++}`;
    const header = this.pick(
      `for i in range(${2 + this.upTo(4)}):`,
      `for i in range(${this.upTo(3)}, ${2 + this.upTo(5)}, 2):`,
      `for i in range(3, -1, -1):`,
      'for x in xs[:4]:',
      'for x in (1, 2.5, 3):',
      'for i, x in enumerate(xs[:3]):',
      'for x, y in zip(xs[:3], [1, 2, 3, 4]):',
      'for ch in s:',
      `while ${counter} < ${2 + this.upTo(4)}:`,
    );
    if (header.startsWith('while')) this.line(`${counter} = 0`);
    this.line(header);
    this.block(() => {
      if (header.startsWith('while')) this.line(`${counter} += 1`);
      if (/ x /.test(header)) this.line(`${this.variable()} = x`);
      if (header.includes('ch')) this.line(`ys.append(${this.pick('ch', 'ord(ch)', 'ch == "a"')})`);
      if (this.random() < 0.3) this.line(`if ${this.condition()}: ${this.pick('break', 'continue')}`);
    });
    this.body(depth, 4);
    this.loops--;
  }
  private attempt(depth: number): void {
    this.line('try:');
    this.body(depth);
    this.line(`except ${this.pick('ZeroDivisionError', 'IndexError', '(IndexError, ZeroDivisionError, OverflowError)')}:`);
    this.body(depth);
  }

  program(): string {
    this.line('c = d = 0');
    this.line('i = e = x = 1');
    this.line('o = None');
    this.line('p = P(a, 1)');
    this.line('q = Q(2, b)');
    this.line('t = (1, a)');
    this.line('s = "abc"');
    this.line('ys = [0, 1.5]');
    this.line('zs = []');
    for (let count = 3 + this.upTo(5); count > 0; count--) this.statement(0);
    this.line('return a, b, c, d, e, t, s, xs, ys, zs, p, q');
    const g = this.pick('return x - y', 'return x if x > y else y', 'z = x\n    if z > 3:\n        z = z - y\n    return z', 's = 0\n    for i in range(3):\n        s += x\n    return s - y');
    const h = this.pick('return x * 0.5', 'return x', 'if x < 1:\n        return 0\n    return 1 + h(x / 2 - 1)', 'return g(x, 1)');
    return `${preamble}def g(x, y):\n    ${g}\ndef h(x):\n    ${h}\ndef f(a, b, xs):\n${this.lines.join('\n')}\n`;
  }
}

/** A random program. */
export function randomProgram(seed: number): Program {
  const random = randomNumbers(seed);
  const source = new Generator(random).program();
  return { source, function: 'f', arguments: ['3, 2, [1, 2, 3]', '1.5, 2, [0.5, 1.5]', '-4, 7, [1, 2.0, 3]', '2**62, 1, [5]'] };
}
