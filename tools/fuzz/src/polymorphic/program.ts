// One whole polymorphic program from a seed. Its places are not typed: each gets values of several classes that understand the same
// operations, some of them now and others later. What a place has been compiled for meets what it has not.
import { prelude } from '../prelude';
import { Random } from '../random';
import { block, code, line, Size, type Program, type Statement } from '../tree';
import { INT } from '../types';
import { classStatements } from './classes';
import { EXPRESSIONS } from './expressions';
import { definitions, FAMILIES, values, type Family } from './families';
import { parameterNames, STATEMENTS } from './statements';
import { Place, Writer, type Defined } from './writer';

const PARAMETERS: readonly Family[] = ['number', 'number', 'number', 'thing', 'thing', 'series', 'action'];
const FIRST: readonly Family[] = ['number', 'number', 'thing'];
const RETURNS: readonly Family[] = ['number', 'number', 'number', 'thing', 'series'];

/** Statements that all turns of a check may run, and turns at most. */
const CHECK_COST = 8000;
const MOST_TURNS = 80;

/** How a pool is gone through: one after the other, in phases, mostly one, one until some turn. */
const ORDERS = (length: number): string[] => [`TURN[0] % ${length}`, `TURN[0] // 9 % ${length}`, `TURN[0] // 20 % ${length}`, `(TURN[0] % 7 == 6) * ${length - 1}`, `(TURN[0] >= 30) * ${length - 1}`, `TURN[0] * 5 % ${length}`];

function functionOf(w: Writer, name: string): Statement {
  const { random } = w;
  const families = [random.pick(FIRST), ...Array.from({ length: random.between(1, 3) }, () => random.pick(PARAMETERS))];
  const names = parameterNames(families);
  const returns = random.pick(RETURNS);
  const hasGlobal = random.chance(0.2);
  const variables = (family: Family): string[] => [...names.filter((_, index) => families[index] === family), ...(family === 'number' && hasGlobal ? ['G0'] : [])];
  const budget = { cost: 0, limit: random.pick([20, 60, 200]) };
  const place = new Place({ number: variables('number'), thing: variables('thing'), series: variables('series'), action: variables('action') }, budget, returns);
  const body = [...(hasGlobal ? [line`global G0`] : []), ...w.statements(place, random.between(1, 6), random.between(1, 3))];
  if (hasGlobal) body.push(line`G0 = ${w.kept(w.number(place, 1))}`);
  body.push(line`return ${w.expression(returns, place, 2)}`);
  w.functions.push({ name, parameters: families, returns, cost: budget.cost + 2 } satisfies Defined);
  return block([`def ${name}(${names.join(', ')}):`], body);
}

/** Something that compiled code may have relied on changes. */
function change(w: Writer): Statement {
  const { random } = w;
  const [left, right] = [random.pick(w.classes), random.pick(w.classes)];
  return random.pick([
    line`${left}.go = ${right}.__dict__.get('go', ${left}.go)`,
    line`${left}.mix = ${'lambda self, n, m=1: n'}`,
    line`${left}.extra = 1`,
    line`${left}.__add__ = ${'lambda self, other: other'}`,
    line`${'Odd.__add__ = lambda self, other: Odd(1)'}`,
    line`${'Adder.__call__ = lambda self, n: n'}`,
    line`${'twice = clipped'}`,
    line`${'G0 = 2.5 if type(G0) is int else 7'}`,
  ]);
}

/** Pools of arguments, and the checks that take from them. */
function checks(w: Writer, phase: number): Statement[] {
  const { random } = w;
  return w.functions.flatMap(({ name, parameters, cost }, index): Statement[] => {
    if (index < w.functions.length - 1 && random.chance(0.4)) return [];
    const pools: Statement[] = [];
    const taken = parameters.map((family, number): string => {
      const sources = values(random, family, random.pick([1, 2, 2, 3, 4, 5]), w.classes);
      if (random.chance(0.2)) return sources[0]!.startsWith('lambda') ? `(${sources[0]})` : sources[0]!;
      const pool = `P${phase}_${index}_${number}`;
      pools.push(line`${pool} = [${sources.map((source) => (source.startsWith('lambda') ? `(${source})` : source)).join(', ')}]`);
      return `${pool}[${random.pick(ORDERS(sources.length))}]`;
    });
    const turns = Math.max(15, Math.min(MOST_TURNS, Math.floor(CHECK_COST / (cost + 20))));
    const call = code(INT, Size.bounded)`${name}(${taken.join(', ')})`;
    const count = code(INT, Size.bounded)`${turns}`;
    return [...pools, { ...line`check('${name}', lambda: ${call}, ${count})`, simpler: [[line`print(${call})`], [block([`for m in range(${turns}):`], [line`print(${call})`])]] }];
  });
}

/** The polymorphic program of this seed: always the same. */
export function makePolymorphicProgram(seed: number): Program {
  const random = new Random(seed);
  const classes = Array.from({ length: random.between(1, 4) }, (_, index) => `K${index}`);
  const w = new Writer(random, { ...EXPRESSIONS, statements: STATEMENTS }, classes);
  const things = classStatements(w);
  const functions = Array.from({ length: random.between(1, 3) }, (_, index) => functionOf(w, `f${index}`));
  const driver = checks(w, 0);
  for (let phase = 1; random.chance(0.5); phase += 1) driver.push(...(random.chance(0.4) ? [change(w)] : []), ...checks(w, phase));
  return { seed, statements: [...prelude(new Set(), random.chance(0.2)), ...definitions(), line`G0 = 5`, ...things, ...functions, ...driver] };
}
