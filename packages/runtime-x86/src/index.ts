// Re-exports of @psyco/runtime-x86.
export {};
