// Re-exports of @psyco/backend.
export {};
