// From a state to the recipe of an exit: which frames the interpreter needs and where their slots come from.

import type { RecipeFrame, RecipeValue, SlotRecipe } from '@psyco/ir';
import { IntValue, type PyValue, type RefValue, type VirtualValue } from './value';
import type { State } from './state';

/** The recipe of one Value. `owns` says whether the code gives away a reference of its own with this use. */
export function recipeOfValue(value: PyValue, owns: (ref: RefValue) => boolean): RecipeValue {
  switch (value.kind) {
    case 'null':
      return { kind: 'null' };
    case 'const':
      return { kind: 'const', address: value.address, name: value.name };
    case 'int':
      if (value.object !== null) return { kind: 'const', address: value.object, name: String(value.constant) };
      return value.constant !== null ? { kind: 'int', value: value.constant } : { kind: 'value', value: value.ir!, as: 'int', owned: false };
    case 'float':
      if (value.object !== null) return { kind: 'const', address: value.object, name: String(value.constant) };
      return value.constant !== null ? { kind: 'float', number: value.constant } : { kind: 'value', value: value.ir!, as: 'float', owned: false };
    case 'bool':
      return { kind: 'value', value: value.ir!, as: 'bool', owned: false };
    case 'char':
      return { kind: 'value', value: value.ir, as: 'char', owned: false };
    case 'ref':
      return { kind: 'value', value: value.ir, as: 'ref', owned: owns(value) };
    case 'virtual':
      return { kind: 'build', shape: value.shape, parts: value.parts.map((part) => recipeOfValue(machineInteger(value, part), owns)) };
  }
}

/** Iterators have machine integers in them, not objects. */
function machineInteger({ shape }: VirtualValue, part: PyValue): PyValue {
  return part.kind === 'int' && part.object !== null && shape.endsWith('_iterator') ? new IntValue(part.constant, null) : part;
}

/** Addresses of the objects that recipes of known bools need. */
export interface KnownObjects {
  true: number;
  false: number;
}

/**
 * The frames of an exit taken in this state. A local whose frame slot holds its Value already is kept. The same virtual
 * object in several slots is built once ('shared').
 */
export function recipeOfState(state: State, known: KnownObjects): RecipeFrame[] {
  const built = new Map<PyValue, RecipeValue>();
  const given = new Set<RefValue>();
  // The code has one reference to give away, whatever the number of slots.
  const owns = (ref: RefValue): boolean => state.info(ref).ownership === 'owned' && !given.has(ref) && given.add(ref) !== null;
  const one = (value: PyValue): RecipeValue => {
    if (value.kind === 'bool' && value.constant !== null)
      return { kind: 'const', address: value.constant ? known.true : known.false, name: value.constant ? 'True' : 'False' };
    if (value.kind === 'virtual') {
      const earlier = built.get(value);
      if (earlier) return { kind: 'shared', of: earlier };
      const recipe: RecipeValue = { kind: 'build', shape: value.shape, parts: value.parts.map((part) => one(machineInteger(value, part))) };
      built.set(value, recipe);
      return recipe;
    }
    return recipeOfValue(value, owns);
  };
  return state.frames.map((frame) => ({
    func: frame.func ? one(frame.func) : null,
    code: frame.code.address,
    name: frame.code.name,
    offset: frame.offset,
    locals: frame.locals.map((local, index): SlotRecipe => {
      const content = frame.slots?.[index];
      if (content === local) return { kind: 'keep' };
      if (local.kind === 'null' && content === 'empty') return { kind: 'keep' };
      return one(local);
    }),
    stack: frame.stack.map(one),
    continuation: frame.continuation,
  }));
}
