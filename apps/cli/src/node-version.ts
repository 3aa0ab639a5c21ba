// Which Node can run the compiler. Nothing else: older ones lack functions that are only called later, in the middle of a compilation.
import { version } from 'node:process';

const LEAST = 20;

/** Why this Node cannot run the compiler; undefined if it can. */
export function whyTooOld(node = version): string | undefined {
  const major = Number(/^v(\d+)/.exec(node)?.[1]);
  return major >= LEAST ? undefined : `Node.js ${node} is too old: install version ${LEAST} or later, or name it with PSYCO_NODE`;
}
