// The productions for expressions of polymorphic programs, by family.
import { intText } from '../literals';
import { sequence, type Expression } from '../tree';
import { BOOL } from '../types';
import { FACTS, type Family } from './families';
import { text, type Defined, type Grammar, type Make, type Place, type Production, type Writer } from './writer';

const number = text(FACTS.number.type);
const thing = text(FACTS.thing.type);
const series = text(FACTS.series.type);
const action = text(FACTS.action.type);
const bool = text(BOOL);

/** What calling a method of a thing, or an action, may cost. */
const CALL_COST = 3;

const choice = (family: Family): Production<Expression> =>
  ({ weight: 2, make: (w, place, depth) => text(FACTS[family].type)`(${w.expression(family, place, depth)} if ${w.test(place, depth)} else ${w.expression(family, place, depth)})` });

const variable = (family: Family, weight: number): Production<Expression> => ({ weight, make: (w, place) => w.leaf(family, place) });

/** A call of something that belongs to the program: not in its methods, which might be called by it. */
const calling = (make: Make<Expression>): Make<Expression> => (w, place, depth) => {
  if (place.simple || !place.affords(CALL_COST)) return undefined;
  place.spend(CALL_COST);
  return make(w, place, depth);
};

function callOf(w: Writer, place: Place, depth: number, { name, parameters, returns, cost }: Defined): Expression {
  place.spend(cost);
  return sequence(FACTS[returns].type, `${name}(`, parameters.map((family) => w.expression(family, place, depth)), ')');
}

/** Calls of functions that are written before. */
const callOfFunction = (family: Family): Production<Expression> => ({
  weight: 4,
  make: (w, place, depth) => {
    const fitting = w.functions.filter(({ returns, cost }) => returns === family && place.affords(cost));
    return place.simple || fitting.length === 0 ? undefined : callOf(w, place, depth, w.random.pick(fitting));
  },
});

const numbers: readonly Production<Expression>[] = [
  { weight: 10, make: (w, place, depth) => number`(${w.number(place, depth)} ${w.random.pick(['+', '-', '+', '-', '+'])} ${w.number(place, depth)})` },
  { weight: 4, make: (w, place, depth) => w.kept(number`(${w.number(place, depth)} * ${w.number(place, depth)})`) },
  { weight: 3, make: (w, place, depth) => number`(${w.number(place, depth)} * ${w.literal()})` },
  { weight: 3, make: (w, place, depth) => number`(${w.number(place, depth)} ${w.random.pick(['%', '//', '/'])} ${intText(w.random.pick([2, 3, 7, -4]))})` },
  { weight: 0.5, make: (w, place, depth) => number`(${w.number(place, depth)} ${w.random.pick(['%', '//', '/', '&', '|', '^'])} ${w.number(place, depth)})` },
  { weight: 1.5, make: (w, place, depth) => number`(-${w.number(place, depth)})` },
  { weight: 2, make: (w, place, depth) => number`${w.random.pick(['abs', 'int', 'float', 'bool'])}(${w.number(place, depth)})` },
  { weight: 1, make: (w, place, depth) => number`${w.random.pick(['min', 'max'])}(${w.number(place, depth)}, ${w.number(place, depth)})` },
  { weight: 1.5, make: (w, place, depth) => number`(${w.number(place, depth)} ${w.random.pick(['and', 'or'])} ${w.number(place, depth)})` },
  { weight: 1.5, make: (w, place, depth) => number`(${w.number(place, depth)} ${w.random.pick(['<', '>', '==', '!='])} ${w.number(place, depth)})` },
  { weight: 8, make: (w, place, depth) => number`${w.thing(place, depth)}.${w.random.pick(['x', 'x', 'y'])}` },
  { weight: 6, make: calling((w, place, depth) => number`${w.thing(place, depth)}.go(${w.number(place, depth)})`) },
  { weight: 3, make: calling((w, place, depth) => number`${w.thing(place, depth)}.mix(${w.number(place, depth)}, ${w.random.chance(0.3) ? 'm=' : ''}${w.number(place, depth)})`) },
  { weight: 3, make: (w, place, depth) => number`${w.series(place, depth)}[${intText(w.random.pick([0, 1, -1, 0]))}]` },
  { weight: 0.3, make: (w, place, depth) => number`${w.series(place, depth)}[${w.number(place, depth)}]` },
  { weight: 1, make: (w, place, depth) => number`${w.series(place, depth)}[int(${w.number(place, depth)}) % 2]` },
  { weight: 3, make: (w, place, depth) => number`${w.random.pick(['len', 'len', 'sum', 'max'])}(${w.series(place, depth)})` },
  { weight: 5, make: calling((w, place, depth) => w.kept(number`(${w.action(place, depth)})(${w.number(place, depth)})`)) },
  choice('number'),
  callOfFunction('number'),
];

