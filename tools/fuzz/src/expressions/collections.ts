// Productions of sets and bytes, and of what is found in sets, bytes and dicts.
import type { ExpressionProduction, Maker } from '../maker';
import type { Scope } from '../scope';
import { code, sequence, Size, type Expression } from '../tree';
import { BOOL, BYTES, dictOf, INT, listOf, setOf, STR, type Kind, type Type } from '../types';

/** A key or item that sets and dicts have few of, so that none grows without end. */
export function smallKey(maker: Maker, scope: Scope, depth: number, type: Type): Expression {
  const { random } = maker;
  if (random.chance(0.25)) return type === STR ? code(STR, Size.bounded)`'${random.pick(['a', 'b', 'k'])}'` : code(INT, Size.bounded)`${random.below(9)}`;
  return type === STR ? code(STR, Size.bounded)`'abckx'[${maker.int(scope, depth)} % 5]` : code(INT, Size.bounded)`(${maker.int(scope, depth)} & ${random.pick([3, 7, 15])})`;
}

const setProductions: ExpressionProduction[] = [
  { weight: 3, make: (m, s, d, type) => sequence(type, '{', Array.from({ length: m.random.between(1, 4) }, () => smallKey(m, s, d, type.item!)), '}') },
  { weight: 3, make: (m, s, d, type) => code(type, Size.bounded)`(${m.expression(type, s, d)} ${m.random.pick(['|', '&', '-', '^'])} ${m.expression(type, s, d)})` },
  { weight: 1, make: (m, s, d, type) => code(type, Size.bounded)`${m.expression(type, s, d)}.${m.random.pick(['union', 'difference', 'intersection'])}(${m.expression(type, s, d)})` },
  { weight: 1, make: (m, s, d, type) => code(type, Size.bounded)`${m.random.pick(['set', 'frozenset'])}(${m.expression(type, s, d)})` },
  { weight: 2, make: (m, s, d, type) => {
    const name = m.freshName(s);
    const inside = s.inner({ pure: true, factor: s.settings.factor * 4 }, { name, type: INT, assignable: false, place: 'local', bounded: true });
    return code(type, Size.bounded)`{${smallKey(m, inside, d, type.item!)} for ${name} in range(${m.random.between(0, 6)}) if ${m.bool(inside, d)}}`;
  } },
  { weight: 0.5, make: (_m, _s, _d, type) => code(type, Size.bounded)`set()` },
];

const bytesProductions: ExpressionProduction[] = [
  { weight: 2, make: (m, s, d, type) => code(type, Size.exponential)`(${m.expression(type, s, d)} + ${m.literal(type, s)})` },
  { weight: 2, make: (m, s, d, type) => code(type)`${m.expression(type, s, d)}[${m.random.pick(['', '1', '-3', '2'])}:${m.random.pick(['', '-1', '3'])}]` },
  { weight: 2, make: (m, s, d, type) => code(type, Size.bounded)`${m.random.pick(['bytes', 'bytearray'])}([${m.int(s, d)} & 255, ${m.int(s, d)} % 256])` },
  { weight: 1, make: (m, s, d, type) => code(type, Size.bounded)`${m.bounded(m.str(s, d), Size.bounded)}.encode('utf-8', 'replace')` },
  { weight: 1, make: (m, s, d, type) => code(type, Size.bounded)`(${m.int(s, d)} & 65535).to_bytes(${m.random.pick([2, 4])}, ${m.random.pick(["'little'", "'big'"])})` },
];

const ofSets = (maker: Maker): Type => setOf(maker.random.pick([INT, STR]));
const ofDicts = (maker: Maker): Type => dictOf(maker.random.pick([INT, STR]), maker.random.pick([INT, STR]));

/** A byte of a variable, if there is one. */
function byteOf(maker: Maker, scope: Scope, depth: number): Expression | undefined {
  const variables = scope.ofType(BYTES);
  if (variables.length === 0) return undefined;
  const { name } = maker.random.pick(variables);
  return maker.random.chance(scope.settings.risk) ? code(INT, Size.bounded)`${name}[${maker.int(scope, depth)}]` : code(INT, Size.bounded)`(${name}[${maker.int(scope, depth)} % len(${name})] if ${name} else 0)`;
}

