// The options as the compiler process gets them: from its environment, which the launcher filled. Derived from the table.
import { environmentName, OPTIONS } from './options';
import type { OptionName } from './options';

/** Every option that the compiler cares about, with its type. */
export interface Settings {
  readonly mode: 'profile' | 'full' | 'off';
  readonly sync: boolean;
  readonly log: string | undefined;
  readonly stats: string | undefined;
  readonly dump: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly backend: string;
  readonly chaos: number | undefined;
  /** Passes left out; 'all' leaves out every one. */
  readonly noOptimize: readonly string[];
  readonly watermark: number;
  readonly halflife: number;
  readonly pollfreq: number;
  readonly parentframe: number;
}

/** Reads the settings from an environment. */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const text = (name: OptionName): string | undefined => {
    const option = OPTIONS.find((candidate) => candidate.name === name)!;
    return environment[environmentName(name)] || ('default' in option ? option.default : undefined);
  };
  const list = (name: OptionName): string[] => (text(name) ?? '').split(',').filter((part) => part !== '');
  return {
    mode: text('mode') as Settings['mode'],
    sync: text('sync') === '1',
    log: text('log'),
    stats: text('stats'),
    dump: list('dump'),
    only: list('only'),
    skip: list('skip'),
    backend: text('backend')!,
    chaos: text('chaos') === undefined ? undefined : Number(text('chaos')),
    noOptimize: list('no-optimize'),
    watermark: Number(text('watermark')),
    halflife: Number(text('halflife')),
    pollfreq: Number(text('pollfreq')),
    parentframe: Number(text('parentframe')),
  };
}
