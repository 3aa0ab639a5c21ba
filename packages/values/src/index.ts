// Re-exports of @psyco/values.
export {};
