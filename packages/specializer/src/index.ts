// Re-exports of @psyco/specializer.
export * from './world';
export * from './reasons';
export * from './code-facts';
export * from './specialize';
export { type ExitSite, type Feedback, noFeedback } from './emitter';
export { type ArgumentKind, type ReturnKind, type Limits, type UnitServices } from './unit';
export { typeProfile, TypeProfile } from './type-profile';
