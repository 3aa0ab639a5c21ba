// Re-exports of @psyco/harness.
export { cleanEnvironment } from './environment';
export { fail, namesOf, numberOf, readOptions } from './command-line';
export { findPsyco, REPOSITORY, type Missing } from './checkout';
export { findPython, installedPythons, NO_PYTHON, SUPPORTED, type InstalledPython } from './pythons';
export { LONG_SLICE, SHORT_SLICE } from './suite-slice';
export { runProcess, unexpectedEnding, type Outcome, type RunOptions } from './run-process';
export { readStatistics, troubleOf, type FunctionStatistics, type StatisticsFile } from './statistics';
export { inTemporaryFolder } from './temporary-folder';
