// Re-exports of @psyco/engine.
export { runSession } from './session';
export type { SessionOptions, SessionTarget } from './target';
export { BackendUnusable, RegionFull } from './errors';
export { FAULT_POINTS, type FaultPoint } from './fault-points';
export { DUMP_STAGES, type DumpStage } from './dump';
