// Changes to what compiled code may have relied on: functions, methods, classes, attributes and types replaced while the program runs.
import type { Maker } from './maker';
import { lineage, type Callable, type ClassInfo } from './scope';
import { block, code, line, Size, type Expression, type Statement } from './tree';
import { BOOL, FLOAT, INT, NONE, STR, tupleOf, type Kind, type Type } from './types';
import { moduleScope } from './places';

/**
 * A value of the type, or of another one: of one that no arithmetic of the program can make grow without end, which is why floats
 * never become ints and numbers never become strings.
 */
function otherValue(maker: Maker, type: Type): Expression {
  const { random } = maker;
  const others: Partial<Record<Kind, readonly Type[]>> = { int: [FLOAT, NONE, BOOL], float: [NONE], number: [INT, FLOAT], str: [INT, NONE], bool: [INT, STR], list: [NONE, tupleOf(INT, FLOAT)], object: [NONE] };
  const roll = random.below(10);
  if (roll < 2 && (type === INT || type === FLOAT)) {
    maker.needs.add('Subclasses');
    return code(type, Size.bounded)`${type === INT ? 'Integer(5)' : 'Real(1.5)'}`;
  }
  return maker.literal(roll < 5 ? random.pick(others[type.kind] ?? [type]) : type, moduleScope(maker));
}

/** A lambda with these parameters that returns a value of the callable's type. */
function replacement(maker: Maker, { parameters, returns }: Pick<Callable, 'parameters' | 'returns'>, self: string): Expression {
  const names = parameters.map((parameter) => `${parameter.name}=0`).join(', ');
  return code(INT, Size.bounded)`lambda ${[self, names].filter((part) => part !== '').join(', ')}: ${otherValue(maker, returns)}`;
}

interface Disruption {
  readonly weight: number;
  /** The globals that it assigns, and the statements. Undefined if the program has nothing to disrupt in this way. */
  readonly make: (maker: Maker) => { readonly writes?: string; readonly statements: readonly Statement[] } | undefined;
}

const anyClass = (maker: Maker): ClassInfo | undefined => (maker.classes.length ? maker.random.pick(maker.classes) : undefined);

const objects = (maker: Maker) => maker.globals.filter(({ type }) => type.kind === 'object');

const one = (statement: Statement, writes?: string) => ({ writes, statements: [statement] });

