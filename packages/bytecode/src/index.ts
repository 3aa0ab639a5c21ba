// Re-exports of @psyco/bytecode.
export * from './errors';
export * from './inlineCache';
export * from './instruction';
export * from './version';
export * from './versions';
export { python311 } from './versions/3.11';
