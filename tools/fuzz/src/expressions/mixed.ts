// Values of one type in some turns of a check and of another in the others: code that was compiled for the first meets the second, and is
// compiled again for both. What does not understand the other type raises.
import type { Maker } from '../maker';
import { moduleScope } from '../places';
import { Size, type Expression, type Piece } from '../tree';
import type { Kind, Type } from '../types';

/** When it is this one, first of all, and when the other: now and then, in phases, from some turn on. */
const TURNS = ['TURN[0] % 2 == 0', 'TURN[0] % 3 < 2', 'TURN[0] % 7 < 6', 'TURN[0] // 8 % 2 == 0', 'TURN[0] < 20', 'TURN[0] < 40 or TURN[0] % 5', 'TURN[0] // 20 % 3 == 0'];

type Other = readonly Piece[];

/** Small ones: what is done as often as a number says must end. */
const INTS = ['True', '0', '3', '(-2)', 'Integer(3)'];
const FLOATS = ['2.5', '(-1.0)', '0.0', '(-0.0)', 'Real(1.5)'];

const others: { readonly [kind in Kind]?: (maker: Maker, value: Expression, type: Type) => Other } = {
  int: ({ random }) => [random.pick([...FLOATS, 'True', 'Integer(3)'])],
  float: ({ random }) => [random.pick([...INTS, 'Real(1.5)'])],
  number: ({ random }) => [random.pick([...INTS, ...FLOATS])],
  bool: ({ random }) => [random.pick(['None', '1', '0', '0.5', "''", "'a'"])],
  str: ({ random }) => [random.pick(['None', '2', "('a', 'b')", "['a', 'b']", "b'ab'"])],
  list: ({ random }, value) => random.pick([['tuple(', value, ')'], ['None'], ['range(3)'], ['iter(', value, ')']]),
  tuple: (_maker, value) => ['list(', value, ')'],
  object: (maker, _value, type) => {
    const classes = maker.classes.filter((info) => info.constructible && info.type !== type);
    return classes.length === 0 || maker.random.chance(0.15) ? ['None'] : [maker.construct(maker.random.pick(classes).type, moduleScope(maker))];
  },
};

/** The value, or in some turns something of one to three other types: where code forks for two, a third one counts. */
export function mixed(maker: Maker, value: Expression, type: Type): Expression {
  const makeOther = others[type.kind];
  if (makeOther === undefined) return value;
  const pieces: Piece[] = ['(', value];
  for (let count = maker.random.between(1, 3); count > 0; count -= 1) {
    const other = makeOther(maker, value, type);
    if (other.some((piece) => typeof piece === 'string' && /^(Integer|Real)\(/.test(piece))) maker.needs.add('Subclasses');
    pieces.push(` if ${maker.random.pick(TURNS)} else `, ...other);
  }
  return { type, pieces: [...pieces, ')'], size: Size.bounded };
}
