// Re-exports of @psyco/agent.
export * from './wire';
export { DataHeader } from './data-header';
export type { Request } from './data-header';
export { pythonDirectory } from './python-directory';
export { pythonConstants } from './python-constants';
export { AgentNotFoundError, ShortHeaderError } from './errors';
