// Re-exports of @psyco/logger.
export {};
