// What must hold of every join: each of the states that were joined fits it; and of every state that fits: what is one object there is one in
// the join. Tried with random states that share objects, some of them inside others.

import { expect, test } from 'vitest';
import { joinStates } from './join';
import { matchState } from './match';
import { printState } from './print';
import { FrameState, type State } from './state';
import { newParser, typeNamed, typeOf } from './testing/context';
import { nullValue, type PyValue, VirtualValue } from './value';
import { Value as IrValue } from '@psyco/ir';

const LOCALS = 4;
const RUNS = 4000;

/** Small and repeatable (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const LEAVES = ['Int 0', 'Int 1', 'Int(%1)', 'Int(%2)', 'Float 0.5', 'Float(%3)', 'Bool true', 'Bool(%4)', 'str %5 owned', 'list %6 owned', 'list %7 owned', 'object %8 owned', 'object %9 owned nullable', 'None', 'int %10 owned'];

/** Some states to be joined, and others over the same values, the virtual ones included. */
function randomStates(random: (below: number) => number): { states: State[]; others: State[] } {
  const parser = newParser();
  const base = parser.parse(`f@8 [${LEAVES.join(', ')}] stack []`);
  const leaves = base.frame.locals;
  const virtuals: VirtualValue[] = [];
  const value = (depth: number): PyValue => {
    if (virtuals.length > 0 && random(3) === 0) return virtuals[random(virtuals.length)]!;
    if (depth === 0 || random(2) === 0) return random(8) === 0 ? nullValue : leaves[random(leaves.length)]!;
    const part = (): PyValue => {
      const one = value(depth - 1);
      return one === nullValue || (one.kind === 'ref' && base.info(one).nullable) ? leaves[0]! : one;
    };
    const made = random(2) === 0 ? new VirtualValue('cell', [part()], null) : new VirtualValue('tuple', Array.from({ length: 1 + random(2) }, part), null);
    virtuals.push(made);
    return made;
  };
  const first = base.fork();
  first.frames = [new FrameState(base.frame.code, null, Array.from({ length: LOCALS }, () => value(2)))];
  first.frame.offset = base.frame.offset;
  const like = (state: State): State => {
    const other = state.fork();
    for (let local = 0; local < LOCALS; local++) if (random(2) === 0) other.frame.locals[local] = value(2);
    return other;
  };
  const states = Array.from({ length: 1 + random(3) }, (_, index) => (index === 0 ? first : like(first)));
  return { states, others: Array.from({ length: 4 }, () => like(states[random(states.length)]!)) };
}

/** Where each virtual object of a state is: local and parts, one inside the other. */
function placesOf(state: State): Map<PyValue, number[][]> {
  const places = new Map<PyValue, number[][]>();
  const visit = (value: PyValue, path: number[]): void => {
    if (value.kind !== 'virtual') return;
    places.set(value, [...(places.get(value) ?? []), path]);
    value.parts.forEach((part, index) => visit(part, [...path, index]));
  };
  state.frame.locals.forEach((local, index) => visit(local, [index]));
  return places;
}

/** What a state has in a place; an object that is none of the virtual ones, if the place is inside it. */
function valueAt(state: State, [local, ...parts]: number[]): PyValue {
  let value = state.frame.locals[local!]!;
  for (const part of parts) if (value.kind === 'virtual') value = value.parts[part]!;
  return value;
}

/** Whether what is one object in either is one in the other, and what is known in the join is so in the state. */
function corresponds(join: State, state: State): boolean {
  // Virtual in all places, or in none.
  for (const places of placesOf(state).values()) {
    const values = new Set(places.map((place) => valueAt(join, place)));
    if ([...values].some(({ kind }) => kind === 'virtual') && values.size > 1) return false;
  }
  for (const places of placesOf(join).values()) if (new Set(places.map((place) => valueAt(state, place))).size > 1) return false;
  const agree = (target: PyValue, value: PyValue): boolean => {
    if (target.kind === 'virtual') return value.kind === 'virtual' && value.shape === target.shape && value.parts.length === target.parts.length && target.parts.every((part, index) => agree(part, value.parts[index]!));
    if ((target.kind === 'int' || target.kind === 'float' || target.kind === 'bool') && target.constant !== null) return value.kind === target.kind && Object.is(value.constant, target.constant);
    return target.kind !== 'const' || (value.kind === 'const' && value.address === target.address);
  };
  return join.frame.locals.every((target, local) => agree(target, state.frame.locals[local]!));
}

test('what was joined fits, and objects are neither split nor made one', () => {
  const counts = { joined: 0, fitting: 0, shared: 0 };
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = randomNumbers(seed);
    const { states, others } = randomStates(random);
    const widened = new Set(Array.from({ length: LOCALS }, (_, local) => local).filter(() => random(3) === 0));
    let next = 100;
    const join = joinStates(states, {
      parameter: (type) => new IrValue(next++, type),
      widenLocal: (_, local) => widened.has(local),
      allowObject: random(2) === 0,
      typeOf,
      intType: typeNamed('int'),
      floatType: typeNamed('float'),
    });
    if (!join) continue;
    counts.joined++;
    const fail = (state: State): never => expect.fail(`seed ${seed}, widened ${[...widened].join()}:\n${states.map((one) => printState(one)).join('\n')}\n-> ${printState(join.state)}\n<- ${printState(state)}`);
    for (const state of states) {
      if (!matchState(join, state, typeOf) || !corresponds(join.state, state)) fail(state);
      if ([...placesOf(state).values()].some(({ length }) => length > 1)) counts.shared++;
    }
    for (const state of others) {
      if (!matchState(join, state, typeOf)) continue;
      counts.fitting++;
      if (!corresponds(join.state, state)) fail(state);
    }
  }
  // Enough of them to mean something.
  expect(counts.joined).toBeGreaterThan(RUNS / 10);
  expect(counts.fitting).toBeGreaterThan(RUNS / 10);
  expect(counts.shared).toBeGreaterThan(RUNS / 10);
});
