// Re-exports of @psyco/runtime-x86.
export * from './runtime';
export * from './offsets';
export * from './data-layout';
export * from './errors';
export * from './memory';
export * from './mailbox';
export * from './pending-call';
export { recipeOps, leafKinds, type RecipeOp } from './recipe-ops';
export { commitOps, type CommitOp } from './commit-ops';
export type { Dialect } from './dialects/dialect';
export { python311 } from './dialects/3.11';
export { encodeRecipe, type RecipeContext } from './encode/encode-recipe';
export * from './encode/exit-record';
export * from './encode/code-record';
export { runtimeSymbols } from './symbols';
