// Re-exports of @psyco/specializer.
export * from './world';
export * from './reasons';
export * from './specialize';
export { type ExitSite, type Feedback, noFeedback } from './emitter';
export { type ArgumentKind, type ReturnKind, type Limits, type UnitServices } from './unit';
