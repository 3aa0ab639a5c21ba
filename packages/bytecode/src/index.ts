// Re-exports of @psyco/bytecode.
export * from './codeObject';
export * from './controlFlow';
export * from './errors';
export * from './exceptionTable';
export * from './inlineCache';
export * from './instruction';
export * from './liveness';
export * from './locationTable';
export * from './loops';
export * from './stackDepth';
export * from './version';
export * from './versions';
export { python311 } from './versions/3.11';
