// Re-exports of @psyco/ir.
export * from './types';
export * from './recipe';
export * from './effects';
export * from './ops';
export * from './builder';
export { type Names, idNames } from './text';
export { type PrintOptions, printFunction, printInstruction } from './printer';
export { printExit, printRecipe } from './print-exits';
export { IrSyntaxError } from './tokens';
export { parseFunction } from './parser';
export { VerifyError, verifyFunction } from './verifier';
export * from './analysis/order';
export * from './analysis/dominators';
export * from './analysis/loops';
export * from './analysis/uses';
