// The table of all statement productions.
import type { StatementProduction } from '../maker';
import { BLOCK_STATEMENTS } from './blocks';
import { COLLECTION_STATEMENTS } from './collections';
import { DESTRUCTOR_STATEMENTS } from './destructors';
import { EXCEPTION_STATEMENTS } from './exceptions';
import { GENERATOR_STATEMENTS } from './generators';
import { INTERFERENCE_STATEMENTS } from './interference';
import { OBSERVER_STATEMENTS } from './observers';
import { PARTLY_BOUND_STATEMENTS } from './partly-bound';
import { SHARED_CODE_STATEMENTS } from './shared-code';
import { SOLE_REFERENCE_STATEMENTS } from './sole-references';
import { SIMPLE_STATEMENTS } from './simple';

export const STATEMENTS: readonly StatementProduction[] = [...SIMPLE_STATEMENTS, ...BLOCK_STATEMENTS, ...EXCEPTION_STATEMENTS, ...COLLECTION_STATEMENTS, ...GENERATOR_STATEMENTS, ...OBSERVER_STATEMENTS, ...SOLE_REFERENCE_STATEMENTS, ...DESTRUCTOR_STATEMENTS, ...INTERFERENCE_STATEMENTS, ...SHARED_CODE_STATEMENTS, ...PARTLY_BOUND_STATEMENTS];
