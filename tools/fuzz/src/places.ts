// The scopes in which the generator begins: module code, a function's body, and the empty one for constants.
import type { Maker } from './maker';
import { newFunction, Scope, type FunctionState, type Parameter, type ScopeSettings, type Variable } from './scope';

function scopeOf(fn: FunctionState, variables: readonly Variable[], changes: Partial<ScopeSettings>): Scope {
  return new Scope({ fn, variables, callables: [], factor: 1, inLoop: false, iterates: false, risk: 0, pure: false, indexes: [], ...changes });
}

/** A place in module code, where all functions may be called. */
export const moduleScope = (maker: Maker, limit = 300): Scope => scopeOf(newFunction({ order: Infinity, limit, module: true }), maker.globals, { risk: 0.02 });

/** A place where nothing is known: for constants. */
export const emptyScope = (): Scope => scopeOf(newFunction({ order: 0, limit: 10, module: true }), [], { pure: true });

/** A constructor's body. */
export const constructorScope = (parameters: readonly Parameter[]): Scope =>
  scopeOf(newFunction({ order: 0, limit: 30 }), parameters.map(({ name, type }): Variable => ({ name, type, assignable: true, place: 'local' })), { pure: true });

/** The start of a function's body: its parameters and some of the globals are known. */
export function bodyScope(maker: Maker, fn: FunctionState, parameters: readonly Parameter[], more: readonly Variable[] = []): Scope {
  const locals = parameters.map(({ name, type }): Variable => ({ name, type, assignable: true, place: 'local' }));
  return scopeOf(fn, [...maker.globals.filter(() => maker.random.chance(0.6)), ...locals, ...more], { risk: maker.random.pick([0, 0.01, 0.03, 0.15]) });
}
