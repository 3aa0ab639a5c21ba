// Re-exports of @psyco/backend.
export * from './contract';