const DISRUPTIONS: readonly Disruption[] = [
  { weight: 4, make: (m) => {
    const info = anyClass(m);
    const methods = info ? lineage(info).flatMap((each) => each.methods) : [];
    return methods.length ? ((method) => one(line`${info!.name}.${method.name} = ${replacement(m, method, 'self')}`))(m.random.pick(methods)) : undefined;
  } },
  { weight: 3, make: (m) => {
    if (m.functions.length === 0) return undefined;
    const callable = m.random.pick(m.functions);
    return one(line`${callable.name} = ${replacement(m, callable, '')}`, callable.name);
  } },
  { weight: 3, make: (m) => {
    if (m.globals.length === 0) return undefined;
    const { name, type } = m.random.pick(m.globals);
    return one(line`${name} = ${otherValue(m, type)}`, name);
  } },
  { weight: 3, make: (m) => {
    const info = anyClass(m);
    if (!info) return undefined;
    const attributes = lineage(info).flatMap((each) => each.attributes);
    const attribute = attributes.length ? m.random.pick(attributes) : undefined;
    if (!attribute || info.slots) return undefined;
    return one(m.random.pick([
      line`${info.name}.${attribute.name} = ${otherValue(m, attribute.type)}`,
      line`${info.name}.${attribute.name} = property(lambda self: ${otherValue(m, attribute.type)}, lambda self, value: LOG.append('set'))`,
      line`${info.name}.extra = 1`,
    ]));
  } },
  { weight: 3, make: (m) => {
    const made = objects(m);
    if (made.length === 0) return undefined;
    const { name, type } = m.random.pick(made);
    const attributes = lineage(m.classOf(type)).flatMap((each) => each.attributes);
    const methods = lineage(m.classOf(type)).flatMap((each) => each.methods);
    const options: Statement[] = [line`${name}.extra = 7`];
    for (const attribute of attributes.slice(0, 2)) options.push(line`${name}.${attribute.name} = ${otherValue(m, attribute.type)}`, line`del ${name}.${attribute.name}`);
    if (methods.length) options.push(((method) => line`${name}.${method.name} = ${replacement(m, method, '')}`)(m.random.pick(methods)));
    return one(m.random.pick(options));
  } },
  { weight: 3, make: (m) => {
    const made = objects(m);
    if (made.length === 0) return undefined;
    const { name, type } = m.random.pick(made);
    const agree = ({ attributes }: ClassInfo, other: ClassInfo): boolean => attributes.every((attribute) => other.attributes.every((each) => each.name !== attribute.name || each.type === attribute.type));
    const own = lineage(m.classOf(type));
    const fitting = m.classes.filter((info) => lineage(info).every((each) => own.every((mine) => agree(each, mine))));
    return fitting.length ? one(line`${name}.__class__ = ${m.random.pick(fitting).name}`) : undefined;
  } },
  { weight: 6, make: (m) => {
    const made = m.classes.filter(({ metaclass }) => metaclass);
    if (made.length === 0) return undefined;
    const info = m.random.pick(made);
    const shared = info.attributes.filter(({ onClass }) => onClass).map((attribute) => line`Meta.${attribute.name} = ${m.random.pick([code(INT, Size.bounded)`property(lambda cls: ${otherValue(m, attribute.type)})`, otherValue(m, attribute.type)])}`);
    const other = line`${info.name}.__class__ = ${m.random.pick(['OtherMeta', 'OtherMeta', 'Meta'])}`;
    return one(m.random.pick([...shared, ...shared, other, other, line`Meta.extra = 1`, line`Meta.__call__ = ${'lambda cls, *arguments: (LOG.append(3), type.__call__(cls, *arguments))[1]'}`]));
  } },
  { weight: 3, make: (m) => {
    const lists = m.globals.filter(({ type }) => type.kind === 'list');
    if (lists.length === 0) return undefined;
    const { name, type } = m.random.pick(lists);
    return one(m.random.pick([line`${name}[${m.random.pick(['0', '-1', `len(${name}) - 1`])}] = ${otherValue(m, type.item!)}`, line`${name}.append(${otherValue(m, type.item!)})`, line`${name}.clear()`]));
  } },
  { weight: 2, make: (m) => {
    const info = anyClass(m);
    if (!info) return undefined;
    const name = m.random.pick(['__getattr__', '__getattribute__', '__setattr__', '__eq__', '__bool__', '__len__']);
    const bodies: Readonly<Record<string, string>> = {
      __getattr__: 'lambda self, name: 1.5',
      __getattribute__: "lambda self, name: 2.5 if name == 'x' else object.__getattribute__(self, name)",
      __setattr__: "lambda self, name, value: (LOG.append('set ' + name), object.__setattr__(self, name, value))[1]",
      __eq__: 'lambda self, other: 1',
      __bool__: 'lambda self: False',
      __len__: 'lambda self: 0',
    };
    return one(line`${info.name}.${name} = ${bodies[name]!}`);
  } },
  { weight: 2, make: (m) => {
    const name = m.random.pick(['len', 'abs', 'range', 'min', 'isinstance', 'int', 'float', 'sum', 'ord']);
    // The prelude needs these two to work, and calls isinstance while it shows the log.
    const logged = name === 'isinstance' ? '' : `LOG.append('${name}'), `;
    // Around the real one only: what calls this each time would come to the recursion limit, where compiled code may go a level deeper.
    const bodies = [`(lambda *arguments, real=${name}: (${logged}real(*arguments))${logged && '[1]'}) if ${name}.__name__ == '${name}' else ${name}`, name];
    if (name !== 'range' && name !== 'isinstance') bodies.push(`lambda *arguments: ${name === 'len' || name === 'ord' ? '2' : '1.5'}`);
    return one(line`${name} = ${m.random.pick(bodies)}`, name);
  } },
  { weight: 1, make: (m) => {
    const plain = m.functions.filter(({ parameters }) => parameters.some((parameter) => parameter.default && !parameter.form));
    if (plain.length === 0) return undefined;
    const { name, parameters } = m.random.pick(plain);
    const values = parameters.filter((parameter) => parameter.default && !parameter.form).map((parameter) => otherValue(m, parameter.type));
    return one(line`${name}.__defaults__ = (${{ type: INT, size: Size.bounded, pieces: values.flatMap((value) => [value, ', ']) }})`);
  } },
  { weight: 1, make: (m) => {
    if (m.functions.length < 2) return undefined;
    const first = m.random.pick(m.functions);
    const fitting = m.functions.filter(({ returns, order }) => returns === first.returns && order < first.order);
    return fitting.length ? one(line`${first.name}.__code__ = ${m.random.pick(fitting).name}.__code__`) : undefined;
  } },
  { weight: 1, make: () => one(line`math.sqrt = ${"(lambda value, real=math.sqrt: real(value) + 1.0) if math.sqrt.__name__ == 'sqrt' else math.sqrt"}`) },
  { weight: 1, make: () => ({ statements: [line`import gc`, line`gc.collect()`] }) },
];

/** Statements that disrupt: in a function of that name, or, without a name, for module code. */
export function disruption(maker: Maker, name: string | undefined): Statement[] {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const made = maker.random.weighted(DISRUPTIONS).make(maker);
    if (!made) continue;
    const failed = { head: ['except Exception as error:'], body: [line`LOG.append(repr(error))`] };
    const body: Statement[] = [{ clauses: [{ head: ['try:'], body: made.statements }, failed] }];
    if (name === undefined) return body;
    maker.disruptors.push(name);
    return [block([`def ${name}():`], [...(made.writes ? [line`global ${made.writes}`] : []), ...body])];
  }
  return [];
}
