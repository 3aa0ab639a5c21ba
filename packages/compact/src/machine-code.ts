// Puts the pieces together: the code, where its functions begin, and the table of what it needs from outside. The code runs at
// any address.

import type { Label } from '@psyco/x86';
import { clear, dealloc, releaseData, traverse } from './code/memory';
import { getattro } from './code/getattro';
import { move } from './code/move';
import { box, load, read, shape } from './code/read';
import { setattro } from './code/setattro';
import { snapshot, unpack } from './code/snapshot';
import { store } from './code/store';
import { smallInt } from './code/values';
import { OBJECTS, SYMBOLS, Writer } from './code/writer';

/** The functions that Python and CPython call. */
export const FUNCTIONS = ['dealloc', 'traverse', 'clear', 'getattro', 'setattro', 'load', 'store', 'move', 'snapshot', 'shape'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export interface MachineCode {
  readonly bytes: Uint8Array;
  /** Offset of each function. */
  readonly entries: Readonly<Record<FunctionName, number>>;
  /** The first words of `bytes`, 8 bytes each: addresses of these symbols, then of these objects. */
  readonly symbols: readonly string[];
  readonly objects: readonly string[];
}

/** Assembles the slots of compact classes for CPython 3.11 on x86-64. */
export function machineCode(): MachineCode {
  const w = new Writer();
  const labels = Object.fromEntries(FUNCTIONS.map((name) => [name, w.asm.label(name)])) as Record<FunctionName, Label>;
  const [release, boxed, reading, small, unpacking] = ['release', 'box', 'read', 'small int', 'unpack'].map((name) => w.asm.label(name));
  releaseData(w, release);
  dealloc(w, labels.dealloc, release);
  traverse(w, labels.traverse);
  clear(w, labels.clear, release);
  box(w, boxed);
  read(w, reading, boxed);
  getattro(w, labels.getattro, reading);
  load(w, labels.load, reading);
  shape(w, labels.shape);
  smallInt(w, small);
  store(w, labels.store, small);
  setattro(w, labels.setattro, labels.store);
  unpack(w, unpacking, reading);
  snapshot(w, labels.snapshot, unpacking);
  move(w, labels.move, release, unpacking);
  const { bytes, labelOffset } = w.asm.finish(0);
  return {
    bytes,
    entries: Object.fromEntries(FUNCTIONS.map((name) => [name, labelOffset(labels[name])])) as Record<FunctionName, number>,
    symbols: SYMBOLS,
    objects: OBJECTS,
  };
}
