// The passes in the order in which they run.

import { printFunction } from '../printer';
import type { IrFunction } from '../types';
import { verifyFunction } from '../verifier';
import { oneValueParameters } from './one-value-parameters';
import { constantFolding } from './constant-folding';
import { deadCode } from './dead-code';
import { loopCounts } from './loop-counts';
import { loopInvariantMotion } from './loop-invariant-motion';
import { refcounts } from './refcounts';
import { valueNumbering } from './value-numbering';
import { wrappingArithmetic } from './wrapping-arithmetic';

/** A pass changes a function in place and returns the number of changes. */
export type Pass = (fn: IrFunction) => number;

/** Every pass by name: the names for `disable` and for dumps. */
export const passes = {
  oneValueParameters,
  constantFolding,
  valueNumbering,
  refcounts,
  loopInvariantMotion,
  wrappingArithmetic,
  loopCounts,
  deadCode,
} satisfies Record<string, Pass>;

export type PassName = keyof typeof passes;

/** The order. Motion comes after numbering, which leaves it less to move, and before it again, which sees what met outside. */
export const pipeline: readonly PassName[] = [
  'deadCode',
  'oneValueParameters',
  'constantFolding',
  'valueNumbering',
  'loopInvariantMotion',
  'valueNumbering',
  'constantFolding',
  'wrappingArithmetic',
  'refcounts',
  'loopCounts',
  'deadCode',
];

export interface OptimizeOptions {
  /** Names of passes to leave out. */
  disable?: readonly string[];
  /** Called with the text before the first pass (`start`) and after each. */
  dump?: (pass: string, text: string) => void;
  /** Verify before the first pass and after each, or only after the last. */
  verify?: 'each' | 'last' | undefined;
  /** Called after each pass; what it throws ends the work. */
  breathe?: () => void;
}

/**
 * Optimizes a function in place. Afterwards the function has no templates of loop entry exits: they would keep values alive.
 * @throws VerifyError if asked to verify, when a pass breaks a rule.
 */
export function optimize(fn: IrFunction, options: OptimizeOptions = {}): void {
  const { disable = [], dump, verify, breathe } = options;
  const done = (pass: string): void => {
    dump?.(pass, printFunction(fn));
    if (verify === 'each') verifyFunction(fn);
    breathe?.();
  };
  done('start');
  const lastMotion = pipeline.lastIndexOf('loopInvariantMotion');
  pipeline.forEach((name, index) => {
    if (!disable.includes(name)) {
      passes[name](fn);
      done(name);
    }
    if (index === lastMotion) fn.loopEntryExits.clear();
  });
  if (verify === 'last') verifyFunction(fn);
}
