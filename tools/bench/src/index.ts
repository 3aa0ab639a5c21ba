// Re-exports of @psyco/bench.
export { BenchError } from './errors';
export { main } from './main';
export { meansOf, measureProgram, PLANS, type Comparison, type Means, type Plan, type ProgramResult, type RunFunction } from './measure';
export { geometricMean, median, secondHalf } from './numbers';
export { measureOverheads, type Overheads } from './overheads';
export { GOALS, PROGRAMS, type BenchProgram } from './programs';
export { runBench, type BenchOptions } from './run-bench';
export { runProgram, type Launcher, type Run, type Statistics } from './run-program';
export { formatReport, reachesGoal, type Report } from './table';
