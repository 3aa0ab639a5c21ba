// Re-exports of @psyco/ir.
export {};
