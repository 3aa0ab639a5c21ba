// The table of all statement productions.
import type { StatementProduction } from '../maker';
import { BLOCK_STATEMENTS } from './blocks';
import { EXCEPTION_STATEMENTS } from './exceptions';
import { SIMPLE_STATEMENTS } from './simple';

export const STATEMENTS: readonly StatementProduction[] = [...SIMPLE_STATEMENTS, ...BLOCK_STATEMENTS, ...EXCEPTION_STATEMENTS];
