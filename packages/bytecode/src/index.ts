// Re-exports of @psyco/bytecode.
export {};
