// One whole program from a seed: classes, functions and globals, then the checks that run the functions often, with changes to what
// compiled code may rely on between them. Some seeds make programs of another kind (polymorphic/).
import { classStatements } from './classes';
import { disruption } from './disruptions';
import { EXPRESSIONS } from './expressions';
import { generatorFunction, plainFunction, recursiveFunction } from './functions';
import { Maker, type ProgramSize } from './maker';
import { moduleScope } from './places';
import { makePolymorphicProgram } from './polymorphic/program';
import { prelude } from './prelude';
import { Random } from './random';
import type { Callable } from './scope';
import { block, code, line, Size, type Expression, type Program, type Statement } from './tree';
import { callArguments } from './expressions/calls';
import { mixed } from './expressions/mixed';
import { INT, type Type } from './types';
import { STATEMENTS } from './statements';

function globalVariables(maker: Maker, count: number): Statement[] {
  return Array.from({ length: count }, () => {
    const type = maker.variableType();
    const name = `G${maker.globals.length}`;
    const statement = line`${name} = ${maker.literal(type, moduleScope(maker))}`;
    maker.globals.push({ name, type, assignable: true, place: 'global' });
    return statement;
  });
}

/** Most programs are small, as many of them find more in the same time; some are large, as some faults need much to meet. */
const SMALL: ProgramSize = { globals: 2, entities: [0, 2], statements: [1, 5], depth: 2, checkCost: 5000, rounds: 60 };
const LARGE: ProgramSize = { globals: 4, entities: [3, 7], statements: [2, 8], depth: 3, checkCost: 25_000, rounds: 250 };

/** One seed in so many makes a large program. */
const LARGE_EVERY = 12;

/** One seed in so many makes a program whose places get values of several classes. */
const POLYMORPHIC_EVERY = 3;

/** How many of the checks call with arguments of several types, in turn. */
const MIXED = 0.25;

function check(maker: Maker, callable: Callable, asList: boolean): Statement {
  const { random } = maker;
  const scope = moduleScope(maker);
  const rounds = Math.max(15, Math.min(maker.size.rounds, Math.floor(maker.size.checkCost / (callable.cost + 20))));
  const changed = random.chance(MIXED) ? (value: Expression, type: Type): Expression => mixed(maker, value, type) : undefined;
  const call = code(INT, Size.bounded)`${callable.name}${callArguments(maker, scope, random.below(2), callable, changed)}`;
  const result = asList ? code(INT, Size.bounded)`list(${call})` : call;
  const count = code(INT, Size.bounded)`${rounds}`;
  return { ...line`check('${callable.name}', lambda: ${result}, ${count})`, simpler: [[line`print(${result})`], [block([`for m in range(${rounds}):`], [line`print(${result})`])]] };
}

/** Module code that loops: its variables are globals. */
function moduleLoop(maker: Maker): Statement[] {
  const scope = moduleScope(maker, 600);
  const statements = maker.statements(scope, 4, 2);
  return [{ clauses: [{ head: ['try:'], body: statements }, { head: ['except Exception as error:'], body: [line`print('module', describe(error))`] }] },
    ...scope.variables.filter(() => maker.random.chance(0.3)).map(({ name }) => line`print('${name}', show(globals().get('${name}')))`)];
}

/** The program of this seed: always the same. */
export function makeProgram(seed: number): Program {
  return isPolymorphic(seed) ? makePolymorphicProgram(seed) : makeTypedProgram(seed);
}

/** Whether this seed makes a program whose places are not typed. */
export const isPolymorphic = (seed: number): boolean => seed % POLYMORPHIC_EVERY === POLYMORPHIC_EVERY - 1;

function makeTypedProgram(seed: number): Program {
  const random = new Random(seed);
  const size = seed % LARGE_EVERY === 0 ? LARGE : SMALL;
  const maker = new Maker(random, { expressions: EXPRESSIONS, statements: STATEMENTS }, size);
  maker.needs.add('Problem');
  const definitions: Statement[] = [...globalVariables(maker, random.between(1, size.globals))];
  const entities = random.between(...size.entities);
  for (let index = 0; index < entities; index += 1) {
    const makeEntity = random.weighted([
      { weight: 5, make: () => classStatements(maker) },
      { weight: 6, make: () => plainFunction(maker) },
      { weight: 1, make: () => recursiveFunction(maker) },
      { weight: 1, make: () => generatorFunction(maker) },
      { weight: 1, make: () => globalVariables(maker, 1) },
    ]).make;
    definitions.push(...makeEntity());
    if (random.chance(0.25)) definitions.push(...disruption(maker, `disrupt${maker.disruptors.length}`));
  }
  definitions.push(...plainFunction(maker));
  const checks = (): Statement[] => [
    ...maker.functions.filter(() => random.chance(0.75)).map((callable) => check(maker, callable, false)),
    ...maker.generators.filter(() => random.chance(0.75)).map((callable) => check(maker, callable, true)),
    ...(random.chance(size === LARGE ? 0.4 : 0.15) ? moduleLoop(maker) : []),
  ];
  const driver = [check(maker, maker.functions.at(-1)!, false), ...checks()];
  while (random.chance(size === LARGE ? 0.5 : 0.3)) driver.push(...disruption(maker, undefined), ...checks());
  return { seed, statements: [...prelude(maker.needs, random.chance(0.2)), ...definitions, ...driver, ...maker.globals.map(({ name }) => line`print('${name}', show(globals().get('${name}')), show(LOG))`)] };
}
