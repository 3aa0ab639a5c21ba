// Chaos within compiled code, for tests: in front of guards and polls come guards of their own, with the same exit, that fail
// where nothing is wrong. Whatever the program prints must not change. Knows the ir.
import { Builder, Instruction } from '@psyco/ir';
import type { Block, Exit, IrFunction, Value } from '@psyco/ir';

/** The seed that stands for order instead of chance: each exit is forced once, at its first chance. */
export const EACH_ONCE = 0;

/** One guard or poll in this many gets a second one. */
const ONE_IN = 3;
/** Every other one fails once, at one of its first passages; the others once in 2^n passages, n from 2 to 7. */
const LATEST_ONCE = 12;

/** Small deterministic random numbers (Marsaglia's xorshift). */
export function randomNumbers(seed: number): () => number {
  let state = (Math.floor(seed) ^ 0x9e3779b9) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Random numbers of a thing with a name (Fowler, Noll and Vo's hash): the same, whatever else was compiled before it. */
export function randomNumbersOf(seed: number, name: string): () => number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  const next = randomNumbers(hash);
  for (let index = 0; index < 4; index++) next();
  return next;
}

/** Events come as they like, and values fit no guard for ever; errors do not happen without an exception. */
const mayFail = ({ op, exit }: Instruction): boolean => (op.startsWith('guard.') || op === 'poll') && exit !== null && !exit.error;

/**
 * Adds guards that fail at random.
 * @param counter address of a word in the data region for each added guard
 * @returns the exits that the new ones repeat: original id by new id
 */
export function addChaos(fn: IrFunction, random: () => number, counter: () => number): Map<number, number> {
  return addGuards(fn, counter, () => {
    if (random() % ONE_IN !== 0) return null;
    const once = random() % 2 === 0;
    const period = 2 ** (2 + (random() % 6));
    const passage = random() % (once ? LATEST_ONCE : period);
    return once ? atPassage(1 + passage) : (builder, count) => builder.emit('eq.i64', [builder.emit('and.i64', [count, builder.i64(period - 1)]), builder.i64(passage)]);
  });
}

/** Adds a guard in front of each one that fails at its first passage: sooner or later every exit that is passed has been taken once. */
export function forceEachExit(fn: IrFunction, counter: () => number): Map<number, number> {
  return addGuards(fn, counter, () => atPassage(1));
}

/** Emits whether a guard fails at the passage with this number, counted from 1. */
type Failing = (builder: Builder, count: Value) => Value;

const atPassage = (number: number): Failing => (builder, count) => builder.emit('eq.i64', [count, builder.i64(number)]);

/** Adds the guards that `draw` wants, one in front of each that may fail. */
function addGuards(fn: IrFunction, counter: () => number, draw: () => Failing | null): Map<number, number> {
  const copies = new Map<number, number>();
  for (const block of fn.blocks) {
    const old = block.instructions;
    block.instructions = [];
    for (const instruction of old) {
      const failing = mayFail(instruction) ? draw() : null;
      if (failing !== null) addGuard(fn, block, instruction.exit!, counter(), failing, copies);
      block.instructions.push(instruction);
    }
  }
  return copies;
}

/** A guard with an exit like this one, which counts its passages in a word. */
function addGuard(fn: IrFunction, block: Block, exit: Exit, address: number, failing: Failing, copies: Map<number, number>): void {
  const builder = new Builder(fn);
  builder.block = block;
  const word: Value = builder.ptr(address, 'chaos');
  const count = builder.emit('add.i64', [builder.load('load.i64', word, 0, 'native'), builder.i64(1)]);
  const store = new Instruction('store.i64', [word, count], { offset: 0, memory: 'native' }, null);
  store.block = block;
  block.instructions.push(store);
  const fails = failing(builder, count);
  const copy: Exit = { ...exit, id: fn.exits.length, saw: null };
  fn.exits.push(copy);
  copies.set(copy.id, exit.id);
  builder.append('guard.false', [fails], {}, copy);
}
