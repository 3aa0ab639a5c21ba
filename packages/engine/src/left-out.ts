// What --no-optimize leaves out: passes of the ir by name, and what happens before them. Knows names only.
import { passes } from '@psyco/ir';

/** The name for forgetting variables that are not read again: without it whoever looks at a frame finds all of them, for a price. */
export const DEAD_VARIABLES = 'dead-variables';

const ALL = 'all';

/** Whether this is left out. */
export const leavesOut = (noOptimize: readonly string[], name: string): boolean => noOptimize.includes(ALL) || noOptimize.includes(name);

/** The passes that are left out. */
export const passesLeftOut = (noOptimize: readonly string[]): string[] => Object.keys(passes).filter((name) => leavesOut(noOptimize, name));
