// The type of the lowering tables: for each op, the function that makes its machine instructions. They are put together in select.ts.

import type { OpName } from '@psyco/ir';
import type { LoweringContext } from './context';

export type Lower = (context: LoweringContext) => void;
export type LoweringTable = Partial<Record<OpName, Lower>>;
