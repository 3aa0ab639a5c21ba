// Re-exports of @psyco/x86.
export {};
