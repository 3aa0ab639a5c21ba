// Re-exports of @psyco/backend.
export * from './contract';
export { checkConformance, conformanceMemorySize, type ConformanceRequest, type ConformanceResult, type ConformanceRunner } from './conformance';
export { opPrograms, opRows, type OpProgram } from './conformance-ops';
export { programs, type Program, type ProgramRun } from './conformance-programs';
