// Re-exports of @psyco/ir.
export * from './types';
export * from './recipe';
export * from './effects';
export * from './ops';
export * from './builder';
