// For the tests of passes: text in, text out.

import { expect } from 'vitest';
import { parseFunction } from '../parser';
import { printFunction } from '../printer';
import type { IrFunction } from '../types';
import { verifyFunction } from '../verifier';

/** Adds what short texts leave out: a header, and an exit line for each exit that has none. */
export function read(text: string): IrFunction {
  let full = /^\s*function/.test(text) ? text : `function test native -> i64\n${text}`;
  const missing = new Set([...full.matchAll(/-> exit (\d+)/g)].map((match) => match[1]));
  for (const match of full.matchAll(/^\s*exit (\d+)/gm)) missing.delete(match[1]);
  for (const id of missing) full += `\nexit ${id} reason=test:`;
  const fn = parseFunction(full);
  verifyFunction(fn);
  return fn;
}

/** Runs a pass on a text and expects another one, whatever the numbers of values, blocks and exits are. */
export function expectPass(pass: (fn: IrFunction) => unknown, before: string, after: string): void {
  const fn = read(before);
  pass(fn);
  verifyFunction(fn);
  expect(printFunction(fn, { renumber: true })).toBe(printFunction(read(after), { renumber: true }));
}
