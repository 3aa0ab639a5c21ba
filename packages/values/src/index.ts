// Re-exports of @psyco/values.
export * from './value';
export * from './state';
export * from './recipe';
export * from './print';
export * from './join';
export * from './match';
