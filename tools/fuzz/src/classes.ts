// Classes: attributes, a constructor, methods, properties, operators, inheritance, destructors that write to the log.
import { makeParameters, methodOf } from './functions';
import type { Maker } from './maker';
import { METHOD_COST, OPERATOR_COST } from './expressions/calls';
import { OPERATORS, SAME } from './operators';
import { constructorScope, emptyScope } from './places';
import { lineage, type Attribute, type Callable, type ClassInfo, type Parameter } from './scope';
import { block, line, type Clause, type Statement } from './tree';
import { ANY, BOOL, FLOAT, INT, listOf, NUMBER, objectOf, STR, type Type } from './types';

const ATTRIBUTES = ['x', 'y', 'w', 'items', 'label'];

function attributeType(maker: Maker): Type {
  const { random } = maker;
  const made = maker.classes.filter(({ constructible }) => constructible);
  if (made.length && random.chance(0.15)) return random.pick(made).type;
  return random.pick([INT, INT, INT, FLOAT, FLOAT, STR, BOOL, NUMBER, ANY, listOf(INT), listOf(FLOAT)]);
}

/** @param depth of the expressions for attributes */
function constructor(maker: Maker, info: ClassInfo, depth: number): Statement {
  const scope = constructorScope(info.parameters);
  const head = ['def __init__(self', ...info.parameters.map(({ name }) => `, ${name}`), '):'];
  const own = info.attributes.map(({ name, type }) => line`self.${name} = ${maker.stored(type, scope, depth)}`);
  const before = info.base ? [{ clauses: [{ head: [maker.random.chance(0.5) ? 'super().__init__(' : `${info.base.name}.__init__(self, `, ...info.base.parameters.flatMap((parameter, index) => [index ? ', ' : '', maker.stored(parameter.type, scope, 1)]), ')'] }] }] : [];
  return block(head, [...before, ...own]);
}

/** One class, added to the program's classes. */
export function classStatements(maker: Maker): Statement[] {
  const { random } = maker;
  if (maker.classes.length >= 4) return [];
  const name = 'ABCD'[maker.classes.length]!;
  const base = maker.classes.length && random.chance(0.55) ? random.pick(maker.classes.filter(({ constructible }) => constructible)) : undefined;
  const inherited = base ? lineage(base).flatMap((each) => each.attributes) : [];
  const free = ATTRIBUTES.filter((attribute) => !inherited.some((each) => each.name === attribute));
  const attributes: Attribute[] = free.slice(0, random.between(base ? 0 : 1, 3)).map((attribute) => ({ name: attribute, type: attributeType(maker) }));
  const scope = emptyScope();
  const parameters: Parameter[] = makeParameters(maker, random.below(3), scope, false, () => random.pick([INT, INT, FLOAT, STR])).map((parameter) => ({ ...parameter, default: undefined }));
  const slots = !base && random.chance(0.15);
  const metaclass = !base && random.chance(0.3);
  if (metaclass) maker.needs.add('Meta');
  // As most are: what is given is kept, and the end goes unnoticed. Their instances are virtual more often than others.
  const isPlain = random.chance(0.5);
  const info: ClassInfo = { name, type: objectOf(name), base, parameters, attributes, methods: [], properties: [], statics: [], operators: new Set(), constructible: false, slots, metaclass };
  maker.classes.push(info);
  const body: Statement[] = [];
  if (slots) body.push(line`__slots__ = ${`(${attributes.map((attribute) => `'${attribute.name}', `).join('')})`}`);
  if (random.chance(0.4)) {
    const constant: Attribute = { name: `K${name}`, type: random.pick([INT, FLOAT]), onClass: true };
    body.push(line`${constant.name} = ${maker.literal(constant.type, scope)}`);
    if (!slots) attributes.push(constant);
  }
  const own = slots ? attributes : attributes.filter(({ onClass }) => !onClass);
  body.push(constructor(maker, { ...info, attributes: own }, isPlain ? 0 : 2));
  info.constructible = true;
  body.push(...methods(maker, info), ...staticMethods(maker, info), ...operators(maker, info));
  if (random.chance(0.06)) body.push(block(['def __getattr__(self, name):'], [random.pick([line`return 1.5`, line`raise AttributeError('none: ' + name)`])]));
  if (random.chance(isPlain ? 0.05 : 0.3)) body.push(block(['def __del__(self):'], [line`LOG.append('del ${name}')`]));
  return [block([`class ${name}${base ? `(${base.name})` : metaclass ? '(metaclass=Meta)' : ''}:`], body)];
}

