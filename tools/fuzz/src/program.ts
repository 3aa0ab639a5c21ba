// One whole program from a seed: classes, functions and globals, then the checks that run the functions often, with changes to what
// compiled code may rely on between them.
import { classStatements } from './classes';
import { disruption } from './disruptions';
import { EXPRESSIONS } from './expressions';
import { generatorFunction, plainFunction, recursiveFunction } from './functions';
import { Maker } from './maker';
import { moduleScope } from './places';
import { prelude } from './prelude';
import { Random } from './random';
import type { Callable } from './scope';
import { block, code, line, Size, type Program, type Statement } from './tree';
import { callArguments } from './expressions/calls';
import { INT } from './types';
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

/** About how many statements one check may run, at scale 1. */
const CHECK_COST = 25_000;

function check(maker: Maker, callable: Callable, asList: boolean): Statement {
  const { random } = maker;
  const scope = moduleScope(maker);
  const rounds = Math.max(15, Math.min(250, Math.floor(CHECK_COST / (callable.cost + 20))));
  const call = code(INT, Size.bounded)`${callable.name}${callArguments(maker, scope, random.below(2), callable)}`;
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
  const random = new Random(seed);
  const maker = new Maker(random, { expressions: EXPRESSIONS, statements: STATEMENTS });
  maker.needs.add('Problem');
  const definitions: Statement[] = [...globalVariables(maker, random.between(1, 4))];
  const entities = random.between(3, 7);
  for (let index = 0; index < entities; index += 1) {
    const makeEntity = random.weighted([
      { weight: 3, make: () => classStatements(maker) },
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
    ...(random.chance(0.4) ? moduleLoop(maker) : []),
  ];
  const driver = [check(maker, maker.functions.at(-1)!, false), ...checks()];
  while (random.chance(0.5)) driver.push(...disruption(maker, undefined), ...checks());
  return { seed, statements: [...prelude(maker.needs, random.chance(0.2)), ...definitions, ...driver, ...maker.globals.map(({ name }) => line`print('${name}', show(globals().get('${name}')), show(LOG))`)] };
}
