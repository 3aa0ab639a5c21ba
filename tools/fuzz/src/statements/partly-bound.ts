// Productions of variables that hold an object on some of the ways to a loop and nothing on the others, where the loop runs what may
// change classes: what is known of such a variable has to be found anew in each turn, and is nothing if there is no object.
import { byTurn } from '../expressions/texts';
import type { Maker, StatementProduction } from '../maker';
import { lineage, type ClassInfo, type Scope } from '../scope';
import { block, code, line, type Expression, type Statement } from '../tree';
import { BOOL } from '../types';

/** What the loop throws away without a look at it: nothing is known of its destructor. */
const THROWN_AWAY = ['2.5', "'text'", '[1]', '()', 'Ending(1)', 'Ending(2)', '{}', 'None', '2 ** 70'];

const condition = (maker: Maker, scope: Scope): Expression => (maker.random.chance(0.7) ? byTurn(maker) : maker.bool(scope, 1));

/** A use of the object that finds out its class. */
function use(maker: Maker, info: ClassInfo, variable: string): Statement {
  const attributes = lineage(info).flatMap((each) => each.attributes);
  const access = attributes.length > 0 ? `${variable}.${maker.random.pick(attributes).name}` : `type(${variable}).__name__`;
  return maker.random.chance(0.2) ? line`LOG.append(repr(${access})[:40])` : block(['if ', code(BOOL)`${access} is None`, ':'], [line`LOG.append('none')`]);
}

export const PARTLY_BOUND_STATEMENTS: readonly StatementProduction[] = [
  { name: 'bound on some ways to a loop', weight: 2, make: (m, s, depth) => {
    const { random } = m;
    const infos = m.classes.filter(({ constructible }) => constructible);
    if (s.fn.module || infos.length === 0 || !m.logs(s, 5)) return undefined;
    const names = m.freshNames<[string, string]>(s, 2);
    if (!names) return undefined;
    const [variable, rest] = names;
    for (const name of names) s.fn.reserved.add(name);
    m.needs.add('Ending');
    m.needs.add('drained');
    const info = random.pick(infos);
    // Mostly one of which the compiler does not know that nobody else has it: such a one is kept, where others can be dropped at once.
    const object = m.construct(info.type, s);
    const held = random.pick([object, code(info.type)`[${object}].pop()`, code(info.type)`next(iter([${object}]))`, code(info.type)`[${object}].pop()`]);
    const bound: Statement[] = [line`${variable} = ${held}`, ...(random.chance(0.8) ? [use(m, info, variable)] : [])];
    const ways = random.pick<() => Statement>([
      () => block(['if ', condition(m, s), ':'], bound),
      () => ({ clauses: [{ head: ['if ', condition(m, s), ':'], body: bound }, { head: ['else:'], body: m.statements(s.inner(), 1, depth - 1) }] }),
      () => ({ clauses: [{ head: ['try:'], body: [block(['if ', condition(m, s), ':'], [line`raise ValueError`]), ...bound] }, { head: ['except ValueError:'], body: [line`LOG.append('unbound')`] }] }),
    ])();
    const items = Array.from({ length: random.between(2, 6) }, () => random.pick(THROWN_AWAY));
    const inside = (): Statement[] => (random.chance(0.4) ? m.statements(s.inner({ factor: s.settings.factor * items.length, inLoop: true }), 1, depth - 1) : []);
    const turns = random.pick<() => Statement>([
      // In a function of its own, which becomes part of this one: the loop does not look at the variables of this one.
      () => line`LOG.append(drained(${rest}))`,
      () => line`LOG.append(drained(${rest}))`,
      () => block([`while ${rest}:`], [block([`if ${rest}.pop() is LOG:`], [line`break`]), ...inside()]),
      () => block([`for _ in range(${items.length}):`], [line`${rest}.pop()`, ...inside()]),
    ])();
    const looked: Statement = { clauses: [{ head: ['try:'], body: [use(m, info, variable)] }, { head: ['except UnboundLocalError:'], body: [line`LOG.append('nothing')`] }] };
    // Made before, as a rule: to make a list may run the collector, after which nothing is known of classes.
    const made = line`${rest} = [${items.join(', ')}]`;
    return [...(random.chance(0.8) ? [made, ways] : [ways, made]), turns, ...(random.chance(0.4) ? [looked] : [])];
  } },
];
