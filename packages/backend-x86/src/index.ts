// Re-exports of @psyco/backend-x86.
export {};
