// Re-exports of the differential runner, for the other tools that compare runs of programs.
export { difference } from './compare';
export { MODES } from './modes';
