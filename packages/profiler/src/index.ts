// Re-exports of @psyco/profiler.
export {};
