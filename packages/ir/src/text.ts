// What the printers of functions and of exits share: names of things, and how words and numbers are written.

import type { Exit } from './recipe';
import type { Block, IrFunction, Value } from './types';

/** How values, blocks and exits are called in the text. */
export interface Names {
  value(value: Value): string;
  block(block: Block): string;
  exit(exit: Exit): string;
  /** Print hints and comments too. */
  comments: boolean;
}

/** The names that keep the ids. */
export const idNames: Names = {
  value: (value) => `%${value.id}`,
  block: (block) => `b${block.id}`,
  exit: (exit) => String(exit.id),
  comments: true,
};

/** Names counted in the order of appearance: two functions that differ only in ids print the same. */
export function orderNames(fn: IrFunction): Names {
  const values = new Map<Value, number>();
  const blocks = new Map<Block, number>();
  const exits = new Map<Exit, number>();
  const number = <T>(map: Map<T, number>, key: T): number => {
    let found = map.get(key);
    if (found === undefined) map.set(key, (found = map.size));
    return found;
  };
  for (const block of fn.blocks) {
    number(blocks, block);
    for (const parameter of block.params) number(values, parameter);
    for (const instruction of block.instructions) {
      if (instruction.result) number(values, instruction.result);
      if (instruction.exit) number(exits, instruction.exit);
    }
  }
  return {
    value: (value) => `%${number(values, value)}`,
    block: (block) => `b${number(blocks, block)}`,
    exit: (exit) => String(number(exits, exit)),
    comments: false,
  };
}

const word = /^[A-Za-z_][\w.-]*$/;

/** A string as it is, if it is a word of the text form; else quoted. */
export function printWord(text: string): string {
  return word.test(text) ? text : JSON.stringify(text);
}

/** A double so that it reads back as the same one (all not-a-numbers are one). */
export function printNumber(number: number): string {
  if (Number.isNaN(number)) return 'nan';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  return Object.is(number, -0) ? '-0' : String(number);
}

export const printAddress = (address: number): string => `0x${address.toString(16)}`;
