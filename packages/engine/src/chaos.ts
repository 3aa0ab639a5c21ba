// Random failures of guards, for tests: in front of some guards comes a second one, with the same exit, that fails now and then.
// Whatever the program prints must not change. Knows the ir.
import { Builder, Instruction } from '@psyco/ir';
import type { Block, Exit, IrFunction, Value } from '@psyco/ir';

/** One guard in this many gets a second one; it fails once in 2^n passages, n from 2 to 7. */
const ONE_IN = 6;

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

/**
 * Adds guards that fail at random.
 * @param counter address of a word in the data region for each added guard
 * @returns the exits that the new ones repeat: original id by new id
 */
export function addChaos(fn: IrFunction, random: () => number, counter: () => number): Map<number, number> {
  const copies = new Map<number, number>();
  for (const block of fn.blocks) {
    const old = block.instructions;
    block.instructions = [];
    for (const instruction of old) {
      if (instruction.op.startsWith('guard.') && instruction.exit !== null && !instruction.exit.error && random() % ONE_IN === 0) addGuard(fn, block, instruction.exit, counter(), 2 ** (2 + (random() % 6)), copies);
      block.instructions.push(instruction);
    }
  }
  return copies;
}

function addGuard(fn: IrFunction, block: Block, exit: Exit, address: number, period: number, copies: Map<number, number>): void {
  const builder = new Builder(fn);
  builder.block = block;
  const word: Value = builder.ptr(address, 'chaos');
  const count = builder.emit('add.i64', [builder.load('load.i64', word, 0, 'native'), builder.i64(1)]);
  const store = new Instruction('store.i64', [word, count], { offset: 0, memory: 'native' }, null);
  store.block = block;
  block.instructions.push(store);
  const fails = builder.emit('eq.i64', [builder.emit('and.i64', [count, builder.i64(period - 1)]), builder.i64(0)]);
  const copy: Exit = { ...exit, id: fn.exits.length, saw: null, reason: exit.reason };
  fn.exits.push(copy);
  copies.set(copy.id, exit.id);
  builder.append('guard.false', [fails], {}, copy);
}
