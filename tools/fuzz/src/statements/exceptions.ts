// Productions of statements that raise, catch and clean up.
import type { StatementProduction } from '../maker';
import { block, code, head, line, Size, type Clause } from '../tree';
import { INT, STR } from '../types';

const CAUGHT = ['ZeroDivisionError', 'IndexError', 'KeyError', 'OverflowError', 'TypeError', 'ValueError', 'ArithmeticError', 'LookupError', '(IndexError, ZeroDivisionError)', '(ValueError, TypeError, OverflowError)', 'Exception', 'Problem', 'AttributeError'];
const RAISED = ['ValueError', 'Problem', 'IndexError', 'ZeroDivisionError', 'KeyError'];

export const EXCEPTION_STATEMENTS: readonly StatementProduction[] = [
  { name: 'try', weight: 6, make: (m, s, depth) => {
    if (depth <= 0) return undefined;
    const { random } = m;
    const handler = s.inner();
    const clauses: Clause[] = [{ head: ['try:'], body: m.statements(s.inner({ risk: Math.max(s.settings.risk, 0.4) }), random.between(1, 3), depth - 1) }];
    const catches = random.chance(0.85);
    if (catches) {
      const count = random.between(1, 2);
      for (let index = 0; index < count; index += 1) {
        const as = random.chance(0.5);
        clauses.push({ head: [`except ${random.pick(CAUGHT)}${as ? ' as error' : ''}:`], body: [as ? line`LOG.append(${random.pick(['str(error)', 'type(error).__name__', 'repr(error)', 'error.__traceback__.tb_lineno'])})` : line`LOG.append('caught')`, ...m.statements(handler.inner(), 1, depth - 1), ...(random.chance(0.08) ? [line`raise`] : [])] });
      }
      if (random.chance(0.2)) clauses.push({ head: ['else:'], body: m.statements(s.inner(), 1, depth - 1) });
    }
    if (!catches || random.chance(0.25)) clauses.push({ head: ['finally:'], body: m.statements(s.inner({ inLoop: false }), 1, depth - 1) });
    return [{ clauses }];
  } },
  { name: 'raise', weight: 2, make: (m, s) => {
    if (!m.random.chance(0.1 + s.settings.risk)) return undefined;
    m.needs.add('Problem');
    const from = m.random.chance(0.15) ? m.random.pick([' from None', " from KeyError('cause')"]) : '';
    return [block(head`if ${m.bool(s, 2)}:`, [line`raise ${m.random.pick(RAISED)}(${m.bounded(m.expression(m.random.pick([INT, STR]), s, 1), Size.bounded)})${from}`])];
  } },
  { name: 'assert', weight: 0.5, make: (m, s) => (m.random.chance(0.1 + s.settings.risk) ? [line`assert ${m.bool(s, 2)}, ${m.bounded(m.expression(INT, s, 1), Size.bounded)}`] : undefined) },
  { name: 'delete a variable', weight: 0.5, make: (m, s) => {
    const variables = s.variables.filter(({ assignable, place, name }) => assignable && place === 'local' && !s.fn.reserved.has(name));
    if (variables.length === 0 || s.fn.module) return undefined;
    const { name, type } = m.random.pick(variables);
    return [
      { clauses: [
        { head: ['try:'], body: [block(head`if ${m.bool(s, 2)}:`, [line`del ${name}`]), line`LOG.append(type(${name}).__name__)`] },
        { head: ['except UnboundLocalError as error:'], body: [line`LOG.append(str(error))`] },
      ] },
      line`${name} = ${m.literal(type, s)}`,
    ];
  } },
  { name: 'delete an attribute', weight: 0.3, make: (m, s) => {
    const objects = s.variables.filter(({ type }) => type.kind === 'object');
    if (objects.length === 0) return undefined;
    const { name, type } = m.random.pick(objects);
    const attributes = m.classOf(type).attributes;
    if (attributes.length === 0) return undefined;
    const attribute = m.random.pick(attributes);
    return [
      { clauses: [
        { head: ['try:'], body: [block(head`if ${m.bool(s, 2)}:`, [line`del ${name}.${attribute.name}`]), line`LOG.append(type(${name}.${attribute.name}).__name__)`] },
        { head: ['except AttributeError as error:'], body: [line`LOG.append(${code(STR)`str(error)`})`] },
      ] },
      line`${name}.${attribute.name} = ${m.literal(attribute.type, s)}`,
    ];
  } },
];
