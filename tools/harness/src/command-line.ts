// What the commands of the tools say about their options where they cannot be used.

import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Says what is wrong, and ends the process. */
export function fail(tool: string, message: string): never {
  process.stderr.write(`${tool}: ${message}\n`);
  process.exit(2);
}

/** What `parseArgs` of Node finds. Ends the process at an option that is not there, or has no value. */
export function readOptions<Config extends ParseArgsConfig>(tool: string, config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return fail(tool, (error as Error).message);
  }
}

/** The number that an option gives, or else `otherwise`. Ends the process if it is not positive. */
export function numberOf<Otherwise>(tool: string, text: string | undefined, option: string, otherwise: Otherwise): number | Otherwise {
  if (text === undefined) return otherwise;
  const value = Number(text);
  return value > 0 ? value : fail(tool, `--${option} takes a positive number, not ${text}`);
}

/** The names in a list with commas, all of which must be known. Ends the process otherwise. */
export function namesOf<Name extends string>(tool: string, text: string | undefined, what: string, known: readonly Name[]): readonly Name[] {
  const names = (text?.split(',') ?? known) as Name[];
  const unknown = names.find((name) => !known.includes(name));
  return unknown === undefined ? names : fail(tool, `there is no ${what} ${unknown}: choose from ${known.join(', ')}`);
}
