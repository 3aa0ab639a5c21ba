// Productions of objects that say when they end, in variables that are not read again: they must live until the variable gets
// another value or the function ends, whatever ways lead there and meet in between.
import { byTurn } from '../expressions/texts';
import type { Maker, StatementProduction } from '../maker';
import type { Scope } from '../scope';
import { block, code, line, Size, type Clause, type Expression, type Statement } from '../tree';
import { INT } from '../types';

/** Where an object is put so that the variable keeps it alive. */
const HOLDERS: readonly ((object: string) => string)[] = [
  (object) => object, (object) => object, (object) => object,
  (object) => `[${object}]`, (object) => `(${object},)`, (object) => `{'k': ${object}}`, (object) => `(${object}, [${object}])`, (object) => `${object}.itself`, (object) => `${object}.itself()`,
];

const OTHERS = ['None', '5', '2.5', "'text'", '[1]', '()', 'TURN'];

class Endings {
  #made = 0;
  constructor(private readonly maker: Maker, private readonly scope: Scope) {
    maker.needs.add('Ending');
  }

  /** An object that nothing else refers to, by itself or held by something else. */
  fresh(): string {
    const { random } = this.maker;
    this.#made += 1;
    return random.pick(HOLDERS)(`Ending(${this.#made})`);
  }

  /** What a variable gets on one of several ways. */
  value(): string {
    const { random } = this.maker;
    return random.chance(0.7) ? this.fresh() : random.pick(OTHERS);
  }

  condition(): Expression {
    const { random } = this.maker;
    return random.chance(0.6) ? byTurn(this.maker) : this.maker.bool(this.scope, 1);
  }
}

const met = (where: number): Statement => line`LOG.append('met ${where}')`;

/** Statements after which the variable holds one of several things. */
function ways(maker: Maker, scope: Scope, endings: Endings, variable: string, depth: number): Statement[] {
  const { random } = maker;
  const assign = (): Statement => line`${variable} = ${endings.value()}`;
  const inside = (): Statement[] => [...(random.chance(0.3) ? maker.statements(scope.inner(), 1, depth - 1) : []), assign(), ...(random.chance(0.2) ? [assign()] : [])];
  return random.weighted<{ weight: number; make: () => Statement[] }>([
    { weight: 4, make: () => [assign(), { clauses: [{ head: ['if ', endings.condition(), ':'], body: inside() }] }] },
    { weight: 4, make: () => {
      const clauses: Clause[] = [{ head: ['if ', endings.condition(), ':'], body: inside() }];
      if (random.chance(0.4)) clauses.push({ head: ['elif ', endings.condition(), ':'], body: inside() });
      return [{ clauses: [...clauses, { head: ['else:'], body: inside() }] }];
    } },
    { weight: 2, make: () => [line`${variable} = ${endings.value()} if ${endings.condition()} else ${endings.value()}`] },
    { weight: 2, make: () => [line`${variable} = ${endings.condition()} and ${endings.fresh()}`] },
    { weight: 3, make: () => [...(random.chance(0.7) ? [assign()] : []), block([`for _ in range(${random.between(1, 4)}):`], [block(['if ', endings.condition(), ':'], inside()), ...(random.chance(0.5) ? [met(0)] : [])])] },
    { weight: 2, make: () => [
      assign(),
      { clauses: [
        { head: ['try:'], body: [assign(), block(['if ', endings.condition(), ':'], [random.pick([line`raise ValueError`, line`[][1]`, line`1 // 0`])]), ...(random.chance(0.5) ? [assign()] : [])] },
        { head: ['except (ValueError, LookupError, ArithmeticError):'], body: random.chance(0.5) ? [met(0)] : [assign()] },
      ] },
    ] },
  ]).make();
}

export const DESTRUCTOR_STATEMENTS: readonly StatementProduction[] = [
  { name: 'kept until the end', weight: 2, make: (m, s, depth) => {
    const { random } = m;
    if (s.fn.module || !m.logs(s, 6)) return undefined;
    const names = m.freshNames<[string, string]>(s, 2);
    if (!names) return undefined;
    const [variable, other] = names;
    for (const name of names) s.fn.reserved.add(name);
    const endings = new Endings(m, s);
    const between = (): Statement[] => [met(1), ...(random.chance(0.4) ? m.statements(s.inner(), 1, depth - 1) : [])];
    return random.weighted<{ weight: number; make: () => Statement[] }>([
      { weight: 6, make: () => [...ways(m, s, endings, variable, depth), ...between(), ...(random.chance(0.4) ? [...ways(m, s, endings, variable, depth), ...between()] : [])] },
      // Two names for one object on some of the ways.
      { weight: 3, make: () => [line`${other} = ${endings.value()}`, ...ways(m, s, endings, variable, depth), block(['if ', endings.condition(), ':'], [line`${random.chance(0.5) ? `${variable} = ${other}` : `${other} = ${variable}`}`]), ...between(), line`${random.pick([variable, other])} = None`, met(2)] },
      // Held by the stack while ways meet.
      { weight: 2, make: () => [line`${variable} = ${code(INT, Size.bounded)`[${endings.fresh()}, LOG.append('met 3') if ${endings.condition()} else ${endings.value()}, LOG.append('met 4')]`}[${random.below(3)}]`, ...between()] },
      { weight: 2, make: () => [...ways(m, s, endings, variable, depth), line`LOG.append(type(${variable}).__name__)`, line`${random.pick([`${variable} = None`, `del ${variable}`])}`, met(2)] },
    ]).make();
  } },
];
