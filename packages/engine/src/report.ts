// What --stats and `psyco.stats()` tell: the parts' counts, put together.
import { RuntimeData } from '@psyco/runtime-x86';
import type { Place } from './boot';
import type { Parts } from './parts';

/** Kilobytes by use. */
export function memoryOf({ code, data }: Place): Record<string, number> {
  return { code: code.live / 1024, data: data.live / 1024, compiler: process.memoryUsage.rss() / 1024 };
}

/** Everything counted so far. */
export function reportOf(pid: number, { place, statistics, installer, profilers }: Parts): Record<string, unknown> {
  const { python, code, data, exits, runtimeData } = place;
  const word = (field: keyof typeof RuntimeData): number => data.readWord(runtimeData + RuntimeData[field]);
  for (const [facts, slot] of installer.records) statistics.function(facts).hits = installer.records.hits(slot);
  return statistics.report({
    python: `${python.version.major}.${python.version.minor}.${python.version.micro}${python.version.debug ? ' debug' : ''}`,
    pid: pid,
    mode: profilers.kind ?? 'off',
    profilers: profilers.list,
    memoryKilobytes: Object.fromEntries(Object.entries(memoryOf(place)).map(([part, amount]) => [part, Math.round(amount)])),
    regions: { code: code.live, data: data.live, exits: exits.live, highest: { code: code.used, data: data.used, exits: exits.count } },
    runtime: {
      exits: word('exitCount'),
      exitsUnderWay: word('exitsUnderWay'),
      oneShotHooks: word('oneShotCount'),
      pendingCalls: word('pendingCallCount'),
      armed: word('armedCount'),
      takenOver: word('matchedCount'),
      gaveUp: word('gaveUpCount'),
      traceEvents: word('traceEventCount'),
      passedByHook: word('hookMissCount'),
      armRefused: word('armRefusedCount'),
      hookGivenUp: word('hookGivenUpCount'),
    },
  });
}
