// Re-exports of @psyco/specializer.
export {};
