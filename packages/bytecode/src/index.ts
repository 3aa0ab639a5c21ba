// Re-exports of @psyco/bytecode.
export * from './codeObject';
export * from './constantText';
export * from './controlFlow';
export * from './disassemble';
export * from './errors';
export * from './exceptionTable';
export * from './inlineCache';
export * from './instruction';
export * from './liveness';
export * from './locationTable';
export * from './loops';
export * from './marshal';
export * from './pyc';
export * from './stackDepth';
export * from './version';
export * from './versions';
export { python311 } from './versions/3.11';
