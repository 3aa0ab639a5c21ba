// Re-exports of @psyco/engine.
export {};