/** The method, which returns what the one that it overrides does. */
function endingInSuper(method: Statement, { name, parameters }: Callable): Statement {
  const [{ head, body }] = method.clauses as [Clause];
  const last = line`return super().${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;
  return block(head, [...body!.slice(0, -1), last]);
}

function staticMethods(maker: Maker, info: ClassInfo): Statement[] {
  const { random } = maker;
  if (!random.chance(0.2)) return [];
  const isClass = random.chance(0.5);
  const name = `${info.name.toLowerCase()}k`;
  const method: Callable = { name, order: maker.orderOf(name), returns: random.pick([INT, FLOAT, STR, NUMBER]), cost: METHOD_COST, parameters: makeParameters(maker, random.below(3), emptyScope(), true, () => random.pick([INT, INT, FLOAT, STR])) };
  const made = methodOf(maker, info.type, name, method.order, method.parameters, method.returns, { limit: METHOD_COST - 5, count: random.between(0, 3), depth: 2, first: isClass ? 'cls' : undefined });
  info.statics.push(method);
  return [{ clauses: [{ head: [isClass ? '@classmethod' : '@staticmethod'] }, ...made.clauses] }];
}

function methods(maker: Maker, info: ClassInfo): Statement[] {
  const { random } = maker;
  const statements: Statement[] = [];
  const inheritedMethods = info.base ? lineage(info.base).flatMap((each) => each.methods) : [];
  const add = (callable: Callable, settings = { limit: METHOD_COST - 5, count: random.between(0, 3), depth: 2 }): void => {
    const method = methodOf(maker, info.type, callable.name, callable.order, callable.parameters, callable.returns, settings);
    statements.push(inheritedMethods.includes(callable) && random.chance(0.35) ? endingInSuper(method, callable) : method);
  };
  for (const method of inheritedMethods) if (random.chance(0.6)) add(method);
  const count = random.between(0, 2);
  for (let index = 0; index < count; index += 1) {
    const name = `${info.name.toLowerCase()}m${index}`;
    const method: Callable = { name, order: maker.orderOf(name), returns: random.pick([INT, INT, FLOAT, STR, BOOL, NUMBER, info.type]), cost: METHOD_COST, parameters: makeParameters(maker, random.below(3), emptyScope(), true, () => random.pick([INT, INT, FLOAT, STR, NUMBER])) };
    add(method);
    info.methods.push(method);
  }
  if (random.chance(0.3)) {
    const name = `${info.name.toLowerCase()}p`;
    const property: Callable = { name, order: maker.orderOf(name), returns: random.pick([INT, FLOAT, STR]), cost: OPERATOR_COST, parameters: [] };
    const method = methodOf(maker, info.type, name, property.order, [], property.returns, { limit: OPERATOR_COST, count: random.below(2), depth: 1 });
    statements.push({ clauses: [{ head: ['@property'] }, ...method.clauses] });
    info.properties.push(property);
  }
  return statements;
}

function operators(maker: Maker, info: ClassInfo): Statement[] {
  const { random } = maker;
  const root = lineage(info).at(-1)!.type;
  const resolve = (type: Type | typeof SAME): Type => (type === SAME ? root : type);
  return OPERATORS.filter(() => random.chance(0.12)).map((operator) => {
    const parameters = operator.parameters.map((type, index): Parameter => ({ name: `other${index || ''}`, type: resolve(type) }));
    const statement = methodOf(maker, info.type, operator.name, maker.orderOf(operator.name), parameters, resolve(operator.returns), { limit: OPERATOR_COST, count: random.below(2), depth: 1, yields: operator.yields });
    info.operators.add(operator.name);
    return statement;
  });
}
