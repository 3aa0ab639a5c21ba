// The productions for statements of polymorphic programs.
import { block, head, keep, line, type Expression, type Statement } from '../tree';
import { FACTS, type Family } from './families';
import type { Grammar, Place, Production, Writer } from './writer';

const ERRORS = ['TypeError', 'AttributeError', '(TypeError, AttributeError)', '(ZeroDivisionError, IndexError, TypeError)', 'Exception'];

/** A variable that is new, or another value for one that is there. */
function target(w: Writer, place: Place, family: Family): string {
  const names = place.names(family).filter((name) => !name.includes('.') && name !== 'G0');
  return names.length > 0 && w.random.chance(0.65) ? w.random.pick(names) : place.fresh(family);
}

const assign = (weight: number, family: Family): Production<readonly Statement[]> => ({
  weight,
  make: (w, place, depth) => {
    const value = w.expression(family, place, depth + 1);
    const name = target(w, place, family);
    place.declare(family, name);
    return [line`${name} = ${value}`];
  },
});

/** A loop of about so many turns. @param name its variable, which is of this family */
function loop(w: Writer, place: Place, depth: number, turns: number, first: Parameters<typeof block>[0], name?: string, family: Family = 'number'): readonly Statement[] | undefined {
  const inside = place.inner(turns);
  if (depth <= 0 || !inside.affords(2)) return undefined;
  if (name !== undefined) inside.declare(family, name);
  const loops = block(first, w.statements(inside, w.random.between(1, 3), depth - 1));
  return w.random.chance(0.1) ? [{ clauses: [...loops.clauses, { head: ['else:'], body: w.statements(place.inner(), 1, depth - 1) }] }] : [loops];
}

const numberOfLoop = (w: Writer, place: Place): string => (w.random.chance(0.3) ? target(w, place, 'number') : place.fresh('number'));

const branch: Production<readonly Statement[]> = {
  weight: 5,
  make: (w, place, depth) => {
    if (depth <= 0) return undefined;
    const body = (): Statement[] => w.statements(place.inner(), w.random.between(1, 2), depth - 1);
    const clauses = [{ head: head`if ${w.test(place, 2)}:`, body: body() }];
    if (w.random.chance(0.3)) clauses.push({ head: head`elif ${w.test(place, 2)}:`, body: body() });
    if (w.random.chance(0.5)) clauses.push({ head: ['else:'], body: body() });
    return [{ clauses }];
  },
};

const attempt: Production<readonly Statement[]> = {
  weight: 3,
  make: (w, place, depth) => {
    if (depth <= 0) return undefined;
    const clauses = [{ head: ['try:'], body: w.statements(place.inner(), w.random.between(1, 2), depth - 1) }, { head: [`except ${w.random.pick(ERRORS)}:`], body: w.statements(place.inner(), 1, depth - 1) }];
    if (w.random.chance(0.2)) clauses.push({ head: ['finally:'], body: w.statements(place.inner(), 1, depth - 1) });
    return [{ clauses }];
  },
};

const counted: Production<readonly Statement[]> = {
  weight: 1.5,
  make: (w, place, depth) => {
    const turns = w.random.pick([3, 6, 12]);
    const name = `i${depth}`;
    const rest = loop(w, place, depth, turns, [`while ${name} < ${turns}:`]);
    if (rest === undefined) return undefined;
    const [{ clauses: [first, ...others] }] = rest as [Statement];
    // Nothing else has a name like this, and an inner loop has one of its own.
    return [line`${name} = 0`, { clauses: [{ head: first!.head, body: [keep(line`${name} += 1`), ...first!.body!] }, ...others] }];
  },
};

const leave = (word: string): Production<readonly Statement[]> => ({ weight: 0.7, make: (w, place) => (place.inLoop ? [block(head`if ${w.test(place, 1)}:`, [line`${word}`])] : undefined) });

