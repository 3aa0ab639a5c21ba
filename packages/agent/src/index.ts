// Re-exports of @psyco/agent.
export {};
