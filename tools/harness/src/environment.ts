// The environment of runs that are compared.

/**
 * That of this process without what Psyco, Python and npm read; the same hashes in every run, no files beside the sources; and what is given.
 * Under `npm run fence -- --objects` objects come from malloc here too.
 */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(PSYCO_|PYTHON|npm_)/.test(name));
  const fenced = process.env.FENCE_OBJECTS ? { PYTHONMALLOC: 'malloc' } : {};
  return { ...Object.fromEntries(own), ...fenced, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', ...more };
}