/** A statement about a variable of the family, if there is one. */
function variableOf(w: Writer, place: Place, family: Family, make: (name: string) => Statement): readonly Statement[] | undefined {
  const names = place.names(family);
  return names.length === 0 ? undefined : [make(w.random.pick(names))];
}

const kept = (w: Writer, place: Place, depth: number): Expression => w.kept(w.number(place, depth));

export const STATEMENTS: Grammar['statements'] = [
  assign(8, 'number'),
  assign(3, 'thing'),
  assign(2, 'series'),
  assign(2, 'action'),
  { weight: 8, make: (w, place, depth) => {
    const names = place.names('number').filter((name) => name !== 'G0');
    return names.length === 0 ? undefined : [line`${w.random.pick(names)} ${w.random.pick(['+=', '-=', '+='])} ${w.number(place, depth + 1)}`];
  } },
  { weight: 4, make: (w, place, depth) => variableOf(w, place, 'thing', (name) => line`${name}.${w.random.pick(['x', 'y'])} = ${kept(w, place, depth)}`) },
  { weight: 2, make: (w, place) => variableOf(w, place, 'thing', (name) => line`${name}.x += ${w.literal()}`) },
  { weight: 1, make: (w, place, depth) => variableOf(w, place, 'series', (name) => line`${name}[0] = ${kept(w, place, depth)}`) },
  { weight: 1.5, make: (w, place, depth) => {
    const name = place.names('series')[0];
    return name === undefined ? undefined : [block([`if isinstance(${name}, list) and len(${name}) < 12:`], [line`${name}.append(${kept(w, place, depth)})`])];
  } },
  { weight: 1.5, make: (w, place, depth) => {
    const families: Family[] = ['number', 'thing'];
    const family = w.random.pick(families.filter((each) => place.names(each).length >= 2));
    if (family === undefined) return undefined;
    const [left, right] = [w.random.pick(place.names(family)), w.random.pick(place.names(family))];
    return depth > 0 && left !== 'G0' && right !== 'G0' ? [line`${left}, ${right} = ${right}, ${left}`] : undefined;
  } },
  { weight: 1, make: (w, place, depth) => {
    if (place.simple || depth <= 0) return undefined;
    const name = place.fresh('action');
    const number = place.fresh('number');
    const inside = place.inner(1, true);
    inside.declare('number', number);
    const made = block([`def ${name}(${number}):`], [line`return ${w.number(inside, 2)}`]);
    place.declare('action', name);
    return [made];
  } },
  branch,
  attempt,
  counted,
  { weight: 3, make: (w, place, depth) => {
    const name = numberOfLoop(w, place);
    return loop(w, place, depth, 4, head`for ${name} in ${w.series(place, 1)}:`, name);
  } },
  { weight: 2, make: (w, place, depth) => {
    const turns = w.random.pick([2, 5, 9]);
    const name = numberOfLoop(w, place);
    return loop(w, place, depth, turns, [`for ${name} in range(${turns}):`], name);
  } },
  { weight: 1, make: (w, place, depth) => {
    const things = place.names('thing');
    if (things.length === 0) return undefined;
    // Of another class in each turn.
    const name = place.fresh('thing');
    const [first, second] = [w.leaf('thing', place), w.leaf('thing', place)];
    return loop(w, place, depth, 3, head`for ${name} in (${first}, ${second}, ${w.leaf('thing', place)}):`, name, 'thing');
  } },
  leave('break'),
  leave('continue'),
  { weight: 1, make: (w, place) => [block(head`if ${w.test(place, 1)}:`, [line`return ${w.expression(place.returns, place, 1)}`])] },
  { weight: 0.5, make: (w, place, depth) => (place.simple ? undefined : [line`${w.thing(place, 1)}.go(${w.number(place, depth)})`]) },
];

/** What variables of these families are called where a function begins. */
export function parameterNames(families: readonly Family[]): string[] {
  const counts = new Map<Family, number>();
  return families.map((family) => {
    const count = counts.get(family) ?? 0;
    counts.set(family, count + 1);
    return `${FACTS[family].letter}${count}`;
  });
}
