// Re-exports of @psyco/profiler.
export { ChargeModel, type ChargeEntry } from './charge-model';
export { ProfilerOptionError } from './errors';
export { CHARGE_OPTIONS, LIMIT_OPTIONS, type ChargeOptions, type LimitOptions } from './options';
export { PROFILER_KINDS, ProfilerQueue, type LimitName, type Profiler, type ProfilerKind, type ProfilerOptions, type Transition } from './profiler-queue';
