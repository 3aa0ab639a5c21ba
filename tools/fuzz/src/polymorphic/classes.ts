// Classes of things: all have x, y, items, go, mix and twin, but each in its own way (instance, class attribute, property, slot, by
// inheritance), or lack one of them. Their methods call nothing of the program that might call them again, and constructors make nothing.
import { block, line, type Statement } from '../tree';
import type { Random } from '../random';
import { Place, type Writer } from './writer';

/** How an attribute gets its value. */
type Way = 'instance' | 'class' | 'property' | 'none';

interface Drawn {
  readonly name: string;
  readonly base?: string;
  readonly slots: boolean;
}

const MOST_LIMIT = 30;

const methodPlace = (...numbers: string[]): Place => new Place({ number: ['self.x', ...numbers], thing: ['self'], series: [], action: [] }, { cost: 0, limit: MOST_LIMIT }, 'number', true);

/** A method that returns a number. It may test, and leave early. */
function method(w: Writer, name: string, parameters: readonly string[], base: string | undefined): Statement {
  const place = methodPlace(...parameters);
  const { random } = w;
  const body: Statement[] = [];
  if (random.chance(0.3)) body.push(block(['if ', w.test(place, 1), ':'], [line`return ${w.number(place, 1)}`]));
  if (random.chance(0.25)) body.push(line`self.${random.pick(['x', 'y'])} = ${w.kept(w.number(place, 1))}`);
  const last = base !== undefined && random.chance(0.4) ? line`return super().${name}(${parameters.join(', ')}) + ${w.literal()}` : line`return ${w.number(place, 2)}`;
  const [first, ...others] = parameters;
  return block([`def ${name}(self, ${[first!, ...others.map((other) => (random.chance(0.3) ? `${other}=2` : other))].join(', ')}):`], [...body, last]);
}

function property(w: Writer, name: string): Statement[] {
  const getter: Statement = { clauses: [{ head: ['@property'] }, { head: [`def ${name}(self):`], body: [line`return self._${name}`] }] };
  const setter: Statement = { clauses: [{ head: [`@${name}.setter`] }, { head: [`def ${name}(self, value):`], body: [line`self._${name} = value${w.random.pick(['', ' + 1', ' % 7'])}`] }] };
  return [line`_${name} = 0`, getter, setter];
}

function items(random: Random): string {
  return random.pick(['[self.x, 2]', '(1, self.x, 0.5)', 'range(3)', 'Row([1, self.x])', 'Steps(2)']);
}

function classBody(w: Writer, { name, base, slots }: Drawn): Statement[] {
  const { random } = w;
  const ways: Record<'x' | 'y', Way> = { x: slots ? 'instance' : random.pick(['instance', 'instance', 'instance', 'property', 'class']), y: slots ? 'instance' : random.pick(['instance', 'instance', 'instance', 'class', 'class', 'property', 'property', 'none']) };
  const body: Statement[] = slots ? [line`__slots__ = ${"('x', 'y', 'items')"}`] : [];
  const start: Statement[] = base === undefined || random.chance(0.3) ? [] : [line`super().__init__(n)`];
  for (const attribute of ['x', 'y'] as const) {
    if (ways[attribute] === 'class') body.push(line`${attribute} = ${w.literal()}`);
    if (ways[attribute] === 'property') body.push(...property(w, attribute));
    if (ways[attribute] === 'instance' || ways[attribute] === 'property') start.push(line`self.${attribute} = ${attribute === 'x' ? 'n' : random.pick(['n', 'self.x', '(n + 1)', '(-n)', '0.5'])}`);
  }
  start.push(line`self.items = ${items(random)}`);
  if (base === undefined || start.length > 1 || random.chance(0.5)) body.push(block(['def __init__(self, n):'], start));
  if (base === undefined || random.chance(0.6)) body.push(method(w, 'go', ['n'], base));
  if (base === undefined || random.chance(0.4)) body.push(method(w, 'mix', ['n', 'm'], base));
  if (base === undefined || random.chance(0.4)) body.push(block(['def twin(self):'], [line`return ${random.pick(['self', `${name}(self.x)`, `${random.pick(w.classes)}(1)`])}`]));
  if (ways.y === 'none' && random.chance(0.4)) body.push(block(['def __getattr__(self, name):'], [block(["if name != 'y':"], [line`raise AttributeError(name)`]), line`return ${w.literal()}`]));
  if (random.chance(0.1)) body.push(block(['def __del__(self):'], [line`LOG.append('del ${name}')`]));
  return body;
}

/** The classes of the writer, in an order in which they can be defined. */
export function classStatements(w: Writer): Statement[] {
  const { random } = w;
  return w.classes.map((name, index) => {
    const base = index > 0 && random.chance(0.5) ? w.classes[random.below(index)] : undefined;
    const slots = base === undefined && random.chance(0.15);
    return block([`class ${name}${base === undefined ? '' : `(${base})`}:`], classBody(w, { name, base, slots }));
  });
}
