// Productions of statements that look at what compiled code need not have at hand: frames and their variables, when objects die.
import { byTurn } from '../expressions/texts';
import type { StatementProduction } from '../maker';
import { block, code, line } from '../tree';
import { INT, listOf } from '../types';

export const OBSERVER_STATEMENTS: readonly StatementProduction[] = [
  { name: 'peek', weight: 1, make: (m, s) => {
    if (s.fn.module || !m.logs(s, 2)) return undefined;
    const roll = m.random.below(6);
    if (roll < 4) m.needs.add('peek');
    if (roll < 1) return [line`peek(sys._getframe(), None)`];
    if (roll < 4) {
      m.needs.add('caller');
      return [line`caller(${m.random.pick([1, 1, 2])})`];
    }
    return [m.random.pick([line`LOG.append(sorted(locals()))`, line`LOG.append(sys._getframe().f_lineno)`])];
  } },
  { name: 'watch an object die', weight: 2, make: (m, s, depth) => {
    const { random } = m;
    if (s.fn.module || !m.logs(s, 3)) return undefined;
    const infos = m.classes.filter(({ constructible }) => constructible);
    if (infos.length === 0) return undefined;
    m.needs.add('weak');
    const [name, reference] = [m.freshName(s), `w${s.fn.reserved.size}`];
    const { type } = random.pick(infos);
    const use = code(INT)`LOG.append(${reference}() is None)`;
    const made = [line`${name} = ${m.construct(type, s)}`, line`${reference} = weak(${name})`];
    if (random.chance(0.4)) {
      // Not read again, and still alive behind places where ways meet.
      const inside = random.chance(0.5) ? [line`LOG.append(${reference}() is None)`] : m.statements(s.inner(), 1, depth - 1);
      // Another object on one of the ways, perhaps.
      const other = random.chance(0.6) ? [line`${name} = ${m.construct(type, s)}`] : [];
      const ways = random.pick([block(['if ', byTurn(m), ':'], [...other, ...inside]), block(['if ', m.bool(s, 1), ':'], [...inside, ...other]), block([`for _ in range(${random.between(1, 3)}):`], [...inside, ...other])]);
      return [...made, ways, line`${use}`];
    }
    return [
      ...made,
      random.pick([line`${name} = None`, line`del ${name}`, line`${name} = ${m.construct(type, s)}`, block(['if ', m.bool(s, 1), ':'], [line`${name} = None`]), line`${name} = [${name}]`]),
      line`${use}`,
    ];
  } },
  { name: 'keep in a container', weight: 1, make: (m, s) => {
    const held = s.variables.filter(({ type }) => type.kind === 'object' || type.kind === 'list');
    if (s.fn.module || held.length === 0) return undefined;
    const { name, type } = m.random.pick(held);
    const [first, second] = [m.freshName(s), m.literal(listOf(INT), s)];
    return [
      line`${first} = ${m.random.pick([code(INT)`[${name}, ${second}]`, code(INT)`{'a': ${name}, 'b': ${second}}`, code(INT)`(${name}, ${second})`])}`,
      line`LOG.append(len(${first}))`,
      line`${first} = ${m.random.pick([code(type)`None`, code(type)`${name}`])}`,
    ];
  } },
];
