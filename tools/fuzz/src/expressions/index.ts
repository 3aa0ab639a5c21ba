// The table of all expression productions, by the kind of type that they make.
import type { Productions } from '../maker';
import type { Kind } from '../types';
import { COMMON_PRODUCTIONS, objectProductions } from './calls';
import { CONTAINER_PRODUCTIONS } from './containers';
import { NUMBER_PRODUCTIONS } from './numbers';
import { COLLECTION_PRODUCTIONS, OF_COLLECTIONS } from './collections';
import { OF_BUILTINS } from './builtins';
import { TEXT_PRODUCTIONS } from './texts';

const special = { ...NUMBER_PRODUCTIONS, ...TEXT_PRODUCTIONS, ...CONTAINER_PRODUCTIONS, ...COLLECTION_PRODUCTIONS, object: objectProductions };

export const EXPRESSIONS = Object.fromEntries(Object.entries(special).map(([kind, table]) => [kind, kind === 'none' ? table : [...table, ...(OF_COLLECTIONS[kind as Kind] ?? []), ...(OF_BUILTINS[kind as Kind] ?? []), ...COMMON_PRODUCTIONS]])) as unknown as Productions['expressions'];