/** A dict of the wanted kind of values, read in one of the ways that do not raise. */
function fromDict(maker: Maker, scope: Scope, depth: number, type: Type): Expression | undefined {
  const variables = scope.variables.filter(({ type: found }) => found.kind === 'dict' && found.item === type);
  if (variables.length === 0) return undefined;
  const { name, type: { key } } = maker.random.pick(variables);
  const [place, otherwise] = [smallKey(maker, scope, depth, key!), maker.literal(type, scope)];
  return code(type, Size.bounded)`${maker.random.pick([
    code(type)`(${name}[${place}] if ${place} in ${name} else ${otherwise})`,
    code(type)`${name}.get(${place}, ${otherwise})`,
    code(type)`${name}.copy().setdefault(${place}, ${otherwise})`,
    code(type)`next(iter(${name}.values()), ${otherwise})`,
  ])}`;
}

/** Of other kinds of types. */
export const OF_COLLECTIONS: Partial<Record<Kind, readonly ExpressionProduction[]>> = {
  int: [
    { weight: 1, make: (m, s, d) => code(INT, Size.bounded)`len(${m.expression(m.random.pick([ofSets(m), ofDicts(m), BYTES]), s, d)})` },
    { weight: 1, make: (m, s, d) => byteOf(m, s, d) },
    { weight: 0.5, make: (m, s, d) => code(INT, Size.bounded)`sum(${m.expression(m.random.pick([setOf(INT), BYTES]), s, d)})` },
    { weight: 1, make: (m, s, d) => fromDict(m, s, d, INT) },
    { weight: 0.5, make: (m, s, d) => code(INT, Size.bounded)`int.from_bytes(${m.expression(BYTES, s, d)}[:9], 'little')` },
  ],
  str: [
    { weight: 1, make: (m, s, d) => fromDict(m, s, d, STR) },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.bounded)`${m.bounded(m.expression(BYTES, s, d), Size.bounded)}.decode('latin-1')` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.bounded)`''.join(sorted(${m.expression(setOf(STR), s, d)}))` },
  ],
  bool: [
    { weight: 1.5, make: (m, s, d) => {
      const type = m.random.chance(0.5) ? ofSets(m) : ofDicts(m);
      return code(BOOL, Size.bounded)`(${smallKey(m, s, d, type.key ?? type.item!)} ${m.random.pick(['in', 'not in'])} ${m.expression(type, s, d)})`;
    } },
    { weight: 1, make: (m, s, d) => {
      const type = m.random.pick([ofSets(m), ofSets(m), BYTES, ofDicts(m)]);
      return code(BOOL, Size.bounded)`(${m.expression(type, s, d)} ${m.random.pick(type.kind === 'dict' ? ['==', '!='] : ['==', '!=', '<=', '<', '>='])} ${m.expression(type, s, d)})`;
    } },
    { weight: 0.5, make: (m, s, d) => code(BOOL, Size.bounded)`bool(${m.expression(m.random.pick([ofSets(m), ofDicts(m), BYTES]), s, d)})` },
  ],
  list: [
    { weight: 1, make: (m, s, d, type) => ([INT, STR].includes(type.item!) ? code(type, Size.bounded)`sorted(${m.expression(m.random.pick([setOf(type.item!), dictOf(type.item!, INT)]), s, d)})` : undefined) },
    { weight: 0.5, make: (m, s, d, type) => ([INT, STR].includes(type.item!) ? code(type, Size.bounded)`list(${m.expression(dictOf(INT, type.item!), s, d)}.values())` : undefined) },
    { weight: 0.5, make: (m, s, d, type) => (type === listOf(INT) ? code(type, Size.bounded)`list(${m.bounded(m.expression(BYTES, s, d), Size.bounded)})` : undefined) },
  ],
  dict: [
    { weight: 1, make: (m, s, d, type) => code(type, Size.bounded)`{**${m.expression(type, s, d)}, ${smallKey(m, s, d, type.key!)}: ${m.stored(type.item!, s, d)}}` },
    { weight: 1, make: (m, s, d, type) => code(type, Size.bounded)`(${m.expression(type, s, d)} | ${m.expression(type, s, d)})` },
    { weight: 0.5, make: (m, s, d, type) => code(type, Size.bounded)`${m.expression(type, s, d)}.copy()` },
    { weight: 0.5, make: (m, s, d, type) => ([INT, STR].includes(type.key!) ? code(type, Size.bounded)`dict(zip(sorted(${m.expression(setOf(type.key!), s, d)}), ${m.expression(listOf(type.item!), s, d)}))` : undefined) },
  ],
};

export const COLLECTION_PRODUCTIONS = { set: setProductions, bytes: bytesProductions };