const things: readonly Production<Expression>[] = [
  variable('thing', 6),
  { weight: 3, make: (w, place, depth) => thing`${w.random.pick(w.classes)}(${w.kept(w.number(place, depth))})` },
  { weight: 2, make: calling((w, place, depth) => thing`${w.thing(place, depth)}.twin()`) },
  choice('thing'),
  callOfFunction('thing'),
];

const serieses: readonly Production<Expression>[] = [
  variable('series', 6),
  { weight: 2, make: (w, place, depth) => sequence(FACTS.series.type, '[', [w.number(place, depth), w.number(place, depth)], ']') },
  { weight: 2, make: (w, place, depth) => sequence(FACTS.series.type, '(', [w.number(place, depth), w.number(place, depth), w.literal()], ')') },
  { weight: 2, make: (w, place, depth) => series`${w.series(place, depth)}[${w.random.pick(['1:', ':2', '::-1', '-2:'])}]` },
  { weight: 1, make: (w, place, depth) => series`${w.random.pick(['list', 'tuple', 'sorted'])}(${w.series(place, depth)})` },
  { weight: 3, make: (w, place, depth) => series`${w.thing(place, depth)}.items` },
  {
    weight: 2,
    make: (w, place, depth) => {
      const name = place.fresh('number');
      const inside = place.inner(5);
      inside.declare('number', name);
      if (!inside.affords(1)) return undefined;
      inside.spend(1);
      const source = w.series(place, depth);
      const item = w.number(inside, depth);
      return w.random.chance(0.3) ? series`[${item} for ${name} in ${source} if ${w.test(inside, depth)}]` : series`[${item} for ${name} in ${source}]`;
    },
  },
  choice('series'),
  callOfFunction('series'),
];

const actions: readonly Production<Expression>[] = [
  variable('action', 6),
  { weight: 2, make: (w, place, depth) => action`${w.thing(place, depth)}.go` },
  {
    weight: 2,
    make: (w, place, depth) => {
      const name = place.fresh('number');
      const inside = place.inner(1, true);
      inside.declare('number', name);
      return action`(lambda ${name}: ${w.number(inside, depth)})`;
    },
  },
  { weight: 1, make: (w, place, depth) => action`Adder(${w.kept(w.number(place, depth))})` },
  choice('action'),
];

const tests: readonly Production<Expression>[] = [
  { weight: 8, make: (w, place, depth) => bool`(${w.number(place, depth)} ${w.random.pick(['<', '>', '<=', '==', '!='])} ${w.number(place, depth)})` },
  { weight: 3, make: (w, place, depth) => bool`${w.number(place, depth)}` },
  { weight: 2, make: (w, place, depth) => bool`(not ${w.test(place, depth)})` },
  { weight: 2, make: (w, place, depth) => bool`(${w.test(place, depth)} ${w.random.pick(['and', 'or'])} ${w.test(place, depth)})` },
  { weight: 2, make: (w, place, depth) => bool`isinstance(${w.number(place, depth)}, ${w.random.pick(['int', 'float', '(int, float)', 'Odd', 'Integer'])})` },
  { weight: 2, make: (w, place, depth) => bool`isinstance(${w.thing(place, depth)}, ${w.random.pick(w.classes)})` },
  { weight: 2, make: (w, place, depth) => bool`(type(${w.number(place, depth)}) is ${w.random.pick(['int', 'float', 'bool', 'Odd'])})` },
  { weight: 1, make: (w, place, depth) => bool`(${w.thing(place, depth)} is ${w.random.chance(0.5) ? w.thing(place, depth) : 'None'})` },
  { weight: 1, make: (w, place, depth) => bool`(${w.number(place, depth)} in ${w.series(place, depth)})` },
  { weight: 1, make: (w, place, depth) => bool`hasattr(${w.thing(place, depth)}, 'y')` },
  { weight: 1, make: (w, place, depth) => bool`${w.series(place, depth)}` },
];

export const EXPRESSIONS: Pick<Grammar, 'expressions' | 'tests'> = { expressions: { number: numbers, thing: things, series: serieses, action: actions }, tests };
