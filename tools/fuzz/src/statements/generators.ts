// Productions of statements in generators, and of those that drive a generator by hand.
import { generatorCall } from '../expressions/calls';
import type { StatementProduction } from '../maker';
import { block, line, type Statement } from '../tree';
import { FLOAT, INT, listOf, NUMBER, STR } from '../types';

export const GENERATOR_STATEMENTS: readonly StatementProduction[] = [
  { name: 'yield', weight: 6, make: (m, s) => {
    if (!s.fn.yields) return undefined;
    const value = m.stored(s.fn.yields, s, 2);
    if (!m.random.chance(0.15)) return [line`yield ${value}`];
    const sent = m.freshName(s);
    return [line`${sent} = yield ${value}`, line`LOG.append(${sent})`];
  } },
  { name: 'yield from', weight: 1, make: (m, s) => {
    const { yields } = s.fn;
    if (!yields) return undefined;
    const source = (m.random.chance(0.6) ? generatorCall(m, s, 1, yields) : undefined) ?? m.stored(listOf(yields), s, 1);
    return [line`yield from ${source}`];
  } },
  { name: 'drive a generator', weight: 2, make: (m, s) => {
    const { random } = m;
    if (s.fn.module || s.fn.yields || !m.logs(s, 4)) return undefined;
    const call = generatorCall(m, s, 1, random.pick([INT, INT, FLOAT, NUMBER, STR]));
    if (!call) return undefined;
    const name = m.freshName(s);
    const step = (): Statement => random.pick([line`LOG.append(next(${name}, 'end'))`, line`LOG.append(next(${name}))`, line`LOG.append(${name}.send(${m.leaf(INT, s)}))`, line`LOG.append(${name}.throw(ValueError('thrown')))`, line`LOG.append(list(${name}))`, line`${name}.close()`]);
    const steps = [line`LOG.append(next(${name}, 'end'))`, ...Array.from({ length: random.between(0, 3) }, step)];
    return [
      line`${name} = ${call}`,
      { clauses: [{ head: ['try:'], body: steps }, { head: ['except (ValueError, StopIteration, TypeError) as error:'], body: [line`LOG.append((type(error).__name__, str(error)))`] }] },
      random.pick([line`${name} = None`, line`${name}.close()`, block([`for ${name} in ${name}:`], [line`break`]), line`del ${name}`]),
    ];
  } },
];
