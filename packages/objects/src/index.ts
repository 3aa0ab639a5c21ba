// Re-exports of @psyco/objects.
export {};
