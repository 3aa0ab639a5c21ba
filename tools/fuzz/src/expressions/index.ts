// The table of all expression productions, by the kind of type that they make.
import type { Productions } from '../maker';
import { COMMON_PRODUCTIONS, objectProductions } from './calls';
import { CONTAINER_PRODUCTIONS } from './containers';
import { NUMBER_PRODUCTIONS } from './numbers';
import { TEXT_PRODUCTIONS } from './texts';

const special = { ...NUMBER_PRODUCTIONS, ...TEXT_PRODUCTIONS, ...CONTAINER_PRODUCTIONS, object: objectProductions };

export const EXPRESSIONS = Object.fromEntries(Object.entries(special).map(([kind, table]) => [kind, kind === 'none' ? table : [...table, ...COMMON_PRODUCTIONS]])) as unknown as Productions['expressions'];
